//! The first steps of a pass: what the passes before it have left to it (SC-05).

use super::{stops, targets};
use crate::cluster::{DesiredStatus, Observer, ServiceEvent, TaskStatus};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Services};
use crate::engine::passes;
use crate::model::{ServiceId, StopSteps, TaskId};

/// Registers, deregisters and sends stop signals; says whether a target joined or left.
pub(super) fn advance<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: ServiceId,
) -> bool {
    let registered = register(core, agents, balancers, services, id);
    let deregistered = deregister(core, balancers, services, id);
    // A steady service has its signals sent on the short grid, whatever its passes are for.
    if !services.get(id).clock.is_steady() {
        signal(core, agents, balancers, services, id);
    }
    registered || deregistered
}

/// Registers the targets of tasks whose containers are being launched or have been (services.md §4.1).
fn register<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: ServiceId,
) -> bool {
    let mut tasks = std::mem::take(&mut services.get_mut(id).pipeline.activating);
    tasks.retain(|task| {
        let task = core.cluster().tasks().get(*task);
        task.is_some_and(|task| task.desired == DesiredStatus::Running)
    });
    for task in &tasks {
        targets::join(core, agents, balancers, services, *task);
    }
    targets::tell_joined(core, balancers, id, &tasks);
    let any = !tasks.is_empty();
    tasks.clear();
    services.get_mut(id).pipeline.activating = tasks;
    any
}

/// Deregisters what the last pass stopped, which drains from now on.
fn deregister<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    services: &mut Services,
    id: ServiceId,
) -> bool {
    let mut tasks = std::mem::take(&mut services.get_mut(id).pipeline.stopped);
    tasks.retain(|task| is_deactivating(core, *task));
    begin_draining(core, balancers, id, &tasks);
    let any = !tasks.is_empty();
    tasks.clear();
    services.get_mut(id).pipeline.stopped = tasks;
    any
}

/// Deregisters tasks of a service; each drains until its last target is unused.
fn begin_draining<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    id: ServiceId,
    tasks: &[TaskId],
) {
    if tasks.is_empty() {
        return;
    }
    targets::leave(core, balancers, id, tasks);
    core.report(id, ServiceEvent::BegunDraining(tasks));
    for task in tasks {
        let unused_at = targets::unused_at(balancers, *task);
        core.schedule(unused_at.unwrap_or(core.now()), Event::Drained(*task));
    }
}

/// Tasks that the scheduler stops and that have targets: the next pass deregisters them, or this one (`stopSteps`).
pub(super) fn stopped<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    services: &mut Services,
    id: ServiceId,
    tasks: &[TaskId],
) {
    match core.model.behavior.stop_steps {
        StopSteps::PassByPass => services.get_mut(id).pipeline.stopped.extend_from_slice(tasks),
        StopSteps::DrainAtOnce | StopSteps::Together => begin_draining(core, balancers, id, tasks),
    }
}

/// The last target of a task is unused: its stop signal goes out with the next pass, which comes on the short grid even
/// while the service is steady.
pub(in crate::engine) fn drained<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    task: TaskId,
) {
    let Some(id) = core.cluster().task(task).service.filter(|_| is_deactivating(core, task)) else { return };
    let behavior = &core.model.behavior;
    let runtime = services.get_mut(id);
    runtime.pipeline.drained.push(task);
    if behavior.stop_steps == StopSteps::Together {
        signal(core, agents, balancers, services, id);
    } else if runtime.clock.is_steady() {
        let at = runtime.clock.next_signals(core.now(), behavior);
        core.schedule(at, Event::StopSignals(id));
    } else {
        passes::after_cause(core, services, id);
    }
}

/// Sends the stop signal to what has drained (services.md §4.4).
pub(in crate::engine) fn signal<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: ServiceId,
) {
    let mut tasks = std::mem::take(&mut services.get_mut(id).pipeline.drained);
    for task in tasks.drain(..) {
        if is_deactivating(core, task) {
            stops::send_stop_signal(core, agents, balancers, task);
        }
    }
    services.get_mut(id).pipeline.drained = tasks;
}

/// Whether the task is still there and on its way out of its target groups.
fn is_deactivating<O>(core: &Core<'_, O>, task: TaskId) -> bool {
    core.cluster().tasks().get(task).is_some_and(|task| task.status == TaskStatus::Deactivating)
}
