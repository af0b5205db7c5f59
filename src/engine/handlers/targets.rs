//! A task's targets: they join their groups, are checked, and leave.

use super::{hangs, health};
use crate::balancer::{Answer, Target, TargetState};
use crate::cluster::{Fact, Observer, ServiceEvent};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Services, TargetDraws, TargetRuntime};
use crate::model::{Behavior, LoadBalancerKind, ServiceId, TargetGroup, TargetGroupId, TaskId};
use crate::rng::sample;
use crate::time::{SimDuration, SimTime};

/// Which way targets go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

/// Registers a task with every target group of its service revision; [`tell_joined`] tells of it.
pub(super) fn join<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &Agents,
    balancers: &mut Balancers,
    services: &Services,
    id: TaskId,
) {
    let task = core.cluster().task(id);
    let Some(service) = task.service else { return };
    let (number, deployment) = (task.number.into(), task.deployment);
    let (runs, started_at) = (agents.is_alive(task.place), task.started_at);
    let revision = &services.get(service).deployment(deployment).revision;
    let (model, now, runtime) = (core.model, core.now(), agents.task(id));
    let running_at = started_at.unwrap_or(runtime.launched_at + runtime.launch.running_after);
    for (k, balancer) in (0_u32..).zip(&revision.load_balancers) {
        let spec = model.target_group(balancer.target_group);
        let offset = first_check_offset(spec, &model.behavior, balancers.draws(service), (number, k));
        let offset = not_before(offset, running_at.since(now), spec.interval);
        let mut target = Target::register(balancer.target_group, spec, now, offset);
        let ready_at = match &runtime.launch.course {
            Some(course) => course.run_of(balancer.container).map_or(SimTime::NEVER, |run| run.ready_at()),
            None => running_at + runtime.launch.ready_after(balancer.container),
        };
        let answers = !runtime.launch.fails_to_start && !runtime.is_ending;
        target.answers_from(answers.then_some(ready_at), spec, now);
        if !runs {
            target.stops_answering(Answer::Silent, spec, now);
        }
        balancers.join(id, TargetRuntime { target, epoch: 0, container: balancer.container, ready_at });
        count(core, balancers, balancer.target_group, None, TargetState::Initial);
        // When the containers of others run is not known yet; their checks begin with `RUNNING`.
        if runtime.launch.course.is_none() || started_at.is_some() {
            predict(core, balancers, id, k as usize);
        }
    }
    if agents.task(id).hangs.at(now) {
        hangs::tell_targets(core, agents, balancers, id);
    }
}

/// The containers of a task that joined before all of them ran do so now: what failed before is not held against it
/// (SC-06).
pub(super) fn begin_checks<O: Observer>(core: &mut Core<'_, O>, balancers: &mut Balancers, id: TaskId) {
    let now = core.now();
    for index in 0..balancers.targets(id).len() {
        let target = &mut balancers.targets_mut(id)[index].target;
        target.begins_at(core.model.target_group(target.group()), now);
        predict(core, balancers, id, index);
    }
}

/// The targets of one container answer from `ready_at` on, and refuse before.
pub(super) fn container_answers<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &Agents,
    balancers: &mut Balancers,
    id: TaskId,
    (container, ready_at): (usize, SimTime),
) {
    let (now, is_up) = (core.now(), core.cluster().task(id).started_at.is_some());
    let hangs = agents.task(id).hangs.at(now);
    for index in 0..balancers.targets(id).len() {
        let runtime = &mut balancers.targets_mut(id)[index];
        if runtime.container != container {
            continue;
        }
        runtime.ready_at = ready_at;
        if !hangs {
            let spec = core.model.target_group(runtime.target.group());
            runtime.target.answers_from(Some(ready_at), spec, now);
        }
        if is_up {
            predict(core, balancers, id, index);
        }
    }
}

/// A task that was there before the run is in every target group of its revision, and answers.
pub(super) fn found<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    services: &Services,
    id: TaskId,
) {
    let task = core.cluster().task(id);
    let Some(service) = task.service else { return };
    let (number, now) = (task.number.into(), core.now());
    let revision = &services.get(service).deployment(task.deployment).revision;
    for (k, balancer) in (0_u32..).zip(&revision.load_balancers) {
        let spec = core.model.target_group(balancer.target_group);
        // Where in their interval the checks lie is anybody's guess.
        let mut phase = balancers.draws(service).first_check.at(number, k);
        let offset = SimDuration::from_micros(phase.below(spec.interval.as_micros().max(1)));
        let target = Target::found_healthy(balancer.target_group, spec, now, offset);
        let container = balancer.container;
        balancers.join(id, TargetRuntime { target, epoch: 0, container, ready_at: now });
        count(core, balancers, balancer.target_group, None, TargetState::Healthy);
        predict(core, balancers, id, k as usize);
    }
}

/// Tells which targets joined in one pass.
pub(super) fn tell_joined<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    service: ServiceId,
    tasks: &[TaskId],
) {
    balancers.moved.clear();
    for task in tasks {
        let of_task = balancers.targets.of(*task).iter().map(|target| (target.target.group(), *task));
        balancers.moved.extend(of_task);
    }
    tell(core, balancers, service, Way::In);
}

/// Tells of `balancers.moved`: one event for each target group.
fn tell<O: Observer>(core: &mut Core<'_, O>, balancers: &mut Balancers, service: ServiceId, way: Way) {
    let Balancers { moved, told, .. } = balancers;
    moved.sort_by_key(|(group, _)| *group);
    for of_group in moved.chunk_by(|(group, _), (other, _)| group == other) {
        told.clear();
        told.extend(of_group.iter().map(|(_, task)| *task));
        let (target_group, tasks) = (of_group[0].0, told.as_slice());
        core.report(
            service,
            match way {
                Way::In => ServiceEvent::RegisteredTargets { tasks, target_group },
                Way::Out => ServiceEvent::DeregisteredTargets { tasks, target_group },
            },
        );
    }
}

pub(in crate::engine) fn target_changes<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
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
    let (group, before) = (target.target.group(), target.target.state());
    target.target.change(state, at);
    count(core, balancers, group, Some(before), state);
    predict(core, balancers, id, index);
    health::judge(core, agents, balancers, services, id);
}

/// The load balancer reports a target in another state; told where an alarm watches how many there are (S2.4-1).
fn count<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    target_group: TargetGroupId,
    from: Option<TargetState>,
    to: TargetState,
) {
    if let Some(counts) = balancers.count(target_group, from, to) {
        core.tell(Fact::Targets { target_group, counts });
    }
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

/// Takes tasks of one service out of their target groups, and tells of it.
pub(super) fn leave<O: Observer>(
    core: &mut Core<'_, O>,
    balancers: &mut Balancers,
    service: ServiceId,
    tasks: &[TaskId],
) {
    let now = core.now();
    balancers.moved.clear();
    for task in tasks {
        for index in 0..balancers.targets(*task).len() {
            let target = &mut balancers.targets_mut(*task)[index];
            let (group, before) = (target.target.group(), target.target.state());
            if matches!(before, TargetState::Draining | TargetState::Unused) {
                continue;
            }
            target.target.deregister(now, core.model.target_group(group));
            target.epoch = target.epoch.wrapping_add(1);
            balancers.moved.push((group, *task));
            count(core, balancers, group, Some(before), TargetState::Draining);
        }
    }
    tell(core, balancers, service, Way::Out);
}

/// When the last target of a task that has left its groups is reported as unused; `None` without any.
pub(super) fn unused_at(balancers: &Balancers, id: TaskId) -> Option<SimTime> {
    balancers.targets(id).iter().map(|target| target.target.unused_at()).max()
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

/// The first check that counts: what fails before the containers run is not held against the task (SC-06).
fn not_before(offset: SimDuration, running: SimDuration, interval: SimDuration) -> SimDuration {
    let missing = running.as_micros().saturating_sub(offset.as_micros());
    offset + interval.saturating_mul(missing.div_ceil(interval.as_micros().max(1)))
}

/// Time from registration to the first check, for an NLB the time that its registration takes (SC-06, services.md §4.1).
fn first_check_offset(
    spec: &TargetGroup,
    behavior: &Behavior,
    draws: &TargetDraws,
    (number, k): (u64, u32),
) -> SimDuration {
    match spec.kind {
        LoadBalancerKind::Application => {
            sample(&behavior.first_check_delay, &mut draws.first_check.at(number, k))
        }
        LoadBalancerKind::Network => {
            sample(&behavior.nlb_registration_delay, &mut draws.registration.at(number, k))
        }
    }
}
