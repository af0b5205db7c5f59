//! Tasks that scale-in leaves alone.

use super::Cluster;
use crate::model::TaskId;

impl Cluster {
    /// Protects a task from scale-in or not any more; returns how often that was said of it (SI-07).
    ///
    /// # Panics
    ///
    /// When the task is not live.
    pub fn set_protected(&mut self, id: TaskId, protected: bool) -> u16 {
        self.recategorise(id, |task| {
            (task.protected, task.protections) = (protected, task.protections.wrapping_add(1));
        });
        self.task(id).protections
    }
}
