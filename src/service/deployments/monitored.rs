//! What holds a deployment back besides its tasks, or ends it: alarms, and the bake time of a rolling one (services.md §2.4).

use super::Deployments;
use crate::time::{SimDuration, SimTime};

impl Deployments {
    /// PRIMARY has begun, with an alarm in ALARM or without.
    pub fn note_alarms(&mut self, ignored: bool) {
        if let Some(primary) = self.list.last_mut() {
            primary.ignores_alarms = ignored;
        }
    }

    /// PRIMARY has all that it waits for: it bakes for so long from then on; returns until when.
    pub fn bake(&mut self, now: SimTime, bake: SimDuration) -> SimTime {
        let end = now + bake;
        self.list.last_mut().map_or(end, |primary| *primary.bakes_until.get_or_insert(end))
    }

    /// Until when PRIMARY bakes, which is in progress.
    #[must_use]
    pub fn bakes_until(&self) -> Option<SimTime> {
        let primary = self.primary();
        primary.bakes_until.filter(|_| primary.state.is_open())
    }
}
