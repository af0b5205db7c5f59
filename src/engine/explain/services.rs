//! `explain --service`: a service at a moment, and where one more task of it would go.

use std::collections::VecDeque;
use std::sync::Arc;

use super::blockers::Snapshot;
use super::monitoring::{Monitoring, monitoring};
use super::probe::Explained;
use super::stalled::{StalledTask, stalled};
use super::stopping::{LeavingTask, leaving};
use crate::cluster::{
    Cluster, DeploymentCounts, DeploymentState, Fact, HealthCounts, Observer, ServiceEvent, TaskStatus,
};
use crate::engine::{Event, Halt, Limits, Onlooker, ServiceView, Simulation, View};
use crate::model::{
    Behavior, ClassId, DeploymentBounds, InstanceId, MaximumCounts, Model, ServiceId, StageStanding,
    TaskDefinitionId,
};
use crate::observe::{Detail, EventLog, Names, Recorder, RunEnd};
use crate::placement::explanation::{Asked, Change, Question, Trial};
use crate::placement::{ClassCapacity, Filter, Request, capacity_by_class};
use crate::service::{Deployment, Images};
use crate::time::{SimDuration, SimTime};

/// How many events of a service ECS keeps (API: Service, events).
const EVENTS_KEPT: usize = 100;

/// A service at a moment.
#[derive(Clone, Debug)]
pub struct ServiceAnswer {
    /// The service.
    pub service: ServiceId,
    /// Its `desiredCount`.
    pub desired: u32,
    /// Its percentages.
    pub bounds: DeploymentBounds,
    /// Its tasks whose desired status is `RUNNING`, over all deployments.
    pub tasks: HealthCounts,
    /// How many of them run on and answer nothing.
    pub hanging: u32,
    /// Its deployments, older first; the last one is PRIMARY.
    pub deployments: Vec<DeploymentSnapshot>,
    /// Its tasks that are on their way out and still count.
    pub leaving: Vec<LeavingTask>,
    /// Its tasks that were sent to hosts which start nothing.
    pub stalled: Vec<StalledTask>,
    /// Whether its maximum counts those that have been told to stop until they are `STOPPED` (SC-14).
    pub maximum_counts: MaximumCounts,
    /// The alarms and the bake time of PRIMARY, while it is in progress.
    pub monitoring: Option<Monitoring>,
    /// What holds up the tasks that PRIMARY lacks; `None` when it lacks none.
    pub waiting: Option<ServiceWait>,
    /// How far PRIMARY has come, if it takes over in stages.
    pub stage: Option<StageStanding>,
    /// Its last events, the newest first, as `describe-services` prints them.
    pub events: Vec<(SimTime, String)>,
    /// Where one more task of PRIMARY would go.
    pub one_more: Explained,
    /// The largest `minimumHealthyPercent` with which the scheduler may stop an older task first, whose place would
    /// do; `None` where the percentage is not what is in the way.
    pub stop_first_percent: Option<u32>,
    /// The next instance to register that would take such a task.
    pub next_instance: Option<(SimTime, ClassId)>,
    /// How many more such tasks fit, by class of instances; `None` where a strategy forbids instances that could.
    pub capacity: Option<Vec<ClassCapacity>>,
    /// The names of everything.
    pub names: Names,
}

/// One deployment at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeploymentSnapshot {
    /// Its number within the service.
    pub number: u32,
    /// What it rolls out.
    pub definition: TaskDefinitionId,
    /// When it became PRIMARY.
    pub started_at: SimTime,
    /// When it completed, if it did.
    pub completed_at: Option<SimTime>,
    /// Whether it failed and starts nothing more.
    pub failed: bool,
    /// Its tasks.
    pub tasks: DeploymentCounts,
}

/// A service that lacks tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceWait {
    /// How many tasks PRIMARY lacks.
    pub missing: u32,
    /// Placements that found no instance since a task was started last or the deployment began.
    pub attempts: u32,
    /// The first and the last of them.
    pub between: Option<(SimTime, SimTime)>,
    /// Whether the percentages allow neither a stop nor a start.
    pub blocked: bool,
    /// The task that the others wait for, since it resolves the images of its revision alone (SC-08).
    pub first_task: Option<FirstTask>,
    /// When the service tries again; `None` when nothing makes it try.
    pub next: Option<NextAttempt>,
    /// Whether capacity that comes free makes it try at once (`retryOnCapacity`).
    pub capacity_wakes: bool,
}

/// The first task of a revision, which starts alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstTask {
    /// Which task of its service it is.
    pub number: u32,
    /// Where it is; `None` when it has no instance.
    pub instance: Option<InstanceId>,
    /// `lastStatus`.
    pub status: TaskStatus,
}

/// The next time at which a service may start tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextAttempt {
    /// When.
    pub at: SimTime,
    /// Why then.
    pub reason: WaitReason,
}

/// What decides when a service tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitReason {
    /// The wait after a placement that found no instance; it grows with each.
    PlacementRetry,
    /// The delay after tasks that could not start (HL-07).
    StartThrottle,
    /// The launch rate: the bucket is empty (FG-05).
    LaunchRate,
    /// The next pass of the scheduler.
    Pass,
}

/// Failed placements of one service since it last started a task, and the names of all instances.
#[derive(Debug)]
struct Attempts {
    names: Names,
    service: ServiceId,
    failed: u32,
    between: Option<(SimTime, SimTime)>,
}

impl Observer for Attempts {
    fn on_fact(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster) {
        if let Fact::InstanceRegistered(id) = *fact {
            self.names.learn(id, cluster.instances().class(id));
        }
        let Fact::Service(service, event) = fact else { return };
        if *service != self.service {
            return;
        }
        match event {
            ServiceEvent::StartedTasks(_) | ServiceEvent::DeploymentStarted { .. } => {
                (self.failed, self.between) = (0, None);
            }
            ServiceEvent::PlacementFailed(_) => {
                self.failed += 1;
                self.between = Some((self.between.map_or(at, |(first, _)| first), at));
            }
            _ => {}
        }
    }
}

impl Onlooker for Attempts {}

/// Runs `model` until everything at `at` has happened, no further than to its end, and shows `service`.
///
/// # Errors
///
/// The guard that ended the run early.
pub fn explain_service(
    model: &Arc<Model>,
    seed: u64,
    service: ServiceId,
    at: SimTime,
) -> Result<ServiceAnswer, Halt> {
    let attempts = Attempts { names: Names::of(model), service, failed: 0, between: None };
    let observer = (attempts, Recorder::new(model, Detail::Full));
    let mut run = Simulation::observed(Arc::clone(model), seed, observer, Limits::default());
    let at = at.min(run.end());
    run.run_until(at + SimDuration::from_micros(1))?;
    let mut answer = answer(&run.view(), &run.observer().0, at);
    let (digest, events) = (run.view().digest(), run.view().events());
    let end = RunEnd { at, injected: &[], limits: &[], prospects: &[], stages: &[], digest, events };
    let ((_, recorder), cluster) = run.into_observer();
    answer.events =
        last_events(&recorder.finish(&cluster, &end).log, &answer.names.service_resource(service));
    Ok(answer)
}

/// What ECS keeps of a service: its hundred newest events, of repetitions the first until the cause clears (services.md §9).
fn last_events(log: &EventLog, resource: &str) -> Vec<(SimTime, String)> {
    let mut kept = VecDeque::with_capacity(EVENTS_KEPT);
    for record in log.records().filter(|record| record.resource == resource) {
        // What goes to `EventBridge` alone names no service.
        if record.message.starts_with("(service ") {
            kept.truncate(EVENTS_KEPT - 1);
            kept.push_front((record.at, record.message));
        }
    }
    kept.into()
}

fn answer(view: &View<'_>, attempts: &Attempts, at: SimTime) -> ServiceAnswer {
    let (id, cluster) = (attempts.service, view.cluster());
    let service = view.service(id);
    let request = view.request(id);
    let deployments = service.deployments().iter().map(|deployment| DeploymentSnapshot {
        number: deployment.number,
        definition: deployment.revision.task_definition,
        started_at: deployment.started_at,
        // One that is rolled back to has to complete again.
        completed_at: deployment.completed_at.filter(|_| deployment.state == DeploymentState::Completed),
        failed: deployment.has_failed(),
        tasks: service.tasks().deployment(deployment.number),
    });
    let random = view.next_placement(request.group);
    let snapshot = Snapshot::from(view);
    let one_more = Explained::now(&request, Asked::All, &random, at, &snapshot);
    let primary = service.deployments().last().map_or(0, |deployment| deployment.number);
    // No copy that is counted runs on a host without power.
    let lost: Vec<InstanceId> = one_more.lost.iter().map(|lost| lost.instance).collect();
    ServiceAnswer {
        service: id,
        desired: service.desired_count(),
        bounds: service.bounds(),
        tasks: service.tasks().all(),
        hanging: view.hanging(id),
        deployments: deployments.collect(),
        leaving: leaving(&snapshot, id, primary),
        stalled: stalled(&snapshot, id),
        maximum_counts: view.model().behavior.maximum_counts,
        monitoring: monitoring(view, id),
        waiting: waiting(view, attempts, at),
        stage: service.stage_standing(),
        events: Vec::new(),
        one_more,
        stop_first_percent: stop_first_percent(view, id),
        next_instance: next_instance(view, &request),
        capacity: (!request.rules.bar_instances()).then(|| capacity_by_class(&request, cluster, &lost)),
        names: attempts.names.clone(),
    }
}

fn waiting(view: &View<'_>, attempts: &Attempts, at: SimTime) -> Option<ServiceWait> {
    let service = view.service(attempts.service);
    let missing = service.primary_deficit();
    (missing > 0).then(|| ServiceWait {
        missing,
        attempts: attempts.failed,
        between: attempts.between,
        blocked: service.is_blocked(),
        first_task: first_task(&service, view.cluster()),
        next: next_attempt(&service, at, &view.model().behavior),
        capacity_wakes: view.model().behavior.retry_on_capacity,
    })
}

/// SC-08: the task that shows what the images of PRIMARY are, until it has.
fn first_task(service: &ServiceView<'_>, cluster: &Cluster) -> Option<FirstTask> {
    let unresolved = |primary: &&Deployment| matches!(primary.images, Images::Unresolved { .. });
    let primary = service.deployments().last().filter(unresolved)?;
    let tasks = service.tasks().tasks().iter().map(|id| cluster.task(*id));
    let held = tasks.filter(|task| task.deployment == primary.number && !cluster.is_on_draining(task));
    let first = held.min_by_key(|task| task.number)?;
    Some(FirstTask { number: first.number, instance: first.place.instance(), status: first.status })
}

/// The pass after the wait that ends last; without one that of the launch rate, then the next one.
fn next_attempt(service: &ServiceView<'_>, now: SimTime, behavior: &Behavior) -> Option<NextAttempt> {
    let pass_at = service.next_pass_at()?;
    let (pacing, clock) = (&service.runtime().pacing, &service.runtime().clock);
    let waits = [
        (pacing.retry.allowed_at(), WaitReason::PlacementRetry),
        (pacing.throttle.allowed_at(), WaitReason::StartThrottle),
    ];
    let waits = waits.into_iter().filter_map(|(until, reason)| Some((until?, reason)));
    let longest = waits.filter(|(until, _)| *until > now).max_by_key(|(until, _)| *until);
    if let Some((until, reason)) = longest {
        return Some(NextAttempt { at: clock.after_timer(until, behavior), reason });
    }
    if pacing.launch_rate.available(now) > 0 {
        return Some(NextAttempt { at: pass_at, reason: WaitReason::Pass });
    }
    // Usually the pass is scheduled for the next launch already.
    let at = pacing.launch_rate.next_at(pass_at);
    let known = at != SimTime::NEVER;
    known.then(|| NextAttempt { at: clock.after_timer(at, behavior), reason: WaitReason::LaunchRate })
}

/// HL-05: the lower bound keeps the scheduler from stopping an older task first, though its place would do.
fn stop_first_percent(view: &View<'_>, id: ServiceId) -> Option<u32> {
    let (service, cluster) = (view.service(id), view.cluster());
    let desired = service.desired_count();
    let healthy = service.tasks().all().healthy;
    let may_stop = |bounds: DeploymentBounds| healthy > bounds.lower(desired);
    if desired == 0 || service.primary_deficit() == 0 || may_stop(service.bounds()) {
        return None;
    }
    let minimum_healthy_percent = (desired - 1) * 100 / desired;
    if !may_stop(DeploymentBounds { minimum_healthy_percent, ..service.bounds() }) {
        return None;
    }
    let request = view.request(id);
    let filter = Filter::new(&request, cluster);
    if cluster.instances().ids_of(request.cluster).any(|instance| filter.accepts(instance)) {
        return None;
    }
    let primary = service.deployments().last()?.number;
    let older = service.tasks().tasks().iter().copied();
    let older = older.filter(|task| cluster.task(*task).deployment != primary);
    let (task, instance) = older.filter_map(|id| Some((id, cluster.task(id).place.instance()?))).min()?;
    let trial = tried(view, &request, |trial| trial.admits(&Change::StopTask { task, instance }));
    trial.then_some(minimum_healthy_percent)
}

/// The first registration to come of an instance that would take one more task.
fn next_instance(view: &View<'_>, request: &Request<'_>) -> Option<(SimTime, ClassId)> {
    let coming = view.queue().waiting().filter_map(|(at, event)| match event {
        // A host that was terminated before it registered never does.
        Event::FleetRegisters(instance) => {
            let comes = !view.hosts()[instance.slot()].terminating;
            comes.then(|| (at, view.cluster().instances().class(instance)))
        }
        Event::ReplacementRegisters { place, .. } => Some((at, view.model().instances[place as usize].class)),
        _ => None,
    });
    let mut coming: Vec<(SimTime, ClassId)> =
        coming.filter(|(_, class)| view.model().class(*class).cluster == request.cluster).collect();
    coming.sort_unstable();
    tried(view, request, |trial| coming.into_iter().find(|(_, class)| trial.new_instance(*class).is_some()))
}

/// Asks a trial of changes that are to let `request` in.
fn tried<T>(view: &View<'_>, request: &Request<'_>, ask: impl FnOnce(&Trial<'_>) -> T) -> T {
    let snapshot = Snapshot::from(view);
    let (daemons, dead) = (snapshot.daemons(), snapshot.dead(request.cluster));
    let asked = Asked::All;
    ask(&Trial::new(&Question { request, asked, cluster: snapshot.cluster, daemons: &daemons, dead: &dead }))
}
