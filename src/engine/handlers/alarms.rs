//! Alarms change their state, and ECS learns of it by looking: what they mean to deployments (services.md §2.4).

use super::endings;
use crate::cluster::{AlarmChange, Fact, FailedBy, Observer};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::Services;
use crate::engine::passes;
use crate::model::{AlarmId, AlarmState, ServiceId};
use crate::telemetry::Evaluation;
use crate::time::SimTime;

/// Every alarm that is simulated looks at the first minute once it is over.
pub(in crate::engine) fn schedule_all<O>(core: &mut Core<'_, O>) {
    for (index, alarm) in core.model.alarms.iter().enumerate() {
        if alarm.metric.is_some() {
            let at = core.first_evaluation();
            core.schedule(at, Event::AlarmEvaluates(AlarmId::new(index)));
        }
    }
}

pub(in crate::engine) fn evaluate<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    alarm: AlarmId,
) {
    let Some(Evaluation { from, to, breaching, known, next_at }) = core.evaluate(alarm) else { return };
    if let Some(at) = next_at {
        core.schedule(at, Event::AlarmEvaluates(alarm));
    }
    if from == to {
        return;
    }
    core.tell(Fact::Alarm(AlarmChange { alarm, from, to, breaching, known }));
    if to == AlarmState::Alarm {
        for position in 0..services.named_by(alarm).len() {
            let service = services.named_by(alarm)[position];
            look_soon(core, services, service);
        }
    }
}

/// A deployment of the service has begun: it is not monitored where one of its alarms is in ALARM already.
pub(super) fn deployment_begins<O>(core: &Core<'_, O>, services: &mut Services, id: ServiceId) {
    let ignored = is_in_alarm(core, services, id);
    services.get_mut(id).deployments.note_alarms(ignored);
}

/// A task of PRIMARY is `RUNNING`, which is when ECS begins to look at its alarms.
pub(super) fn look_soon<O>(core: &mut Core<'_, O>, services: &Services, id: ServiceId) {
    if !must_fail(core, services, id) {
        return;
    }
    let primary = services.get(id).deployments.primary();
    let since = core.now().since(primary.started_at);
    let interval = core.model.behavior.alarm_poll_interval;
    let next = (SimTime::ZERO + since).round_up_to(interval).since(SimTime::ZERO);
    let polled = Event::AlarmsPolled { service: id, deployment: primary.number };
    core.schedule(primary.started_at + next, polled);
}

pub(in crate::engine) fn poll<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
    deployment: u32,
) {
    // It may have ended, and the alarm may be over: what ECS does not see has no effect.
    if services.get(id).deployments.primary().number == deployment && look(core, services, id) {
        passes::after_cause(core, services, id);
    }
}

/// Ends PRIMARY if one of its alarms is in ALARM; says whether it did.
pub(super) fn look<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) -> bool {
    if !must_fail(core, services, id) {
        return false;
    }
    let alarms = &services.get(id).settings.end_conditions.alarms;
    let rollback = alarms.as_ref().is_some_and(|alarms| alarms.rollback);
    endings::fail(core, services, id, FailedBy::Alarm, rollback);
    true
}

/// The same as the last thing of a bake time that is over.
pub(super) fn look_at_the_end<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    id: ServiceId,
) -> bool {
    let over = services.get(id).deployments.bakes_until().is_some_and(|until| until <= core.now());
    over && look(core, services, id)
}

/// Whether ECS would end PRIMARY if it looked at its alarms now.
fn must_fail<O>(core: &Core<'_, O>, services: &Services, id: ServiceId) -> bool {
    let primary = services.get(id).deployments.primary();
    let monitored = primary.state.is_open() && !primary.ignores_alarms;
    let counts = core.cluster().service(id).deployment(primary.number);
    // One that was there before the run may have had tasks that run.
    let has_run = || primary.failures.has_run() || counts.staying.running() + counts.draining.running() > 0;
    monitored && has_run() && is_in_alarm(core, services, id)
}

fn is_in_alarm<O>(core: &Core<'_, O>, services: &Services, id: ServiceId) -> bool {
    let alarms = services.get(id).settings.end_conditions.alarms.iter().flat_map(|of| &of.alarms);
    alarms.copied().any(|alarm| core.alarm_state(alarm) == AlarmState::Alarm)
}
