//! The services of a run and what their scheduler remembers.

use crate::cluster::GroupTasks;
use crate::model::{
    AlarmId, CircuitBreaker, DeploymentStrategy, EarlySuccess, EndConditions, LifecycleStage, Model, Service,
    ServiceId, Spread, TaskDefinitionId, TaskId,
};
use crate::placement::Request;
use crate::rng::{Draws, Purpose, Streams};
use crate::service::{
    Deployment, DeploymentView, Deployments, Images, Pacing, PassClock, Pipeline, Plan, Rebalancing,
    ServiceRevision, ServiceSettings, ServiceStatus, Site, Stages, Start, ZoneTasks,
};
use crate::time::{SimDuration, SimTime};

/// All services.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Services {
    list: Vec<ServiceRuntime>,
    /// The DAEMON services.
    daemons: Vec<ServiceId>,
    /// The services whose zones are rebalanced, or may come to be.
    rebalanced: Vec<ServiceId>,
    /// By alarm: the services whose deployments it may end, or might once.
    named_by: Vec<Vec<ServiceId>>,
    /// Memory of passes, kept so that they allocate nothing once it has grown.
    pub buffers: Buffers,
}

/// What a pass works on.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct Buffers {
    pub plan: Plan,
    pub views: Vec<DeploymentView>,
    pub candidates: Vec<TaskId>,
    pub stopped: Vec<TaskId>,
    pub sites: Vec<Site>,
    pub zones: Vec<ZoneTasks>,
}

/// A service.
#[derive(Clone, Debug)]
pub(in crate::engine) struct ServiceRuntime {
    /// Whether it is there.
    pub status: ServiceStatus,
    /// Its deployments.
    pub deployments: Deployments,
    /// When it may start how many tasks.
    pub pacing: Pacing,
    /// What holds for all of them now.
    pub settings: ServiceSettings,
    /// When its passes come.
    pub clock: PassClock,
    /// What waits for a step of the next one.
    pub pipeline: Pipeline,
    /// When the next pass is scheduled.
    pub pass_at: SimTime,
    /// The wake-up that is valid.
    pub pass_epoch: u32,
    /// Whether it was steady at the last pass.
    pub steady: bool,
    /// The steady state that is valid.
    pub steady_epoch: u32,
    /// Whether the last pass found the bounds in the way.
    pub blocked: bool,
    /// Whether the last pass found more protected tasks than are wanted (SI-07).
    pub scale_in_blocked: bool,
    /// How far the rebalancing of its zones has come.
    pub rebalancing: Rebalancing,
    /// What has become of starts since the last pass.
    pub starts_since: StartsSince,
    /// What the pass of this instant wants to start.
    pub starts: Vec<Start>,
    /// Random choice of tasks to stop.
    pub stops: Draws,
    /// How often such a choice was made.
    pub choices: u64,
    /// The wait of a deployment in stages that is valid.
    pub stage_epoch: u32,
    /// How long hooks of its deployments take.
    pub hooks: Draws,
    /// By what factors its waits vary.
    spreads: Draws,
    /// How many such factors were drawn.
    waits: u64,
}

/// What has become of the starts of a service between two passes.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::engine) struct StartsSince {
    /// Whether a task stopped that never was `RUNNING`.
    pub failed: bool,
    /// Whether a task reached `RUNNING`.
    pub ran: bool,
}

impl Services {
    pub fn new(model: &Model, streams: Streams) -> Self {
        let ids = (0..model.services.len()).map(ServiceId::new);
        let mut all = Self {
            list: ids.clone().map(|id| ServiceRuntime::new(model, id, streams)).collect(),
            daemons: ids.clone().filter(|id| model.service(*id).is_daemon()).collect(),
            rebalanced: ids.clone().filter(|id| model.service(*id).rebalances).collect(),
            named_by: vec![Vec::new(); model.alarms.len()],
            buffers: Buffers::default(),
        };
        ids.for_each(|id| all.note_alarms(id));
        all
    }

    pub fn get(&self, id: ServiceId) -> &ServiceRuntime {
        &self.list[id.index()]
    }

    pub fn get_mut(&mut self, id: ServiceId) -> &mut ServiceRuntime {
        &mut self.list[id.index()]
    }

    /// The DAEMON services, in order.
    pub fn daemons(&self) -> &[ServiceId] {
        &self.daemons
    }

    /// The services whose zones are rebalanced, in order.
    pub fn rebalanced(&self) -> &[ServiceId] {
        &self.rebalanced
    }

    /// Zones of the service are rebalanced from now on, or not any more.
    pub fn set_rebalances(&mut self, id: ServiceId, rebalances: bool) {
        self.get_mut(id).settings.rebalances = rebalances;
        let position = self.rebalanced.binary_search(&id);
        if let (Err(position), true) = (position, rebalances) {
            self.rebalanced.insert(position, id);
        }
    }

    /// The services whose deployments an alarm may end, in order; some may not name it any more.
    pub fn named_by(&self, alarm: AlarmId) -> &[ServiceId] {
        &self.named_by[alarm.index()]
    }

    /// The settings of the service name alarms.
    pub fn note_alarms(&mut self, id: ServiceId) {
        let alarms = self.list[id.index()].settings.end_conditions.alarms.iter().flat_map(|of| &of.alarms);
        for alarm in alarms {
            let services = &mut self.named_by[alarm.index()];
            if let Err(position) = services.binary_search(&id) {
                services.insert(position, id);
            }
        }
    }

    /// One more task of the service's newest revision.
    pub fn request<'a>(&'a self, id: ServiceId, model: &'a Model) -> Request<'a> {
        self.request_of(id, self.get(id).deployments.primary().number, model)
    }

    /// One more task of a deployment of the service.
    pub fn request_of<'a>(&'a self, id: ServiceId, deployment: u32, model: &'a Model) -> Request<'a> {
        let deployment = self.get(id).deployment(deployment);
        Request {
            group: id.into(),
            cluster: model.service(id).cluster,
            definition: model.task_definition(deployment.revision.task_definition),
            rules: &deployment.rules,
        }
    }
}

impl ServiceRuntime {
    /// How many tasks PRIMARY lacks, where `tasks` are the service's; none that it will not start.
    pub fn primary_deficit(&self, tasks: &GroupTasks) -> u32 {
        let waits = |stages: &Stages| stages.stage() < LifecycleStage::ScaleUp;
        if self.deployments.primary().has_failed() || self.deployments.stages().is_some_and(waits) {
            return 0;
        }
        let staying = tasks.deployment(self.deployments.primary().number).staying;
        self.settings.desired_count.saturating_sub(staying.held())
    }

    /// The circuit breaker, if it ends PRIMARY now.
    pub fn tripped_breaker(&self) -> Option<CircuitBreaker> {
        // The API has it for rolling deployments alone.
        let rolling = self.settings.strategy == DeploymentStrategy::Rolling;
        let breaker = self.settings.end_conditions.circuit_breaker.filter(|_| rolling)?;
        self.deployments.trips(&breaker, self.settings.desired_count).then_some(breaker)
    }

    /// How long PRIMARY bakes if it is a rolling deployment: as long as its configuration says, else, where alarms that it
    /// heeds would roll it back, as long as ECS computes of them (S2.4-2).
    pub fn rolling_bake(&self) -> SimDuration {
        if self.settings.strategy != DeploymentStrategy::Rolling || self.deployments.stages().is_some() {
            return SimDuration::ZERO;
        }
        let heeds = !self.deployments.primary().ignores_alarms;
        let EndConditions { bake, alarms, .. } = &self.settings.end_conditions;
        let computed = alarms.as_ref().filter(|alarms| alarms.rollback && heeds).map(|alarms| alarms.bake);
        bake.or(computed).unwrap_or(SimDuration::ZERO)
    }

    /// The early success criteria of a rolling deployment.
    pub fn early_success(&self) -> Option<EarlySuccess> {
        let rolling = self.settings.strategy == DeploymentStrategy::Rolling;
        self.settings.end_conditions.early_success.filter(|_| rolling)
    }

    /// A task of a deployment is healthy: what failed before may be forgotten.
    pub fn task_is_healthy(&mut self, deployment: u32) {
        let breaker = self.settings.end_conditions.circuit_breaker;
        if let Some(failures) = self.deployments.failures_of(deployment)
            && breaker.is_none_or(|breaker| breaker.reset_on_healthy_task)
        {
            failures.task_is_healthy();
        }
    }

    /// Tasks that the PRIMARY deployment of a REPLICA service keeps at first when another one takes its place.
    pub fn held_while_leaving(&self, tasks: &GroupTasks) -> u32 {
        let counts = tasks.deployment(self.deployments.primary().number);
        let counts = counts.staying.plus(counts.draining);
        let starting = counts.starting + counts.settling;
        // Tasks that are not judged yet stay as far as too few others are healthy.
        let lower = self.settings.bounds.lower(self.settings.desired_count);
        counts.healthy + starting.min(lower.saturating_sub(tasks.all().healthy))
    }

    /// A deployment that has tasks which should run, or is about to.
    pub fn deployment(&self, number: u32) -> &Deployment {
        self.deployments.get(number).expect("a deployment with tasks is not INACTIVE")
    }

    /// The factor of its next wait, in millionths.
    pub fn next_spread(&mut self, Spread { low, high }: Spread) -> u32 {
        self.waits += 1;
        let beyond = self.spreads.at(self.waits, 0).below(u64::from(high - low) + 1);
        low + u32::try_from(beyond).expect("no more than the range is wide")
    }

    /// What a new deployment of `definition` knows of its images (SC-08).
    pub fn images_of(model: &Model, service: &Service, definition: TaskDefinitionId) -> Images {
        let resolves = model.behavior.first_task_alone && !service.is_daemon();
        Images::of(resolves && model.task_definition(definition).image_tags)
    }

    /// A service as it is created at the start, or found there.
    fn new(model: &Model, id: ServiceId, streams: Streams) -> Self {
        let (service, found) = (model.service(id), model.found.service(id));
        let name = format!("{}/{}", model.clusters[service.cluster.index()], service.name);
        let mut settings = ServiceSettings::of(service);
        // Nobody wants tasks of what is not there.
        let status = if service.created_by_call {
            settings.desired_count = 0;
            ServiceStatus::NotCreated
        } else {
            ServiceStatus::Active
        };
        let images = Self::images_of(model, service, service.task_definition);
        let deployments = match found {
            Some(found) => Deployments::found(service, found, &settings),
            None => Deployments::new(ServiceRevision::of(service), &settings, images, SimTime::ZERO),
        };
        Self {
            status,
            deployments,
            clock: PassClock::new(&name, streams),
            pipeline: Pipeline::default(),
            settings,
            pacing: Pacing::new(&model.behavior),
            pass_at: SimTime::NEVER,
            pass_epoch: 0,
            steady: false,
            steady_epoch: 0,
            blocked: false,
            scale_in_blocked: false,
            rebalancing: Rebalancing::default(),
            starts_since: StartsSince::default(),
            spreads: streams.draws(Purpose::RetrySpread, &name),
            waits: 0,
            stage_epoch: 0,
            hooks: streams.draws(Purpose::HookDuration, &name),
            starts: Vec::new(),
            stops: streams.draws(Purpose::ScaleIn, &name),
            choices: 0,
        }
    }
}
