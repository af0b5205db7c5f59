//! What the evaluator asks its caller about instances.

use super::version::Version;

/// What all instances of a class have in common, and the task groups of the cluster.
pub trait ClassFacts {
    /// The value of the attribute `name`, empty for one without a value (AT-03), `None` where it is missing.
    fn attribute(&self, name: &str) -> Option<&str>;

    /// The version of the agent; a predicate on an unknown one does not hold.
    fn agent_version(&self) -> Option<&Version>;

    /// The task groups of the cluster, such as `service:web` (QL-11); a position in this list stands for its group.
    fn task_groups(&self) -> impl Iterator<Item = &str>;
}

/// What may differ between instances of a class, at the instant of the question.
pub trait InstanceFacts {
    /// Whether the agent is connected.
    fn agent_connected(&self) -> bool;

    /// The id of the EC2 instance.
    fn ec2_instance_id(&self) -> &str;

    /// When the instance registered, in microseconds since the Unix epoch.
    fn registered_at(&self) -> i64;

    /// Tasks on the instance whose desired status is `RUNNING`, pending ones among them (QL-07).
    fn running_tasks_count(&self) -> u32;

    /// Whether a task of the group at position `group` has desired status `RUNNING` on the instance (CN-10).
    fn has_task_of(&self, group: usize) -> bool;
}
