//! From placement to `RUNNING`: the agent's queue, the launch, the first sign of life.

use super::{health, stops};
use crate::agent::{self, Launch};
use crate::cluster::{DesiredStatus, NewTask, Observer, Place, StopCause, TaskStatus};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Services, TaskNumbers};
use crate::model::{InstanceId, TaskId};

/// Creates a placed task; [`hand_to_agent`] follows.
pub(in crate::engine) fn create<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    new: NewTask,
) -> TaskId {
    let definition = core.model.task_definition(new.definition);
    let numbers = TaskNumbers::of(new.group, new.number);
    let (draws, number) = agents.draws(numbers);
    let launch = agent::draw(definition, &core.model.behavior, draws, number);
    create_that(core, agents, balancers, new, (launch, numbers))
}

/// As [`create`], for a task whose course is known.
pub(in crate::engine) fn create_that<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    new: NewTask,
    (launch, numbers): (Launch, TaskNumbers),
) -> TaskId {
    let task = core.commit_new_task(new);
    balancers.clear(task);
    agents.add_task(task, launch, numbers);
    task
}

/// Sends a new task to its agent, once its interface is attached if it needs one (LC-08).
pub(in crate::engine) fn hand_to_agent<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    services: &mut Services,
    task: TaskId,
) {
    match agents.task(task).launch.attached_after {
        Some(after) => core.schedule_after(after, Event::InterfaceAttached(task)),
        None => enqueue(core, agents, services, task),
    }
}

pub(in crate::engine) fn interface_attached<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    services: &mut Services,
    id: TaskId,
) {
    let task = core.cluster().task(id);
    let awaited = task.status == TaskStatus::Provisioning && task.desired == DesiredStatus::Running;
    if awaited && agents.is_alive(task.place) {
        core.commit_status(id, TaskStatus::Pending);
        enqueue(core, agents, services, id);
    }
}

/// Queues a task on its host, where it starts at once if nothing is in the way; one that waits for an instance has none.
fn enqueue<O: Observer>(core: &mut Core<'_, O>, agents: &mut Agents, services: &mut Services, task: TaskId) {
    let Place::Instance(instance) = core.cluster().task(task).place else { return };
    agents.host_mut(instance).host.enqueue(task);
    start_queued(core, agents, services, instance);
}

/// Starts tasks from the head of the agent's queue as long as they fit (RT-03, RT-04).
pub(super) fn start_queued<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    services: &mut Services,
    instance: InstanceId,
) {
    loop {
        let runtime = agents.host_mut(instance);
        if !runtime.alive || runtime.silence.is_some() {
            return;
        }
        let cluster = core.cluster();
        let demand_of = |task| cluster.demand(cluster.task(task));
        let Some(task) = runtime.host.start_next(demand_of) else { return };
        begin_launch(core, agents, services, task);
    }
}

/// The next pass registers its targets, if it has any (SC-06).
fn begin_launch<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    services: &mut Services,
    id: TaskId,
) {
    core.commit_status(id, TaskStatus::Activating);
    let runtime = agents.task_mut(id);
    (runtime.is_started, runtime.launched_at) = (true, core.now());
    core.schedule_after(runtime.launch.running_after, Event::LaunchDone(id));
    let task = core.cluster().task(id);
    if let Some(service) = task.service {
        let runtime = services.get_mut(service);
        if !runtime.deployment(task.deployment).revision.load_balancers.is_empty() {
            runtime.pipeline.activating.push(id);
            core.wake(service);
        }
    }
}

pub(in crate::engine) fn launch_done<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: TaskId,
) {
    let task = core.cluster().task(id);
    let service = task.service;
    if task.desired == DesiredStatus::Stopped || !agents.is_alive(task.place) {
        return;
    }
    if agents.task(id).launch.fails_to_start {
        stops::end_at_once(core, agents, balancers, services, id, StopCause::CannotStart);
        return;
    }
    let deployment = task.deployment;
    core.commit_status(id, TaskStatus::Running);
    if let Some(service) = service {
        let runtime = services.get_mut(service);
        runtime.starts_since.ran = true;
        runtime.deployments.task_runs(deployment);
    }
    if let Some(exit) = agents.task(id).launch.exit {
        core.schedule_after(exit.after, Event::ContainerExits(id));
    }
    health::begin(core, agents, balancers, services, id);
}
