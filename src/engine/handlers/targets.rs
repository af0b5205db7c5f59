//! A task's targets: they join in ACTIVATING, are checked, are noticed by ECS, and leave.

use super::health;
use crate::agent::Launch;
use crate::balancer::{Answer, Target, TargetState, next_poll};
use crate::cluster::{Observer, ServiceEvent};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Services, TargetDraws, TargetRuntime};
use crate::model::{Behavior, LoadBalancerKind, TargetGroup, TaskId};
use crate::rng::sample;
use crate::time::{SimDuration, SimTime};

/// Registers a task whose containers have just been launched with every target group of its service revision.
pub(super) fn register<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    services: &Services,
    launch: &Launch,
    id: TaskId,
) {
    let task = core.cluster().task(id);
    let Some(service) = task.service else { return };
    let (number, deployment) = (task.number.into(), task.deployment);
    let revision = &services.get(service).deployment(deployment).revision;
    let (model, now) = (core.model, core.now());
    for (k, balancer) in (0_u32..).zip(&revision.load_balancers) {
        let spec = model.target_group(balancer.target_group);
        let offset = first_check_offset(spec, &model.behavior, balancers.draws(service), (number, k));
        let mut target = Target::register(balancer.target_group, spec, now, offset);
        let ready_at = now + launch.ready_after(balancer.container);
        target.answers_from(Some(ready_at), spec, now);
        balancers.join(id, TargetRuntime { target, epoch: 0, known: TargetState::Initial, ready_at });
        let target_group = balancer.target_group;
        core.report(service, ServiceEvent::RegisteredTarget { task: id, target_group });
        predict(core, balancers, id, k as usize);
    }
}

pub(in crate::engine) fn target_changes<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    id: TaskId,
    index: u16,
    epoch: u16,
) {
    let index = usize::from(index);
    let target = &mut balancers.targets_mut(id)[index];
    if target.epoch != epoch {
        return;
    }
    let spec = core.model.target_group(target.target.group());
    let Some((at, state)) = target.target.next_change(spec) else { return };
    target.target.change(state, at);
    let poll = next_poll(core.now(), core.model.behavior.health_poll_interval);
    core.schedule(poll, Event::HealthPoll(id));
    predict(core, balancers, id, index);
}

/// ECS asks the load balancer; what it learns decides about the task (HL-02, HL-03).
pub(in crate::engine) fn health_poll<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &Agents,
    balancers: &mut Balancers,
    services: &Services,
    id: TaskId,
) {
    let Some(service) = core.cluster().task(id).service else { return };
    for target in balancers.targets_mut(id) {
        let state = target.target.state();
        let before = std::mem::replace(&mut target.known, state);
        let target_group = target.target.group();
        if state == TargetState::Unhealthy && before != TargetState::Unhealthy {
            core.report(service, ServiceEvent::UnhealthyTarget { task: id, target_group });
        }
    }
    health::judge(core, agents, balancers, services, id);
}

/// From now on checks of the task's targets fail.
pub(super) fn stop_answering<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    id: TaskId,
    how: Answer,
) {
    let now = core.now();
    for index in 0..balancers.targets(id).len() {
        let target = &mut balancers.targets_mut(id)[index];
        let spec = core.model.target_group(target.target.group());
        target.target.stops_answering(how, spec, now);
        predict(core, balancers, id, index);
    }
}

/// Takes the task out of its target groups; returns when the last one reports it unused, `None` without any.
pub(super) fn deregister<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    id: TaskId,
) -> Option<SimTime> {
    let now = core.now();
    let service = core.cluster().task(id).service?;
    let mut unused_at = None;
    for target in balancers.targets_mut(id) {
        if matches!(target.target.state(), TargetState::Draining | TargetState::Unused) {
            continue;
        }
        let target_group = target.target.group();
        unused_at = unused_at.max(Some(target.target.deregister(now, core.model.target_group(target_group))));
        target.epoch = target.epoch.wrapping_add(1);
        core.report(service, ServiceEvent::DeregisteredTarget { task: id, target_group });
    }
    unused_at
}

pub(super) fn predict<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    id: TaskId,
    index: usize,
) {
    let target = &mut balancers.targets_mut(id)[index];
    target.epoch = target.epoch.wrapping_add(1);
    let spec = core.model.target_group(target.target.group());
    if let Some((at, _)) = target.target.next_change(spec) {
        let target_index = u16::try_from(index).expect("at most five target groups per service");
        let event = Event::TargetChanges { task: id, target: target_index, epoch: target.epoch };
        let at = at.max(core.now());
        core.schedule(at, event);
    }
}

/// Time from registration to the first check: a random phase, after the NLB's registration (services.md §4.1).
fn first_check_offset(
    spec: &TargetGroup,
    behavior: &Behavior,
    draws: &TargetDraws,
    (number, k): (u64, u32),
) -> SimDuration {
    match spec.kind {
        LoadBalancerKind::Application => {
            let below = spec.interval.as_micros().max(1);
            SimDuration::from_micros(draws.phase.at(number, k).below(below))
        }
        LoadBalancerKind::Network => {
            sample(&behavior.nlb_registration_delay, &mut draws.registration.at(number, k))
        }
    }
}
