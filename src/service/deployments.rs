//! The deployments of a service: which revisions it runs, and how many tasks the older ones still hold.

use std::sync::Arc;

pub use self::images::Images;
use self::staged::Staged;
use super::circuit_breaker::Failures;
use super::plan::{DeploymentView, Plan};
use super::revision::ServiceRevision;
use super::settings::ServiceSettings;
use crate::cluster::{DeploymentState, GroupTasks};
use crate::model::{CircuitBreaker, FoundService, PlacementRules, Service, TaskDefinitionId};
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
    /// When it completed first.
    pub completed_at: Option<SimTime>,
    /// What is known of its images.
    pub images: Images,
    /// What the circuit breaker counts.
    pub failures: Failures,
    /// The share of production traffic that it took over in stages, in thousandths.
    pub share: u32,
    /// Whether an alarm of its was in ALARM as it began: then it is not monitored (services.md §2.4).
    pub ignores_alarms: bool,
    /// When the bake time of a rolling deployment is over, once it has begun.
    pub bakes_until: Option<SimTime>,
}

/// A deployment whose state has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// Its number within the service.
    pub deployment: u32,
    /// The new state.
    pub state: DeploymentState,
}

/// A deployment takes the place of another one that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rollback {
    /// The number of the one that failed.
    pub from: u32,
    /// The number of the one that is PRIMARY again.
    pub to: u32,
}

/// A service's deployments, older first; the last one is PRIMARY.
///
/// The one that completed last is where a failed one is rolled back to, though it may be INACTIVE by then; once it is used it
/// has to complete again before it may be used again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployments {
    list: Vec<Deployment>,
    /// The number of the next one.
    next: u32,
    /// The number of the one that a failed one is rolled back to.
    rollback_target: Option<u32>,
    /// That one, if it is INACTIVE.
    inactive_target: Option<Box<Deployment>>,
    /// The number of the failed one in whose place PRIMARY is, until PRIMARY has completed.
    rolling_back: Option<u32>,
    /// What PRIMARY does, if it takes over in stages.
    staged: Option<Box<Staged>>,
}

impl Deployments {
    /// The first deployment of a new service.
    #[must_use]
    pub fn new(revision: ServiceRevision, settings: &ServiceSettings, images: Images, now: SimTime) -> Self {
        let list = vec![Deployment::starting(0, revision, settings, images, now)];
        Self { list, next: 1, rollback_target: None, inactive_target: None, rolling_back: None, staged: None }
    }

    /// Those of a service that was there before the run: the ones that are being replaced, and PRIMARY.
    #[must_use]
    pub fn found(service: &Service, found: &FoundService, settings: &ServiceSettings) -> Self {
        let state = match found {
            FoundService { has_failed: true, .. } => DeploymentState::Failed,
            FoundService { is_completed: true, .. } => DeploymentState::Completed,
            _ => DeploymentState::InProgress,
        };
        let older = found.older.iter();
        let older = older.map(|of| (of.task_definition, of.target, DeploymentState::Superseded));
        let all = older.chain([(service.task_definition, 0, state)]);
        let list = (0..).zip(all).map(|(number, (definition, target, state))| {
            let revision = ServiceRevision { task_definition: definition, ..ServiceRevision::of(service) };
            let begun = Deployment::starting(number, revision, settings, Images::Resolved, SimTime::ZERO);
            let completed_at = (state == DeploymentState::Completed).then_some(SimTime::ZERO);
            Deployment { target, state, completed_at, ..begun }
        });
        let list: Vec<Deployment> = list.collect();
        // Of older ones nobody tells whether they completed; the newest of them was there before the update.
        let eligible = if found.is_completed { list.last() } else { list.iter().rev().nth(1) };
        let rollback_target = eligible.map(|deployment| deployment.number);
        let next = 1 + list.last().map_or(0, |primary| primary.number);
        Self { list, next, rollback_target, inactive_target: None, rolling_back: None, staged: None }
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
        self.rolling_back = None;
        let number = self.next;
        self.next += 1;
        let current = self.list.last_mut().expect("a service has a deployment");
        current.target = held_by_current;
        let current = current.number;
        // What is rolled out after a deployment in stages stays in the target groups that have the traffic.
        let base = self.staged.take().map_or(current, |staged| staged.source());
        let base = &self.get(base).unwrap_or_else(|| self.primary()).revision;
        let revision = base.followed_by(definition, settings);
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
        for deployment in self.list.iter_mut().chain(self.inactive_target.as_deref_mut()) {
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
            first_alone: matches!(deployment.images, Images::Unresolved { .. }),
            failed: deployment.has_failed(),
        }));
    }

    /// The images of a task of the deployment with this number are pulled, or it is `RUNNING`: their digests are known.
    /// Returns whether that is news.
    pub fn images_are_known(&mut self, number: u32) -> bool {
        let before =
            self.find(number).map(|deployment| std::mem::replace(&mut deployment.images, Images::Resolved));
        before.is_some_and(|images| images != Images::Resolved)
    }

    /// A task of the deployment with this number is `RUNNING`; returns whether it is the first one.
    pub fn task_runs(&mut self, number: u32) -> bool {
        self.find(number).is_some_and(|deployment| deployment.failures.task_runs())
    }

    /// A task of the deployment with this number could not start.
    pub fn start_failed(&mut self, number: u32) {
        if let Some(deployment) = self.find(number) {
            deployment.images.start_failed();
            deployment.failures.start_failed();
        }
    }

    /// What the circuit breaker counts of the deployment with this number.
    pub fn failures_of(&mut self, number: u32) -> Option<&mut Failures> {
        self.find(number).map(|deployment| &mut deployment.failures)
    }

    fn find(&mut self, number: u32) -> Option<&mut Deployment> {
        self.list.iter_mut().find(|deployment| deployment.number == number)
    }

    /// Whether the circuit breaker ends PRIMARY of a service that wants `desired` tasks. One whose images could not be
    /// resolved fails whatever the threshold (SC-08).
    #[must_use]
    pub fn trips(&self, breaker: &CircuitBreaker, desired: u32) -> bool {
        let primary = self.primary();
        primary.state.is_open()
            && (primary.images == Images::GivenUp || primary.failures.reach(breaker, desired))
    }

    /// PRIMARY has failed: it starts nothing more. One that has ended stays as it is.
    pub fn fail(&mut self) -> Option<StateChange> {
        let failed = self.primary_becomes(DeploymentState::Failed);
        if failed.is_some() {
            self.rolling_back = None;
        }
        failed
    }

    /// Whether PRIMARY is where a failed deployment is rolled back to, and has not completed since.
    #[must_use]
    pub const fn is_rolling_back(&self) -> bool {
        self.rolling_back.is_some()
    }

    /// The number of the deployment that a failed one would be rolled back to.
    #[must_use]
    pub const fn rollback_target(&self) -> Option<u32> {
        self.rollback_target
    }

    /// Makes the deployment that completed last PRIMARY again, in progress and with the tasks that it still has; `None`
    /// where none is eligible. The failed one keeps `held_by_failed` tasks until it is replaced.
    ///
    /// Call it when PRIMARY has failed.
    pub fn roll_back(&mut self, tasks: &GroupTasks, held_by_failed: u32) -> Option<Rollback> {
        let to = self.rollback_target.take()?;
        let position = self.list.iter().position(|deployment| deployment.number == to);
        let mut target = match position {
            Some(position) => self.list.remove(position),
            None => *self.inactive_target.take()?,
        };
        let failed = self.list.last_mut()?;
        failed.target = held_by_failed;
        let from = failed.number;
        let counts = tasks.deployment(to);
        let runs = counts.staying.running() + counts.draining.running() > 0;
        target.failures = Failures::of(runs);
        target.images = target.images.again();
        (target.state, target.target, target.bakes_until) = (DeploymentState::InProgress, 0, None);
        self.list.push(target);
        self.rolling_back = Some(from);
        Some(Rollback { from, to })
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
        let source = self.staged.as_ref().map(|staged| staged.source());
        let is_inactive = |deployment: &mut Deployment| {
            // One that failed as blue was going has its traffic until it is rolled back.
            let has_traffic = deployment.state == DeploymentState::Failed && deployment.share > 0;
            let stays = deployment.number == primary || Some(deployment.number) == source || has_traffic;
            !stays && !deployment.holds(tasks)
        };
        for inactive in self.list.extract_if(.., is_inactive) {
            if Some(inactive.number) == self.rollback_target {
                self.inactive_target = Some(Box::new(inactive));
            }
        }
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

    /// Whether an older deployment has a target or a task that should run.
    #[must_use]
    pub fn older_hold(&self, tasks: &GroupTasks) -> bool {
        let primary = self.primary().number;
        self.list.iter().any(|deployment| deployment.number != primary && deployment.holds(tasks))
    }

    /// Notes that PRIMARY has completed; `None` when it had before or has failed. From now on a failed one is rolled back
    /// to it.
    pub fn complete(&mut self, now: SimTime) -> Option<StateChange> {
        let completed = self.primary_becomes(DeploymentState::Completed)?;
        if let Some(primary) = self.list.last_mut() {
            primary.completed_at.get_or_insert(now);
        }
        self.rollback_target = Some(completed.deployment);
        self.inactive_target = None;
        self.staged = None;
        Some(completed)
    }

    /// What has become of the deployment that PRIMARY, which has just completed, was to make up for.
    pub fn rolled_back(&mut self) -> Option<StateChange> {
        let number = self.rolling_back.take()?;
        let state = DeploymentState::RolledBack;
        if let Some(failed) = self.find(number) {
            failed.state = state;
        }
        Some(StateChange { deployment: number, state })
    }
}

impl Deployment {
    /// Whether it starts nothing more.
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        matches!(self.state, DeploymentState::Failed | DeploymentState::RolledBack)
    }

    /// Whether it has a target or a task that should run.
    fn holds(&self, tasks: &GroupTasks) -> bool {
        self.target + tasks.deployment(self.number).total() > 0
    }

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
            failures: Failures::default(),
            share: 0,
            ignores_alarms: false,
            bakes_until: None,
        }
    }
}

mod images;
mod monitored;
mod staged;
#[cfg(test)]
mod tests;
