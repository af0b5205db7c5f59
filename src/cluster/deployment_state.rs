//! How far a deployment has come.

use std::fmt;

/// State of a deployment. ECS's `rolloutState` knows `IN_PROGRESS`, `COMPLETED` and `FAILED` of these; that a failed one was
/// rolled back is what its service deployment tells (`ROLLBACK_SUCCESSFUL`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeploymentState {
    /// It is PRIMARY and replaces tasks.
    InProgress,
    /// It is in progress, but its last attempt to go on failed: a task found no instance, or the percentages allow
    /// neither a stop nor a start.
    Stuck,
    /// Another deployment took its place before it completed.
    Superseded,
    /// It reached its end.
    Completed,
    /// Its circuit breaker or a call ended it: it starts nothing more.
    Failed,
    /// It failed, and the deployment that it was rolled back to has completed again.
    RolledBack,
}

impl DeploymentState {
    /// Whether it has not ended.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::InProgress | Self::Stuck)
    }

    /// Whether a deployment may go from `self` to `next` by itself: one that has ended stays as it is, but for rollbacks,
    /// which begin a completed one again and end with a failed one rolled back.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        self.is_open() && next != self && next != Self::RolledBack
    }

    /// Its name in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Stuck => "STUCK",
            Self::Superseded => "SUPERSEDED",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::RolledBack => "ROLLED_BACK",
        }
    }
}

impl fmt::Display for DeploymentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::DeploymentState::{Completed, Failed, InProgress, RolledBack, Stuck, Superseded};

    #[test]
    fn a_deployment_ends_once() {
        let all = [InProgress, Stuck, Superseded, Completed, Failed, RolledBack];
        for from in all {
            for to in all {
                let expected = matches!(from, InProgress | Stuck) && from != to && to != RolledBack;
                assert_eq!(from.may_become(to), expected, "{from} to {to}");
            }
        }
    }
}
