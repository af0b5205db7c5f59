//! What a task is going to do, drawn when it is created.

use crate::model::{Behavior, TaskDefinition};
use crate::rng::{Stream, sample};
use crate::time::SimDuration;

/// The course of one task, if nobody interferes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// From placement until its network interface is attached, `None` for a task without one (LC-08).
    pub attached_after: Option<SimDuration>,
    /// From the agent starting the task to `RUNNING`, or to its end when it fails to start.
    pub running_after: SimDuration,
    /// Whether it stops before `RUNNING`.
    pub fails_to_start: bool,
    /// From `RUNNING` until the only container, or the first of several, passes health checks.
    first_ready_after: SimDuration,
    /// The same for the others, in the order of the definition; most tasks have none, and so allocate nothing.
    others_ready_after: Vec<SimDuration>,
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
    /// Position of the container in the definition.
    pub container: usize,
}

impl Launch {
    /// From `RUNNING` until the container at this position of the definition passes health checks.
    #[must_use]
    pub fn ready_after(&self, container: usize) -> SimDuration {
        let other = container.checked_sub(1).and_then(|position| self.others_ready_after.get(position));
        other.copied().unwrap_or(self.first_ready_after)
    }

    /// The course of a task of `definition` that has `run_time` of work to do: whatever its application says of failures,
    /// its first essential container exits with 0 when the work is done.
    #[must_use]
    pub fn done_after(mut self, definition: &TaskDefinition, run_time: SimDuration) -> Self {
        let container = definition.containers.iter().position(|container| container.essential);
        self.exit = Some(Exit { after: run_time, code: 0, container: container.unwrap_or_default() });
        self
    }
}

/// Draws the course of a task from the stream of its service.
///
/// The number of draws depends on the definition alone, never on what was drawn: the n-th task of a service does the
/// same under every placement strategy.
#[must_use]
pub fn draw(definition: &TaskDefinition, behavior: &Behavior, stream: &mut Stream) -> Launch {
    let mut launch = Launch {
        attached_after: None,
        running_after: sample(&behavior.task_launch_time, stream),
        fails_to_start: stream.happens(definition.start_failure_millionths),
        first_ready_after: SimDuration::ZERO,
        others_ready_after: Vec::new(),
        exit: None,
    };
    for (position, container) in definition.containers.iter().enumerate() {
        let application = &container.application;
        let ready_after = sample(&application.start_up_time, stream);
        let exit_after = application.time_to_failure.as_ref().map(|time| sample(time, stream));
        match position {
            0 => launch.first_ready_after = ready_after,
            _ => launch.others_ready_after.push(ready_after),
        }
        if let Some(after) = exit_after.filter(|_| container.essential)
            && launch.exit.is_none_or(|first| after < first.after)
        {
            launch.exit = Some(Exit { after, code: application.exit_code, container: position });
        }
    }
    if definition.demand.interfaces > 0 {
        launch.attached_after = Some(sample(&behavior.interface_attach_time, stream));
    }
    launch
}

#[cfg(test)]
mod tests;
