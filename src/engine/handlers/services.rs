//! The service scheduler's passes: when they come, and what they do to the tasks there are.

use super::daemons;
use super::stops::{self, Draining};
use crate::balancer::TargetState;
use crate::cluster::{Fact, Observer, ServiceEvent, StopCause, Task, TaskHealth, TaskStatus};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Parts, Services};
use crate::engine::passes::schedule_pass;
use crate::model::{ServiceId, TaskId};
use crate::placement::choose_stops;
use crate::service::{Actual, Desired, Pacing, Plan, Situation, Stop, StopKind, reconcile_into};
use crate::time::SimTime;

pub(in crate::engine) fn create<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let runtime = services.get(id);
    let (desired, primary) = (runtime.desired_count, runtime.deployments.primary());
    let (deployment, definition) = (primary.number, primary.definition);
    core.tell(Fact::DesiredCount { service: id, desired });
    core.report(id, ServiceEvent::DeploymentStarted { deployment, definition });
    core.wake(id);
}

pub(in crate::engine) fn pass<O: Observer>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
    epoch: u32,
) {
    let runtime = parts.services.get_mut(id);
    if runtime.pass_epoch != epoch {
        return;
    }
    runtime.pass_at = SimTime::NEVER;
    let Parts { agents, balancers, services, .. } = parts;
    if core.model.service(id).is_daemon() {
        return daemons::pass(core, agents, balancers, services, id);
    }
    let now = core.now();
    let mut plan = std::mem::take(&mut services.buffers.plan);
    decide(core, services, id, &mut plan);
    carry_out_stops(core, agents, balancers, services, id, &plan);
    let runtime = services.get_mut(id);
    runtime.deployments.note_stops(&plan);
    runtime.deployments.retire_empty(core.cluster().service(id));
    runtime.starts.clone_from(&plan.starts);
    if !plan.starts.is_empty() {
        core.schedule(now, Event::ServicePlaces(id));
    }
    report_progress(core, services, id, plan.blocked, plan.steady);
    if !plan.steady {
        // A wait for placement or after failed starts ends when it ends, whatever the cadence (§1.4, §1.5).
        let at = plan.wake_at.unwrap_or(now + core.model.behavior.scheduler_interval);
        schedule_pass(core, services, id, at);
    }
    services.buffers.plan = plan;
}

fn decide<O>(core: &Core<'_, O>, services: &mut Services, id: ServiceId, plan: &mut Plan) {
    let (now, behavior) = (core.now(), &core.model.behavior);
    let mut views = std::mem::take(&mut services.buffers.views);
    let runtime = services.get_mut(id);
    runtime.deployments.views(core.cluster().service(id), &mut views);
    let desired = Desired { desired_count: runtime.desired_count, bounds: runtime.bounds };
    let mut decide = |pacing: &Pacing| {
        let starts_allowed = pacing.starts_allowed(now, behavior.scheduler_interval);
        reconcile_into(&desired, &Actual { deployments: &views, starts_allowed }, now, plan);
        !plan.stops.is_empty()
    };
    let stops = decide(&runtime.pacing);
    if stops && behavior.retry_after_own_stops && runtime.pacing.retry.allowed_at().is_some() {
        // What this pass stops makes room for what the same pass starts (services.md §1.2).
        runtime.pacing.retry.reset();
        decide(&runtime.pacing);
    }
    services.buffers.views = views;
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
    stopped.clear();
    for stop in &plan.stops {
        let first = stopped.len();
        choose_tasks(core, services, id, stop, &mut stopped);
        // Each step sees the cluster without what the steps before it stop (SI-01).
        for task in &stopped[first..] {
            core.commit_stop(*task, cause(balancers, *task, stop.cause));
        }
    }
    end_stopped(core, agents, balancers, services, id, &stopped);
    services.buffers.stopped = stopped;
}

/// Tells of tasks that the scheduler has stopped in one pass, and ends them.
pub(super) fn end_stopped<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: ServiceId,
    stopped: &[TaskId],
) {
    // The event comes before the ends: a task that never started is gone afterwards.
    if !stopped.is_empty() {
        core.report(id, ServiceEvent::StoppedTasks(stopped));
    }
    let mut draining = Vec::new();
    let mut queues = Vec::new();
    for task in stopped {
        let (instance, status) = (core.cluster().task(*task).instance, core.cluster().task(*task).status);
        if stops::begin_stop(core, agents, balancers, services, *task, Draining::First) {
            draining.push(*task);
        } else if status == TaskStatus::Pending {
            queues.push(instance);
        }
    }
    // RT-04: who waited behind tasks that have left the queue; not before all of them have.
    for instance in queues {
        super::tasks::start_queued(core, agents, instance);
    }
    if !draining.is_empty() {
        core.report(id, ServiceEvent::BegunDraining(&draining));
    }
}

fn choose_tasks<O>(
    core: &Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    stop: &Stop,
    chosen: &mut Vec<TaskId>,
) {
    let cluster = core.cluster();
    let is_in = |id: &&TaskId| {
        let task = cluster.task(**id);
        let draining = cluster.is_draining(task.instance);
        task.deployment == stop.deployment && situation(task) == stop.situation && draining == stop.draining
    };
    let mut candidates = std::mem::take(&mut services.buffers.candidates);
    candidates.clear();
    candidates.extend(cluster.service(id).tasks().iter().filter(is_in));
    let runtime = services.get_mut(id);
    let (strategies, mut random) = (&runtime.rules.strategies, runtime.stops.at(runtime.choices, 0));
    choose_stops(cluster, id, strategies, &candidates, stop.count as usize, &mut random, chosen);
    runtime.choices += 1;
    services.buffers.candidates = candidates;
}

/// What is told of a task that the scheduler stops.
pub(super) fn cause(balancers: &Balancers, task: TaskId, kind: StopKind) -> StopCause {
    if kind != StopKind::Unhealthy {
        return StopCause::ScalingActivity;
    }
    let failed = balancers.targets(task).iter().find(|target| target.known == TargetState::Unhealthy);
    failed.map_or(StopCause::FailedContainerHealth, |target| {
        StopCause::FailedTargetHealth(target.target.group())
    })
}

/// Tells what is new about a service whose pass found it so.
pub(super) fn report_progress<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    blocked: bool,
    steady: bool,
) {
    let runtime = services.get_mut(id);
    let newly_blocked = blocked && !runtime.blocked;
    runtime.blocked = blocked;
    // COMPLETED needs the source tasks gone, those that still drain connections too (§2.2).
    let gone = runtime.draining_tasks == 0;
    let completed = steady && gone && runtime.deployments.complete(core.now());
    let deployment = runtime.deployments.primary().number;
    let newly_steady = steady && !runtime.steady;
    runtime.steady = steady;
    if newly_steady {
        runtime.steady_epoch = runtime.steady_epoch.wrapping_add(1);
    }
    let epoch = runtime.steady_epoch;
    if newly_blocked {
        core.report(id, ServiceEvent::DeploymentBlocked);
    }
    if completed {
        core.report(id, ServiceEvent::DeploymentCompleted { deployment });
    }
    if newly_steady {
        report_steady(core, id, epoch);
    }
}

fn report_steady<O: Observer>(core: &mut Core<'_, O>, id: ServiceId, epoch: u32) {
    core.report(id, ServiceEvent::SteadyState);
    core.schedule_after(core.model.behavior.steady_state_interval, Event::StillSteady { service: id, epoch });
}

pub(in crate::engine) fn still_steady<O: Observer>(
    core: &mut Core<'_, O>,
    services: &Services,
    id: ServiceId,
    epoch: u32,
) {
    let runtime = services.get(id);
    if runtime.steady && runtime.steady_epoch == epoch {
        report_steady(core, id, epoch);
    }
}

/// What the scheduler knows of a task.
pub(super) fn situation(task: &Task) -> Situation {
    match task.health {
        _ if task.status.is_before_running() => Situation::Pending,
        TaskHealth::Unknown => Situation::Starting,
        TaskHealth::Healthy => Situation::Healthy,
        TaskHealth::Unhealthy => Situation::Unhealthy,
    }
}
