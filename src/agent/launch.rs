//! What a task is going to do, drawn when it is created.

use crate::model::{Behavior, TaskDefinition};
use crate::rng::{Stream, sample};
use crate::time::SimDuration;

/// The course of one task, if nobody interferes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Launch {
    /// From the agent starting the task to `RUNNING`, or to its end when it fails to start.
    pub running_after: SimDuration,
    /// Whether it stops before `RUNNING`.
    pub fails_to_start: bool,
    /// From `RUNNING` until every essential container passes health checks.
    pub ready_after: SimDuration,
    /// The first exit of an essential container by itself, which ends the task (LC-05).
    pub exit: Option<Exit>,
}

/// An essential container's own exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Time from `RUNNING`.
    pub after: SimDuration,
    /// Exit code.
    pub code: u8,
}

/// Draws the course of a task from the stream of its service.
///
/// The number of draws depends on the definition alone, never on what was drawn: the n-th task of a service does the
/// same under every placement strategy.
#[must_use]
pub fn draw(definition: &TaskDefinition, behavior: &Behavior, stream: &mut Stream) -> Launch {
    let mut launch = Launch {
        running_after: sample(&behavior.task_launch_time, stream),
        fails_to_start: stream.happens(definition.start_failure_millionths),
        ready_after: SimDuration::ZERO,
        exit: None,
    };
    for container in &definition.containers {
        let application = &container.application;
        let ready_after = sample(&application.start_up_time, stream);
        let exit_after = application.time_to_failure.as_ref().map(|time| sample(time, stream));
        if !container.essential {
            continue;
        }
        launch.ready_after = launch.ready_after.max(ready_after);
        if let Some(after) = exit_after
            && launch.exit.is_none_or(|first| after < first.after)
        {
            launch.exit = Some(Exit { after, code: application.exit_code });
        }
    }
    launch
}

#[cfg(test)]
mod tests;
