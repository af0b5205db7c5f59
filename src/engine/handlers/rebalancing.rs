//! Availability Zone rebalancing: a task is started where there are few, then one is stopped where there are many
//! (RB-01…RB-07).

use crate::cluster::{DeploymentState, DesiredStatus, Observer, ServiceEvent, StopCause, Task};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Placing, Services};
use crate::engine::passes;
use crate::model::{InstanceId, MaximumCounts, ServiceId, Strategy, TaskId, ZoneId};
use crate::placement::{Decision, choose_stops};
use crate::service::{Imbalance, Rebalancing, ServiceSettings, Start, ZoneTasks};

/// How many tasks beyond the desired count are kept: the one that was started last, as long as it runs or may start.
pub(super) fn moving<O>(core: &Core<'_, O>, services: &mut Services, id: ServiceId) -> u32 {
    let runtime = services.get_mut(id);
    let Rebalancing::Moving(started) = runtime.rebalancing else { return 0 };
    let instances = core.cluster().instances();
    // One that waits for an agent which is silent may wait for ever (AD-04).
    let may_start =
        |task: &Task| task.place.instance().is_some_and(|instance| instances.is_candidate(instance));
    let is_kept = |task: &Task| {
        task.desired == DesiredStatus::Running && (!task.status.is_before_running() || may_start(task))
    };
    let is_there = core.cluster().tasks().get(started).is_some_and(is_kept);
    // An update may have lowered the maximum meanwhile.
    let goes_on = is_there && has_room_above(&runtime.settings);
    if !goes_on {
        runtime.rebalancing = Rebalancing::Uneven { told_no_room: false };
    }
    u32::from(goes_on)
}

/// What a pass that found its service steady sees to: whether a task is to move, and whether it can; says whether it does.
pub(super) fn begin<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    placing: &mut Placing,
    id: ServiceId,
) -> bool {
    let runtime = services.get(id);
    // A deployment that has failed starts nothing more, a move as little as a replacement (services.md §2.2).
    let failed = runtime.deployments.primary().state == DeploymentState::Failed;
    if failed || !runtime.settings.rebalances {
        stop(core, services, id);
        return false;
    }
    let zones = services.survey(id, core.model, core.cluster());
    let found = Imbalance::of(&zones).filter(|found| may_move(core, services, id, *found, &zones));
    let in_progress = services.get(id).rebalancing.is_in_progress();
    let acts = match found {
        Some(found) => {
            if !in_progress {
                core.report(id, ServiceEvent::ZonesUneven(&listed(&zones)));
                services.get_mut(id).rebalancing = Rebalancing::Uneven { told_no_room: false };
            }
            start(core, services, placing, id, (found, &zones))
        }
        None if Imbalance::of(&zones).is_some() => {
            stop(core, services, id);
            false
        }
        None => {
            if in_progress {
                core.report(id, ServiceEvent::ZonesEven(&listed(&zones)));
                services.get_mut(id).rebalancing = Rebalancing::Idle;
            }
            false
        }
    };
    services.buffers.zones = zones;
    acts
}

/// A deployment, protected tasks or an update have ended it (RB-06).
pub(super) fn stop<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let runtime = services.get_mut(id);
    if std::mem::take(&mut runtime.rebalancing).is_in_progress() {
        core.report(id, ServiceEvent::RebalancingStopped);
    }
}

/// The started task runs and is healthy, as are all others: stops one in the fullest zone, once the lower bound allows
/// it. `None` where nothing can be stopped, or not yet.
pub(super) fn finish<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
) -> Option<TaskId> {
    let runtime = services.get(id);
    let lower = runtime.settings.bounds.lower(runtime.settings.desired_count);
    if core.cluster().service(id).all().healthy <= lower {
        return None;
    }
    let zones = services.survey(id, core.model, core.cluster());
    let most = zones.iter().filter(|zone| zone.is_open).map(|zone| zone.tasks).max().unwrap_or(0);
    let candidates = movable(core, id, most, &zones);
    services.buffers.zones = zones;
    let cluster = core.cluster();
    let runtime = services.get_mut(id);
    let (strategies, mut random) = (&runtime.settings.strategies, runtime.stops.at(runtime.choices, 0));
    let mut chosen = Vec::new();
    choose_stops(cluster, id, strategies, &candidates, 1, &mut random, &mut chosen);
    let Some(task) = chosen.pop() else {
        stop(core, services, id);
        return None;
    };
    runtime.choices += 1;
    runtime.rebalancing = Rebalancing::Uneven { told_no_room: false };
    let deployment = runtime.deployments.primary().number;
    let zone = zone_of(core, task);
    core.commit_stop(task, StopCause::Rebalanced(deployment));
    core.report(id, ServiceEvent::StoppedToRebalance { task, zone });
    Some(task)
}

/// The zone of an instance that was chosen for a task which moves, if that evens the zones out.
pub(super) fn eased_zone<O>(
    core: &Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    instance: InstanceId,
) -> Option<ZoneId> {
    let zones = services.survey(id, core.model, core.cluster());
    let zone = core.model.class(core.cluster().instances().class(instance)).zone;
    let found = Imbalance::of(&zones);
    let eased = found.is_some_and(|found| found.is_eased_by(zones[zone.index()].tasks));
    services.buffers.zones = zones;
    eased.then_some(zone)
}

/// Wants one task more to be placed, if there is room where it is needed.
fn start<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    placing: &mut Placing,
    id: ServiceId,
    (found, zones): (Imbalance, &[ZoneTasks]),
) -> bool {
    if !fits_beside(core, services, id) {
        return false;
    }
    let allowed = services.get(id).pacing.starts_allowed(core.now(), core.model.behavior.scheduler_interval);
    if allowed.count == 0 {
        if let Some(at) = allowed.next_at {
            passes::after_timer(core, services, id, at);
        }
        return false;
    }
    let request = services.request(id, core.model);
    let zone_of = |instance| core.model.class(core.cluster().instances().class(instance)).zone;
    let has_room = match placing.decide(&request, core.cluster()) {
        Decision::Place(instance) => found.is_eased_by(zones[zone_of(instance).index()].tasks),
        Decision::Unplaceable(_) => false,
    };
    if has_room {
        let runtime = services.get_mut(id);
        let deployment = runtime.deployments.primary().number;
        runtime.starts.push(Start::ToRebalance { deployment });
        let scheduling = core.model.service(id).scheduling;
        core.schedule(core.now(), Event::ServicePlaces { service: id, scheduling });
        return true;
    }
    let primary = services.get(id).deployments.primary();
    placing.short_of_room.enter(&request, primary.revision.task_definition);
    core.watch_room();
    let runtime = services.get_mut(id);
    if runtime.rebalancing == (Rebalancing::Uneven { told_no_room: false }) {
        runtime.rebalancing = Rebalancing::Uneven { told_no_room: true };
        core.report(id, ServiceEvent::NoRoomToRebalance { zone: found.emptiest });
    }
    false
}

/// Whether the rules let a task move: the first strategy spreads over zones, the maximum leaves room, no constraint names
/// zones (RB-01, RB-02), and not all that could go are protected (RB-06).
fn may_move<O>(
    core: &Core<'_, O>,
    services: &Services,
    id: ServiceId,
    found: Imbalance,
    zones: &[ZoneTasks],
) -> bool {
    let settings = &services.get(id).settings;
    let model = core.model;
    let over_zones = match settings.strategies.first() {
        None => true,
        Some(Strategy::SpreadAttribute(attribute)) => *attribute == model.zone_attribute(),
        Some(_) => false,
    };
    let request = services.request(id, model);
    let names_zones = || request.queries().any(|query| model.member_of(query).asks_for_zones());
    over_zones
        && has_room_above(settings)
        && !names_zones()
        && !movable(core, id, found.most, zones).is_empty()
}

/// Whether the maximum allows one task more than are wanted (RB-02).
fn has_room_above(settings: &ServiceSettings) -> bool {
    settings.bounds.upper(settings.desired_count) > settings.desired_count
}

/// Whether the maximum allows one task more beside those that are there and those that still stop (SC-14): a service is
/// steady before the last one has ended, and is looked at again when it has.
fn fits_beside<O>(core: &Core<'_, O>, services: &Services, id: ServiceId) -> bool {
    let (settings, tasks) = (&services.get(id).settings, core.cluster().service(id));
    let stopping = match core.model.behavior.maximum_counts {
        MaximumCounts::UntilStopped => tasks.stopping(),
        MaximumCounts::RunningAndPending => 0,
    };
    tasks.all().total() + stopping < settings.bounds.upper(settings.desired_count)
}

/// The tasks that may go: those in open zones with so many of them that are not protected.
fn movable<O>(core: &Core<'_, O>, id: ServiceId, most: u32, zones: &[ZoneTasks]) -> Vec<TaskId> {
    let cluster = core.cluster();
    let may_go = |task: &TaskId| {
        let zone = zones[zone_of(core, *task).index()];
        zone.is_open && zone.tasks == most && !cluster.task(*task).protected
    };
    cluster.service(id).tasks().iter().copied().filter(may_go).collect()
}

/// The zone of a task of a service that is steady: all of them are placed.
fn zone_of<O>(core: &Core<'_, O>, task: TaskId) -> ZoneId {
    let cluster = core.cluster();
    let instance = cluster.task(task).place.instance().expect("tasks that run have an instance");
    core.model.class(cluster.instances().class(instance)).zone
}

/// Zones that are open or have tasks, as events count them.
fn listed(zones: &[ZoneTasks]) -> Vec<(ZoneId, u32)> {
    let told = zones.iter().filter(|zone| zone.is_open || zone.tasks > 0);
    told.map(|zone| (zone.zone, zone.tasks)).collect()
}
