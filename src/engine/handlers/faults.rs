//! Faults strike: once, or again and again.

use super::{hangs, instances, silence, stops};
use crate::cluster::{DesiredStatus, Observer, TaskStatus};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Calls, Services};
use crate::model::{ClusterId, FaultId, FaultKind, FaultSchedule, InstanceId, ServiceId, TaskId, ZoneId};
use crate::rng::{Draw, sample};
use crate::time::SimTime;

/// When every fault of the model comes first.
pub(in crate::engine) fn schedule_all<O: Observer>(core: &mut Core<'_, O>, calls: &mut Calls) {
    for (index, fault) in core.model.faults.iter().enumerate() {
        let id = FaultId::new(index);
        match &fault.schedule {
            FaultSchedule::At(at) => core.schedule_declared(*at, Event::FaultStrikes(id)),
            FaultSchedule::Every { .. } => schedule_next(core, calls, id),
        }
    }
}

/// When a fault strikes next, if it is one of the model that strikes again and again.
fn schedule_next<O: Observer>(core: &mut Core<'_, O>, calls: &mut Calls, id: FaultId) {
    let model = core.model;
    let Some(fault) = model.faults.get(id.index()) else { return };
    if let FaultSchedule::Every { gap, until } = &fault.schedule {
        let runtime = calls.fault_runtime(id);
        let at = core.now() + sample(gap, &mut runtime.times.at(runtime.strikes, 0));
        if at < *until {
            core.schedule(at, Event::FaultStrikes(id));
        }
    }
}

pub(in crate::engine) fn strikes<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    calls: &mut Calls,
    id: FaultId,
) {
    let fault = calls.fault(id, core.model).clone();
    let runtime = calls.fault_runtime(id);
    let picks = &mut runtime.picks.at(runtime.strikes, 0);
    let length = &mut runtime.lengths.at(runtime.strikes, 0);
    match &fault.kind {
        FaultKind::TaskKillProcess { service, count, exit_code } => {
            for task in pick_tasks(core, agents, *service, *count, picks) {
                stops::container_is_killed(core, agents, balancers, services, task, *exit_code);
            }
        }
        FaultKind::TerminateInstances { cluster, count, zone, replaced_after } => {
            for instance in pick_instances(core, agents, (*cluster, *zone), *count, picks) {
                instances::terminate(core, agents, balancers, instance, replaced_after.as_ref());
            }
        }
        FaultKind::StopInstances { cluster, count, zone, restarted_after } => {
            for instance in pick_instances(core, agents, (*cluster, *zone), *count, picks) {
                instances::stop_host(core, agents, balancers, instance, restarted_after.as_ref());
            }
        }
        FaultKind::HostLoss { cluster, count, zone, restarted_after, terminated_after } => {
            let later = (restarted_after.as_ref(), terminated_after.as_ref());
            for instance in pick_instances(core, agents, (*cluster, *zone), *count, picks) {
                instances::lose_host(core, agents, balancers, instance, later);
            }
        }
        FaultKind::AgentDisconnect { cluster, count, zone, lasts } => {
            let until = lasts.as_ref().map_or(SimTime::NEVER, |lasts| core.now() + sample(lasts, length));
            for instance in pick_instances(core, agents, (*cluster, *zone), *count, picks) {
                silence::begin(core, agents, instance, until);
            }
        }
        FaultKind::ContainerHang { service, count, lasts } => {
            let until = lasts.as_ref().map_or(SimTime::NEVER, |lasts| core.now() + sample(lasts, length));
            for task in pick_tasks(core, agents, *service, *count, picks) {
                hangs::begin(core, agents, balancers, task, until);
            }
        }
    }
    calls.count_strike(id);
    schedule_next(core, calls, id);
}

fn pick_tasks<O>(
    core: &Core<'_, O>,
    agents: &Agents,
    service: ServiceId,
    count: Option<u32>,
    picks: &mut Draw<'_>,
) -> Vec<TaskId> {
    let runs = |id: &TaskId| {
        let task = core.cluster().task(*id);
        task.status == TaskStatus::Running
            && task.desired == DesiredStatus::Running
            // What happens on a host whose agent is silent is not told apart from its silence.
            && agents.is_heard(task.place)
    };
    let mut tasks: Vec<TaskId> =
        core.cluster().service(service).tasks().iter().copied().filter(runs).collect();
    tasks.sort_unstable_by_key(|id| core.cluster().task(*id).number);
    pick(tasks, count, picks)
}

fn pick_instances<O>(
    core: &Core<'_, O>,
    agents: &Agents,
    place: (ClusterId, Option<ZoneId>),
    count: Option<u32>,
    picks: &mut Draw<'_>,
) -> Vec<InstanceId> {
    let there =
        |id: &InstanceId| agents.host(*id).alive && instances::is_registered_in(core, agents, *id, place);
    pick(agents.powered(place.0).filter(there).collect(), count, picks)
}

/// `count` of `all`, each set equally likely, in the order drawn; all of them without a count.
fn pick<T>(mut all: Vec<T>, count: Option<u32>, random: &mut Draw<'_>) -> Vec<T> {
    let count = count.map_or(all.len(), |count| all.len().min(count as usize));
    for position in 0..count {
        let other = position + random.index(all.len() - position);
        all.swap(position, other);
    }
    all.truncate(count);
    all
}
