//! When passes of the service scheduler come.

use super::Event;
use super::core::Core;
use super::parts::Services;
use crate::model::ServiceId;
use crate::time::SimTime;

/// Schedules a pass of the service at `at`, or as soon as a note asks for one already; one that is scheduled to come
/// before stays.
pub(super) fn schedule_pass<O>(core: &mut Core<'_, O>, services: &mut Services, id: ServiceId, at: SimTime) {
    let at = core.woken_for(id).map_or(at, |woken| at.min(woken));
    let runtime = services.get_mut(id);
    if at < runtime.pass_at {
        runtime.pass_at = at;
        runtime.pass_epoch = runtime.pass_epoch.wrapping_add(1);
        let epoch = runtime.pass_epoch;
        core.schedule(at, Event::ServicePass { service: id, epoch });
    }
}
