//! Intervals in the life of one task.

use super::super::log::{Log, TaskLog, TaskStamps};
use super::{Intervals, Stamp};

/// From which moment of a task to which.
type Step = (&'static str, fn(&TaskStamps) -> Option<Stamp>, fn(&TaskStamps) -> Option<Stamp>);

const ALWAYS: [Step; 6] = [
    ("task.created_to_connectivity", |at| at.created, |at| at.connectivity),
    ("task.connectivity_to_pullStarted", |at| at.connectivity, |at| at.pull_started),
    ("task.created_to_pullStarted", |at| at.created, |at| at.pull_started),
    ("task.pull", |at| at.pull_started, |at| at.pull_stopped),
    ("task.pullStopped_to_started", |at| at.pull_stopped, |at| at.started),
    ("task.created_to_started", |at| at.created, |at| at.started),
];

/// After its essential container has exited by itself.
const EXITED: [Step; 2] = [
    ("exit.executionStopped_to_stopping", |at| at.execution_stopped, |at| at.stopping),
    ("exit.executionStopped_to_stopped", |at| at.execution_stopped, |at| at.stopped),
];

/// After somebody has stopped it.
const STOPPED: [Step; 3] = [
    ("stop.stopping_to_executionStopped", |at| at.stopping, |at| at.execution_stopped),
    ("stop.executionStopped_to_stopped", |at| at.execution_stopped, |at| at.stopped),
    ("stop.stopping_to_stopped", |at| at.stopping, |at| at.stopped),
];

/// Whether the task ended by itself.
pub(super) fn has_exited(task: &TaskLog) -> bool {
    task.stop_code.as_deref() == Some("EssentialContainerExited")
}

/// Adds the steps of every task.
pub(super) fn measure(log: &Log, found: &mut Intervals) {
    for task in log.tasks.values() {
        let end = if has_exited(task) { &EXITED[..] } else { &STOPPED[..] };
        for (kind, from, to) in ALWAYS.iter().chain(end) {
            if let (Some(from), Some(to)) = (from(&task.at), to(&task.at)) {
                found.add_on(kind, task.platform, to.since(from));
            }
        }
    }
}
