//! The deployments of a service: which revisions it runs, and how many tasks the older ones still hold.

use super::plan::{DeploymentView, Plan};
use crate::cluster::GroupTasks;
use crate::model::TaskDefinitionId;
use crate::time::SimTime;

/// One deployment of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Its number within the service, counted from 0.
    pub number: u32,
    /// What it rolls out.
    pub definition: TaskDefinitionId,
    /// When it became PRIMARY.
    pub started_at: SimTime,
    /// Tasks an ACTIVE deployment should still hold; 0 for the PRIMARY one, whose target is the desired count.
    pub target: u32,
    /// When it completed.
    pub completed_at: Option<SimTime>,
}

/// A service's deployments, older first; the last one is PRIMARY.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployments {
    list: Vec<Deployment>,
}

impl Deployments {
    /// The first deployment of a new service.
    #[must_use]
    pub fn new(definition: TaskDefinitionId, now: SimTime) -> Self {
        Self { list: vec![Deployment::starting(0, definition, now)] }
    }

    /// Starts a deployment and makes it PRIMARY; returns its number.
    ///
    /// The one it replaces is ACTIVE from now on and keeps `healthy_of_current` tasks: as many as it has `RUNNING`
    /// and healthy, those on draining instances included. What it has beyond them is surplus.
    ///
    /// # Panics
    ///
    /// Never: a service always has a deployment.
    pub fn supersede(&mut self, now: SimTime, definition: TaskDefinitionId, healthy_of_current: u32) -> u32 {
        let current = self.list.last_mut().expect("a service has a deployment");
        current.target = healthy_of_current;
        let number = current.number + 1;
        self.list.push(Deployment::starting(number, definition, now));
        number
    }

    /// The newest deployment.
    ///
    /// # Panics
    ///
    /// Never: a service always has a deployment.
    #[must_use]
    pub fn primary(&self) -> &Deployment {
        self.list.last().expect("a service has a deployment")
    }

    /// The deployment with this number, unless it is INACTIVE.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Deployment> {
        self.list.iter().find(|deployment| deployment.number == number)
    }

    /// All deployments that are not INACTIVE, older first.
    #[must_use]
    pub fn all(&self) -> &[Deployment] {
        &self.list
    }

    /// Whether older deployments still have tasks or a claim to some.
    #[must_use]
    pub fn in_progress(&self) -> bool {
        self.list.len() > 1
    }

    /// Fills `views` with what [`reconcile_into`](super::reconcile_into) wants to know.
    pub fn views(&self, tasks: &GroupTasks, views: &mut Vec<DeploymentView>) {
        views.clear();
        views.extend(self.list.iter().map(|deployment| DeploymentView {
            number: deployment.number,
            target: deployment.target,
            counts: tasks.deployment(deployment.number),
        }));
    }

    /// Takes over the targets of older deployments from a plan that is carried out.
    ///
    /// This is the only place where a target falls: by the tasks that were stopped as
    /// [`Replaced`](super::StopKind::Replaced), to the desired count at most, and to 0 once PRIMARY holds its count.
    pub fn note_stops(&mut self, plan: &Plan) {
        for &(number, target) in &plan.targets {
            if let Some(older) = self.list.iter_mut().find(|deployment| deployment.number == number) {
                older.target = target;
            }
        }
    }

    /// Drops older deployments without a target and without a task: they are INACTIVE.
    pub fn retire_empty(&mut self, tasks: &GroupTasks) {
        let primary = self.primary().number;
        self.list.retain(|deployment| {
            let held = deployment.target + tasks.deployment(deployment.number).total();
            deployment.number == primary || held > 0
        });
    }

    /// Notes that PRIMARY has completed; `false` when it had before, or when older deployments are left.
    ///
    /// Call it when a plan is [`steady`](Plan::steady).
    pub fn complete(&mut self, now: SimTime) -> bool {
        let [primary] = self.list.as_mut_slice() else { return false };
        let first = primary.completed_at.is_none();
        primary.completed_at.get_or_insert(now);
        first
    }
}

impl Deployment {
    const fn starting(number: u32, definition: TaskDefinitionId, now: SimTime) -> Self {
        Self { number, definition, started_at: now, target: 0, completed_at: None }
    }
}

#[cfg(test)]
mod tests;
