//! Placing what a service pass wants to start: one task at a time, the cluster refreshed between (PL-06).

use super::{endings, rebalancing, tasks};
use crate::cluster::{DeploymentState, NewTask, Observer, PlacementFailure, Rejection, ServiceEvent};
use crate::engine::choice::{Around, Onlooker};
use crate::engine::core::Core;
use crate::engine::parts::{Parts, Placing, Services};
use crate::engine::passes;
use crate::model::{InstanceId, ServiceId, TaskId};
use crate::placement::explanation::Asked;
use crate::placement::{Decision, Filter, Request};
use crate::service::{Rebalancing, Start};

/// Placements of one round that failed.
#[derive(Debug, Default)]
struct Failures {
    /// The last one of those that might have been anywhere, and its deployment.
    anywhere: Option<(u32, PlacementFailure)>,
    /// Those of tasks that are each for one instance.
    on: Vec<(InstanceId, Rejection)>,
}

pub(in crate::engine) fn service_places<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
) {
    let mut started = std::mem::take(&mut parts.placing.started);
    started.clear();
    let mut starts = std::mem::take(&mut parts.services.get_mut(id).starts);
    let failures = match *starts {
        [Start::ToRebalance { deployment }] => {
            place_to_rebalance(core, parts, id, deployment);
            Failures::default()
        }
        _ => place(core, parts, id, &starts, &mut started),
    };
    // Empty, so that a second pass at this instant cannot have them placed twice.
    starts.clear();
    parts.services.get_mut(id).starts = starts;
    report_starts(core, &mut parts.services, id, &started);
    // ECS tells of started tasks first, then of the targets that join with them.
    for task in &started {
        tasks::hand_to_agent(core, &mut parts.agents, &mut parts.services, *task);
    }
    note_failures(core, &mut parts.services, id, &failures);
    let failed = failures.anywhere.is_some() || !failures.on.is_empty();
    if failed || !started.is_empty() {
        let state = if failed { DeploymentState::Stuck } else { DeploymentState::InProgress };
        let change = parts.services.get_mut(id).deployments.primary_becomes(state);
        core.tell_state(id, change);
    }
    parts.placing.started = started;
}

/// Carries out the starts of a plan, one after the other.
fn place<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
    starts: &[Start],
    started: &mut Vec<TaskId>,
) -> Failures {
    let mut failures = Failures::default();
    let mut unplaced = 0;
    for start in starts {
        let (deployment, count, replacing) = match *start {
            Start::Anywhere { deployment, count, replacing } => (deployment, count, replacing),
            Start::Fallback { deployment, at_most } => (deployment, at_most.min(unplaced), 0),
            Start::ToRebalance { .. } => unreachable!("it comes alone: the pass had nothing else to start"),
            Start::On { deployment, instance } => {
                match place_on(core, parts, id, deployment, instance) {
                    Ok(task) => started.push(task),
                    Err(rejection) => failures.on.push((instance, rejection)),
                }
                continue;
            }
        };
        for placed in 0..count {
            // Those that are gone are made up for first.
            let replaces_unhealthy = placed >= count - replacing;
            match place_one(core, parts, id, deployment, replaces_unhealthy) {
                Ok(task) => started.push(task),
                Err(failure) => {
                    failures.anywhere = Some((deployment, failure));
                    unplaced += count - placed;
                    break;
                }
            }
        }
    }
    failures
}

fn report_starts<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    started: &[TaskId],
) {
    if started.is_empty() {
        return;
    }
    let count = u32::try_from(started.len()).expect("bounded by the launch rate");
    let pacing = &mut services.get_mut(id).pacing;
    pacing.launch_rate.take(core.now(), count);
    pacing.retry.reset();
    core.report(id, ServiceEvent::StartedTasks(started));
}

/// Chooses an instance, with the observer looking on.
pub(super) fn choose<O: Onlooker>(
    core: &mut Core<'_, O>,
    placing: &mut Placing,
    around: Around<'_>,
    request: &Request<'_>,
) -> Decision {
    core.about_to_choose(request, Asked::All, placing, around);
    placing.decide(request, core.cluster())
}

fn place_one<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
    deployment: u32,
    replaces_unhealthy: bool,
) -> Result<TaskId, PlacementFailure> {
    let request = parts.services.request_of(id, deployment, core.model);
    let around = Around { hosts: parts.agents.hosts(), services: &parts.services };
    match choose(core, &mut parts.placing, around, &request) {
        Decision::Place(instance) => Ok(create(core, parts, id, (deployment, replaces_unhealthy), instance)),
        Decision::Unplaceable(failure) => {
            if core.model.behavior.retry_on_capacity {
                let definition = parts.services.get(id).deployment(deployment).revision.task_definition;
                parts.placing.waiting.enter(&request, definition);
            }
            Err(failure)
        }
    }
}

/// Places a task where zone rebalancing needs it, unless others took the room meanwhile: the next pass looks again (RB-04).
fn place_to_rebalance<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
    deployment: u32,
) {
    let request = parts.services.request_of(id, deployment, core.model);
    let around = Around { hosts: parts.agents.hosts(), services: &parts.services };
    let Decision::Place(instance) = choose(core, &mut parts.placing, around, &request) else { return };
    let Some(zone) = rebalancing::eased_zone(core, &mut parts.services, id, instance) else { return };
    let task = create(core, parts, id, (deployment, false), instance);
    let runtime = parts.services.get_mut(id);
    runtime.rebalancing = Rebalancing::Moving(task);
    runtime.pacing.launch_rate.take(core.now(), 1);
    core.report(id, ServiceEvent::StartedToRebalance { task, zone });
    tasks::hand_to_agent(core, &mut parts.agents, &mut parts.services, task);
}

/// Places the task of a daemon on its own instance, or not at all for a while.
fn place_on<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
    deployment: u32,
    instance: InstanceId,
) -> Result<TaskId, Rejection> {
    let request = parts.services.request_of(id, deployment, core.model);
    let around = Around { hosts: parts.agents.hosts(), services: &parts.services };
    core.about_to_choose(&request, Asked::Daemon(instance), &parts.placing, around);
    if let Some(rejection) = Filter::new(&request, core.cluster()).first_rejection(instance) {
        return Err(rejection);
    }
    parts.services.get_mut(id).pacing.instance_retries.remove(&instance);
    Ok(create(core, parts, id, (deployment, false), instance))
}

fn create<O: Observer>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
    (deployment, replaces_unhealthy): (u32, bool),
    instance: InstanceId,
) -> TaskId {
    let Parts { agents, balancers, services, placing, .. } = parts;
    let definition = services.get(id).deployment(deployment).revision.task_definition;
    let number = placing.group_mut(id.into()).take_number();
    let new = NewTask {
        group: id.into(),
        service: Some(id),
        deployment,
        definition,
        number,
        place: instance.into(),
        replaces_unhealthy,
    };
    tasks::create(core, agents, balancers, new)
}

fn note_failures<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    failures: &Failures,
) {
    let (now, behavior) = (core.now(), &core.model.behavior);
    let runtime = services.get_mut(id);
    let primary = runtime.deployments.primary().number;
    let mut unplaced = (!failures.on.is_empty()).then_some(primary);
    let mut next_try = None;
    if let Some((deployment, failure)) = failures.anywhere {
        unplaced = Some(deployment);
        let factor = runtime.next_spread(behavior.placement_retry_spread);
        next_try = runtime.pacing.placement_failed(None, now, behavior, factor);
        core.report(id, ServiceEvent::PlacementFailed(failure));
    }
    for (instance, rejection) in &failures.on {
        let factor = runtime.next_spread(behavior.placement_retry_spread);
        let at = runtime.pacing.placement_failed(Some(*instance), now, behavior, factor);
        next_try = next_try.into_iter().chain(at).min();
        let mut tally = [0; Rejection::COUNT];
        tally[*rejection as usize] = 1;
        let failure = PlacementFailure { closest: Some((*instance, *rejection)), tally };
        core.report(id, ServiceEvent::PlacementFailed(failure));
    }
    if let Some(at) = next_try {
        passes::after_timer(core, services, id, at);
    }
    if let Some(deployment) = unplaced {
        endings::note_unplaced(core, services, id, deployment);
    }
}
