//! What the service scheduler tells apart about a task.

use super::status::TaskHealth;
use super::task::Task;

/// A task as the service scheduler sees it, in the order in which surplus tasks are stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskCategory {
    /// Not yet `RUNNING`.
    Pending,
    /// `RUNNING`, not yet counted as healthy (HL-01, HL-02).
    Starting,
    /// `RUNNING` and unhealthy (HL-03).
    Unhealthy,
    /// `RUNNING` and healthy.
    Healthy,
}

impl TaskCategory {
    /// Every category, in order.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Starting, Self::Unhealthy, Self::Healthy];
}

impl Task {
    /// The category that its status and its health put it in.
    #[must_use]
    pub fn category(&self) -> TaskCategory {
        match self.health {
            _ if self.status.is_before_running() => TaskCategory::Pending,
            TaskHealth::Unknown => TaskCategory::Starting,
            TaskHealth::Healthy => TaskCategory::Healthy,
            TaskHealth::Unhealthy => TaskCategory::Unhealthy,
        }
    }
}
