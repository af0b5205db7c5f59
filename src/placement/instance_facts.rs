//! What queries ask about one instance, as the control plane sees it now.

use crate::cluster::Cluster;
use crate::model::{GroupId, InstanceId};
use crate::query::InstanceFacts;

/// One instance of a cluster, as it is or as it would be with some tasks more or less.
#[derive(Clone, Copy, Debug)]
pub struct OnInstance<'a> {
    cluster: &'a Cluster,
    instance: InstanceId,
    /// A group and how many more tasks of it the instance is thought to hold.
    more: Option<(GroupId, u32)>,
    /// A group whose tasks are thought away.
    without: Option<GroupId>,
}

impl<'a> OnInstance<'a> {
    /// `instance` as it is.
    #[must_use]
    pub const fn new(instance: InstanceId, cluster: &'a Cluster) -> Self {
        Self { cluster, instance, more: None, without: None }
    }

    /// The same with `count` more tasks of `group`.
    #[must_use]
    pub const fn with(self, group: GroupId, count: u32) -> Self {
        Self { more: Some((group, count)), ..self }
    }

    /// The same without the tasks of `group`.
    #[must_use]
    pub const fn without(self, group: GroupId) -> Self {
        Self { without: Some(group), ..self }
    }

    fn tasks_of(&self, group: GroupId) -> u32 {
        self.cluster.group(group).on_instance(self.instance)
    }
}

impl InstanceFacts for OnInstance<'_> {
    fn agent_connected(&self) -> bool {
        self.cluster.instances().agent_connected(self.instance)
    }

    fn ec2_instance_id(&self) -> &str {
        self.cluster.ec2_instance_id(self.instance)
    }

    fn registered_at(&self) -> i64 {
        self.cluster.registered_moment(self.instance)
    }

    fn running_tasks_count(&self) -> u32 {
        let there = self.cluster.instances().running_tasks_count(self.instance);
        let without = self.without.map_or(0, |group| self.tasks_of(group));
        there - without + self.more.map_or(0, |(_, count)| count)
    }

    fn has_task_of(&self, group: usize) -> bool {
        let group = GroupId::new(group);
        self.more.is_some_and(|(other, count)| other == group && count > 0)
            || (self.without != Some(group) && self.tasks_of(group) > 0)
    }
}
