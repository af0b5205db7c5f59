//! How deployments end: completed, failed, or rolled back.

use super::{alarms, stages};
use crate::cluster::{Fact, FailedBy, NothingToStop, Observer, ServiceEvent};
use crate::engine::core::Core;
use crate::engine::parts::Services;
use crate::engine::passes;
use crate::model::{LifecycleStage, ServiceId, SourceCleanup};
use crate::service::Plan;

/// Ends PRIMARY if its circuit breaker has seen enough of it; says whether it did (services.md §2.3).
pub(super) fn break_circuit<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
) -> bool {
    let Some(breaker) = services.get(id).tripped_breaker() else { return false };
    fail(core, services, id, FailedBy::CircuitBreaker, breaker.rollback);
    true
}

/// A round of placements found no instance for tasks of `deployment`: to the circuit breaker that is one failed start,
/// however many tasks it was for. The wait until the next round does not hold back what follows from it.
pub(super) fn note_unplaced<O>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    deployment: u32,
) {
    let runtime = services.get_mut(id);
    if let Some(failures) = runtime.deployments.failures_of(deployment) {
        failures.start_failed();
    }
    if runtime.tripped_breaker().is_some() {
        passes::after_cause(core, services, id);
    }
}

/// `StopServiceDeployment` with ROLLBACK, which takes no circuit breaker; the rollback begins with the call.
pub(super) fn stop_deployment<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let deployments = &services.get(id).deployments;
    let nothing = if !deployments.primary().state.is_open() {
        Some(NothingToStop::NotInProgress)
    } else if deployments.is_rolling_back() {
        Some(NothingToStop::RollingBack)
    } else {
        let eligible = deployments.stages().is_some() || deployments.rollback_target().is_some();
        (!eligible).then_some(NothingToStop::NoTarget)
    };
    if let Some(why) = nothing {
        core.tell(Fact::StopIgnored { service: id, why });
        return;
    }
    fail(core, services, id, FailedBy::Call, true);
    passes::called(core, services, id);
}

/// PRIMARY starts nothing more; the deployment that completed last takes its place, if one is eligible. Traffic that has
/// been shifted goes back at once, unless the tasks that had it before are going.
pub(super) fn fail<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    why: FailedBy,
    rollback: bool,
) {
    let tasks = core.cluster().service(id);
    let daemon = core.model.service(id).is_daemon();
    let runtime = services.get_mut(id);
    let Some(failed) = runtime.deployments.fail() else { return };
    let stages = runtime.deployments.abandon_stages();
    let definition = runtime.deployments.primary().revision.task_definition;
    let held = if daemon { 0 } else { runtime.held_while_leaving(tasks) };
    let rollback = if rollback { runtime.deployments.roll_back(tasks, held) } else { None };
    (runtime.steady, runtime.blocked) = (false, false);
    if runtime.deployments.primary().revision.task_definition != definition {
        runtime.pacing.throttle.reset();
    }
    core.report(id, ServiceEvent::DeploymentFailed { deployment: failed.deployment, why });
    if let Some(stages) = stages {
        if stages.stage() < LifecycleStage::CleanUp {
            stages::shift(core, services, id, failed.deployment, 0);
        }
        stages::schedule(core, services, id);
    }
    if let Some(rollback) = rollback {
        core.report(id, ServiceEvent::RollingBack { from: rollback.from, to: rollback.to, why });
        alarms::deployment_begins(core, services, id);
        if daemon {
            core.note_deployed(id);
        }
    }
}

/// Whether PRIMARY is a success with this pass, which left nothing to do where it is `settled`: all of its tasks are there
/// and the containers of all older ones have ended (SC-07), or as much as early success asks for.
pub(super) fn has_succeeded<O>(
    core: &Core<'_, O>,
    services: &Services,
    id: ServiceId,
    plan: &Plan,
    settled: bool,
) -> bool {
    let (runtime, tasks) = (services.get(id), core.cluster().service(id));
    let primary = runtime.deployments.primary().number;
    let gone = tasks.older_with_containers(primary) == 0 && !runtime.deployments.older_hold(tasks);
    let cleanup = runtime.early_success().map(|early| early.cleanup);
    let early = plan.early && (gone || cleanup == Some(SourceCleanup::Deferred));
    // A deployment in stages has only succeeded once it has come to the last of them.
    settled && gone && !runtime.deployments.is_beside() || early
}

/// Whether the bake time of PRIMARY is over, which has all that it waits for and is in progress; it begins with that
/// (S2.4-2). Deployments in stages bake in one of them.
pub(super) fn has_baked<O>(core: &Core<'_, O>, services: &mut Services, id: ServiceId) -> bool {
    let runtime = services.get_mut(id);
    let bake = runtime.rolling_bake();
    bake.is_zero() || runtime.deployments.bake(core.now(), bake) <= core.now()
}
