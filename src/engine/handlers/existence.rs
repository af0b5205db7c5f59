//! Services are created and deleted by calls (LC-07).

use super::alarms;
use crate::cluster::{DeploymentState, Fact, IgnoredCall, Observer, Refusal, ServiceCall, ServiceEvent};
use crate::engine::core::Core;
use crate::engine::parts::Services;
use crate::engine::passes;
use crate::model::ServiceId;
use crate::service::ServiceStatus;

/// A service begins: at the start of the run, or with the call that creates it.
pub(in crate::engine) fn begin<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let runtime = services.get(id);
    let (desired, primary) = (runtime.settings.desired_count, runtime.deployments.primary());
    let (deployment, definition) = (primary.number, primary.revision.task_definition);
    core.tell(Fact::DesiredCount { service: id, desired });
    core.report(id, ServiceEvent::DeploymentStarted { deployment, definition });
    alarms::deployment_begins(core, services, id);
    passes::called(core, services, id);
}

/// `createService`: metrics, clock and first deployment begin with the call.
pub(super) fn create<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let (now, runtime) = (core.now(), services.get_mut(id));
    if runtime.status != ServiceStatus::NotCreated {
        return ignore(core, ServiceCall::Create, id, Refusal::Exists);
    }
    let service = core.model.service(id);
    runtime.status = ServiceStatus::Active;
    runtime.settings.desired_count = service.desired_count;
    runtime.deployments.begin(now);
    begin(core, services, id);
    if service.is_daemon() {
        core.note_deployed(id);
    }
}

/// `deleteService`: the service is `DRAINING`, wants nothing any more, and its passes stop its tasks.
pub(super) fn delete<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    force: bool,
) {
    if is_absent(core, services, ServiceCall::Delete, id) {
        return;
    }
    let is_daemon = core.model.service(id).is_daemon();
    // A DAEMON service needs no `force`: it has no count to be lowered.
    if services.get(id).settings.desired_count > 0 && !force && !is_daemon {
        return ignore(core, ServiceCall::Delete, id, Refusal::WantsTasks);
    }
    let runtime = services.get_mut(id);
    (runtime.status, runtime.steady) = (ServiceStatus::Draining, false);
    let given_up = runtime.deployments.primary_becomes(DeploymentState::Superseded);
    set_desired_count(core, services, id, 0);
    core.tell_state(id, given_up);
    if is_daemon {
        core.note_deployed(id);
    }
    passes::called(core, services, id);
}

/// LC-07: a deleted service is `INACTIVE` once its tasks are gone.
pub(super) fn note_departure<O>(core: &Core<'_, O>, services: &mut Services, id: ServiceId) {
    let tasks = core.cluster().service(id);
    if tasks.tasks().is_empty() && tasks.stopping() == 0 {
        services.get_mut(id).status = ServiceStatus::Inactive;
    }
}

/// So many tasks are wanted from now on, which is told where it is news.
pub(super) fn set_desired_count<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    service: ServiceId,
    desired: u32,
) {
    let runtime = services.get_mut(service);
    if std::mem::replace(&mut runtime.settings.desired_count, desired) != desired {
        core.tell(Fact::DesiredCount { service, desired });
    }
}

/// Tells of a call about a service that is not there, and whether it is one.
pub(super) fn is_absent<O: Observer>(
    core: &mut Core<'_, O>,
    services: &Services,
    call: ServiceCall,
    id: ServiceId,
) -> bool {
    let why = match services.get(id).status {
        ServiceStatus::Active => return false,
        ServiceStatus::NotCreated => Refusal::NotFound,
        ServiceStatus::Draining | ServiceStatus::Inactive => Refusal::NotActive,
    };
    ignore(core, call, id, why);
    true
}

/// Tells of a call about a service that does nothing.
pub(super) fn ignore<O: Observer>(
    core: &mut Core<'_, O>,
    call: ServiceCall,
    service: ServiceId,
    why: Refusal,
) {
    core.tell(Fact::CallIgnored(IgnoredCall::Service { call, service, why }));
}
