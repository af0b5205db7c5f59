//! The ways a task ends: told to, by itself, or with its host.
//!
//! ```text
//! told to stop ─► DEACTIVATING (begin_stop, then passes: pipeline.rs) ─► STOPPING (send_stop_signal) ─► end_at_once ─► release_host ─► leave
//! a container exits, its host is gone ────────────────────────────────────────┘
//! never started ──────────────────────────────────────────────────────────────────────────────────────────┘
//! ```

use std::slice;

use super::{courses, targets, tasks};
use crate::agent;
use crate::balancer::Answer;
use crate::cluster::{
    DesiredStatus, ExitStatus, Fact, Observer, Place, StopCause, Task, TaskHealth, TaskStatus,
};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Services};
use crate::model::TaskId;
use crate::time::{SimDuration, SimTime};

/// Whether targets are drained before the stop signal goes out (services.md §4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Draining {
    /// A stop by the service scheduler: deregister, wait, then signal.
    First,
    /// `StopTask`: signal at once, deregistration beside it.
    Beside,
}

/// Ends a task that has been told to stop; returns whether its connections are to be drained first.
pub(super) fn begin_stop<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    id: TaskId,
    draining: Draining,
) -> bool {
    let task = core.cluster().task(id);
    let provisioning = task.status == TaskStatus::Provisioning;
    let unused = match task.place {
        Place::Unplaced => true,
        Place::Instance(instance) => {
            let runtime = agents.host_mut(instance);
            runtime.alive && runtime.silence.is_none() && (provisioning || runtime.host.cancel(id))
        }
    };
    if unused {
        // RT-05: it has not consumed anything, and no container was ever created.
        leave(core, agents, id);
        return false;
    }
    if draining == Draining::First && !balancers.targets(id).is_empty() {
        core.commit_status(id, TaskStatus::Deactivating);
        return true;
    }
    leave_target_groups(core, balancers, id);
    send_stop_signal(core, agents, balancers, id);
    false
}

/// Deregisters one task's targets at once.
fn leave_target_groups<O: Observer>(core: &mut Core<'_, O>, balancers: &mut Balancers, id: TaskId) {
    if let Some(service) = core.cluster().task(id).service {
        targets::leave(core, balancers, service, slice::from_ref(&id));
    }
}

/// Sends the stop signal to every container; a host without power never confirms.
pub(super) fn send_stop_signal<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    id: TaskId,
) {
    core.commit_status(id, TaskStatus::Stopping);
    let place = core.cluster().task(id).place;
    if let Some(silence) = place.instance().and_then(|at| agents.host_mut(at).silence.as_mut()) {
        silence.unheard.push(id);
    } else if agents.is_alive(place) {
        signal_containers(core, agents, balancers, id);
    }
}

/// The agent hears later that it is to stop a task: it has not started it yet, or sends the signal now.
pub(super) fn hear_stop<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    id: TaskId,
) {
    let Place::Instance(instance) = core.cluster().task(id).place else { return };
    if agents.host_mut(instance).host.cancel(id) || !agents.task(id).is_started {
        leave(core, agents, id);
    } else {
        signal_containers(core, agents, balancers, id);
    }
}

/// Sends the stop signal to every container of a task whose host has power.
fn signal_containers<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    id: TaskId,
) {
    if agents.task(id).launched_at == SimTime::NEVER {
        // Its images are still being pulled: there is no container yet that could be told.
        core.schedule_after(SimDuration::ZERO, Event::ContainersStopped(id));
        return;
    }
    targets::stop_answering(core, balancers, id, Answer::Refused);
    if agents.task(id).launch.course.is_some() {
        courses::stop(core, agents, id);
        return;
    }
    let definition = core.model.task_definition(core.cluster().task(id).definition);
    let (draws, number) = agents.draws_of(id);
    let ending = agent::draw_stop(definition, None, draws, number);
    core.commit_exit(id, ending.exit);
    core.schedule_after(ending.after, Event::ContainersStopped(id));
}

pub(in crate::engine) fn containers_stopped<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: TaskId,
) {
    if agents.is_alive(core.cluster().task(id).place) {
        end_at_once(core, agents, balancers, services, id, StopCause::EssentialContainerExited);
    }
}

pub(in crate::engine) fn container_exits_by_itself<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: TaskId,
) {
    if let Some(exit) = agents.task(id).launch.exit {
        container_exits(core, agents, balancers, services, id, (exit.container, exit.status));
    }
}

/// An essential container is killed: the first one of the task's definition.
pub(super) fn container_is_killed<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: TaskId,
    exit_code: u8,
) {
    let container = core.model.task_definition(core.cluster().task(id).definition).first_essential();
    let status = ExitStatus::of(exit_code);
    if agents.task(id).launch.course.is_some() {
        courses::kill(core, agents, balancers, services, id, (container, status));
    } else {
        container_exits(core, agents, balancers, services, id, (container, status));
    }
}

/// Whether a task has containers that can exit or be killed: they run, were not told to stop, and their host has power.
pub(super) fn runs_containers<O>(core: &Core<'_, O>, agents: &Agents, id: TaskId) -> bool {
    let task = core.cluster().task(id);
    matches!(task.status, TaskStatus::Running | TaskStatus::Deactivating) && agents.is_alive(task.place)
}

/// An essential container ends, so the agent stops the others (LC-05) and then reports `STOPPED`: only that frees
/// what the control plane holds for the task (RT-08).
fn container_exits<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: TaskId,
    (container, status): (usize, ExitStatus),
) {
    if !runs_containers(core, agents, id) || agents.task(id).is_ending {
        return;
    }
    let definition = core.model.task_definition(core.cluster().task(id).definition);
    core.commit_exit(id, status);
    targets::stop_answering(core, balancers, id, Answer::Refused);
    if definition.containers.len() == 1 {
        end_at_once(core, agents, balancers, services, id, StopCause::EssentialContainerExited);
        return;
    }
    agents.task_mut(id).is_ending = true;
    if core.cluster().task(id).desired == DesiredStatus::Running {
        core.tell(Fact::TaskLost(id));
    }
    let (draws, number) = agents.draws_of(id);
    let ending = agent::draw_stop(definition, Some(container), draws, number);
    core.schedule_after(ending.after, Event::ContainersStopped(id));
}

/// Ends a task without stopping anything: its containers are gone or have never been.
pub(super) fn end_at_once<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: TaskId,
    cause: StopCause,
) {
    let task = core.cluster().task(id);
    let (service, deployment) = (task.service, task.deployment);
    let never_ran = task.status.is_before_running() && task.desired == DesiredStatus::Running;
    let failed_checks = fails_checks(task, cause);
    core.commit_stop(id, cause);
    if let Some(service) = service.filter(|_| never_ran || failed_checks) {
        let runtime = services.get_mut(service);
        if never_ran {
            // HL-07: PENDING to STOPPED without RUNNING.
            runtime.starts_since.failed = true;
            runtime.deployments.start_failed(deployment);
        } else if let Some(failures) = runtime.deployments.failures_of(deployment) {
            failures.check_failed();
        }
    }
    leave_target_groups(core, balancers, id);
    release_host(core, agents, services, id);
}

/// Whether a task that ends counts as one that failed its checks: it was stopped for them, or ended by itself before they
/// had passed (services.md §2.3). One without checks is healthy as soon as it runs.
fn fails_checks(task: &Task, cause: StopCause) -> bool {
    if let Some(stopped_for) = task.stop_cause {
        return stopped_for.is_for_health();
    }
    let ran = !task.status.is_before_running();
    ran && cause == StopCause::EssentialContainerExited && task.health != TaskHealth::Healthy
}

/// Its containers are gone: the agent's share is free, and whoever waits on the host may start (RT-03, RT-04).
fn release_host<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    services: &mut Services,
    id: TaskId,
) {
    let task = core.cluster().task(id);
    let Place::Instance(instance) = task.place else {
        leave(core, agents, id);
        return;
    };
    let demand = core.cluster().demand(task);
    let images = &core.model.task_definition(task.definition).images;
    let is_started = std::mem::take(&mut agents.task_mut(id).is_started);
    let host = &mut agents.host_mut(instance).host;
    if is_started {
        host.release(id, demand);
    } else {
        host.cancel(id);
    }
    if is_started && !images.is_empty() {
        agents.pulls.release((id, images), instance, core.now());
    }
    leave(core, agents, id);
    tasks::start_queued(core, agents, services, instance);
}

/// The last step of a task without containers: `STOPPED`, once its interface is detached if it has one (LC-08).
fn leave<O: Observer>(core: &mut Core<'_, O>, agents: &mut Agents, id: TaskId) {
    let task = core.cluster().task(id);
    let attached = core.cluster().demand(task).interfaces > 0 && task.status != TaskStatus::Deprovisioning;
    // The interface of a machine that is gone is gone with it; without an instance there is none yet.
    if !attached || !agents.is_alive(task.place) {
        core.commit_end(id);
        return;
    }
    let (draws, number) = agents.draws_of(id);
    let detached_after = draws.detach_time(&core.model.behavior, number);
    core.commit_status(id, TaskStatus::Deprovisioning);
    core.schedule_after(detached_after, Event::InterfaceDetached(id));
}

pub(in crate::engine) fn interface_detached<O: Observer>(core: &mut Core<'_, O>, id: TaskId) {
    core.commit_end(id);
}
