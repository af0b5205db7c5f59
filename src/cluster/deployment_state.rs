//! How far a deployment has come.

use std::fmt;

/// State of a deployment. ECS's `rolloutState` knows only `IN_PROGRESS` and `COMPLETED` of these.
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
}

impl DeploymentState {
    /// Whether a deployment may go from `self` to `next`: one that has ended stays as it is.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        matches!(self, Self::InProgress | Self::Stuck) && next != self
    }

    /// Its name in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Stuck => "STUCK",
            Self::Superseded => "SUPERSEDED",
            Self::Completed => "COMPLETED",
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
    use super::DeploymentState::{Completed, InProgress, Stuck, Superseded};

    #[test]
    fn a_deployment_ends_once() {
        let all = [InProgress, Stuck, Superseded, Completed];
        for from in all {
            for to in all {
                let expected = matches!(from, InProgress | Stuck) && from != to;
                assert_eq!(from.may_become(to), expected, "{from} to {to}");
            }
        }
    }
}
