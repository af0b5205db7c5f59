//! Guards: a run that does not come to rest, or grows without end, is ended with a reason.

use super::halt::Halt;
use crate::time::SimTime;

/// How much a run may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Events at one instant.
    pub events_per_instant: u64,
    /// Events in all.
    pub total_events: u64,
    /// Events waiting at once.
    pub queue_length: usize,
}

impl Default for Limits {
    /// Generous: a million tasks that all do something at once pass, an endless loop does not.
    fn default() -> Self {
        Self { events_per_instant: 20_000_000, total_events: 1_000_000_000, queue_length: 100_000_000 }
    }
}

/// Counts events against the limits.
#[derive(Clone, Debug)]
pub struct Guard {
    limits: Limits,
    instant: SimTime,
    at_instant: u64,
    total: u64,
}

impl Guard {
    /// A guard that has seen nothing.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self { limits, instant: SimTime::ZERO, at_instant: 0, total: 0 }
    }

    /// Events seen.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Counts an event at `now` while `waiting` others wait.
    ///
    /// # Errors
    ///
    /// The limit that is passed.
    pub fn count(&mut self, now: SimTime, waiting: usize) -> Result<(), Halt> {
        if now != self.instant {
            self.instant = now;
            self.at_instant = 0;
        }
        self.at_instant += 1;
        self.total += 1;
        let limits = self.limits;
        if self.at_instant > limits.events_per_instant {
            return Err(Halt::EventsPerInstant { at: now, limit: limits.events_per_instant });
        }
        if self.total > limits.total_events {
            return Err(Halt::TotalEvents { at: now, limit: limits.total_events });
        }
        if waiting > limits.queue_length {
            return Err(Halt::QueueLength { at: now, limit: limits.queue_length });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_ends_the_run_and_time_passing_resets_the_first() {
        let limits = Limits { events_per_instant: 2, total_events: 4, queue_length: 10 };
        let mut guard = Guard::new(limits);
        let second = SimTime::from_secs(1);
        assert_eq!(guard.count(SimTime::ZERO, 10), Ok(()));
        assert_eq!(guard.count(SimTime::ZERO, 11), Err(Halt::QueueLength { at: SimTime::ZERO, limit: 10 }));
        assert_eq!(
            guard.count(SimTime::ZERO, 0),
            Err(Halt::EventsPerInstant { at: SimTime::ZERO, limit: 2 })
        );
        assert_eq!(guard.count(second, 0), Ok(()));
        assert_eq!(guard.count(second, 0), Err(Halt::TotalEvents { at: second, limit: 4 }));
    }
}
