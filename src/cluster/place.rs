//! Where a task runs.

use crate::model::InstanceId;

/// Where a task runs; it changes once at most, when a task that waits for capacity gets its instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Nowhere yet: it is `PROVISIONING`, holds nothing, and counts as a task of its group all the same (RN-08, ST-08).
    Unplaced,
    /// On a container instance.
    Instance(InstanceId),
}

impl Place {
    /// The container instance, if it is on one.
    #[must_use]
    pub const fn instance(self) -> Option<InstanceId> {
        match self {
            Self::Instance(instance) => Some(instance),
            Self::Unplaced => None,
        }
    }

    /// Whether it is on this instance.
    #[must_use]
    pub fn is_on(self, instance: InstanceId) -> bool {
        self == Self::Instance(instance)
    }
}

impl From<InstanceId> for Place {
    fn from(instance: InstanceId) -> Self {
        Self::Instance(instance)
    }
}

#[cfg(test)]
mod tests;
