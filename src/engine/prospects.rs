//! Whether what is pending can still move a deployment: the proof that one is stuck.
//!
//! A pass acts for a cause alone, and their list is closed (SC-04): a task of the service or an instance with its tasks
//! changes, a call, a timer, an alarm; for one that finds no room, also room that others leave. A service of which nothing of the kind
//! waits in the queue is never going to act again. Services whose passes cannot do anything do not move each other.

use super::Event;
use super::parts::ServiceRuntime;
use super::view::View;
use crate::cluster::{Task, TaskStatus};
use crate::model::{ClusterId, GroupId, InstanceId, Model, ServiceId, TaskId};
use crate::observe::Prospect;
use crate::placement::Filter;
use crate::time::SimTime;

/// Of each service whose PRIMARY deployment is not over what can become of it.
pub(super) fn prospects(view: &View<'_>) -> Vec<Option<Prospect>> {
    let services = || (0..view.model().services.len()).map(ServiceId::new);
    let is_open = |id| is_open(view.services().get(id));
    if !services().any(is_open) {
        return Vec::new();
    }
    let pending = Pending::of(view);
    services().map(|id| is_open(id).then(|| pending.prospect(view, id))).collect()
}

fn is_open(service: &ServiceRuntime) -> bool {
    service.deployments.primary().state.is_open()
}

/// When the first thing of a kind happens.
#[derive(Clone, Copy, Debug, Default)]
struct First {
    /// By necessity.
    cause: Option<SimTime>,
    /// By a failure.
    failure: Option<SimTime>,
}

impl First {
    fn note(&mut self, at: SimTime, is_failure: bool) {
        let first = if is_failure { &mut self.failure } else { &mut self.cause };
        *first = Some(first.map_or(at, |known| known.min(at)));
    }

    fn and(self, other: Self) -> Self {
        let first = |one: Option<SimTime>, other| one.into_iter().chain(other).min();
        Self { cause: first(self.cause, other.cause), failure: first(self.failure, other.failure) }
    }
}

/// What waits in the queue, by whom it concerns.
#[derive(Debug)]
struct Pending {
    /// By service: its tasks, its calls, its passes that can act.
    own: Vec<First>,
    /// By cluster: what concerns every service there.
    all: Vec<First>,
    /// By cluster: what may leave room.
    room: Vec<First>,
}

impl Pending {
    fn of(view: &View<'_>) -> Self {
        let (model, clusters) = (view.model(), view.model().clusters.len());
        let mut pending = Self {
            own: vec![First::default(); model.services.len()],
            all: vec![First::default(); clusters],
            room: vec![First::default(); clusters],
        };
        for (at, event) in view.queue().waiting() {
            pending.note(view, at, event);
        }
        pending
    }

    fn note(&mut self, view: &View<'_>, at: SimTime, event: Event) {
        let model = view.model();
        match event {
            Event::FleetRegisters(instance)
            | Event::AgentLost(instance)
            | Event::AgentReconnects(instance)
            | Event::HostRestarted(instance)
            | Event::HostTerminated(instance)
            | Event::InstanceGone(instance) => self.note_instance(view, at, instance),
            Event::ReplacementRegisters { place, .. } => {
                let class = model.instances[place as usize].class;
                self.all[model.class(class).cluster.index()].note(at, false);
            }
            Event::FaultStrikes(_) => self.all.iter_mut().for_each(|first| first.note(at, true)),
            Event::ActionDue(_) | Event::PullsProgress { .. } => {
                self.all.iter_mut().for_each(|first| first.note(at, false));
            }
            // What arrives takes room, and gives back no more than it took; what an agent does that reconnects, it would have
            // done anyway.
            Event::Arrival(_) | Event::StillSteady { .. } | Event::SessionEnds(_) => {}
            // What is evaluated may end the deployments of those that heed it.
            Event::AlarmEvaluates(alarm) => {
                for service in view.services().named_by(alarm) {
                    if !view.services().get(*service).deployments.primary().ignores_alarms {
                        self.note_service(model, at, *service);
                    }
                }
            }
            Event::StopSignals(service)
            | Event::StageEnds { service, .. }
            | Event::AlarmsPolled { service, .. } => {
                self.note_service(model, at, service);
            }
            Event::ServicePass { service, epoch } => {
                let runtime = view.services().get(service);
                if runtime.pass_epoch == epoch && can_act(view, service) {
                    self.note_service(model, at, service);
                }
            }
            Event::ServicePlaces { service, .. } => self.note_service(model, at, service),
            _ => {
                if let Some(id) = event.task()
                    && let Some(task) = view.cluster().tasks().get(id)
                    && is_valid(view, id, event)
                {
                    self.note_task(model, at, task, event);
                }
            }
        }
    }

    fn note_instance(&mut self, view: &View<'_>, at: SimTime, instance: InstanceId) {
        let instances = view.cluster().instances();
        if instances.is_known(instance) {
            let class = view.model().class(instances.class(instance));
            self.all[class.cluster.index()].note(at, false);
        }
    }

    fn note_service(&mut self, model: &Model, at: SimTime, service: ServiceId) {
        self.own[service.index()].note(at, false);
        self.room[model.service(service).cluster.index()].note(at, false);
    }

    fn note_task(&mut self, model: &Model, at: SimTime, task: &Task, event: Event) {
        // A standalone task that exits has done its work; one of a service has failed.
        let is_exit = match event {
            Event::ContainerExits(_) => true,
            Event::CourseChanges { .. } => task.status == TaskStatus::Running,
            _ => false,
        };
        let is_failure = is_exit && task.service.is_some();
        if let Some(service) = task.service {
            self.own[service.index()].note(at, is_failure);
        }
        self.room[cluster_of(model, task.group).index()].note(at, is_failure);
    }

    fn prospect(&self, view: &View<'_>, id: ServiceId) -> Prospect {
        let cluster = view.model().service(id).cluster.index();
        let own = self.own[id.index()].and(self.all[cluster]);
        // More room does not help where the percentages allow no step.
        let blocked = view.services().get(id).blocked;
        let first = if blocked { own } else { own.and(self.room[cluster]) };
        first.cause.map_or(Prospect::Stuck { failure_at: first.failure }, Prospect::Moves)
    }
}

fn cluster_of(model: &Model, group: GroupId) -> ClusterId {
    match model.service_of(group) {
        Some(service) => model.service(service).cluster,
        None => model.standalone_groups[group.index() - model.services.len()].cluster,
    }
}

/// Whether no newer prediction has taken the place of this one.
fn is_valid(view: &View<'_>, id: TaskId, event: Event) -> bool {
    let parts = view.parts();
    match event {
        Event::ContainerHealthChanges { epoch, .. } => parts.agents.task(id).container_epoch == epoch,
        Event::CourseChanges { epoch, .. } => {
            parts.agents.task(id).launch.course.as_ref().is_some_and(|course| course.epoch == epoch)
        }
        Event::TargetChanges { target, epoch, .. } => {
            let target = parts.balancers.targets(id).get(usize::from(target));
            target.is_some_and(|target| target.epoch == epoch)
        }
        _ => true,
    }
}

/// Whether the next pass of a service can stop or start anything, as the cluster is.
fn can_act(view: &View<'_>, id: ServiceId) -> bool {
    let service = view.services().get(id);
    if service.steady || service.blocked {
        return false;
    }
    let waits_for_room =
        service.pacing.retry.allowed_at().is_some() || !service.pacing.instance_retries.is_empty();
    !waits_for_room || service.pacing.throttle.allowed_at().is_some() || has_room(view, id)
}

/// Whether any instance takes a task of any of its deployments.
fn has_room(view: &View<'_>, id: ServiceId) -> bool {
    let (model, cluster) = (view.model(), view.cluster());
    let own = model.service(id).cluster;
    view.services().get(id).deployments.all().iter().any(|deployment| {
        let request = view.services().request_of(id, deployment.number, model);
        let filter = Filter::new(&request, cluster);
        let is_missing = |instance: &InstanceId| {
            !model.service(id).is_daemon()
                || !cluster
                    .instances()
                    .tasks(*instance)
                    .iter()
                    .any(|task| cluster.task(*task).service == Some(id))
        };
        cluster.instances().ids_of(own).filter(is_missing).any(|instance| filter.accepts(instance))
    })
}
