//! What the service scheduler makes of a task's checks (HL-01, HL-02, the grace period).

use crate::agent::{self, ContainerRun};
use crate::balancer::TargetState;
use crate::cluster::{DesiredStatus, Fact, Observer, TaskHealth, TaskStatus};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Services};
use crate::model::{ServiceId, TaskId};
use crate::time::{SimDuration, SimTime};

/// Sets up what will judge a task that has just entered `RUNNING`.
pub(super) fn begin<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &Balancers,
    services: &mut Services,
    id: TaskId,
) {
    let task = core.cluster().task(id);
    let (service, deployment) = (task.service, task.deployment);
    let definition = core.model.task_definition(task.definition);
    if target_groups(core, services, id) == 0 && !agent::has_health_check(definition) {
        // HL-01 is about services: the health of a standalone task without checks stays unknown.
        if let Some(service) = service {
            services.get_mut(service).task_is_healthy(deployment);
            core.commit_settling(id);
            core.schedule_after(core.model.behavior.healthy_after, Event::Settles(id));
        }
        return;
    }
    let grace = grace_period(services, service);
    if !grace.is_zero() {
        core.schedule_after(grace, Event::GraceEnds(id));
    }
    predict_container_health(core, agents, id);
    judge(core, agents, balancers, services, id);
}

pub(in crate::engine) fn settles<O: Observer>(core: &mut Core<'_, O>, id: TaskId) {
    let task = core.cluster().task(id);
    if task.status == TaskStatus::Running && task.desired == DesiredStatus::Running {
        core.commit_settled(id);
    }
}

/// SC-10: the wait of a task that is unhealthy like the one that it replaced is over.
pub(in crate::engine) fn may_be_replaced<O: Observer>(core: &mut Core<'_, O>, agents: &Agents, id: TaskId) {
    let waited = agents.task(id).unhealthy_since + core.model.behavior.unhealthy_replacement_interval;
    // It may have been healthy again meanwhile.
    if core.cluster().task(id).endures && waited == core.now() {
        core.commit_endured(id);
    }
}

pub(in crate::engine) fn container_health_changes<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &Balancers,
    services: &mut Services,
    id: TaskId,
    epoch: u32,
) {
    let place = core.cluster().task(id).place;
    // A dead host reports nothing: the last word stays (AD-05).
    if agents.task(id).container_epoch != epoch || !agents.is_alive(place) {
        return;
    }
    let Some((_, health)) = next_container_health(core, agents, id) else { return };
    agents.task_mut(id).container_health = health;
    core.tell(Fact::ContainerHealth { task: id, health });
    predict_container_health(core, agents, id);
    judge(core, agents, balancers, services, id);
}

/// Combines all checks into what the passes of the service scheduler read.
pub(in crate::engine) fn judge<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &Balancers,
    services: &mut Services,
    id: TaskId,
) {
    let task = core.cluster().task(id);
    if task.status != TaskStatus::Running || task.desired == DesiredStatus::Stopped {
        return;
    }
    let (service, deployment) = (task.service, task.deployment);
    let (started_at, before) = (task.started_at, task.health);
    let (replaces_unhealthy, ran_before) = (task.replaces_unhealthy, agents.task(id).ran_before);
    let definition = core.model.task_definition(task.definition);
    let checked = agent::has_health_check(definition);
    let container = if checked { agents.task(id).container_health } else { TaskHealth::Healthy };
    let registered = balancers.targets(id).len() == target_groups(core, services, id);
    let missing = (!registered).then_some(TargetState::Initial);
    let states = balancers.targets(id).iter().map(|target| target.target.state());
    let verdict = combined(container, states.chain(missing));
    let grace = grace_period(services, service);
    let in_grace = started_at.is_some_and(|started| core.now() + ran_before < started + grace);
    if verdict == before || (in_grace && verdict == TaskHealth::Unhealthy) {
        return;
    }
    // A check that has passed once and is repeated says nothing new; only a failure takes health away.
    if verdict == TaskHealth::Unknown && before == TaskHealth::Healthy {
        return;
    }
    let wait = core.model.behavior.unhealthy_replacement_interval;
    let endures = verdict == TaskHealth::Unhealthy && replaces_unhealthy && !wait.is_zero();
    if endures {
        agents.task_mut(id).unhealthy_since = core.now();
        core.schedule_after(wait, Event::MayBeReplaced(id));
    }
    if let Some(service) = service.filter(|_| verdict == TaskHealth::Healthy) {
        services.get_mut(service).task_is_healthy(deployment);
    }
    core.commit_health(id, verdict, endures);
}

/// How many target groups a task joins.
fn target_groups<O>(core: &Core<'_, O>, services: &Services, id: TaskId) -> usize {
    let task = core.cluster().task(id);
    task.service
        .map_or(0, |service| services.get(service).deployment(task.deployment).revision.load_balancers.len())
}

/// A standalone task has none: nothing acts on its health (RN-03).
fn grace_period(services: &Services, service: Option<ServiceId>) -> SimDuration {
    service.map_or(SimDuration::ZERO, |service| services.get(service).settings.health_check_grace_period)
}

/// Whatever is unhealthy decides, then whatever is not known (HL-02).
fn combined(container: TaskHealth, targets: impl Iterator<Item = TargetState>) -> TaskHealth {
    let targets = targets.map(|state| match state {
        TargetState::Healthy => TaskHealth::Healthy,
        TargetState::Unhealthy => TaskHealth::Unhealthy,
        TargetState::Initial | TargetState::Draining | TargetState::Unused => TaskHealth::Unknown,
    });
    agent::combined_health(targets.chain([container])).unwrap_or(TaskHealth::Healthy)
}

pub(super) fn predict_container_health<O: Observer>(core: &mut Core<'_, O>, agents: &mut Agents, id: TaskId) {
    let now = core.now();
    if let Some((at, _)) = next_container_health(core, agents, id) {
        let runtime = agents.task_mut(id);
        runtime.container_epoch += 1;
        let epoch = runtime.container_epoch;
        core.schedule(at.max(now), Event::ContainerHealthChanges { task: id, epoch });
    }
}

/// The verdict that is due at this instant or comes next.
fn next_container_health<O>(
    core: &Core<'_, O>,
    agents: &Agents,
    id: TaskId,
) -> Option<(SimTime, TaskHealth)> {
    let task = core.cluster().task(id);
    let runtime = agents.task(id);
    let definition = core.model.task_definition(task.definition);
    let (started_at, ran_before) = (task.started_at?, runtime.ran_before);
    let run_of = |container| match &runtime.launch.course {
        Some(course) => course.run_of(container),
        None => {
            Some(ContainerRun { started_at, ran_before, ready_after: runtime.launch.ready_after(container) })
        }
    };
    agent::next_task_change(definition, run_of, runtime.hangs.all(), runtime.container_health, core.now())
}
