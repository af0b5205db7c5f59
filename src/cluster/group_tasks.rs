//! Lists and counts of a task group, in step with the task store.

use super::category::TaskCategory;
use super::task::Task;
use crate::model::{ClassId, InstanceId, TaskId};

/// A group's tasks whose desired status is `RUNNING`, listed and counted (ST-08, CN-03).
///
/// A service is a group; standalone tasks belong to the group that their call names (QL-11).
#[derive(Clone, Debug, Default)]
pub struct GroupTasks {
    tasks: Vec<TaskId>,
    /// By slot.
    per_instance: Vec<u32>,
    per_class: Vec<u32>,
    deployments: Vec<(u32, DeploymentCounts)>,
    /// Those of them that are protected from scale-in, by deployment; only where there are any (SI-07).
    protected: Vec<(u32, DeploymentCounts)>,
    stopping: StoppingTasks,
}

/// Tasks of a group whose desired status is `STOPPED` and that are not `STOPPED` yet.
#[derive(Clone, Debug, Default)]
struct StoppingTasks {
    total: u32,
    /// Those whose containers have not ended, by deployment; only where there are any.
    with_containers: Vec<(u32, u32)>,
}

/// How many tasks of one deployment are in each category that the service scheduler tells apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeploymentCounts {
    /// Tasks on instances that stay.
    pub staying: HealthCounts,
    /// Tasks on `DRAINING` instances (DR-01, DR-02).
    pub draining: HealthCounts,
}

/// Tasks by what is known of their health.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HealthCounts {
    /// Not yet `RUNNING`.
    pub pending: u32,
    /// `RUNNING`, not yet judged by their checks (HL-02).
    pub starting: u32,
    /// `RUNNING` without checks, not yet counted by the lower bound (HL-01).
    pub settling: u32,
    /// `RUNNING`, healthy and settled.
    pub healthy: u32,
    /// `RUNNING` and unhealthy (HL-03).
    pub unhealthy: u32,
    /// Unhealthy, and not to be replaced yet (SC-10).
    pub enduring: u32,
}

impl HealthCounts {
    /// All tasks.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.pending + self.running()
    }

    /// Tasks that are `RUNNING`.
    #[must_use]
    pub const fn running(&self) -> u32 {
        self.starting + self.settling + self.healthy + self.unhealthy + self.enduring
    }

    /// Tasks that are healthy to all but the lower bound: without checks from `RUNNING` on.
    #[must_use]
    pub const fn well(&self) -> u32 {
        self.settling + self.healthy
    }

    /// Tasks that hold their place: healthy, about to be, or not to be replaced yet.
    #[must_use]
    pub const fn held(&self) -> u32 {
        self.pending + self.starting + self.settling + self.healthy + self.enduring
    }

    /// Adds the counts of `other`.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            pending: self.pending + other.pending,
            starting: self.starting + other.starting,
            settling: self.settling + other.settling,
            healthy: self.healthy + other.healthy,
            unhealthy: self.unhealthy + other.unhealthy,
            enduring: self.enduring + other.enduring,
        }
    }

    /// The count of one category.
    pub const fn of_mut(&mut self, category: TaskCategory) -> &mut u32 {
        match category {
            TaskCategory::Pending => &mut self.pending,
            TaskCategory::Starting => &mut self.starting,
            TaskCategory::Settling => &mut self.settling,
            TaskCategory::Unhealthy => &mut self.unhealthy,
            TaskCategory::Enduring => &mut self.enduring,
            TaskCategory::Healthy => &mut self.healthy,
        }
    }

    /// The count of one category.
    #[must_use]
    pub const fn of(&self, category: TaskCategory) -> u32 {
        match category {
            TaskCategory::Pending => self.pending,
            TaskCategory::Starting => self.starting,
            TaskCategory::Settling => self.settling,
            TaskCategory::Unhealthy => self.unhealthy,
            TaskCategory::Enduring => self.enduring,
            TaskCategory::Healthy => self.healthy,
        }
    }
}

impl DeploymentCounts {
    /// All tasks of the deployment.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.staying.total() + self.draining.total()
    }

    /// Its tasks on `DRAINING` instances, or on the others.
    #[must_use]
    pub const fn part(&self, draining: bool) -> &HealthCounts {
        if draining { &self.draining } else { &self.staying }
    }

    /// Its tasks on `DRAINING` instances, or on the others.
    pub const fn part_mut(&mut self, draining: bool) -> &mut HealthCounts {
        if draining { &mut self.draining } else { &mut self.staying }
    }
}

impl GroupTasks {
    /// The tasks whose desired status is `RUNNING`, in an order that is deterministic but means nothing.
    #[must_use]
    pub fn tasks(&self) -> &[TaskId] {
        &self.tasks
    }

    /// How many of them are on `instance`, which is not gone.
    #[must_use]
    pub fn on_instance(&self, instance: InstanceId) -> u32 {
        self.in_slot(instance.slot())
    }

    /// How many of them are on the instance in `slot`.
    pub(super) fn in_slot(&self, slot: usize) -> u32 {
        self.per_instance.get(slot).copied().unwrap_or(0)
    }

    /// How many of them are on instances of `class`.
    #[must_use]
    pub fn on_class(&self, class: ClassId) -> u32 {
        self.per_class.get(class.index()).copied().unwrap_or(0)
    }

    /// Counts of one deployment; all zero when it has no task.
    #[must_use]
    pub fn deployment(&self, deployment: u32) -> DeploymentCounts {
        let found = self.deployments.iter().find(|(number, _)| *number == deployment);
        found.map(|(_, counts)| *counts).unwrap_or_default()
    }

    /// Those of a deployment's tasks that are protected from scale-in (SI-07).
    #[must_use]
    pub fn protected(&self, deployment: u32) -> DeploymentCounts {
        let found = self.protected.iter().find(|(number, _)| *number == deployment);
        found.map(|(_, counts)| *counts).unwrap_or_default()
    }

    /// How many tasks of all deployments are protected from scale-in.
    #[must_use]
    pub fn all_protected(&self) -> u32 {
        self.protected.iter().map(|(_, counts)| counts.total()).sum()
    }

    /// Counts over all deployments, tasks on draining instances included.
    #[must_use]
    pub fn all(&self) -> HealthCounts {
        let parts = self.deployments.iter().flat_map(|(_, counts)| [counts.staying, counts.draining]);
        parts.fold(HealthCounts::default(), HealthCounts::plus)
    }

    /// Tasks that stop: their desired status is `STOPPED`, their last one is not.
    #[must_use]
    pub const fn stopping(&self) -> u32 {
        self.stopping.total
    }

    /// Those of them that belong to other deployments than `primary` and whose containers have not all ended.
    #[must_use]
    pub fn older_with_containers(&self, primary: u32) -> u32 {
        let older = self.stopping.with_containers.iter().filter(|(deployment, _)| *deployment != primary);
        older.map(|(_, tasks)| tasks).sum()
    }

    /// All that [`stopping`](Self::stopping) and [`older_with_containers`](Self::older_with_containers) count, in order.
    pub(super) fn all_stopping(&self) -> (u32, Vec<(u32, u32)>) {
        let mut with_containers = self.stopping.with_containers.clone();
        with_containers.sort_unstable();
        (self.stopping.total, with_containers)
    }

    /// Counts a task that is to stop.
    pub(super) fn begins_to_stop(&mut self, task: &Task) {
        self.stopping.total += 1;
        if task.has_containers() {
            *self.stopping.with_containers_of(task.deployment) += 1;
        }
    }

    /// The containers of a task that stops have ended.
    pub(super) fn containers_ended(&mut self, deployment: u32) {
        *self.stopping.with_containers_of(deployment) -= 1;
        self.stopping.with_containers.retain(|(_, tasks)| *tasks > 0);
    }

    /// A task that was to stop is gone.
    pub(super) fn has_stopped(&mut self) {
        self.stopping.total -= 1;
    }

    /// Lists a task and counts it in its category; [`enter`](Self::enter) counts it on its instance, if it has one.
    pub(super) fn insert(&mut self, id: TaskId, task: &mut Task, draining: bool) {
        task.group_position = u32::try_from(self.tasks.len()).expect("fewer than 2^32 tasks");
        self.tasks.push(id);
        self.count(task, draining);
    }

    /// Counts one more task on an instance.
    pub(super) fn enter(&mut self, instance: InstanceId, class: ClassId) {
        grow(&mut self.per_instance, instance.slot());
        self.per_instance[instance.slot()] += 1;
        grow(&mut self.per_class, class.index());
        self.per_class[class.index()] += 1;
    }

    /// Counts one task less on an instance.
    pub(super) fn leave(&mut self, instance: InstanceId, class: ClassId) {
        self.per_instance[instance.slot()] -= 1;
        self.per_class[class.index()] -= 1;
    }

    /// Takes a task out of the list and its counter; returns the task that moved into its position.
    pub(super) fn remove(&mut self, task: &Task, draining: bool) -> Option<TaskId> {
        let position = task.group_position as usize;
        self.tasks.swap_remove(position);
        self.discount(task, draining);
        self.deployments.retain(|(_, counts)| counts.total() > 0);
        self.tasks.get(position).copied()
    }

    /// Counts `task` where it belongs now.
    pub(super) fn count(&mut self, task: &Task, draining: bool) {
        *counter(&mut self.deployments, task, draining) += 1;
        if task.protected {
            *counter(&mut self.protected, task, draining) += 1;
        }
    }

    /// Takes `task` out of where it is counted.
    pub(super) fn discount(&mut self, task: &Task, draining: bool) {
        *counter(&mut self.deployments, task, draining) -= 1;
        if task.protected {
            *counter(&mut self.protected, task, draining) -= 1;
            self.protected.retain(|(_, counts)| counts.total() > 0);
        }
    }
}

/// The counter of `counts` that `task` belongs to now.
fn counter<'a>(counts: &'a mut Vec<(u32, DeploymentCounts)>, task: &Task, draining: bool) -> &'a mut u32 {
    let number = task.deployment;
    let index = counts.iter().position(|(other, _)| *other == number).unwrap_or_else(|| {
        counts.push((number, DeploymentCounts::default()));
        counts.len() - 1
    });
    counts[index].1.part_mut(draining).of_mut(task.category())
}

impl StoppingTasks {
    fn with_containers_of(&mut self, deployment: u32) -> &mut u32 {
        let list = &mut self.with_containers;
        let index = list.iter().position(|(other, _)| *other == deployment).unwrap_or_else(|| {
            list.push((deployment, 0));
            list.len() - 1
        });
        &mut list[index].1
    }
}

fn grow<T: Clone + Default>(counts: &mut Vec<T>, index: usize) {
    if counts.len() <= index {
        counts.resize(index + 1, T::default());
    }
}
