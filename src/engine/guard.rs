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
    /// The limit that was passed; there is no way on from it.
    passed: Option<Halt>,
}

impl Guard {
    /// A guard that has seen nothing.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self { limits, instant: SimTime::ZERO, at_instant: 0, total: 0, passed: None }
    }

    /// Events seen.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Whether the run may go on.
    ///
    /// # Errors
    ///
    /// The limit that was passed.
    pub fn check(&self) -> Result<(), Halt> {
        self.passed.map_or(Ok(()), Err)
    }

    /// Ends the run for a reason that is no limit.
    pub const fn stop(&mut self, halt: Halt) {
        self.passed = Some(halt);
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
            self.passed = Some(Halt::EventsPerInstant { at: now, limit: limits.events_per_instant });
        } else if self.total > limits.total_events {
            self.passed = Some(Halt::TotalEvents { at: now, limit: limits.total_events });
        } else if waiting > limits.queue_length {
            self.passed = Some(Halt::QueueLength { at: now, limit: limits.queue_length });
        }
        self.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_ends_the_run_and_time_passing_resets_the_first() {
        let limits = Limits { events_per_instant: 2, total_events: 4, queue_length: 10 };
        let (at, second) = (SimTime::ZERO, SimTime::from_secs(1));
        for (events, expected) in [
            (&[(at, 10), (at, 11)][..], Halt::QueueLength { at, limit: 10 }),
            (&[(at, 0), (at, 0), (at, 0)], Halt::EventsPerInstant { at, limit: 2 }),
            (
                &[(at, 0), (at, 0), (second, 0), (second, 0), (second, 0)],
                Halt::EventsPerInstant { at: second, limit: 2 },
            ),
            (
                &[
                    (at, 0),
                    (second, 0),
                    (SimTime::from_secs(2), 0),
                    (SimTime::from_secs(3), 0),
                    (SimTime::from_secs(4), 0),
                ],
                Halt::TotalEvents { at: SimTime::from_secs(4), limit: 4 },
            ),
        ] {
            let mut guard = Guard::new(limits);
            let (last, before) = events.split_last().expect("some");
            for (now, waiting) in before {
                assert_eq!(guard.count(*now, *waiting), Ok(()), "{expected:?}");
            }
            assert_eq!(guard.count(last.0, last.1), Err(expected));
            assert_eq!(guard.check(), Err(expected));
        }
    }
}
