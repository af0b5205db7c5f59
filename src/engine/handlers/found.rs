//! What is there when a run begins: instances, tasks and services as they were described.

use super::{alarms, courses, health, instances, pulls, services as scheduler, stops, targets, tasks};
use crate::agent::{self, Launch};
use crate::cluster::{
    Fact, InstanceStatus, NewTask, Observer, Place, ServiceEvent, Standing, StopCause, TaskHealth,
};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Parts, TaskNumbers};
use crate::engine::passes;
use crate::model::{FoundService, FoundStage, FoundTask, TaskId};
use crate::time::SimDuration;

/// Brings about the state that the model describes, before anything happens.
pub(in crate::engine) fn take_over<O: Observer>(core: &mut Core<'_, O>, parts: &mut Parts) {
    let found = &core.model.found;
    for instance in &found.instances {
        instances::register(core, &parts.agents, instance.instance);
    }
    for service in &found.services {
        tell_deployments(core, parts, service);
    }
    // Who is to stop gives way at once: no instance is ever over its resources.
    for stage in [FoundStage::Stopping, FoundStage::Running, FoundStage::Pending] {
        for task in found.tasks.iter().filter(|task| task.stage == stage) {
            take_over_task(core, parts, task);
        }
    }
    for instance in &found.instances {
        if instance.is_draining {
            core.commit_instance_status(instance.instance, InstanceStatus::Draining);
        }
        if !instance.agent_connected {
            core.commit_agent_connection(instance.instance, false);
        }
    }
    for service in &found.services {
        begin_passes(core, parts, service);
    }
}

fn tell_deployments<O: Observer>(core: &mut Core<'_, O>, parts: &Parts, found: &FoundService) {
    for deployment in parts.services.get(found.service).deployments.all() {
        let (number, state) = (deployment.number, deployment.state);
        let definition = deployment.revision.task_definition;
        core.report(found.service, ServiceEvent::DeploymentFound { deployment: number, definition, state });
    }
}

fn take_over_task<O: Observer>(core: &mut Core<'_, O>, parts: &mut Parts, found: &FoundTask) {
    let new = NewTask {
        group: found.group,
        service: found.service,
        deployment: found.deployment,
        definition: found.definition,
        number: parts.placing.group_mut(found.group).take_number(),
        place: found.instance.into(),
        replaces_unhealthy: false,
    };
    let course = course_of(core, parts, found, new.number);
    if found.stage == FoundStage::Pending {
        let id = core.commit_found_task(new, None);
        parts.balancers.clear(id);
        parts.agents.add_task(id, course.0, course.1);
        tasks::hand_to_agent(core, &mut parts.agents, &mut parts.services, id);
        return;
    }
    let standing = standing_of(core, parts, found);
    let id = core.commit_found_task(new, Some(standing));
    parts.balancers.clear(id);
    parts.agents.add_task(id, course.0, course.1);
    let runtime = parts.agents.task_mut(id);
    (runtime.is_started, runtime.launched_at, runtime.ran_before) = (true, core.now(), found.ran_for);
    runtime.container_health = container_health(found);
    courses::is_found(core, &mut parts.agents, id, found.ran_for);
    occupy(core, parts, id);
    targets::found(core, &mut parts.balancers, &parts.services, id);
    match found.stage {
        FoundStage::Stopping => stop(core, parts, id),
        _ => go_on(core, parts, id, (found, standing)),
    }
}

/// What the task will do from now on: it has started, and its containers answer.
fn course_of<O>(
    core: &Core<'_, O>,
    parts: &mut Parts,
    found: &FoundTask,
    number: u32,
) -> (Launch, TaskNumbers) {
    let definition = core.model.task_definition(found.definition);
    let numbers = match found.service {
        Some(_) => TaskNumbers::of(found.group, number),
        None => parts.agents.next_numbers(found.group, None),
    };
    let (draws, number) = parts.agents.draws(numbers);
    let launch = agent::draw(definition, &core.model.behavior, draws, number);
    (if found.stage == FoundStage::Pending { launch } else { launch.that_is_up() }, numbers)
}

fn container_health(found: &FoundTask) -> TaskHealth {
    match found.containers_healthy {
        Some(true) => TaskHealth::Healthy,
        Some(false) => TaskHealth::Unhealthy,
        None => TaskHealth::Unknown,
    }
}

/// What ECS makes of its checks; its targets have passed theirs (HL-01, HL-02).
fn standing_of<O>(core: &Core<'_, O>, parts: &Parts, found: &FoundTask) -> Standing {
    let checked = agent::has_health_check(core.model.task_definition(found.definition));
    let has_targets = found.service.is_some_and(|service| {
        let runtime = parts.services.get(service);
        !runtime.deployment(found.deployment).revision.load_balancers.is_empty()
    });
    let health = match (checked, found.service) {
        (true, _) => container_health(found),
        (false, Some(_)) => TaskHealth::Healthy,
        (false, None) => TaskHealth::Unknown,
    };
    let settled = checked || has_targets || found.ran_for >= core.model.behavior.healthy_after;
    Standing { health, settled }
}

/// The agent holds what the task has taken (RT-03).
fn occupy<O>(core: &Core<'_, O>, parts: &mut Parts, id: TaskId) {
    let Place::Instance(instance) = core.cluster().task(id).place else { return };
    let host = &mut parts.agents.host_mut(instance).host;
    host.enqueue(id);
    let demand_of = |task| core.cluster().demand(core.cluster().task(task));
    host.start_next(demand_of);
    let definition = core.model.task_definition(core.cluster().task(id).definition);
    if !definition.images.is_empty() {
        parts.agents.pulls.found(core.model, pulls::site(core, instance), (id, definition));
    }
}

fn stop<O: Observer>(core: &mut Core<'_, O>, parts: &mut Parts, id: TaskId) {
    core.commit_stop(id, StopCause::ScalingActivity);
    let Parts { agents, balancers, services, .. } = parts;
    let drains = stops::begin_stop(core, agents, balancers, id, stops::Draining::First);
    if let Some(service) = core.cluster().task(id).service.filter(|_| drains) {
        services.get_mut(service).pipeline.stopped.push(id);
    }
}

/// What would be due of a task that runs.
fn go_on<O: Observer>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: TaskId,
    (found, standing): (&FoundTask, Standing),
) {
    if let Some(exit) = parts.agents.task(id).launch.exit {
        core.schedule_after(exit.after, Event::ContainerExits(id));
    }
    courses::predict(core, &mut parts.agents, id);
    if !standing.settled {
        let healthy_after = core.model.behavior.healthy_after.as_micros();
        let left = healthy_after.saturating_sub(found.ran_for.as_micros());
        core.schedule_after(SimDuration::from_micros(left), Event::Settles(id));
    }
    let grace = found
        .service
        .map_or(SimDuration::ZERO, |service| parts.services.get(service).settings.health_check_grace_period);
    if grace > found.ran_for {
        let left = SimDuration::from_micros(grace.as_micros() - found.ran_for.as_micros());
        core.schedule_after(left, Event::GraceEnds(id));
    }
    health::predict_container_health(core, &mut parts.agents, id);
}

/// The scheduler looks at a service in its own time; at one that lacks nothing, as at a steady one.
fn begin_passes<O: Observer>(core: &mut Core<'_, O>, parts: &mut Parts, found: &FoundService) {
    let id = found.service;
    let desired = parts.services.get(id).settings.desired_count;
    core.tell(Fact::DesiredCount { service: id, desired });
    alarms::deployment_begins(core, &mut parts.services, id);
    let is_steady = found.older.is_empty() && lacks_nothing(core, parts, found);
    let behavior = &core.model.behavior;
    parts.services.get_mut(id).clock.found(is_steady, behavior);
    passes::by_itself(core, &mut parts.services, id);
    if is_steady {
        scheduler::is_found_steady(core, &mut parts.services, id);
    } else {
        core.wake(id);
    }
}

fn lacks_nothing<O>(core: &Core<'_, O>, parts: &Parts, found: &FoundService) -> bool {
    let runtime = parts.services.get(found.service);
    let tasks = core.cluster().service(found.service);
    let counts = tasks.all();
    let draining = tasks.tasks().iter().any(|task| core.cluster().is_on_draining(core.cluster().task(*task)));
    let is_daemon = core.model.service(found.service).is_daemon();
    found.is_completed
        && !is_daemon
        && !draining
        && counts.well() == runtime.settings.desired_count
        && counts.held() + counts.unhealthy == runtime.settings.desired_count
}
