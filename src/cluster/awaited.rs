//! Tasks that wait for hosts which do not answer, and older tasks that a deployment waits for.

use super::{Cluster, DesiredStatus, Task};

impl Cluster {
    /// Whether a deployment of the task's service, whose number is `primary`, can complete only once this task has ended,
    /// with nothing left to decide about it: an older one that has been told to stop (SC-07), or a daemon's that cannot be
    /// told, since its agent is not connected (AD-04).
    #[must_use]
    pub fn is_awaited(&self, task: &Task, primary: u32) -> bool {
        let daemon = task.service.is_some_and(|service| self.model().service(service).is_daemon());
        let told = task.desired == DesiredStatus::Stopped && task.has_containers();
        task.deployment != primary && (told || daemon && self.is_on_silent(task))
    }

    /// Whether the task is to start on an instance whose agent is not connected: nothing starts it there, and it counts as if
    /// it were about to (AD-04).
    #[must_use]
    pub fn is_stalled(&self, task: &Task) -> bool {
        task.desired == DesiredStatus::Running && task.status.is_before_running() && self.is_on_silent(task)
    }

    /// Whether the task is on an instance whose agent is not connected, so that nobody confirms what becomes of it.
    #[must_use]
    pub fn is_on_silent(&self, task: &Task) -> bool {
        task.place.instance().is_some_and(|instance| !self.instances().agent_connected(instance))
    }
}
