//! A read-only look at a run.

use super::parts::{HostRuntime, Parts, ServiceRuntime, Services};
use super::queue::EventQueue;
use crate::cluster::{Cluster, GroupTasks};
use crate::model::{
    AlarmId, AlarmState, DeploymentBounds, GroupId, LifecycleStage, Model, ServiceId, StageStanding,
};
use crate::placement::Request;
use crate::rng::Draw;
use crate::service::{Deployment, Rebalancing, ServiceStatus, Stages};
use crate::telemetry::Telemetry;
use crate::time::SimTime;

/// A run at a moment.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    model: &'a Model,
    cluster: &'a Cluster,
    queue: &'a EventQueue,
    parts: &'a Parts,
    telemetry: &'a Telemetry,
    digest: u64,
    events: u64,
}

/// A service at a moment.
#[derive(Clone, Copy, Debug)]
pub struct ServiceView<'a> {
    runtime: &'a ServiceRuntime,
    tasks: &'a GroupTasks,
}

impl<'a> View<'a> {
    pub(super) fn new(
        model: &'a Model,
        cluster: &'a Cluster,
        queue: &'a EventQueue,
        parts: &'a Parts,
        telemetry: &'a Telemetry,
        (digest, events): (u64, u64),
    ) -> Self {
        Self { model, cluster, queue, parts, telemetry, digest, events }
    }

    /// The time up to which everything has happened.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.queue.now()
    }

    /// The model that is run.
    #[must_use]
    pub fn model(&self) -> &'a Model {
        self.model
    }

    /// Instances and tasks.
    #[must_use]
    pub fn cluster(&self) -> &'a Cluster {
        self.cluster
    }

    /// A service of the model.
    ///
    /// # Panics
    ///
    /// When the model has no such service.
    #[must_use]
    pub fn service(&self, id: ServiceId) -> ServiceView<'a> {
        ServiceView { runtime: self.parts.services.get(id), tasks: self.cluster.service(id) }
    }

    /// The state of an alarm of the model.
    ///
    /// # Panics
    ///
    /// When the model has no such alarm.
    #[must_use]
    pub fn alarm_state(&self, alarm: AlarmId) -> AlarmState {
        self.telemetry.state(alarm)
    }

    /// The digest over all facts so far.
    #[must_use]
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// How many events have been handled so far.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events
    }

    /// One more task of a service's newest revision.
    #[must_use]
    pub fn request(&self, id: ServiceId) -> Request<'a> {
        self.parts.services.request(id, self.model)
    }

    /// Everything that the run remembers besides the cluster.
    pub(super) fn parts(&self) -> &'a Parts {
        self.parts
    }

    /// What is going to happen.
    pub(super) fn queue(&self) -> &'a EventQueue {
        self.queue
    }

    /// The hosts, which may be dead without ECS's knowledge.
    pub(super) fn hosts(&self) -> &'a [HostRuntime] {
        self.parts.agents.hosts()
    }

    /// How many tasks of a service run on and answer nothing, which ECS learns from their checks alone.
    pub(super) fn hanging(&self, id: ServiceId) -> u32 {
        let tasks = self.cluster.service(id).tasks().iter();
        let hanging = tasks.filter(|task| self.parts.agents.task(**task).hangs.at(self.now()));
        u32::try_from(hanging.count()).unwrap_or(u32::MAX)
    }

    /// The services and what their scheduler remembers.
    pub(super) fn services(&self) -> &'a Services {
        &self.parts.services
    }

    /// What the next random placement of a group would draw.
    pub(super) fn next_placement(&self, group: GroupId) -> Draw<'a> {
        self.parts.placing.group(group).draw()
    }
}

impl<'a> ServiceView<'a> {
    /// `desiredCount`.
    #[must_use]
    pub fn desired_count(&self) -> u32 {
        self.runtime.settings.desired_count
    }

    /// Whether it is there (LC-07).
    #[must_use]
    pub fn status(&self) -> ServiceStatus {
        self.runtime.status
    }

    /// The percentages that bound a deployment.
    #[must_use]
    pub fn bounds(&self) -> DeploymentBounds {
        self.runtime.settings.bounds
    }

    /// Its deployments that are not INACTIVE, older first; the last one is PRIMARY.
    #[must_use]
    pub fn deployments(&self) -> &'a [Deployment] {
        self.runtime.deployments.all()
    }

    /// Its tasks whose desired status is `RUNNING`, listed and counted.
    #[must_use]
    pub fn tasks(&self) -> &'a GroupTasks {
        self.tasks
    }

    /// How many tasks PRIMARY lacks.
    #[must_use]
    pub fn primary_deficit(&self) -> u32 {
        self.runtime.primary_deficit(self.tasks)
    }

    /// The stage that PRIMARY is in, if it takes over in stages.
    #[must_use]
    pub fn lifecycle_stage(&self) -> Option<LifecycleStage> {
        self.runtime.deployments.stages().map(Stages::stage)
    }

    /// How far PRIMARY has come, if it takes over in stages, and what it waits for.
    #[must_use]
    pub fn stage_standing(&self) -> Option<StageStanding> {
        self.runtime.deployments.stages().map(Stages::standing)
    }

    /// Whether the last pass left nothing to do.
    #[must_use]
    pub fn is_steady(&self) -> bool {
        self.runtime.steady
    }

    /// Whether the last pass found that the percentages allow neither a stop nor a start.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.runtime.blocked
    }

    /// How far the rebalancing of its zones has come.
    #[must_use]
    pub fn rebalancing(&self) -> Rebalancing {
        self.runtime.rebalancing
    }

    /// When the scheduler looks at it next, `None` when nothing makes it.
    #[must_use]
    pub fn next_pass_at(&self) -> Option<SimTime> {
        Some(self.runtime.pass_at).filter(|at| *at != SimTime::NEVER)
    }

    pub(super) fn runtime(&self) -> &'a ServiceRuntime {
        self.runtime
    }
}
