//! What a task is going to do, drawn when it is created.

use super::exit::{number_of, own_exit};
use super::{Course, TaskDraws};
use crate::cluster::ExitStatus;
use crate::model::{Behavior, TaskDefinition};
use crate::rng::sample;
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
    /// What each container does, where they have courses of their own: then the first of them run
    /// [`running_after`](Self::running_after), and all else here is theirs to tell.
    pub course: Option<Box<Course>>,
}

/// An essential container's own exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Time from `RUNNING`.
    pub after: SimDuration,
    /// How it exits.
    pub status: ExitStatus,
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

    /// The course of a task that is up already: what is left is when it ends by itself, counted from now.
    #[must_use]
    pub fn that_is_up(self) -> Self {
        Self {
            running_after: SimDuration::ZERO,
            fails_to_start: false,
            first_ready_after: SimDuration::ZERO,
            others_ready_after: Vec::new(),
            ..self
        }
    }

    /// The course of a task of `definition` that has `run_time` of work to do: whatever its application says of failures,
    /// its first essential container exits with 0 when the work is done.
    #[must_use]
    pub fn done_after(mut self, definition: &TaskDefinition, run_time: SimDuration) -> Self {
        if let Some(course) = &mut self.course {
            course.work_for(run_time);
        } else {
            let container = definition.first_essential();
            self.exit = Some(Exit { after: run_time, status: ExitStatus::of(0), container });
        }
        self
    }
}

/// Draws the course of the task with this number.
///
/// Each of its durations has a number of its own: what this task, or another, has to draw besides changes none of them.
#[must_use]
pub fn draw(definition: &TaskDefinition, behavior: &Behavior, draws: &TaskDraws, number: u64) -> Launch {
    let attached = (definition.demand.interfaces > 0)
        .then(|| sample(&behavior.interface_attach_time, &mut draws.attach.at(number, 0)));
    let mut launch = Launch {
        attached_after: attached,
        running_after: sample(&behavior.task_launch_time, &mut draws.launch.at(number, 0)),
        fails_to_start: draws.start_failure.at(number, 0).happens(definition.start_failure_millionths),
        first_ready_after: SimDuration::ZERO,
        others_ready_after: Vec::new(),
        exit: None,
        course: definition.has_courses().then(|| Box::new(Course::new(definition))),
    };
    if launch.course.is_some() {
        return launch;
    }
    for (position, container) in definition.containers.iter().enumerate() {
        let k = number_of(position, 0);
        let start_up = &container.application.start_up_time;
        let ready_after = sample(start_up, &mut draws.start_up.at(number, k));
        match position {
            0 => launch.first_ready_after = ready_after,
            _ => launch.others_ready_after.push(ready_after),
        }
        // Nothing but essential containers ends here: where others do, each has a course of its own.
        if let Some((after, status)) = own_exit(container, draws, number, k)
            && launch.exit.is_none_or(|first| after < first.after)
        {
            launch.exit = Some(Exit { after, status, container: position });
        }
    }
    launch
}

#[cfg(test)]
mod tests;
