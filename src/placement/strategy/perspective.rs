//! From where strategies look at instances.

use crate::cluster::{Cluster, GroupTasks};
use crate::model::{Candidate, InstanceId, Resources};

/// What figures of an instance are read from: the cluster, and whose task needs what.
#[derive(Clone, Copy, Debug)]
pub struct Perspective<'a> {
    /// The cluster as it is now.
    pub cluster: &'a Cluster,
    /// The tasks of the group that asks.
    pub tasks: &'a GroupTasks,
    /// What the task takes.
    pub demand: Resources,
}

impl Perspective<'_> {
    /// `instance` as a scoring strategy sees it.
    #[must_use]
    pub fn candidate(&self, instance: InstanceId) -> Candidate<'_> {
        let instances = self.cluster.instances();
        Candidate {
            class: self.cluster.model().class(instances.class(instance)),
            free: instances.free(instance),
            demand: self.demand,
            own_tasks: self.tasks.on_instance(instance),
            tasks: instances.running_tasks_count(instance),
        }
    }
}
