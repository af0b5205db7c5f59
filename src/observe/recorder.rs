//! The observer of a run: from facts to its outcome.

mod finish;
mod health;
mod pulls;
mod service_events;

use std::sync::Arc;

use super::Detail;
use super::arrival_metrics::ArrivalMetrics;
use super::cluster_metrics::ClusterMetrics;
use super::history::History;
use super::prospect::Prospect;
use super::series::{MOST_SERVICES, round_step};
use super::service_metrics::ServiceMetrics;
use super::vacancies::Vacancy;
use crate::cluster::{
    Cluster, DesiredStatus, Fact, IgnoredCall, InstanceCall, InstanceStatus, Observer, Place, Rejection,
    StopCause, Task, TaskHealth,
};
use crate::model::{Action, InstanceId, Model, ServiceId, StageStanding, StartError, TaskId};
use crate::time::SimTime;

/// Learns the facts of a run and keeps what its outcome needs.
///
/// Every figure is read from the cluster as it is after a fact, so facts may come one by one or several at one
/// instant; levels that are replaced at the instant at which they were set count nowhere.
///
/// ```
/// use std::sync::Arc;
///
/// use plimsoll::cluster::{Cluster, Observer};
/// use plimsoll::model::Model;
/// use plimsoll::observe::{Detail, Recorder, RunEnd};
/// use plimsoll::time::{SimDuration, SimTime};
///
/// let model = Arc::new(Model {
///     duration: SimDuration::from_mins(60),
///     clusters: vec!["default".into()],
///     ..Model::default()
/// });
/// let cluster = Cluster::new(Arc::clone(&model));
/// let recorder = Recorder::new(&model, Detail::Metrics);
/// let end = RunEnd { at: SimTime::from_secs(3_600), injected: &[], limits: &[], prospects: &[], stages: &[], digest: 0, events: 0 };
/// let outcome = recorder.finish(&cluster, &end);
/// assert!(outcome.metrics.contains_key("cluster.instances.mean"));
/// // A share of nothing does not exist.
/// assert!(!outcome.metrics.contains_key("cluster.cpuReserved.mean"));
/// ```
#[derive(Clone, Debug)]
pub struct Recorder {
    model: Arc<Model>,
    clusters: ClusterMetrics,
    services: Vec<ServiceMetrics>,
    arrivals: ArrivalMetrics,
    /// By slot of the task store.
    live: Vec<LiveTask>,
    history: Option<History>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug)]
pub struct RunEnd<'a> {
    /// When.
    pub at: SimTime,
    /// The API calls that were injected; their ids follow those of the model's actions.
    pub injected: &'a [Action],
    /// Of each service without room for one more task, the rule that most instances put in the way; fewer where that is not
    /// known.
    pub limits: &'a [Option<Rejection>],
    /// Of each service whose PRIMARY deployment is not over what can become of it; fewer where that is not known.
    pub prospects: &'a [Option<Prospect>],
    /// Of each service whose PRIMARY deployment takes over in stages, how far it has come; fewer where that is not known.
    pub stages: &'a [Option<StageStanding>],
    /// Rolling digest over all facts.
    pub digest: u64,
    /// How many events were handled.
    pub events: u64,
}

/// What is remembered of a task while it lives.
#[derive(Clone, Copy, Debug)]
struct LiveTask {
    vacancy: Vacancy,
    was_healthy: bool,
    /// Whether it was healthy for so long that its deployment can rely on it (HL-01).
    was_settled: bool,
    counted_as: CountedAs,
    /// Whether it is `UNHEALTHY` and its replacement already needed, in an older deployment.
    missed: bool,
    /// When its images began to be pulled, while they are.
    pull_started_at: Option<SimTime>,
    /// Since when it has not served, because its host lost power or its containers hang.
    lost_at: Option<SimTime>,
}

/// How a task counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CountedAs {
    /// As ECS sees it.
    Counted,
    /// ECS counts it as healthy although its host is dead or its containers hang.
    StaleHealthy,
    /// No longer: its resources are free (RT-01).
    Freed,
}

impl LiveTask {
    /// A task that was just created and fills `vacancy`.
    fn new(vacancy: Vacancy) -> Self {
        Self {
            vacancy,
            was_healthy: false,
            was_settled: false,
            counted_as: CountedAs::Counted,
            missed: false,
            pull_started_at: None,
            lost_at: None,
        }
    }

    /// Follows the health of a task that is not freed, and keeps its service's count of such tasks in step.
    fn stand_by_health(&mut self, task: &Task, service: &mut ServiceMetrics) {
        let stale_healthy = self.lost_at.is_some() && task.health == TaskHealth::Healthy;
        let now = if stale_healthy { CountedAs::StaleHealthy } else { CountedAs::Counted };
        let before = std::mem::replace(&mut self.counted_as, now);
        service.stale_healthy -= u32::from(before == CountedAs::StaleHealthy);
        service.stale_healthy += u32::from(stale_healthy);
    }
}

impl Recorder {
    /// A recorder at the start of a run of `model`.
    #[must_use]
    pub fn new(model: &Arc<Model>, detail: Detail) -> Self {
        let from = SimTime::ZERO + model.warm_up.unwrap_or_default();
        let step = round_step(model.duration);
        let service_step = (model.services.len() <= MOST_SERVICES).then_some(step);
        let ids = (0..model.services.len()).map(ServiceId::new);
        Self {
            model: Arc::clone(model),
            clusters: ClusterMetrics::new(model, step),
            services: ids.map(|id| ServiceMetrics::new(model, id, service_step)).collect(),
            arrivals: ArrivalMetrics::new(model, step),
            live: Vec::new(),
            history: (detail != Detail::Metrics).then(|| History::new(from, model, detail)),
        }
    }

    fn on_registered(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        self.clusters.on_registered(at, instance, cluster);
        if let Some(history) = &mut self.history {
            history.on_registered(at, instance, cluster);
        }
    }

    fn on_instance_changed(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        self.clusters.on_candidacy(at, instance, cluster);
        if let Some(history) = &mut self.history {
            history.on_instance_changed(at, instance, cluster);
        }
    }

    fn on_instance_status(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        self.on_instance_changed(at, instance, cluster);
        for id in cluster.instances().tasks(instance) {
            if let Some(service) = cluster.task(*id).service {
                self.services[service.index()].reconcile_needs(at, cluster);
            }
        }
        if cluster.instances().status(instance) == InstanceStatus::Inactive {
            self.clusters.on_inactive(at, instance, cluster);
            if let Some(history) = &mut self.history {
                history.on_inactive(at, instance);
            }
        }
    }

    /// A call did nothing that ECS knows of; a machine that runs on is terminated all the same (CI-05).
    fn on_ignored(&mut self, at: SimTime, call: IgnoredCall, cluster: &Cluster) {
        if let IgnoredCall::Instances { call: InstanceCall::Terminate, named: Some((instance, _)) } = call
            && self.clusters.on_machine_terminated(at, instance, cluster)
        {
            return;
        }
        if let Some(history) = &mut self.history {
            history.on_ignored(at, call);
        }
    }

    fn on_created(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let task = cluster.task(id);
        let filled = task.service.and_then(|service| self.services[service.index()].fill(task.deployment));
        self.add_live(id, LiveTask::new(filled.unwrap_or(Vacancy::planned(at))));
        let restarts = cluster.model().task_definition(task.definition).restarts_containers();
        if let Some(service) = self.service_of(task) {
            if restarts {
                service.count_restarts(0);
            }
            service.refresh(at, cluster);
        }
        if let Some(history) = &mut self.history {
            history.on_created(at, id, task);
        }
        self.on_placed(at, id, cluster);
    }

    /// Makes place for what is remembered of a task.
    fn add_live(&mut self, id: TaskId, live: LiveTask) {
        if self.live.len() <= id.slot() {
            self.live.resize(id.slot() + 1, live);
        }
        self.live[id.slot()] = live;
    }

    /// A task has an instance, where its resources are reserved; or none yet, which is nothing to note.
    fn on_placed(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let task = cluster.task(id);
        let Place::Instance(instance) = task.place else { return };
        self.clusters.on_reserved(at, instance, cluster.demand(task), cluster);
        if let Some(history) = &mut self.history {
            history.on_placed(at, id, instance, cluster);
        }
    }

    fn on_task_changed(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let task = cluster.task(id);
        if task.desired == DesiredStatus::Stopped && self.live[id.slot()].counted_as != CountedAs::Freed {
            self.on_freed(at, id, task, cluster);
        }
        match self.service_of(task) {
            Some(service) => service.refresh(at, cluster),
            None => self.arrivals.on_task_changed(at, id, task),
        }
        if let Some(history) = &mut self.history {
            history.on_task_changed(at, id, task);
        }
    }

    /// The figures of a task's service, `None` for a standalone task.
    fn service_of(&mut self, task: &Task) -> Option<&mut ServiceMetrics> {
        task.service.map(|service| &mut self.services[service.index()])
    }

    /// The task's host lost power or its containers hang, whatever ECS believes.
    fn on_lost(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let task = cluster.task(id);
        let live = &mut self.live[id.slot()];
        if live.counted_as == CountedAs::Freed {
            return;
        }
        live.lost_at.get_or_insert(at);
        if let Some(service) = task.service {
            let service = &mut self.services[service.index()];
            live.stand_by_health(task, service);
            service.refresh(at, cluster);
        }
    }

    /// The control plane counts the task no longer (RT-01).
    fn on_freed(&mut self, at: SimTime, id: TaskId, task: &Task, cluster: &Cluster) {
        let live = &mut self.live[id.slot()];
        let before = std::mem::replace(&mut live.counted_as, CountedAs::Freed);
        if let Place::Instance(instance) = task.place {
            self.clusters.on_freed(at, instance, cluster.demand(task), cluster);
        }
        let mut primary = 0;
        if let Some(service) = task.service {
            let service = &mut self.services[service.index()];
            service.stale_healthy -= u32::from(before == CountedAs::StaleHealthy);
            service.deployments.task_ended(task.deployment, task.stop_cause, live.was_settled);
            match task.stop_cause {
                Some(StopCause::CannotStart(error)) => service.start_failed(error),
                Some(StopCause::CannotPull(_)) => service.start_failed(Some(StartError::CannotPullContainer)),
                _ => {}
            }
            if matches!(task.stop_cause, Some(StopCause::ScalingActivity | StopCause::Rebalanced(_))) {
                service.reconcile_needs(at, cluster);
            } else {
                note_loss(service, live, at, task, cluster);
            }
            primary = service.deployments.primary();
        }
        if let Some(history) = &mut self.history {
            history.on_freed(at, id, task, primary, cluster);
        }
    }

    fn on_health(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let task = cluster.task(id);
        let live = &mut self.live[id.slot()];
        if live.counted_as == CountedAs::Freed {
            return;
        }
        let Some(of) = task.service else { return };
        let service = &mut self.services[of.index()];
        live.stand_by_health(task, service);
        match task.health {
            TaskHealth::Unhealthy => note_loss(service, live, at, task, cluster),
            TaskHealth::Healthy if live.missed => {
                live.missed = false;
                service.vacancies.recover_older();
            }
            TaskHealth::Healthy | TaskHealth::Unknown => service.reconcile_needs(at, cluster),
        }
        self.note_first_health(at, id, of, task);
        self.note_settled(id, of, task);
        self.services[of.index()].refresh(at, cluster);
    }
}

impl Observer for Recorder {
    fn on_fact(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster) {
        match *fact {
            Fact::InstanceRegistered(instance) => self.on_registered(at, instance, cluster),
            Fact::AgentConnection { instance, .. } => self.on_instance_changed(at, instance, cluster),
            Fact::InstanceLeaving { instance, .. } => self.clusters.on_candidacy(at, instance, cluster),
            Fact::InstanceStatus { instance, .. } => self.on_instance_status(at, instance, cluster),
            Fact::TaskCreated(task) => self.on_created(at, task, cluster),
            Fact::TaskFound(task) => self.on_task_found(at, task, cluster),
            Fact::TaskPlaced(task) => self.on_placed(at, task, cluster),
            Fact::TaskStatus { task, .. } | Fact::TaskStopping(task) => {
                self.on_task_changed(at, task, cluster);
            }
            Fact::TaskHealth { task, .. } => self.on_health(at, task, cluster),
            Fact::ContainerHealth { task, health } => {
                self.history.iter_mut().for_each(|history| history.on_container_health(at, task, health));
            }
            Fact::PullStarted(task) => self.on_pull_started(at, task),
            Fact::PullStopped(task) => self.on_pull_stopped(at, task, cluster),
            Fact::LayerFetched { instance, bytes } => {
                self.clusters.on_layer_fetched(at, instance, bytes, cluster);
            }
            Fact::TaskSettled(task) => self.on_settled(at, task, cluster),
            Fact::TaskLost(task) | Fact::TaskHangs { task, hangs: true } => self.on_lost(at, task, cluster),
            Fact::TaskHangs { task, hangs: false } => self.on_found(at, task, cluster),
            Fact::Container { task, container, change } => {
                self.on_container(at, task, (container, change), cluster);
            }
            Fact::TaskProtection { .. } | Fact::Targets { .. } => {}
            Fact::Alarm(change) => self.history.iter_mut().for_each(|history| history.on_alarm(at, change)),
            Fact::DesiredCount { service, desired } => {
                let figures = &mut self.services[service.index()];
                figures.set_desired(at, desired);
                figures.reconcile_needs(at, cluster);
                figures.refresh(at, cluster);
            }
            Fact::MinimumHealthyPercent { service, percent } => {
                let figures = &mut self.services[service.index()];
                figures.level.set_minimum_percent(percent);
                figures.refresh(at, cluster);
            }
            Fact::Call(ref answer) => {
                self.arrivals.on_answer(answer);
                self.history.iter_mut().for_each(|history| history.on_answer(at, answer));
            }
            Fact::InstanceAttributes { instance, from } => {
                self.history
                    .iter_mut()
                    .for_each(|history| history.on_attributes(at, instance, from, cluster));
            }
            Fact::MachineRunsOn(instance) => self.clusters.on_machine_runs_on(at, instance, cluster),
            Fact::CallIgnored(call) => self.on_ignored(at, call, cluster),
            Fact::StopIgnored { service, why } => {
                self.history.iter_mut().for_each(|history| history.on_stop_ignored(at, service, why));
            }
            Fact::ContinueIgnored(service) => {
                self.history.iter_mut().for_each(|history| history.on_continue_ignored(at, service));
            }
            Fact::Service(service, ref event) => self.on_service_event(at, service, event, cluster),
        }
    }
}

/// A task is lost, or unhealthy and so to be replaced: another one is needed.
///
/// One that was never healthy is needed for as long as it was before; one whose host died, since then.
fn note_loss(service: &mut ServiceMetrics, live: &mut LiveTask, at: SimTime, task: &Task, cluster: &Cluster) {
    let since = live.lost_at.unwrap_or(at);
    let vacancy = if live.was_healthy { Vacancy { since, lost_healthy: true } } else { live.vacancy };
    if task.deployment == service.deployments.primary() {
        service.vacancies.grow(service.shortfall(cluster), vacancy);
    } else if !live.missed {
        live.missed = task.health == TaskHealth::Unhealthy;
        service.vacancies.lose_older(vacancy);
    }
}
