//! Task scale-in protection: set by a call, ended by another one or by its expiry (SI-07).

use super::existence;
use crate::cluster::{
    DesiredStatus, Fact, IgnoredCall, Observer, Refusal, ServiceCall, ServiceEvent, TasksCall,
};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::Services;
use crate::engine::passes;
use crate::model::{ServiceId, TaskId};
use crate::time::SimDuration;

/// `updateTaskProtection` of these tasks, for so long, or not any more.
///
/// Tasks of DAEMON services have no count that could fall, and are not protected. While more tasks of a service are protected than it wants, none is protected in addition (`DEPLOYMENT_BLOCKED`).
pub(super) fn update<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    tasks: &[TaskId],
    expires_in: Option<SimDuration>,
) {
    let mut called: Vec<ServiceId> = Vec::new();
    let mut refused: Vec<ServiceId> = Vec::new();
    for task in tasks {
        let Some(service) = core.cluster().task(*task).service else { continue };
        if core.model.service(service).is_daemon() {
            continue;
        }
        let wanted = services.get(service).settings.desired_count;
        if expires_in.is_some() && core.cluster().service(service).all_protected() > wanted {
            refused.push(service);
            continue;
        }
        let protection = core.commit_protection(*task, expires_in.is_some());
        if let Some(expires_in) = expires_in {
            core.schedule_after(expires_in, Event::ProtectionEnds { task: *task, protection });
        }
        called.push(service);
    }
    refused.dedup();
    for service in &refused {
        existence::ignore(core, ServiceCall::Protect, *service, Refusal::DeploymentBlocked);
    }
    if called.is_empty() && refused.is_empty() {
        core.tell(Fact::CallIgnored(IgnoredCall::Tasks(TasksCall::Protect)));
    }
    // What had to stay may go now, at the next pass: it is no call that brings one forward (SC-03).
    called.dedup();
    for service in called {
        passes::after_cause(core, services, service);
    }
}

/// A protection has expired: ECS clears it, and the next pass may stop the task.
pub(in crate::engine) fn ends<O: Observer>(core: &mut Core<'_, O>, id: TaskId, protection: u16) {
    let task = core.cluster().task(id);
    if task.protected && task.protections == protection && task.desired == DesiredStatus::Running {
        let service = task.service;
        core.commit_protection(id, false);
        core.wake(service);
    }
}

/// Tells, as a pass finds it, that more tasks are protected than are wanted: the service cannot be steady.
pub(super) fn report_excess<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let runtime = services.get_mut(id);
    let excess = core.cluster().service(id).all_protected() > runtime.settings.desired_count;
    if std::mem::replace(&mut runtime.scale_in_blocked, excess) != excess && excess {
        let deployment = runtime.deployments.primary().number;
        core.report(id, ServiceEvent::ScaleInBlocked { deployment });
    }
}
