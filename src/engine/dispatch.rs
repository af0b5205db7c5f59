//! The one `match` on events: each goes to its handler with the parts that the handler touches.

use super::Event;
use super::choice::Onlooker;
use super::core::Core;
use super::handlers::{
    actions, alarms, courses, existence, faults, found, hangs, health, instances, pipeline, placement,
    protection, pulls, services as scheduler, sessions, silence, stages, standalone, stops, targets, tasks,
};
use super::parts::{Parts, Post};
use crate::model::{ActionId, ServiceId};

/// What is there at the start, and what the model declares for later.
pub(super) fn set_up<O: Onlooker>(core: &mut Core<'_, O>, parts: &mut Parts) {
    let model = core.model;
    for (place, instance) in (0..).zip(&model.instances) {
        let id = instances::expect(core, &mut parts.agents, Post { place, succession: 0 });
        if model.found.instance(id).is_none() {
            core.schedule_declared(instance.registers_at, Event::FleetRegisters(id));
        }
    }
    faults::schedule_all(core, &mut parts.calls);
    for (index, at) in parts.calls.action_times(model).into_iter().enumerate() {
        core.schedule_declared(at, Event::ActionDue(ActionId::new(index)));
    }
    standalone::schedule_all(core, &mut parts.calls);
    alarms::schedule_all(core);
    found::take_over(core, parts);
    for id in (0..model.services.len()).map(ServiceId::new) {
        if model.found.service(id).is_none() && !model.service(id).created_by_call {
            existence::begin(core, &mut parts.services, id);
        }
    }
}

/// Does what `event` stands for; nothing when the task or the instance it is about is gone.
pub(super) fn dispatch<O: Onlooker>(core: &mut Core<'_, O>, parts: &mut Parts, event: Event) {
    if event.task().is_some_and(|task| core.cluster().tasks().get(task).is_none()) {
        return;
    }
    if event.instance().is_some_and(|instance| !core.cluster().instances().is_known(instance)) {
        return;
    }
    let Parts { agents, balancers, services, calls, .. } = &mut *parts;
    if agents.any_silent() && silence::holds_back(core, agents, balancers, event) {
        return;
    }
    match event {
        Event::FleetRegisters(instance) => instances::register(core, agents, instance),
        Event::ReplacementRegisters { place, succession } => {
            instances::replacement_registers(core, agents, Post { place, succession });
        }
        Event::AgentLost(instance) => instances::agent_lost(core, agents, balancers, services, instance),
        Event::AgentReconnects(instance) => silence::ends(core, agents, balancers, services, instance),
        Event::SessionEnds(instance) => sessions::end(core, agents, instance),
        Event::HostRestarted(instance) => {
            instances::host_restarted(core, agents, balancers, services, instance);
        }
        Event::HostTerminated(instance) => instances::terminate(core, agents, balancers, instance, None),
        Event::InstanceGone(instance) => instances::gone(core, agents, balancers, services, instance),
        Event::FaultStrikes(fault) => faults::strikes(core, agents, balancers, services, calls, fault),
        Event::InterfaceAttached(task) => tasks::interface_attached(core, agents, services, task),
        Event::PullsProgress { epoch } => pulls::progress(core, agents, balancers, services, epoch),
        Event::LaunchDone(task) => tasks::launch_done(core, agents, balancers, services, task),
        Event::CourseChanges { task, epoch } => {
            courses::changes(core, agents, balancers, services, task, epoch);
        }
        Event::Settles(task) => health::settles(core, task),
        Event::MayBeReplaced(task) => health::may_be_replaced(core, agents, task),
        Event::ContainerHealthChanges { task, epoch } => {
            health::container_health_changes(core, agents, balancers, services, task, epoch);
        }
        Event::TargetChanges { task, target, epoch } => {
            targets::target_changes(core, agents, balancers, services, task, target, epoch);
        }
        Event::ProtectionEnds { task, protection } => protection::ends(core, task, protection),
        Event::GraceEnds(task) => health::judge(core, agents, balancers, services, task),
        Event::HangEnds(task) => hangs::ends(core, agents, balancers, task),
        Event::ContainerExits(task) => {
            stops::container_exits_by_itself(core, agents, balancers, services, task);
        }
        Event::Drained(task) => pipeline::drained(core, agents, balancers, services, task),
        Event::ContainersStopped(task) => stops::containers_stopped(core, agents, balancers, services, task),
        Event::InterfaceDetached(task) => stops::interface_detached(core, task),
        Event::AlarmEvaluates(alarm) => alarms::evaluate(core, services, alarm),
        Event::AlarmsPolled { service, deployment } => alarms::poll(core, services, service, deployment),
        Event::ActionDue(action) => actions::due(core, parts, action),
        Event::Arrival(arrivals) => standalone::arrival(core, parts, arrivals),
        Event::StopSignals(service) => pipeline::signal(core, agents, balancers, services, service),
        Event::ServicePass { service, epoch } => scheduler::pass(core, parts, service, epoch),
        Event::StageEnds { service, epoch } => stages::due(core, services, service, epoch),
        Event::ServicePlaces { service, .. } => placement::service_places(core, parts, service),
        Event::StillSteady { service, epoch } => scheduler::still_steady(core, services, service, epoch),
    }
}
