//! What a deployment waits for besides its tasks: its bake time, and the alarms that may end it meanwhile.

use crate::engine::View;
use crate::model::{AlarmId, AlarmState, ServiceId};
use crate::time::SimTime;

/// The alarms and the bake time of a PRIMARY deployment that is in progress.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Monitoring {
    /// When its bake time is over, if it has begun.
    pub bakes_until: Option<SimTime>,
    /// Its alarms, with their states.
    pub alarms: Vec<(AlarmId, AlarmState)>,
    /// Whether they are ignored, since one of them was in ALARM as it began.
    pub ignored: bool,
}

/// That of `service`, if it has any of this.
pub(super) fn monitoring(view: &View<'_>, service: ServiceId) -> Option<Monitoring> {
    let runtime = view.services().get(service);
    let primary = runtime.deployments.primary();
    let named = runtime.settings.end_conditions.alarms.iter().flat_map(|of| &of.alarms);
    let found = Monitoring {
        bakes_until: runtime.deployments.bakes_until(),
        alarms: named.map(|alarm| (*alarm, view.alarm_state(*alarm))).collect(),
        ignored: primary.ignores_alarms,
    };
    let says_something = found.bakes_until.is_some() || !found.alarms.is_empty();
    (primary.state.is_open() && says_something).then_some(found)
}
