//! After the storm: faults are over, there is room, and every service becomes steady or has a reason that holds.

use std::sync::Arc;

use plimsoll::cluster::{InstanceStatus, Rejection, TaskHealth, TaskStatus};
use plimsoll::engine::{Limits, Simulation, View};
use plimsoll::model::{
    ArrivalSchedule, AttributeId, ClassId, ContainerInstance, Distribution, FaultSchedule, InstanceId,
    LifecycleStage, MaximumCounts, Model, QueryId, ServiceId, Strategy, TaskId, ZoneId,
};
use plimsoll::placement::Filter;
use plimsoll::service::{Deployment, Imbalance, ServiceStatus, ZoneTasks};
use plimsoll::time::{SimDuration, SimTime};
use proptest::prelude::*;

use super::promises::Promises;
use super::{ASK_FOR_TASKS, ZONES, class, world, worlds};

/// A world moves while something happened to a task or an instance so short a time ago: about as long as a task starts.
const MOVING: SimDuration = SimDuration::from_mins(2);
/// No pass that has a cause comes later: the longest period of a steady service.
const NEXT_PASS: SimDuration = SimDuration::from_secs(48);
/// When calls and faults end, and room is added.
const CALM_FROM: SimTime = SimTime::from_secs(20 * 60);
/// Longer than the longest delay of starts (HL-07) with the longest wait of a placement (§1.5) twice over.
const CALM: SimDuration = SimDuration::from_mins(120);
/// For how long before the end every service is asked again and again why it is not steady …
const ASKED_FOR: SimDuration = SimDuration::from_mins(10);
/// … at moments so far apart, which is no multiple of anything in these worlds.
const ASKED_EVERY: SimDuration = SimDuration::from_micros(7_300_000);
/// A service is failing while tasks failed so short a time ago: no longer than the longest wait between two attempts.
/// Much longer than any task starts, too.
const RECENT: SimDuration = SimDuration::from_mins(45);

/// The same world with a calm at its end, and hosts enough for all.
pub fn calmed(mut model: Model) -> Model {
    model.duration = CALM_FROM.since(SimTime::ZERO) + CALM;
    for fault in &mut model.faults {
        if let FaultSchedule::Every { until, .. } = &mut fault.schedule {
            *until = CALM_FROM;
        }
    }
    for arrivals in &mut model.arrivals {
        if let ArrivalSchedule::Every { until, .. } = &mut arrivals.schedule {
            *until = CALM_FROM;
        }
    }
    model.behavior.agent_reconnect_interval = Distribution::Constant(SimDuration::ZERO);
    // At most six tasks and as many in transition for each of three services; a large host holds one of each at least.
    for number in 0..15 {
        model.instances.push(ContainerInstance {
            name: format!("late-{number}"),
            ec2_instance_id: format!("i-{number:017x}"),
            class: ClassId::new(ZONES + number % ZONES),
            registers_at: CALM_FROM,
        });
    }
    model
}

/// Whether a daemon is on a host that drains and has tasks of other services.
fn waits_for_replicas_to_leave(view: &View<'_>, daemon: ServiceId) -> bool {
    let (model, cluster) = (view.model(), view.cluster());
    let is_replica = |task: &TaskId| {
        let service = cluster.task(*task).service;
        service.is_some_and(|service| !model.service(service).is_daemon())
    };
    let tasks = view.service(daemon).tasks().tasks().iter();
    let mut instances = tasks.filter_map(|task| cluster.task(*task).place.instance());
    model.service(daemon).is_daemon()
        && instances.any(|instance| {
            cluster.is_draining(instance) && cluster.instances().tasks(instance).iter().any(is_replica)
        })
}

/// Whether a task of the service is on a host that is gone without a word, or with its tasks stuck: there it never starts,
/// is never judged (AD-05), never confirms a stop and, as a daemon's of an older revision, is not replaced, until the host is
/// back or terminated (AD-04).
fn waits_for_a_lost_host(view: &View<'_>, id: ServiceId) -> bool {
    let instances = view.cluster().instances();
    let primary = view.service(id).deployments().last().map(|deployment| deployment.number);
    let silent = instances.ids().filter(|instance| !instances.is_reachable(*instance));
    let waits = |task: &TaskId| {
        let task = view.cluster().task(*task);
        let settled = (task.status, task.health) == (TaskStatus::Running, TaskHealth::Healthy);
        task.service == Some(id) && (!settled || Some(task.deployment) != primary)
    };
    silent.into_iter().any(|instance| instances.tasks(instance).iter().any(waits))
}

/// The zones of a service, as zone rebalancing should see them.
fn zones(view: &View<'_>, id: ServiceId) -> Vec<ZoneTasks> {
    let (model, cluster) = (view.model(), view.cluster());
    let empty = |zone| ZoneTasks { zone: ZoneId::new(zone), tasks: 0, is_open: false };
    let mut zones: Vec<_> = (0..model.zones.len()).map(empty).collect();
    let zone_of = |instance| model.class(cluster.instances().class(instance)).zone.index();
    for instance in cluster.instances().ids() {
        let active = cluster.instances().status(instance) == InstanceStatus::Active;
        zones[zone_of(instance)].is_open |= active && cluster.instances().agent_connected(instance);
    }
    for task in view.service(id).tasks().tasks() {
        zones[zone_of(cluster.task(*task).place.instance().expect("placed"))].tasks += 1;
    }
    zones
}

/// RB-03: whether a service whose zones are rebalanced has them even.
fn is_even(view: &View<'_>, id: ServiceId) -> bool {
    let (service, model) = (view.service(id), view.model());
    let over_zones = match view.request(id).rules.strategies.first() {
        None => true,
        Some(first) => *first == Strategy::SpreadAttribute(AttributeId::new(0)),
    };
    let eligible = model.service(id).rebalances
        && over_zones
        && service.bounds().upper(service.desired_count()) > service.desired_count();
    !eligible || Imbalance::of(&zones(view, id)).is_none()
}

/// Whether zones are uneven for a reason: no instance where there are few takes a task, tasks that stop leave no room below
/// the maximum (SC-14; for ever, where their host was stopped), or it is about to be seen to.
fn cannot_be_even(view: &View<'_>, promises: &Promises, id: ServiceId, now: SimTime) -> bool {
    let (zones, request, cluster) = (zones(view, id), view.request(id), view.cluster());
    let Some(found) = Imbalance::of(&zones) else { return true };
    let filter = Filter::new(&request, cluster);
    let eases = |instance: InstanceId| {
        let zone = view.model().class(cluster.instances().class(instance)).zone;
        found.is_eased_by(zones[zone.index()].tasks) && filter.accepts(instance)
    };
    let service = view.service(id);
    let stopping = match view.model().behavior.maximum_counts {
        MaximumCounts::UntilStopped => service.tasks().stopping(),
        MaximumCounts::RunningAndPending => 0,
    };
    let upper = service.bounds().upper(service.desired_count());
    let may_start = service.tasks().all().total() + stopping < upper;
    let has_room = may_start && cluster.instances().ids().any(eases);
    let soon = service.next_pass_at().is_some_and(|at| at.since(now) <= RECENT);
    !has_room || soon || now.since(promises.moved_at(id, true)) <= NEXT_PASS
}

/// Whether tasks of others decide where a service has its own.
fn is_moved_by_others(model: &Model, id: ServiceId) -> bool {
    let service = model.service(id);
    let asks_for_tasks = |query: &QueryId| ASK_FOR_TASKS.contains(&query.index());
    service.is_daemon() && service.placement.constraints.member_of.iter().any(asks_for_tasks)
}

/// Why a service is not steady now, if that is as it should be.
fn reason(view: &View<'_>, promises: &Promises, id: ServiceId, now: SimTime) -> Option<&'static str> {
    let service = view.service(id);
    if service.deployments().last().is_some_and(Deployment::has_failed) {
        return Some("its deployment has failed, and nothing takes its place (services.md §2.3)");
    }
    if service.status() != ServiceStatus::Active {
        return Some("it is not there");
    }
    if service.tasks().all_protected() > 0 {
        return Some("protected tasks stay (SI-07)");
    }
    if service.lifecycle_stage().is_some_and(|stage| stage < LifecycleStage::CleanUp) {
        return Some("its deployment waits in a stage (services.md §2.5)");
    }
    if promises.failed_at(id).is_some_and(|at| now.since(at) <= RECENT) {
        return Some("its tasks keep failing");
    }
    let (desired, bounds, tasks) = (service.desired_count(), service.bounds(), service.tasks().all());
    if service.is_blocked()
        && tasks.total() >= bounds.upper(desired)
        && tasks.healthy <= bounds.lower(desired)
    {
        return Some("the percentages let nothing move");
    }
    // Tasks of others that come and go may have been in the way just then; without `retryOnCapacity` it waits.
    let retried = service.next_pass_at().is_some_and(|at| at.since(now) <= RECENT);
    if retried && promises.unplaced_at(id).is_some_and(|at| now.since(at) <= RECENT) {
        return Some("its last attempt found no instance");
    }
    let request = view.request(id);
    let watches_all = view.model().service(id).is_daemon() || view.model().behavior.retry_on_capacity;
    // A service that is woken again and again for nothing has none of these reasons: nothing moves then.
    let moved = now.since(promises.moved_at(id, watches_all));
    if is_moved_by_others(view.model(), id) && moved <= MOVING {
        return Some("tasks of others that come and go decide where it belongs");
    }
    // Room that others left at last; who would start and stop for ever starts too many (see below).
    let its_own = now.since(promises.moved_at(id, false));
    if its_own <= RECENT && tasks.healthy < tasks.total() {
        return Some("its tasks are starting");
    }
    if moved <= NEXT_PASS && service.next_pass_at().is_some_and(|at| at.since(now) <= NEXT_PASS) {
        return Some("something happened to it just now");
    }
    if waits_for_a_lost_host(view, id) {
        return Some("a task on a lost host neither starts nor stops nor is judged (AD-04)");
    }
    if waits_for_replicas_to_leave(view, id) {
        return Some("a draining host keeps its daemon until the tasks of other services have left (DR-04)");
    }
    let filter = Filter::new(&request, view.cluster());
    let waits = if view.model().service(id).is_daemon() {
        let suitable = view.cluster().instances().ids().filter(|id| filter.suits(*id));
        let empty = suitable.filter(|instance| service.tasks().on_instance(*instance) == 0);
        empty.into_iter().any(|instance| filter.first_rejection(instance) != Some(Rejection::Agent))
    } else {
        service.primary_deficit() > 0
    };
    let fits = view.cluster().instances().ids().any(|instance| filter.accepts(instance));
    (waits && !fits).then_some("no instance can take its task")
}

proptest! {
    #![proptest_config(worlds())]
    #[test]
    fn when_the_storm_is_over_services_become_steady_or_have_a_reason(world in world(), seed in any::<u64>()) {
        let model = Arc::new(calmed(world));
        let promises = Promises::of(&model);
        let mut run = Simulation::observed(Arc::clone(&model), seed, promises, Limits::default());
        let asked_from = CALM_FROM + (CALM - ASKED_FOR);
        let mut asked_at = asked_from;
        run.run_until(asked_at).expect("small worlds pass no limit");
        let ids = || (0..model.services.len()).map(ServiceId::new);
        let before: Vec<i64> = ids().map(|id| run.observer().created_beyond_losses(id)).collect();
        while run.now() < run.end() {
            run.run_until(asked_at).expect("small worlds pass no limit");
            prop_assert!(run.observer().broken().is_empty(), "{:#?}", run.observer().broken());
            let view = run.view();
            for id in ids() {
                let service = view.service(id);
                let found = reason(&view, run.observer(), id, run.now());
                prop_assert!(
                    service.is_steady() || found.is_some(),
                    "{id:?} is not steady at {}: {:?} of {} desired, {:?}; last failure {:?}, next pass {:?}",
                    run.now(),
                    service.tasks().all(),
                    service.desired_count(),
                    service.deployments(),
                    run.observer().failed_at(id),
                    service.next_pass_at()
                );
                prop_assert!(
                    !service.is_steady() || is_even(&view, id) || cannot_be_even(&view, run.observer(), id, run.now()),
                    "{id:?} is steady at {} and uneven: {:?}, next pass {:?}",
                    run.now(),
                    service.rebalancing(),
                    service.next_pass_at()
                );
            }
            asked_at += ASKED_EVERY;
        }
        let fails = |id| run.observer().failed_at(id).is_some_and(|at| at >= asked_from);
        for (id, before) in ids().zip(before) {
            if is_moved_by_others(&model, id) || fails(id) {
                continue;
            }
            let service = run.view().service(id);
            let most = i64::from(service.bounds().upper(service.desired_count()));
            let started = run.observer().created_beyond_losses(id) - before;
            prop_assert!(started <= most, "{id:?} started {started} tasks more than it lost");
        }
    }

    /// The model of the storm has as many classes as its fleet names.
    #[test]
    fn room_is_of_classes_that_exist(world in world()) {
        let model = calmed(world);
        prop_assert!(model.instances.iter().all(|instance| instance.class.index() < model.classes.len()));
        prop_assert_eq!(model.classes[ZONES].registered, class(ZONES).registered);
    }
}
