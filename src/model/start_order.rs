//! What the containers of a task wait for of each other, and when one of them is started again in place.

use super::task_definition::Container;
use crate::time::SimDuration;

/// What a container waits for of another one of its task (`dependsOn`, placement.md §3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Position in the definition of the container that is waited for.
    pub container: usize,
    /// What it has to come to.
    pub condition: StartCondition,
}

/// What a container that is waited for has to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StartCondition {
    /// It has started, be it that it has ended again (`START`).
    Start,
    /// It has ended, with whatever exit code (`COMPLETE`).
    Complete,
    /// It has ended with exit code 0 (`SUCCESS`).
    Success,
    /// Its health check has passed (`HEALTHY`).
    Healthy,
}

/// When a container that exits by itself is started again in place (`restartPolicy`, RP-01).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RestartPolicy {
    /// Exit codes after which it is not.
    pub ignored_exit_codes: Vec<u8>,
    /// How long it must have run for, since its start or its last restart.
    pub attempt_period: SimDuration,
}

impl RestartPolicy {
    /// Whether a container is started again that exits with `code` after it `ran` for so long (RP-02).
    ///
    /// ```
    /// use plimsoll::{model::RestartPolicy, time::SimDuration};
    /// // Worked example 48.
    /// let policy = RestartPolicy { ignored_exit_codes: vec![0], attempt_period: SimDuration::from_secs(60) };
    /// let restarts = |code, seconds| policy.restarts(code, SimDuration::from_secs(seconds));
    /// assert_eq!([restarts(1, 120), restarts(0, 120), restarts(1, 59)], [true, false, false]);
    /// ```
    #[must_use]
    pub fn restarts(&self, code: u8, ran: SimDuration) -> bool {
        ran >= self.attempt_period && !self.ignored_exit_codes.contains(&code)
    }
}

/// Whether the containers can all start, one after the other: where they cannot, since they wait for each other or for the
/// health of one without a check, the agent stops the task as soon as it gets it (placement.md §3.3).
#[must_use]
pub(super) fn can_be_kept(containers: &[Container]) -> bool {
    let mut started = vec![false; containers.len()];
    let may_hold = |dependency: &Dependency, started: &[bool]| {
        let checked = containers[dependency.container].health_check.is_some();
        started[dependency.container] && (dependency.condition != StartCondition::Healthy || checked)
    };
    for _ in containers {
        for position in 0..containers.len() {
            let holds = containers[position].depends_on.iter().all(|other| may_hold(other, &started));
            started[position] |= holds;
        }
    }
    started.into_iter().all(|started| started)
}
