//! The loop: set up, take events in order, hand each to its handler, stop at the end of the simulation.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::digest::Digest;
use super::guard::{Guard, Limits};
use super::runtime::{ArrivalRuntime, FaultStreams, GroupRuntime, ServiceRuntime};
use super::{Engine, Event, EventQueue, Halt};
use crate::cluster::{Cluster, Observer};
use crate::model::{ActionId, Fault, FaultKind, Model, ServiceId, ZoneId};
use crate::observe::{Detail, Recorder, RunOutcome};
use crate::placement::{AutoChooser, Waiting};
use crate::rng::Streams;
use crate::service::Plan;
use crate::time::SimTime;

/// Simulates `model` from its start to its end with this seed.
///
/// # Errors
///
/// The guard that ended the run early.
pub fn simulate(model: impl Into<Arc<Model>>, seed: u64, detail: Detail) -> Result<RunOutcome, Halt> {
    simulate_with(model, seed, detail, Limits::default())
}

/// As [`simulate`], with limits of one's own.
///
/// # Errors
///
/// The guard that ended the run early.
pub fn simulate_with(
    model: impl Into<Arc<Model>>,
    seed: u64,
    detail: Detail,
    limits: Limits,
) -> Result<RunOutcome, Halt> {
    let model = model.into();
    let mut engine = Engine::new(&model, seed, Recorder::new(&model, detail), limits);
    engine.run(|_| ())?;
    Ok(engine.into_outcome())
}

/// As [`simulate`], but recounts every ledger and counter after every event: slow, for tests.
///
/// # Errors
///
/// The guard that ended the run early.
///
/// # Panics
///
/// When the auditor finds a difference, which is a bug in Plimsoll.
pub fn simulate_audited(model: impl Into<Arc<Model>>, seed: u64, detail: Detail) -> Result<RunOutcome, Halt> {
    let model = model.into();
    let mut engine = Engine::new(&model, seed, Recorder::new(&model, detail), Limits::default());
    engine.run(|engine| {
        engine.cluster.audit().expect("the auditor agrees with every counter");
        engine.audit_daemons().expect("room is kept where daemons belong");
    })?;
    Ok(engine.into_outcome())
}

impl<'m, O: Observer> Engine<'m, O> {
    pub(super) fn new(model: &'m Arc<Model>, seed: u64, observer: O, limits: Limits) -> Self {
        let streams = Streams::new(seed);
        Self {
            model,
            cluster: Cluster::new(Arc::clone(model)),
            queue: EventQueue::default(),
            guard: Guard::new(limits),
            digest: Digest::new(seed),
            observer,
            chooser: AutoChooser::default(),
            hosts: Vec::new(),
            tasks: Vec::new(),
            groups: GroupRuntime::all(model, streams),
            services: model
                .services
                .iter()
                .map(|service| ServiceRuntime::new(model, service, streams))
                .collect(),
            arrivals: ArrivalRuntime::all(model, streams),
            faults: fault_streams(model, streams),
            infrastructure: streams.stream("infrastructure", ""),
            waiting: Waiting::default(),
            daemons: daemons(model),
            watch: None,
            plan: Plan::default(),
            views: Vec::new(),
            candidates: Vec::new(),
            stopped: Vec::new(),
            started: Vec::new(),
            sites: Vec::new(),
            spare_targets: Vec::new(),
        }
    }

    /// Handles every event before the end of the simulation and calls `after_each`.
    pub(super) fn run(&mut self, after_each: impl Fn(&Self)) -> Result<(), Halt> {
        self.set_up();
        let end = SimTime::ZERO + self.model.duration;
        while self.step(end)? {
            after_each(self);
        }
        Ok(())
    }

    /// Handles the next event, if it is due before `end`; `false` when none is.
    pub(super) fn step(&mut self, end: SimTime) -> Result<bool, Halt> {
        if self.queue.next_at().is_none_or(|at| at >= end) {
            return Ok(false);
        }
        let Some((at, event)) = self.queue.pop() else { return Ok(false) };
        self.guard.count(at, self.queue.len())?;
        let [what, whom] = event.words();
        self.digest.fold(at.as_micros(), what);
        self.digest.fold(event.phase() as u64, whom);
        self.handle(event);
        Ok(true)
    }

    pub(super) fn set_up(&mut self) {
        for instance in &self.model.instances {
            let id = self.expect_instance(instance.class);
            self.queue.schedule(instance.registers_at, Event::FleetRegisters(id));
        }
        self.schedule_faults();
        for (index, action) in self.model.actions.iter().enumerate() {
            self.queue.schedule(action.at, Event::ActionDue(ActionId::new(index)));
        }
        self.schedule_arrivals();
        for index in 0..self.model.services.len() {
            self.create_service(ServiceId::new(index));
        }
    }

    fn handle(&mut self, event: Event) {
        if let Some(task) = event.task()
            && self.cluster.tasks().get(task).is_none()
        {
            return;
        }
        if event.instance().is_some_and(|instance| !self.cluster.instances().is_known(instance)) {
            return;
        }
        match event {
            Event::FleetRegisters(instance) => self.register_instance(instance),
            Event::ReplacementRegisters(class) => self.replacement_registers(class),
            Event::AgentLost(instance) => self.agent_lost(instance),
            Event::HostRestarted(instance) => self.host_restarted(instance),
            Event::InstanceGone(instance) => self.instance_gone(instance),
            Event::FaultStrikes(fault) => self.fault_strikes(fault),
            Event::InterfaceAttached(task) => self.interface_attached(task),
            Event::LaunchDone(task) => self.launch_done(task),
            Event::CountsAsHealthy(task) => self.counts_as_healthy(task),
            Event::ContainerHealthChanges { task, epoch } => self.container_health_changes(task, epoch),
            Event::TargetChanges { task, target, epoch } => self.target_changes(task, target, epoch),
            Event::HealthPoll(task) => self.health_poll(task),
            Event::GraceEnds(task) => self.judge(task),
            Event::ContainerExits(task) => self.container_exits_by_itself(task),
            Event::Drained(task) => self.drained(task),
            Event::ContainersStopped(task) => self.containers_stopped(task),
            Event::InterfaceDetached(task) => self.interface_detached(task),
            Event::ActionDue(action) => self.action_due(action),
            Event::Arrival(arrivals) => self.arrival(arrivals),
            Event::ServicePass { service, epoch } => self.service_pass(service, epoch),
            Event::ServicePlaces(service) => self.service_places(service),
            Event::DaemonPlaces(service) => self.daemon_places(service),
            Event::StillSteady { service, epoch } => self.still_steady(service, epoch),
        }
    }
}

/// The DAEMON services, in order.
fn daemons(model: &Model) -> Vec<ServiceId> {
    let ids = (0..model.services.len()).map(ServiceId::new);
    ids.filter(|id| model.service(*id).is_daemon()).collect()
}

/// One stream a fault, named by what it hits: another fault or service beside it shifts none of its numbers, nor does
/// a change of its count or delays. Faults that hit the same are told apart by their order.
fn fault_streams(model: &Model, streams: Streams) -> Vec<FaultStreams> {
    let mut seen = BTreeMap::<String, u32>::new();
    let name = |fault: &Fault| {
        let zone = |zone: Option<ZoneId>| zone.map_or("", |zone| &model.zones[zone.index()]);
        match &fault.kind {
            FaultKind::TaskKillProcess { service, .. } => {
                let service = model.service(*service);
                format!("kill {}/{}", model.clusters[service.cluster.index()], service.name)
            }
            FaultKind::TerminateInstances { cluster, zone: at, .. } => {
                format!("terminate {}/{}", model.clusters[cluster.index()], zone(*at))
            }
            FaultKind::StopInstances { cluster, zone: at, .. } => {
                format!("stop {}/{}", model.clusters[cluster.index()], zone(*at))
            }
        }
    };
    let mut stream = |fault: &Fault| {
        let name = name(fault);
        let ordinal = seen.entry(name.clone()).or_default();
        *ordinal += 1;
        let name = format!("{name}/{ordinal}");
        FaultStreams {
            times: streams.stream("fault times", &name),
            picks: streams.stream("fault picks", &name),
        }
    };
    model.faults.iter().map(&mut stream).collect()
}

impl Engine<'_, Recorder> {
    pub(super) fn into_outcome(self) -> RunOutcome {
        let end = SimTime::ZERO + self.model.duration;
        let mut capacity = BTreeMap::new();
        self.add_capacity_figures(&mut capacity);
        let (digest, events) = (self.digest.value(), self.guard.total());
        let mut outcome = self.observer.finish(&self.cluster, end, digest, events);
        outcome.metrics.append(&mut capacity);
        outcome
    }
}
