//! Placing what a service pass wants to start: one task at a time, the cluster refreshed between (PL-06).

use super::tasks;
use crate::cluster::{NewTask, Observer, PlacementFailure, ServiceEvent};
use crate::engine::choice::Onlooker;
use crate::engine::core::Core;
use crate::engine::parts::{HostRuntime, Parts, Placing, Services};
use crate::model::{ServiceId, TaskId};
use crate::placement::{Decision, Request};

pub(in crate::engine) fn service_places<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
) {
    let mut started = std::mem::take(&mut parts.placing.started);
    started.clear();
    let mut starts = std::mem::take(&mut parts.services.get_mut(id).starts);
    let mut failed = None;
    for start in &starts {
        let placed = place_up_to(core, parts, id, start.deployment, start.count, &mut started);
        if let Err((failure, left)) = placed {
            failed = Some(failure);
            // What an older revision cannot use must not keep PRIMARY waiting.
            let wanted = parts.services.get(id).primary_deficit(core.cluster().service(id)).min(left);
            let primary = parts.services.get(id).deployments.primary().number;
            if start.deployment != primary {
                let _ = place_up_to(core, parts, id, primary, wanted, &mut started);
            }
        }
    }
    // Empty, so that a second pass at this instant cannot have them placed twice.
    starts.clear();
    parts.services.get_mut(id).starts = starts;
    report_starts(core, &mut parts.services, id, &started);
    // ECS tells of started tasks first, then of the targets that join with them.
    for task in &started {
        tasks::hand_to_agent(core, &mut parts.agents, *task);
    }
    if let Some(failure) = failed {
        note_placement_failure(core, &mut parts.services, id, failure);
    }
    parts.placing.started = started;
}

/// Places `count` tasks of a deployment.
///
/// # Errors
///
/// The first failure, and how many tasks are left.
fn place_up_to<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
    deployment: u32,
    count: u32,
    started: &mut Vec<TaskId>,
) -> Result<(), (PlacementFailure, u32)> {
    for placed in 0..count {
        match place_one(core, parts, id, deployment) {
            Ok(task) => started.push(task),
            Err(failure) => return Err((failure, count - placed)),
        }
    }
    Ok(())
}

pub(super) fn report_starts<O: Observer>(
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
    pacing.retry.succeeded();
    core.report(id, ServiceEvent::StartedTasks(started));
}

/// Chooses an instance, with the observer looking on.
pub(super) fn choose<O: Onlooker>(
    core: &mut Core<'_, O>,
    placing: &mut Placing,
    hosts: &[HostRuntime],
    request: &Request<'_>,
) -> Decision {
    let group = placing.group(request.group);
    core.about_to_choose(request, group.next_number, &group.draw(), hosts);
    placing.decide(request, core.cluster())
}

fn place_one<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    id: ServiceId,
    deployment: u32,
) -> Result<TaskId, PlacementFailure> {
    let Parts { agents, balancers, services, placing, .. } = parts;
    let request = services.request_of(id, deployment, core.model);
    let definition = services.definition_of(id, deployment);
    match choose(core, placing, agents.hosts(), &request) {
        Decision::Place(instance) => {
            let number = placing.group_mut(id.into()).take_number();
            let service = Some(id);
            let new = NewTask { group: id.into(), service, deployment, definition, number, instance };
            Ok(tasks::create(core, agents, balancers, new))
        }
        Decision::Unplaceable(failure) => {
            if core.model.behavior.retry_on_capacity {
                placing.waiting.enter(&request, definition);
            }
            Err(failure)
        }
    }
}

fn note_placement_failure<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    failure: PlacementFailure,
) {
    services.get_mut(id).pacing.retry.failed(core.now(), &core.model.behavior);
    core.report(id, ServiceEvent::PlacementFailed(failure));
}
