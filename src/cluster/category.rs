//! What the service scheduler tells apart about a task.

use super::status::TaskHealth;
use super::task::Task;

/// A task as the service scheduler sees it, in the order in which surplus tasks are stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskCategory {
    /// Not yet `RUNNING`.
    Pending,
    /// `RUNNING`, its checks have not judged it yet (HL-02).
    Starting,
    /// `RUNNING` without checks, for less than `healthyAfter`: healthy to all but the lower bound (HL-01).
    Settling,
    /// `RUNNING` and unhealthy (HL-03).
    Unhealthy,
    /// Unhealthy like the task that it replaced, and not to be replaced itself for a while (SC-10).
    Enduring,
    /// `RUNNING`, healthy and settled.
    Healthy,
}

impl TaskCategory {
    /// Every category, in order.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Starting, Self::Settling, Self::Unhealthy, Self::Enduring, Self::Healthy];
}

impl Task {
    /// The category that its status and its health put it in.
    #[must_use]
    pub fn category(&self) -> TaskCategory {
        match self.health {
            _ if self.status.is_before_running() => TaskCategory::Pending,
            TaskHealth::Unknown => TaskCategory::Starting,
            TaskHealth::Healthy if self.settled => TaskCategory::Healthy,
            TaskHealth::Healthy => TaskCategory::Settling,
            TaskHealth::Unhealthy if self.endures => TaskCategory::Enduring,
            TaskHealth::Unhealthy => TaskCategory::Unhealthy,
        }
    }
}
