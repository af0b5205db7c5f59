//! The service scheduler's passes: when they come, and what they do to the tasks there are.

use std::slice;

use super::stops::{self, Draining};
use super::{alarms, daemons, endings, existence, pipeline, protection, rebalancing, stages};
use crate::balancer::TargetState;
use crate::cluster::{DeploymentState, Observer, ServiceEvent, StopCause, TaskStatus};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Parts, Services};
use crate::engine::passes;
use crate::model::{SchedulerClock, ServiceId, TaskId};
use crate::placement::choose_stops;
use crate::service::{
    Actual, Desired, Pacing, Plan, Planner, Selection, ServiceSettings, ServiceStatus, StopKind, TaskClass,
    Waits,
};
use crate::time::SimTime;

pub(in crate::engine) fn pass<O: Observer>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
    epoch: u32,
) {
    let runtime = parts.services.get_mut(id);
    if runtime.pass_epoch != epoch || runtime.status == ServiceStatus::Inactive {
        return;
    }
    runtime.pass_at = SimTime::NEVER;
    let Parts { agents, balancers, services, .. } = parts;
    note_failed_starts(core, services, id);
    let targets_moved = pipeline::advance(core, agents, balancers, services, id);
    if endings::break_circuit(core, services, id)
        || alarms::look_at_the_end(core, services, id)
        || stages::go_on(core, services, id)
    {
        // What follows from it is the next pass's business.
        services.get_mut(id).clock.passed(core.now(), false, &core.model.behavior);
        schedule_next(core, services, id, true, None);
        return;
    }
    let mut plan = std::mem::take(&mut services.buffers.plan);
    let moving = rebalancing::moving(core, services, id);
    decide(core, services, id, moving, &mut plan);
    existence::set_desired_count(core, services, id, plan.desired_count);
    carry_out_stops(core, agents, balancers, services, id, &plan);
    let runtime = services.get_mut(id);
    runtime.deployments.note_stops(&plan);
    runtime.deployments.retire_empty(core.cluster().service(id));
    runtime.starts.clone_from(&plan.starts);
    if !plan.starts.is_empty() {
        let scheduling = core.model.service(id).scheduling;
        core.schedule(core.now(), Event::ServicePlaces { service: id, scheduling });
    }
    let mut acted = targets_moved || !plan.stops.is_empty() || !plan.starts.is_empty();
    let mut steady = false;
    if services.get(id).status == ServiceStatus::Active {
        protection::report_excess(core, services, id);
        let settled = plan.steady && !acted;
        steady = report_progress(core, services, id, &plan, settled && moving == 0);
        let baking = parts.services.get(id).deployments.bakes_until().is_some();
        if settled && !baking && rebalance(core, parts, id, moving) {
            (acted, steady) = (true, false);
        }
    } else {
        existence::note_departure(core, services, id);
    }
    let services = &mut parts.services;
    let stays_steady = !acted && waits_while_steady(core, services, id);
    services.get_mut(id).clock.passed(core.now(), steady || stays_steady, &core.model.behavior);
    if services.get(id).status != ServiceStatus::Inactive {
        let baked_at = services.get(id).deployments.bakes_until();
        let wake_at = plan.wake_at.into_iter().chain(baked_at).min();
        schedule_next(core, services, id, acted, wake_at);
    }
    services.buffers.plan = plan;
}

/// The last step of a pass that has nothing else to do (RB-03, RB-04); says whether it did something.
fn rebalance<O: Observer>(core: &mut Core<'_, O>, parts: &mut Parts, id: ServiceId, moving: u32) -> bool {
    let acted = if moving > 0 {
        let Parts { agents, balancers, services, .. } = &mut *parts;
        let stopped = rebalancing::finish(core, services, id);
        if let Some(task) = &stopped {
            end_stopped(core, agents, balancers, services, id, slice::from_ref(task));
        }
        stopped.is_some() || !services.get(id).rebalancing.is_in_progress()
    } else {
        rebalancing::begin(core, &mut parts.services, &mut parts.placing, id)
    };
    parts.services.get_mut(id).steady &= !acted;
    acted
}

/// SC-10: a steady service stays on its clock while all that is amiss are tasks that it may not replace yet.
fn waits_while_steady<O>(core: &Core<'_, O>, services: &Services, id: ServiceId) -> bool {
    services.get(id).clock.is_steady_uncalled() && core.cluster().service(id).all().enduring > 0
}

/// When the next pass could act, as far as this one knows.
fn schedule_next<O>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    acted: bool,
    wake_at: Option<SimTime>,
) {
    let clock = core.model.behavior.scheduler_clock;
    // A wait for placement or after failed starts ends when it ends, whatever the cadence (§1.4, §1.5).
    if let Some(at) = wake_at {
        passes::after_timer(core, services, id, at);
    }
    if clock == SchedulerClock::EveryPass || wake_at.is_none() {
        passes::by_itself(core, services, id);
    }
    if acted && clock != SchedulerClock::Events {
        passes::after_cause(core, services, id);
    }
}

/// HL-07, HL-08: counted per pass with a failed start and none that reached `RUNNING`.
fn note_failed_starts<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let runtime = services.get_mut(id);
    let since = std::mem::take(&mut runtime.starts_since);
    if since.ran {
        runtime.pacing.throttle.reset();
    } else if since.failed {
        let behavior = &core.model.behavior;
        let factor = runtime.next_spread(behavior.throttle_spread);
        if runtime.pacing.throttle.failed(core.now(), &Waits::between_starts(behavior), factor) {
            core.report(id, ServiceEvent::StartImpaired);
        }
    }
}

fn decide<O>(core: &Core<'_, O>, services: &mut Services, id: ServiceId, moving: u32, plan: &mut Plan) {
    let runtime = services.get(id);
    let planner = Planner::of(core.model.service(id), runtime.status, runtime.deployments.is_beside());
    let mut sites = std::mem::take(&mut services.buffers.sites);
    sites.clear();
    if planner == Planner::Daemon {
        daemons::survey(core, services, id, &mut sites);
    }
    let (now, behavior) = (core.now(), &core.model.behavior);
    let mut views = std::mem::take(&mut services.buffers.views);
    let runtime = services.get_mut(id);
    runtime.deployments.views(core.cluster().service(id), &mut views);
    let ServiceSettings { desired_count, bounds, .. } = runtime.settings;
    runtime.deployments.set_targets(&mut views, desired_count);
    let early_success = runtime.early_success();
    let desired = Desired { desired_count, bounds, early_success, moving };
    let (stopping, maximum_counts) = (core.cluster().service(id).stopping(), behavior.maximum_counts);
    let mut decide = |pacing: &Pacing| {
        let starts_allowed = pacing.starts_allowed(now, behavior.scheduler_interval);
        let actual = Actual { deployments: &views, sites: &sites, stopping, maximum_counts, starts_allowed };
        planner.plan(&desired, &actual, now, plan);
        !plan.stops.is_empty()
    };
    let stops = decide(&runtime.pacing);
    if stops && behavior.retry_after_own_stops && runtime.pacing.retry.allowed_at().is_some() {
        // What this pass stops makes room for what the same pass starts (services.md §1.2).
        runtime.pacing.retry.reset();
        decide(&runtime.pacing);
    }
    (services.buffers.views, services.buffers.sites) = (views, sites);
}

fn carry_out_stops<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: ServiceId,
    plan: &Plan,
) {
    let mut stopped = std::mem::take(&mut services.buffers.stopped);
    report_violations(core, id, plan, &mut stopped);
    stopped.clear();
    for stop in &plan.stops {
        let first = stopped.len();
        match stop.tasks {
            Selection::Any { class, count } => {
                let spares_protected = stop.cause.spares_protected();
                choose_tasks(core, services, id, (class, count, spares_protected), &mut stopped);
            }
            Selection::Task(task) => stopped.push(task),
        }
        // Each step sees the cluster without what the steps before it stop (SI-01).
        for task in &stopped[first..] {
            core.commit_stop(*task, cause(balancers, *task, stop.cause));
        }
    }
    tell_stopped(core, id, &stopped);
    end_stopped(core, agents, balancers, services, id, &stopped);
    services.buffers.stopped = stopped;
}

/// CN-07 is told of before anything stops; `violators` is a buffer.
fn report_violations<O: Observer>(
    core: &mut Core<'_, O>,
    id: ServiceId,
    plan: &Plan,
    violators: &mut Vec<TaskId>,
) {
    violators.clear();
    violators.extend(plan.stops.iter().filter_map(|stop| match stop.tasks {
        Selection::Task(task) if stop.cause == StopKind::Violation => Some(task),
        Selection::Task(_) | Selection::Any { .. } => None,
    }));
    if !violators.is_empty() {
        core.report(id, ServiceEvent::ConstraintViolated(violators));
    }
}

/// Tells of tasks that the scheduler has stopped in one pass, before they end: one that never started is gone then.
fn tell_stopped<O: Observer>(core: &mut Core<'_, O>, id: ServiceId, stopped: &[TaskId]) {
    let (pending, running): (Vec<TaskId>, Vec<TaskId>) =
        stopped.iter().partition(|task| core.cluster().task(**task).status.is_before_running());
    if !pending.is_empty() {
        core.report(id, ServiceEvent::StoppedPendingTasks(&pending));
    }
    tell_unhealthy(core, id, &running);
    if !running.is_empty() {
        core.report(id, ServiceEvent::StoppedTasks(&running));
    }
}

/// Ends tasks that one pass has stopped.
fn end_stopped<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: ServiceId,
    stopped: &[TaskId],
) {
    let mut draining = Vec::new();
    let mut queues = Vec::new();
    for task in stopped {
        let (place, status) = (core.cluster().task(*task).place, core.cluster().task(*task).status);
        if stops::begin_stop(core, agents, balancers, *task, Draining::First) {
            draining.push(*task);
        } else if status == TaskStatus::Pending {
            queues.extend(place.instance());
        }
    }
    // RT-04: who waited behind tasks that have left the queue; not before all of them have.
    for instance in queues {
        super::tasks::start_queued(core, agents, services, instance);
    }
    pipeline::stopped(core, balancers, services, id, &draining);
}

/// SC-16: a target is told to be unhealthy with the stop of its task.
fn tell_unhealthy<O: Observer>(core: &mut Core<'_, O>, id: ServiceId, stopped: &[TaskId]) {
    for task in stopped {
        if let Some(StopCause::FailedTargetHealth(target_group)) = core.cluster().task(*task).stop_cause {
            core.report(id, ServiceEvent::UnhealthyTarget { task: *task, target_group });
        }
    }
}

fn choose_tasks<O>(
    core: &Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    (class, count, spares_protected): (TaskClass, u32, bool),
    chosen: &mut Vec<TaskId>,
) {
    let cluster = core.cluster();
    let is_in = |id: &&TaskId| {
        let task = cluster.task(**id);
        class.holds(task, cluster.is_on_draining(task)) && !(spares_protected && task.protected)
    };
    let mut candidates = std::mem::take(&mut services.buffers.candidates);
    candidates.clear();
    candidates.extend(cluster.service(id).tasks().iter().filter(is_in));
    let runtime = services.get_mut(id);
    let (strategies, mut random) = (&runtime.settings.strategies, runtime.stops.at(runtime.choices, 0));
    choose_stops(cluster, id, strategies, &candidates, count as usize, &mut random, chosen);
    runtime.choices += 1;
    services.buffers.candidates = candidates;
}

/// What is told of a task that the scheduler stops.
fn cause(balancers: &Balancers, task: TaskId, kind: StopKind) -> StopCause {
    if kind != StopKind::Unhealthy {
        return StopCause::ScalingActivity;
    }
    let failed =
        balancers.targets(task).iter().find(|target| target.target.state() == TargetState::Unhealthy);
    failed.map_or(StopCause::FailedContainerHealth, |target| {
        StopCause::FailedTargetHealth(target.target.group())
    })
}

/// Tells what is new about a service whose pass found it so; says whether it is steady.
fn report_progress<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    plan: &Plan,
    settled: bool,
) -> bool {
    let succeeded = endings::has_succeeded(core, services, id, plan, settled)
        && (!services.get(id).deployments.primary().state.is_open()
            || endings::has_baked(core, services, id));
    let runtime = services.get_mut(id);
    let newly_blocked = plan.blocked && !runtime.blocked;
    runtime.blocked = plan.blocked;
    let completed = if succeeded { runtime.deployments.complete(core.now()) } else { None };
    let rolled_back = completed.and_then(|_| runtime.deployments.rolled_back());
    // SC-07: steady needs COMPLETED.
    let steady = settled && runtime.deployments.primary().state == DeploymentState::Completed;
    let stuck =
        if newly_blocked { runtime.deployments.primary_becomes(DeploymentState::Stuck) } else { None };
    let newly_steady = steady && !runtime.steady;
    runtime.steady = steady;
    if newly_steady {
        runtime.steady_epoch = runtime.steady_epoch.wrapping_add(1);
    }
    let epoch = runtime.steady_epoch;
    if newly_blocked {
        core.report(id, ServiceEvent::DeploymentBlocked);
    }
    core.tell_state(id, stuck.or(completed));
    core.tell_state(id, rolled_back);
    if let Some(rolled_back) = rolled_back {
        // What the one before had given up by then takes the traffic again.
        stages::shift(core, services, id, rolled_back.deployment, 0);
    }
    if newly_steady {
        report_steady(core, id, epoch);
    }
    steady
}

/// The service lacked nothing when the run began; it says so again as if it had just said so.
pub(super) fn is_found_steady<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let runtime = services.get_mut(id);
    runtime.steady = true;
    let epoch = runtime.steady_epoch;
    core.report(id, ServiceEvent::FoundSteady);
    core.schedule_after(core.model.behavior.steady_state_interval, Event::StillSteady { service: id, epoch });
}

fn report_steady<O: Observer>(core: &mut Core<'_, O>, id: ServiceId, epoch: u32) {
    core.report(id, ServiceEvent::SteadyState);
    core.schedule_after(core.model.behavior.steady_state_interval, Event::StillSteady { service: id, epoch });
}

/// SC-13: a service that is still steady says so again at its first steady pass after a while.
pub(in crate::engine) fn still_steady<O: Observer>(
    core: &mut Core<'_, O>,
    services: &Services,
    id: ServiceId,
    epoch: u32,
) {
    let runtime = services.get(id);
    if !runtime.steady || runtime.steady_epoch != epoch {
        return;
    }
    let now = core.now();
    let pass = runtime.clock.at_or_after(now, &core.model.behavior);
    if pass > now {
        core.schedule(pass, Event::StillSteady { service: id, epoch });
    } else {
        report_steady(core, id, epoch);
    }
}
