//! What a deployment knows of its images.

/// Whether a deployment's first task starts alone, since it finds out which digests its image tags stand for (SC-08).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// They are known, or nobody asks.
    Resolved,
    /// The first task is to resolve them.
    Unresolved {
        /// How many of its starts failed.
        failed_starts: u32,
    },
    /// It tried so often that it goes on without having resolved them.
    GivenUp,
}

/// After so many failed starts a deployment goes on without having resolved its images (SC-08).
const TRIES_TO_RESOLVE: u32 = 3;

impl Images {
    /// Those of a new deployment whose first task starts alone or does not.
    #[must_use]
    pub const fn of(first_alone: bool) -> Self {
        if first_alone { Self::Unresolved { failed_starts: 0 } } else { Self::Resolved }
    }

    pub(super) fn start_failed(&mut self) {
        if let Self::Unresolved { failed_starts } = self {
            *failed_starts += 1;
            if *failed_starts >= TRIES_TO_RESOLVE {
                *self = Self::GivenUp;
            }
        }
    }

    /// What a deployment of the same revision knows of them when it begins.
    #[must_use]
    pub const fn again(self) -> Self {
        match self {
            Self::GivenUp => Self::Resolved,
            known => known,
        }
    }
}
