//! How a task ends that is told to stop: SIGTERM, `stopTimeout`, SIGKILL (TM-01, EX-01).

use super::TaskDraws;
use crate::model::TaskDefinition;
use crate::rng::sample;
use crate::time::SimDuration;

/// Exit code of a process that SIGTERM ended.
const TERMINATED: u8 = 143;
/// Exit code of a process that SIGKILL ended.
const KILLED: u8 = 137;

/// How long stopping takes, and the exit code to show for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopTimeline {
    /// From the stop signal until the last container has ended: the task is `STOPPED`.
    pub after: SimDuration,
    /// 137 when a container had to be killed, else 143.
    pub exit_code: u8,
}

/// Draws how the running task with this number stops.
///
/// All containers but the one at position `gone`, which has ended already, get the signal at once, and each has its own
/// `stopTimeout`, and a random number of its own.
#[must_use]
pub fn draw_stop(
    definition: &TaskDefinition,
    gone: Option<usize>,
    draws: &TaskDraws,
    number: u64,
) -> StopTimeline {
    let mut timeline = StopTimeline { after: SimDuration::ZERO, exit_code: TERMINATED };
    for (k, container) in (0..).zip(&definition.containers).filter(|(k, _)| gone != Some(*k as usize)) {
        let wanted = sample(&container.application.shut_down_time, &mut draws.shut_down.at(number, k));
        if wanted > container.stop_timeout {
            timeline.exit_code = KILLED;
        }
        timeline.after = timeline.after.max(wanted.min(container.stop_timeout));
    }
    timeline
}

#[cfg(test)]
mod tests;
