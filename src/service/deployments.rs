//! The deployments of a service: which revisions it runs, and how many tasks the older ones still hold.

use std::sync::Arc;

use super::plan::{DeploymentView, Plan};
use super::revision::ServiceRevision;
use super::settings::ServiceSettings;
use crate::cluster::{DeploymentState, GroupTasks};
use crate::model::{FoundService, PlacementRules, Service, TaskDefinitionId};
use crate::time::SimTime;

/// One deployment of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Its number within the service, counted from 0.
    pub number: u32,
    /// What it rolls out; dropped with the last deployment that points at it.
    pub revision: Arc<ServiceRevision>,
    /// How its tasks ask to be placed now.
    pub rules: PlacementRules,
    /// When it became PRIMARY.
    pub started_at: SimTime,
    /// Tasks an ACTIVE deployment should still hold; 0 for the PRIMARY one, whose target is the desired count.
    pub target: u32,
    /// How far it has come.
    pub state: DeploymentState,
    /// When it completed.
    pub completed_at: Option<SimTime>,
    /// What is known of its images.
    pub images: Images,
}

/// Whether a deployment's first task starts alone, since it finds out which digests its image tags stand for (SC-08).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// They are known, or nobody asks.
    Resolved,
    /// The first task is to resolve them.
    Unresolved {
        /// How many of its starts failed.
        failed_starts: u32,
    },
}

/// After so many failed starts a deployment goes on without having resolved its images (SC-08).
const TRIES_TO_RESOLVE: u32 = 3;

impl Images {
    /// Those of a new deployment whose first task starts alone or does not.
    #[must_use]
    pub const fn of(first_alone: bool) -> Self {
        if first_alone { Self::Unresolved { failed_starts: 0 } } else { Self::Resolved }
    }

    fn start_failed(&mut self) {
        if let Self::Unresolved { failed_starts } = self {
            *failed_starts += 1;
            if *failed_starts >= TRIES_TO_RESOLVE {
                *self = Self::Resolved;
            }
        }
    }
}

/// A deployment whose state has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// Its number within the service.
    pub deployment: u32,
    /// The new state.
    pub state: DeploymentState,
}

/// A service's deployments, older first; the last one is PRIMARY.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployments {
    list: Vec<Deployment>,
}

impl Deployments {
    /// The first deployment of a new service.
    #[must_use]
    pub fn new(revision: ServiceRevision, settings: &ServiceSettings, images: Images, now: SimTime) -> Self {
        Self { list: vec![Deployment::starting(0, revision, settings, images, now)] }
    }

    /// Those of a service that was there before the run: the ones that are being replaced, and PRIMARY.
    #[must_use]
    pub fn found(service: &Service, found: &FoundService, settings: &ServiceSettings) -> Self {
        let state = if found.is_completed { DeploymentState::Completed } else { DeploymentState::InProgress };
        let older = found.older.iter();
        let older = older.map(|of| (of.task_definition, of.target, DeploymentState::Superseded));
        let all = older.chain([(service.task_definition, 0, state)]);
        let list = (0..).zip(all).map(|(number, (definition, target, state))| {
            let revision = ServiceRevision { task_definition: definition, ..ServiceRevision::of(service) };
            let begun = Deployment::starting(number, revision, settings, Images::Resolved, SimTime::ZERO);
            let completed_at = (state == DeploymentState::Completed).then_some(SimTime::ZERO);
            Deployment { target, state, completed_at, ..begun }
        });
        Self { list: list.collect() }
    }

    /// Starts a deployment of `definition` and makes it PRIMARY; tells when the one before ends with that.
    ///
    /// The one it replaces is ACTIVE from now on and keeps `held_by_current` tasks. What it has beyond them is surplus.
    ///
    /// # Panics
    ///
    /// Never: a service always has a deployment.
    pub fn supersede(
        &mut self,
        now: SimTime,
        definition: TaskDefinitionId,
        settings: &ServiceSettings,
        images: Images,
        held_by_current: u32,
    ) -> Option<StateChange> {
        let superseded = self.primary_becomes(DeploymentState::Superseded);
        let current = self.list.last_mut().expect("a service has a deployment");
        current.target = held_by_current;
        let revision = current.revision.followed_by(definition, settings);
        let number = current.number + 1;
        self.list.push(Deployment::starting(number, revision, settings, images, now));
        superseded
    }

    /// The service is created at `now`, with the deployment that it was declared with.
    ///
    /// # Panics
    ///
    /// Never: a service always has a deployment.
    pub fn begin(&mut self, now: SimTime) {
        self.list.last_mut().expect("a service has a deployment").started_at = now;
    }

    /// Takes up settings that need no deployment.
    pub fn apply(&mut self, settings: &ServiceSettings) {
        for deployment in &mut self.list {
            deployment.rules = deployment.revision.rules(settings);
        }
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

    /// Fills `views` with what a [`Planner`](super::Planner) wants to know.
    pub fn views(&self, tasks: &GroupTasks, views: &mut Vec<DeploymentView>) {
        views.clear();
        views.extend(self.list.iter().map(|deployment| DeploymentView {
            number: deployment.number,
            target: deployment.target,
            counts: tasks.deployment(deployment.number),
            protected: tasks.protected(deployment.number),
            first_alone: deployment.images != Images::Resolved,
        }));
    }

    /// A task of the deployment with this number is `RUNNING`: its images are known.
    pub fn task_runs(&mut self, number: u32) {
        self.images_of(number).for_each(|images| *images = Images::Resolved);
    }

    /// A task of the deployment with this number could not start.
    pub fn start_failed(&mut self, number: u32) {
        self.images_of(number).for_each(Images::start_failed);
    }

    fn images_of(&mut self, number: u32) -> impl Iterator<Item = &mut Images> {
        let list = self.list.iter_mut().filter(move |deployment| deployment.number == number);
        list.map(|deployment| &mut deployment.images)
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

    /// Drops older deployments without a target and without a task that should run: they are INACTIVE.
    pub fn retire_empty(&mut self, tasks: &GroupTasks) {
        let primary = self.primary().number;
        self.list.retain(|deployment| {
            let held = deployment.target + tasks.deployment(deployment.number).total();
            deployment.number == primary || held > 0
        });
    }

    /// Notes what has become of PRIMARY: whether its last attempt to go on failed, or a task was started again. Tells
    /// of it where that is news; a deployment that has ended stays as it is.
    pub fn primary_becomes(&mut self, state: DeploymentState) -> Option<StateChange> {
        let primary = self.list.last_mut()?;
        primary.state.may_become(state).then(|| {
            primary.state = state;
            StateChange { deployment: primary.number, state }
        })
    }

    /// Notes that PRIMARY has completed; `None` when it had before, or when older deployments are left.
    ///
    /// Call it when a plan is [`steady`](Plan::steady).
    pub fn complete(&mut self, now: SimTime) -> Option<StateChange> {
        let [primary] = self.list.as_mut_slice() else { return None };
        primary.completed_at.get_or_insert(now);
        self.primary_becomes(DeploymentState::Completed)
    }
}

impl Deployment {
    fn starting(
        number: u32,
        revision: ServiceRevision,
        settings: &ServiceSettings,
        images: Images,
        now: SimTime,
    ) -> Self {
        Self {
            number,
            images,
            rules: revision.rules(settings),
            revision: Arc::new(revision),
            started_at: now,
            target: 0,
            state: DeploymentState::InProgress,
            completed_at: None,
        }
    }
}

#[cfg(test)]
mod tests;
