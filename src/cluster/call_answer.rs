//! What `RunTask` and `StartTask` answer: the tasks that were placed, and why others were not (RN-02, RN-10).

use std::fmt;

use super::rejection::Rejection;
use crate::model::{CallId, InstanceId, TaskId};

/// The answer to one call. A call that is answered is over: nothing of it is queued or tried again (PL-07).
#[derive(Clone, Copy, Debug)]
pub struct CallAnswer<'a> {
    /// The call.
    pub call: CallId,
    /// `tasks`: those that were placed.
    pub tasks: &'a [TaskId],
    /// How many tasks were refused for which reason; of `RunTask` it is that of the closest instance.
    pub refused: &'a [(FailureReason, u32)],
    /// `failures`: one entry per examined instance, by id; of `RunTask` the first ones only, so that a refusal by a large
    /// cluster does not fill the log.
    pub failures: &'a [CallFailure],
    /// How many more examined instances there were, by reason.
    pub more: &'a [(FailureReason, u32)],
}

/// An entry of `failures`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFailure {
    /// Who refused.
    pub at: FailedAt,
    /// Why.
    pub reason: FailureReason,
}

/// What an entry of `failures` is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailedAt {
    /// A container instance.
    Instance(InstanceId),
    /// No instance that ECS knows: the one at this position of the `StartTask` call.
    Named(u8),
    /// The whole cluster.
    Cluster,
}

/// `reason` of an entry of `failures` (placement.md §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureReason {
    /// The first rule that the instance fails.
    Rejected(Rejection),
    /// ECS knows no such instance.
    Missing,
    /// The cluster has no instances at all.
    NoInstances,
}

impl FailureReason {
    /// How many different reasons there are.
    pub const COUNT: usize = Rejection::COUNT + 2;

    /// Its position among all of them, in the order in which rules are judged.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Rejected(rejection) => rejection as usize,
            Self::Missing => Rejection::COUNT,
            Self::NoInstances => Rejection::COUNT + 1,
        }
    }

    /// All reasons by their position.
    pub fn all() -> impl Iterator<Item = Self> {
        Rejection::ALL.into_iter().map(Self::Rejected).chain([Self::Missing, Self::NoInstances])
    }

    /// The code in metrics' names; the two reasons about ports share theirs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rejected(rejection) => rejection.code(),
            Self::Missing => "MISSING",
            Self::NoInstances => "NO_INSTANCES",
        }
    }
}

/// As the API words it (CN-09).
impl fmt::Display for FailureReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rejected(Rejection::MemberOf) => "MemberOf placement constraint unsatisfied.",
            Self::Rejected(Rejection::DistinctInstance) => {
                "DistinctInstance placement constraint unsatisfied."
            }
            Self::NoInstances => "No Container Instances were found in your cluster.",
            Self::Rejected(_) | Self::Missing => self.code(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_numbered_in_their_order() {
        let all: Vec<FailureReason> = FailureReason::all().collect();
        assert_eq!(all.len(), FailureReason::COUNT);
        assert!(all.is_sorted() && all.iter().enumerate().all(|(at, reason)| reason.index() == at));
    }
}
