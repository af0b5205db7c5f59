//! Tasks that are there when a run begins.

use super::{Cluster, NewTask, TaskHealth, TaskStatus};
use crate::model::TaskId;
use crate::time::SimTime;

/// How a task stands that was there before the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What its checks say.
    pub health: TaskHealth,
    /// Whether the lower bound counts it (HL-01).
    pub settled: bool,
}

impl Cluster {
    /// Creates a task that was there before the run: `RUNNING` as `standing` says, or about to be started without.
    ///
    /// # Panics
    ///
    /// As [`create_task`](Self::create_task): whoever describes a cluster has checked that its tasks fit.
    pub fn find_task(&mut self, new: NewTask, standing: Option<Standing>) -> TaskId {
        let id = self.create_task(new, SimTime::ZERO);
        if let Some(Standing { health, settled }) = standing {
            self.recategorise(id, |task| {
                (task.status, task.started_at) = (TaskStatus::Running, Some(SimTime::ZERO));
                (task.health, task.settled) = (health, settled);
            });
        }
        id
    }
}
