//! API calls: those that the scenario declares, and those that were injected.

use super::selection::{select, select_tasks};
use super::stops::{self, Draining};
use super::{
    alarms, attributes, endings, existence, instances, protection, rebalancing, stages, standalone, tasks,
};
use crate::cluster::{
    DesiredStatus, Fact, IgnoredCall, InstanceCall, InstanceStatus, Observer, ServiceCall, ServiceEvent,
    StopCause, TaskStatus, TasksCall, Unavailable,
};
use crate::engine::Event;
use crate::engine::choice::Onlooker;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Outage, Parts, ServiceRuntime, Services};
use crate::engine::passes;
use crate::model::{
    ActionId, ApiCall, Constraints, DeploymentStrategy, InstanceId, InstanceSelection, ServiceId, Strategy,
    TaskDefinitionId, TaskId,
};
use crate::service::Stages;
use crate::time::SimDuration;

pub(in crate::engine) fn due<O: Onlooker>(core: &mut Core<'_, O>, parts: &mut Parts, id: ActionId) {
    let call = parts.calls.call(id, core.model).clone();
    let Parts { agents, balancers, services, calls, .. } = &mut *parts;
    match call {
        ApiCall::CreateService(service) => existence::create(core, services, service),
        ApiCall::UpdateService { service, .. } => {
            if !existence::is_absent(core, services, ServiceCall::Update, service) {
                update(core, services, call);
            }
        }
        ApiCall::DeleteService { service, force } => existence::delete(core, services, service, force),
        ApiCall::RunTask(call) => standalone::call(core, parts, call),
        ApiCall::StopTask { tasks, .. } => {
            let tasks = select_tasks(core, &calls.started, &tasks);
            if tasks.is_empty() {
                core.tell(Fact::CallIgnored(IgnoredCall::Tasks(TasksCall::Stop)));
            }
            for task in tasks {
                core.commit_stop(task, StopCause::StoppedByUser(id));
                stops::begin_stop(core, agents, balancers, task, Draining::Beside);
            }
        }
        ApiCall::UpdateTaskProtection { tasks, expires_in } => {
            let tasks = select_tasks(core, &calls.started, &tasks);
            protection::update(core, services, &tasks, expires_in);
        }
        ApiCall::StopServiceDeployment(service) => {
            if !existence::is_absent(core, services, ServiceCall::StopDeployment, service) {
                endings::stop_deployment(core, services, service);
            }
        }
        ApiCall::ContinueServiceDeployment { service, rollback } => {
            if !existence::is_absent(core, services, ServiceCall::ContinueDeployment, service) {
                stages::answer_pause(core, services, service, rollback);
            }
        }
        ApiCall::TerminateInstances(selection) => {
            for instance in select(core, agents, (InstanceCall::Terminate, &selection), |_, _| None) {
                instances::terminate(core, agents, balancers, instance, None);
            }
        }
        ApiCall::StopInstances(selection) => {
            let runs = |agents: &Agents, id| agents.host(id).alive;
            let unless = |_: &Core<'_, O>, id| (!runs(agents, id)).then_some(Unavailable::IsSo);
            for instance in select(core, agents, (InstanceCall::Stop, &selection), unless) {
                instances::stop_host(core, agents, balancers, instance, None);
            }
        }
        ApiCall::StartInstances { instances, connected_after } => {
            start(core, agents, &instances, connected_after);
        }
        ApiCall::DeregisterContainerInstance { instances, force } => {
            deregister(core, parts, &instances, force);
        }
        ApiCall::UpdateContainerInstancesState { instances, draining } => {
            set_states(core, parts, &instances, draining);
        }
        ApiCall::PutAttributes { instances, change } => {
            attributes::change(core, agents, (InstanceCall::PutAttributes, &instances), &change);
        }
        ApiCall::DeleteAttributes { instances, change } => {
            attributes::change(core, agents, (InstanceCall::DeleteAttributes, &instances), &change);
        }
    }
}

/// `updateService` of a service that is there.
fn update<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, call: ApiCall) {
    let ApiCall::UpdateService {
        service: id,
        desired_count,
        task_definition,
        force_new_deployment,
        bounds,
        end_conditions,
        strategy,
        strategies,
        constraints,
        rebalances,
    } = call
    else {
        unreachable!("the call that was matched")
    };
    let service = services.get_mut(id);
    if let Some(end_conditions) = end_conditions {
        service.settings.end_conditions = end_conditions;
        services.note_alarms(id);
    }
    let service = services.get_mut(id);
    service.settings.strategy = strategy.unwrap_or(service.settings.strategy.clone());
    set_rules(service, strategies, constraints);
    let percent = bounds.map(|bounds| bounds.minimum_healthy_percent);
    service.settings.bounds = bounds.unwrap_or(service.settings.bounds);
    if let Some(rebalances) = rebalances {
        services.set_rebalances(id, rebalances);
    }
    if let Some(percent) = percent {
        core.tell(Fact::MinimumHealthyPercent { service: id, percent });
    }
    if let Some(desired) = desired_count {
        existence::set_desired_count(core, services, id, desired);
    }
    deploy(core, services, id, task_definition, force_new_deployment);
    let service = services.get_mut(id);
    service.pacing.forget_placements();
    service.steady = false;
    passes::called(core, services, id);
}

/// EC2's `startInstances`: what was stopped runs again, and its agent connects a while later (CI-03).
fn start<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &Agents,
    selection: &InstanceSelection,
    connected_after: SimDuration,
) {
    let was_stopped = |id| {
        let host = agents.host(id);
        !host.alive && host.outage == Outage::Stopped
    };
    let unless = |_: &Core<'_, O>, id| (!was_stopped(id)).then_some(Unavailable::IsSo);
    for instance in select(core, agents, (InstanceCall::Start, selection), unless) {
        core.schedule_after(connected_after, Event::HostRestarted(instance));
    }
}

fn set_states<O: Observer>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    selection: &InstanceSelection,
    draining: bool,
) {
    let status = if draining { InstanceStatus::Draining } else { InstanceStatus::Active };
    let unless = |core: &Core<'_, O>, id| {
        (core.cluster().instances().status(id) == status).then_some(Unavailable::IsSo)
    };
    let named = matches!(selection, InstanceSelection::Named(_));
    // Setting what is set already is no mistake; where none is named, others are looked for.
    let unless = |core: &Core<'_, O>, id| unless(core, id).filter(|_| !named);
    for instance in select(core, &parts.agents, (InstanceCall::UpdateState, selection), unless) {
        instances::set_draining(core, instance, draining);
        status_was_set(core, parts, instance);
    }
}

/// ST-14: neither a deployment nor a move follows. A daemon service takes constraints up as it deploys (§1.8).
fn set_rules(
    service: &mut ServiceRuntime,
    strategies: Option<Vec<Strategy>>,
    constraints: Option<Constraints>,
) {
    let ServiceRuntime { settings, deployments, .. } = service;
    if let Some(strategies) = strategies {
        settings.strategies = strategies;
    }
    if let Some(constraints) = constraints {
        settings.constraints = constraints;
    }
    deployments.apply(settings);
}

/// A new revision, or the same one again by force, starts a deployment (services.md §2.1).
fn deploy<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    service: ServiceId,
    definition: Option<TaskDefinitionId>,
    force: bool,
) {
    let old = services.get(service).deployments.primary().revision.task_definition;
    let definition = definition.unwrap_or(old);
    if definition == old && !force {
        return;
    }
    rebalancing::stop(core, services, service);
    let daemon = core.model.service(service).is_daemon();
    let tasks = core.cluster().service(service);
    let runtime = services.get_mut(service);
    let held = if daemon { 0 } else { runtime.held_while_leaving(tasks) };
    // SC-08: what is rolled out again knows its images.
    let images = if definition == old {
        runtime.deployments.primary().images.again()
    } else {
        ServiceRuntime::images_of(core.model, core.model.service(service), definition)
    };
    let given_up = runtime.deployments.stages().map(|_| runtime.deployments.primary().number);
    let (source, now) = (runtime.deployments.source(), core.now());
    let superseded = match (&runtime.settings.strategy, source) {
        (DeploymentStrategy::Staged(staged), Some(source)) => {
            let what = (definition, images);
            runtime.deployments.begin_beside(now, (source, staged), what, &runtime.settings)
        }
        // What has no traffic yet can have none taken over.
        _ => runtime.deployments.supersede(now, definition, &runtime.settings, images, held),
    };
    if definition != old {
        runtime.pacing.throttle.reset();
    }
    let deployment = runtime.deployments.primary().number;
    core.tell_state(service, superseded);
    core.report(service, ServiceEvent::DeploymentStarted { deployment, definition });
    alarms::deployment_begins(core, services, service);
    if let Some(given_up) = given_up {
        stages::shift(core, services, service, given_up, 0);
    }
    if let Some(stage) = services.get(service).deployments.stages().map(Stages::stage) {
        core.report(service, ServiceEvent::LifecycleStage { deployment, stage });
    }
    stages::schedule(core, services, service);
    if daemon {
        core.note_deployed(service);
    }
}

/// The services of what ran there look for a place elsewhere soon (SC-03). Without `force` the API refuses while tasks
/// run there (CI-05).
fn deregister<O: Observer>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    selection: &InstanceSelection,
    force: bool,
) {
    let Parts { agents, balancers, services, .. } = parts;
    let runs_tasks = |core: &Core<'_, O>, id| {
        let mut tasks = core.cluster().instances().tasks(id).iter();
        tasks.any(|task| core.cluster().task(*task).status == TaskStatus::Running)
    };
    let unless = |core: &Core<'_, O>, id| (!force && runs_tasks(core, id)).then_some(Unavailable::HasTasks);
    for instance in select(core, agents, (InstanceCall::Deregister, selection), unless) {
        let held = tasks_of_services(core, instance);
        if agents.host(instance).alive {
            core.tell(Fact::MachineRunsOn(instance));
        }
        instances::deregister(core, agents, balancers, services, instance);
        call_services(core, services, held);
    }
}

/// What the call that sets an instance's status does to the tasks there: `PENDING` ones stop at once where it drains
/// (DR-01), and their services look at the others soon (SC-03).
fn status_was_set<O: Observer>(core: &mut Core<'_, O>, parts: &mut Parts, instance: InstanceId) {
    let Parts { agents, balancers, services, .. } = parts;
    let of_services = tasks_of_services(core, instance);
    let cluster = core.cluster();
    if cluster.is_draining(instance) {
        stop_pending(core, agents, balancers, &of_services);
        // RT-04: standalone tasks may have waited behind them.
        tasks::start_queued(core, agents, services, instance);
    }
    call_services(core, services, of_services);
}

/// What services want to run on an instance, service by service.
fn tasks_of_services<O>(core: &Core<'_, O>, instance: InstanceId) -> Vec<(ServiceId, TaskId)> {
    let cluster = core.cluster();
    let mut tasks: Vec<(ServiceId, TaskId)> = Vec::new();
    for id in cluster.instances().tasks(instance) {
        let task = cluster.task(*id);
        tasks.extend(task.service.filter(|_| task.desired == DesiredStatus::Running).map(|of| (of, *id)));
    }
    tasks.sort_unstable_by_key(|(service, task)| (*service, cluster.task(*task).number));
    tasks
}

/// A call that concerns tasks of services brings their next pass forward (SC-03).
fn call_services<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    mut tasks: Vec<(ServiceId, TaskId)>,
) {
    tasks.dedup_by_key(|(service, _)| *service);
    for (service, _) in tasks {
        passes::called(core, services, service);
    }
}

/// Stops those of the tasks, which are in the order of their services, that wait for their agent.
fn stop_pending<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    of_services: &[(ServiceId, TaskId)],
) {
    for tasks in of_services.chunk_by(|(one, _), (other, _)| one == other) {
        let waits = |task: &TaskId| {
            matches!(core.cluster().task(*task).status, TaskStatus::Provisioning | TaskStatus::Pending)
        };
        let pending: Vec<TaskId> = tasks.iter().map(|(_, task)| *task).filter(waits).collect();
        if pending.is_empty() {
            continue;
        }
        for task in &pending {
            core.commit_stop(*task, StopCause::ScalingActivity);
        }
        // The event comes before the ends, as that of a pass does.
        core.report(tasks[0].0, ServiceEvent::StoppedPendingTasks(&pending));
        for task in pending {
            stops::begin_stop(core, agents, balancers, task, Draining::Beside);
        }
    }
}
