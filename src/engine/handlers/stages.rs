//! Deployments in stages go on: when a hook has answered or a bake time is over, and when their tasks are ready
//! (services.md §2.5).

use super::{alarms, endings};
use crate::cluster::{Fact, FailedBy, Observer, ServiceEvent};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::Services;
use crate::engine::passes;
use crate::model::{Distribution, LifecycleStage, ServiceId};
use crate::rng::sample;
use crate::service::{Change, Stages};
use crate::time::SimTime;

/// Takes all steps that are due, and sees to it that the next one is; says whether the deployment has failed.
pub(super) fn go_on<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) -> bool {
    let next_at = |services: &Services| services.get(id).deployments.stages().map(Stages::next_at);
    let before = next_at(services);
    while let Some(change) = step(core, services, id) {
        let deployment = services.get(id).deployments.primary().number;
        match change {
            Change::Failed(why) => {
                endings::fail(core, services, id, why, true);
                return true;
            }
            Change::Entered(stage) => core.report(id, ServiceEvent::LifecycleStage { deployment, stage }),
            Change::Shifted(share) => {
                let stage = LifecycleStage::ProductionTrafficShift;
                core.report(id, ServiceEvent::LifecycleStage { deployment, stage });
                shift(core, services, id, deployment, share);
            }
        }
    }
    if next_at(services) != before {
        schedule(core, services, id);
    }
    false
}

fn step<O>(core: &Core<'_, O>, services: &mut Services, id: ServiceId) -> Option<Change> {
    let (tasks, now) = (core.cluster().service(id), core.now());
    let runtime = services.get_mut(id);
    let primary = runtime.deployments.primary().number;
    let (desired, source) = (runtime.settings.desired_count, runtime.deployments.source());
    let others = runtime.deployments.all().iter().map(|deployment| deployment.number);
    let others = others.filter(|number| *number != primary && Some(*number) != source);
    let left: u32 = others.map(|number| tasks.deployment(number).total()).sum();
    let green = tasks.deployment(primary).staying.well();
    let ready = |stage| match stage {
        LifecycleStage::ReconcileService => left == 0,
        LifecycleStage::ScaleUp => green >= desired,
        // The end of the deployment is the end of this stage.
        LifecycleStage::CleanUp => false,
        _ => true,
    };
    let hooks = &runtime.hooks;
    let draw = |of: &Distribution, k| sample(of, &mut hooks.at(primary.into(), k));
    runtime.deployments.stages_mut()?.step(now, ready, draw)
}

/// A wait of the deployment is over.
pub(in crate::engine) fn due<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    epoch: u32,
) {
    if services.get(id).stage_epoch == epoch {
        // A bake time ends with a look at the alarms.
        if !alarms::look(core, services, id) {
            go_on(core, services, id);
        }
        passes::after_cause(core, services, id);
    }
}

/// The wait that was scheduled last is void; that of PRIMARY, if it has one, is scheduled.
pub(super) fn schedule<O>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let runtime = services.get_mut(id);
    runtime.stage_epoch = runtime.stage_epoch.wrapping_add(1);
    let epoch = runtime.stage_epoch;
    let at = runtime.deployments.stages().map_or(SimTime::NEVER, Stages::next_at);
    if at < SimTime::NEVER {
        core.schedule(at, Event::StageEnds { service: id, epoch });
    }
}

/// Production traffic moves to a deployment, or back.
pub(super) fn shift<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    deployment: u32,
    share: u32,
) {
    if services.get_mut(id).deployments.shifted(deployment, share) {
        core.report(id, ServiceEvent::TrafficShifted { deployment, share });
    }
}

/// `ContinueServiceDeployment`, which answers a pause.
pub(super) fn answer_pause<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    rollback: bool,
) {
    let now = core.now();
    let Some(stages) = services.get_mut(id).deployments.stages_mut().filter(|stages| stages.is_paused())
    else {
        core.tell(Fact::ContinueIgnored(id));
        return;
    };
    stages.go_on(now);
    if rollback {
        endings::fail(core, services, id, FailedBy::Hook, true);
    } else {
        schedule(core, services, id);
        go_on(core, services, id);
    }
    passes::called(core, services, id);
}
