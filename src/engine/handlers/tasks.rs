//! From placement to `RUNNING`: the agent's queue, the launch, the first sign of life.

use super::{alarms, courses, health, pulls, stops, targets};
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
        begin_launch(core, agents, services, task, instance);
    }
}

/// What images are to be pulled comes before the containers.
fn begin_launch<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    services: &mut Services,
    id: TaskId,
    instance: InstanceId,
) {
    core.commit_status(id, TaskStatus::Activating);
    agents.task_mut(id).is_started = true;
    if !pulls::begin(core, agents, services, id, instance) {
        launch_containers(core, agents, services, id);
    }
}

/// The next pass registers its targets, if it has any (SC-06): their ports are known with the containers.
pub(super) fn launch_containers<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    services: &mut Services,
    id: TaskId,
) {
    start_containers(core, agents, id);
    let task = core.cluster().task(id);
    if let Some(service) = task.service {
        let runtime = services.get_mut(service);
        if !runtime.deployment(task.deployment).revision.load_balancers.is_empty() {
            runtime.pipeline.activating.push(id);
            core.wake(service);
        }
    }
}

/// Every image is there that has to be fetched: the containers are created and started.
fn start_containers<O: Observer>(core: &mut Core<'_, O>, agents: &mut Agents, id: TaskId) {
    let runtime = agents.task_mut(id);
    runtime.launched_at = core.now();
    let Launch { running_after, fails_to_start, ref course, .. } = runtime.launch;
    if course.is_some() && !fails_to_start {
        courses::begin(core, agents, id);
    } else {
        core.schedule_after(running_after, Event::LaunchDone(id));
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
    if task.desired == DesiredStatus::Stopped || !agents.is_alive(task.place) {
        return;
    }
    if agents.task(id).launch.fails_to_start {
        let error = core.model.task_definition(task.definition).start_error;
        stops::end_at_once(core, agents, balancers, services, id, StopCause::CannotStart(error));
        return;
    }
    is_up(core, agents, balancers, services, id);
    if let Some(exit) = agents.task(id).launch.exit {
        core.schedule_after(exit.after, Event::ContainerExits(id));
    }
}

/// Every container of a task runs or has run: it is `RUNNING` (LC-03).
pub(super) fn is_up<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    id: TaskId,
) {
    core.commit_status(id, TaskStatus::Running);
    let task = core.cluster().task(id);
    let (service, deployment) = (task.service, task.deployment);
    if let Some(service) = service {
        let runtime = services.get_mut(service);
        runtime.starts_since.ran = true;
        runtime.deployments.images_are_known(deployment);
        if runtime.deployments.task_runs(deployment) {
            alarms::look_soon(core, services, service);
        }
    }
    if agents.task(id).launch.course.is_some() {
        targets::begin_checks(core, balancers, id);
    }
    health::begin(core, agents, balancers, services, id);
}
