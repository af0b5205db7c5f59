//! Passes of DAEMON services: a task on every instance that they look after (placement.md §1.8).

use super::{actions, placement, services as passes, tasks};
use crate::cluster::{
    Cluster, DesiredStatus, InstanceStatus, NewTask, Observer, PlacementFailure, Rejection, ServiceEvent,
};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Parts, Services};
use crate::engine::passes::schedule_pass;
use crate::model::{InstanceId, ServiceId, TaskId};
use crate::placement::Filter;
use crate::service::{DaemonDesired, DaemonPlan, DaemonTask, Place, Site, StopKind, plan_daemon};

pub(super) fn pass<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: ServiceId,
) {
    let (now, interval) = (core.now(), core.model.behavior.scheduler_interval);
    let mut sites = std::mem::take(&mut services.buffers.sites);
    survey(core, services, id, &mut sites);
    let runtime = services.get(id);
    let desired = DaemonDesired {
        primary: runtime.deployments.primary().number,
        bounds: runtime.bounds,
        starts_allowed: runtime.pacing.starts_allowed(now, interval),
        interval,
    };
    let plan = plan_daemon(&desired, &sites, now);
    services.buffers.sites = sites;
    actions::set_desired_count(core, services, id, plan.desired_count);
    carry_out_stops(core, agents, balancers, services, id, &plan);
    services.get_mut(id).deployments.retire_empty(core.cluster().service(id));
    if !plan.starts.is_empty() {
        core.schedule(now, Event::DaemonPlaces(id));
    }
    services.get_mut(id).daemon.starts = plan.starts;
    passes::report_progress(core, services, id, plan.blocked, plan.steady);
    if !plan.steady {
        schedule_pass(core, services, id, plan.wake_at.unwrap_or(now + interval));
    }
}

/// The instances that the daemon `id` should have a task on or has one on.
fn survey<O>(core: &Core<'_, O>, services: &mut Services, id: ServiceId, sites: &mut Vec<Site>) {
    sites.clear();
    let (model, cluster) = (core.model, core.cluster());
    let waits = &mut services.get_mut(id).daemon.waits;
    for instance in cluster.instances().ids() {
        let class = model.class(cluster.instances().class(instance));
        let status = cluster.instances().status(instance);
        if class.cluster != model.service(id).cluster || status == InstanceStatus::Inactive {
            waits.remove(&instance);
            continue;
        }
        let suits = cluster.instances().claimed_by(instance, id).is_some();
        let place = match status {
            InstanceStatus::Draining => Place::Draining { replicas_left: has_replicas(cluster, instance) },
            _ if suits => Place::Suitable { connected: cluster.instances().agent_connected(instance) },
            _ => Place::Unsuitable,
        };
        let task = daemon_task(cluster, id, instance);
        if task.is_some() || suits {
            let held_until = waits.get(&instance).and_then(crate::service::Retry::allowed_at);
            sites.push(Site { instance, zone: class.zone, place, task, held_until });
        }
    }
}

/// Whether a task of a REPLICA service has not stopped yet on `instance`; standalone tasks keep no daemon (DR-04).
fn has_replicas(cluster: &Cluster, instance: InstanceId) -> bool {
    let tasks = cluster.instances().tasks(instance).iter();
    let mut services = tasks.filter_map(|task| cluster.task(*task).service);
    services.any(|service| !cluster.model().service(service).is_daemon())
}

fn daemon_task(cluster: &Cluster, id: ServiceId, instance: InstanceId) -> Option<DaemonTask> {
    if cluster.service(id).on_instance(instance) == 0 {
        return None;
    }
    let mut tasks = cluster.instances().tasks(instance).iter();
    tasks.find_map(|id_of_task| {
        let task = cluster.task(*id_of_task);
        let own = task.service == Some(id) && task.desired == DesiredStatus::Running;
        own.then(|| DaemonTask {
            id: *id_of_task,
            deployment: task.deployment,
            situation: passes::situation(task),
        })
    })
}

fn carry_out_stops<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: ServiceId,
    plan: &DaemonPlan,
) {
    let mut stopped = std::mem::take(&mut services.buffers.stopped);
    stopped.clear();
    let violators = plan.stops.iter().filter(|stop| stop.cause == StopKind::Violation);
    stopped.extend(violators.map(|stop| stop.task));
    if !stopped.is_empty() {
        core.report(id, ServiceEvent::ConstraintViolated(&stopped));
    }
    stopped.clear();
    for stop in &plan.stops {
        core.commit_stop(stop.task, passes::cause(balancers, stop.task, stop.cause));
        stopped.push(stop.task);
    }
    passes::end_stopped(core, agents, balancers, services, id, &stopped);
    services.buffers.stopped = stopped;
}

/// Places what the pass wants: each task on its own instance, or not at all for a while.
pub(in crate::engine) fn daemon_places<O: Observer>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
) {
    let mut started = std::mem::take(&mut parts.placing.started);
    started.clear();
    let mut failed = Vec::new();
    for instance in std::mem::take(&mut parts.services.get_mut(id).daemon.starts) {
        match place_on(core, parts, id, instance) {
            Ok(task) => started.push(task),
            Err(rejection) => failed.push((instance, rejection)),
        }
    }
    placement::report_starts(core, &mut parts.services, id, &started);
    for task in &started {
        tasks::hand_to_agent(core, &mut parts.agents, *task);
    }
    for (instance, rejection) in failed {
        note_failure(core, &mut parts.services, id, instance, rejection);
    }
    parts.placing.started = started;
}

fn place_on<O: Observer>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
    instance: InstanceId,
) -> Result<TaskId, Rejection> {
    let request = parts.services.request(id, core.model);
    if let Some(rejection) = Filter::new(&request, core.cluster()).first_rejection(instance) {
        return Err(rejection);
    }
    let runtime = parts.services.get_mut(id);
    runtime.daemon.waits.remove(&instance);
    let primary = runtime.deployments.primary();
    let (deployment, definition) = (primary.number, primary.definition);
    let number = parts.placing.group_mut(id.into()).take_number();
    let (group, service) = (id.into(), Some(id));
    let new = NewTask { group, service, deployment, definition, number, instance };
    Ok(tasks::create(core, &mut parts.agents, &mut parts.balancers, new))
}

/// The other instances do not wait for this one, so it has a row of waits of its own (§1.5).
fn note_failure<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    instance: InstanceId,
    rejection: Rejection,
) {
    let (now, behavior) = (core.now(), &core.model.behavior);
    services.get_mut(id).daemon.waits.entry(instance).or_default().failed(now, behavior);
    let mut tally = [0; Rejection::COUNT];
    tally[rejection as usize] = 1;
    let failure = PlacementFailure { closest: Some((instance, rejection)), tally };
    core.report(id, ServiceEvent::PlacementFailed(failure));
}
