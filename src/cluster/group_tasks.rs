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
    /// `RUNNING`, not yet counted as healthy (HL-01, HL-02).
    pub starting: u32,
    /// `RUNNING` and healthy.
    pub healthy: u32,
    /// `RUNNING` and unhealthy (HL-03).
    pub unhealthy: u32,
}

impl HealthCounts {
    /// All tasks.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.pending + self.starting + self.healthy + self.unhealthy
    }

    /// Tasks that are `RUNNING`.
    #[must_use]
    pub const fn running(&self) -> u32 {
        self.starting + self.healthy + self.unhealthy
    }

    /// Tasks that are healthy or may become so.
    #[must_use]
    pub const fn good(&self) -> u32 {
        self.pending + self.starting + self.healthy
    }

    /// The count of one category.
    pub const fn of_mut(&mut self, category: TaskCategory) -> &mut u32 {
        match category {
            TaskCategory::Pending => &mut self.pending,
            TaskCategory::Starting => &mut self.starting,
            TaskCategory::Unhealthy => &mut self.unhealthy,
            TaskCategory::Healthy => &mut self.healthy,
        }
    }

    /// The count of one category.
    #[must_use]
    pub const fn of(&self, category: TaskCategory) -> u32 {
        match category {
            TaskCategory::Pending => self.pending,
            TaskCategory::Starting => self.starting,
            TaskCategory::Unhealthy => self.unhealthy,
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

    /// Counts over all deployments, tasks on draining instances included.
    #[must_use]
    pub fn all(&self) -> HealthCounts {
        let mut sum = HealthCounts::default();
        for (_, counts) in &self.deployments {
            for part in [counts.staying, counts.draining] {
                sum.pending += part.pending;
                sum.starting += part.starting;
                sum.healthy += part.healthy;
                sum.unhealthy += part.unhealthy;
            }
        }
        sum
    }

    /// Lists a task and counts it in its category; [`enter`](Self::enter) counts it on its instance, if it has one.
    pub(super) fn insert(&mut self, id: TaskId, task: &mut Task, draining: bool) {
        task.group_position = u32::try_from(self.tasks.len()).expect("fewer than 2^32 tasks");
        self.tasks.push(id);
        *self.counter(task, draining) += 1;
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
        *self.counter(task, draining) -= 1;
        self.deployments.retain(|(_, counts)| counts.total() > 0);
        self.tasks.get(position).copied()
    }

    /// The counter that `task` belongs to now.
    pub(super) fn counter(&mut self, task: &Task, draining: bool) -> &mut u32 {
        let number = task.deployment;
        let index = self.deployments.iter().position(|(other, _)| *other == number).unwrap_or_else(|| {
            self.deployments.push((number, DeploymentCounts::default()));
            self.deployments.len() - 1
        });
        let counts = &mut self.deployments[index].1;
        counts.part_mut(draining).of_mut(task.category())
    }
}

fn grow<T: Clone + Default>(counts: &mut Vec<T>, index: usize) {
    if counts.len() <= index {
        counts.resize(index + 1, T::default());
    }
}
