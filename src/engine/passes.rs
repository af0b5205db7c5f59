//! Which passes of the service scheduler are simulated: those that could act (SC-04).

use super::Event;
use super::core::Core;
use super::parts::Services;
use crate::model::ServiceId;
use crate::time::SimTime;

/// Something happened that a pass may deal with.
pub(super) fn after_cause<O>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let at = services.get(id).clock.after_cause(core.now(), &core.model.behavior);
    schedule(core, services, id, at);
}

/// A pass may deal at `at` with what it cannot before.
pub(super) fn after_timer<O>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId, at: SimTime) {
    let at = services.get(id).clock.after_timer(at, &core.model.behavior);
    schedule(core, services, id, at);
}

/// An API call brings the next pass forward (SC-03).
pub(super) fn called<O>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    let at = services.get_mut(id).clock.called(core.now(), &core.model.behavior);
    schedule(core, services, id, at);
}

/// What comes after a pass of this instant that did not find the service steady, even if nothing happens.
pub(super) fn by_itself<O>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId) {
    if let Some(at) = services.get(id).clock.by_itself(core.now(), &core.model.behavior) {
        schedule(core, services, id, at);
    }
}

/// Schedules a pass of the service at `at`; one that is scheduled to come before stays.
fn schedule<O>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId, at: SimTime) {
    let runtime = services.get_mut(id);
    if at < runtime.pass_at {
        runtime.pass_at = at;
        runtime.pass_epoch = runtime.pass_epoch.wrapping_add(1);
        let epoch = runtime.pass_epoch;
        core.schedule(at, Event::ServicePass { service: id, epoch });
    }
}
