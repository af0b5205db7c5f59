//! Counters of tasks by whether their instance drains, around a change of that.

use super::{Cluster, DesiredStatus};
use crate::model::InstanceId;

impl Cluster {
    /// Takes the counted tasks of `instance` out of their counters, or puts them back, around a status change.
    pub(super) fn recount(&mut self, instance: InstanceId, back: bool) {
        let draining = self.is_draining(instance);
        for id in self.instances.tasks(instance) {
            let task = self.tasks.get(*id).expect("listed tasks are live");
            if task.desired == DesiredStatus::Running {
                let counts = &mut self.groups[task.group.index()];
                if back { counts.count(task, draining) } else { counts.discount(task, draining) }
            }
        }
    }
}
