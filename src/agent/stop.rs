//! How a task ends that is told to stop: SIGTERM, `stopTimeout`, SIGKILL (TM-01, EX-01).

use super::TaskDraws;
use super::exit::number_of;
use crate::cluster::ExitStatus;
use crate::model::TaskDefinition;
use crate::rng::sample;
use crate::time::SimDuration;

/// How long stopping takes, and the exit to show for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopTimeline {
    /// From the stop signal until the last container has ended: the task is `STOPPED`.
    pub after: SimDuration,
    /// 137 when a container had to be killed, else 143.
    pub exit: ExitStatus,
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
    let mut timeline = StopTimeline { after: SimDuration::ZERO, exit: ExitStatus::TERMINATED };
    for container in (0..definition.containers.len()).filter(|container| gone != Some(*container)) {
        let (takes, exit) = end_of(definition, container, draws, number);
        if exit == ExitStatus::KILLED {
            timeline.exit = exit;
        }
        timeline.after = timeline.after.max(takes);
    }
    timeline
}

/// How long the container at this position takes to end once it gets the signal, and whether it has to be killed.
pub(super) fn end_of(
    definition: &TaskDefinition,
    container: usize,
    draws: &TaskDraws,
    number: u64,
) -> (SimDuration, ExitStatus) {
    let spec = &definition.containers[container];
    let mut random = draws.shut_down.at(number, number_of(container, 0));
    let wanted = sample(&spec.application.shut_down_time, &mut random);
    if wanted > spec.stop_timeout {
        (spec.stop_timeout, ExitStatus::KILLED)
    } else {
        (wanted, ExitStatus::TERMINATED)
    }
}

#[cfg(test)]
mod tests;
