//! The start throttle: tasks that stop before `RUNNING` delay the next starts (HL-07, HL-08).

use crate::model::Behavior;
use crate::time::{SimDuration, SimTime};

/// How long a service waits after tasks that never reached `RUNNING`.
///
/// A service starts tasks in batches, and all of a batch may fail. The delay between *attempts* grows, so failures
/// that are reported while a delay runs lengthen the row but not the delay: they belong to the attempt before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Throttle {
    failures: u32,
    delay: SimDuration,
    allowed_at: Option<SimTime>,
    unreported: bool,
}

impl Throttle {
    /// Notes a task that stopped before `RUNNING` because it could not start.
    pub fn failed(&mut self, now: SimTime, behavior: &Behavior) {
        self.failures = self.failures.saturating_add(1);
        let delayed = self.allowed_at.is_some_and(|allowed| now < allowed);
        if self.failures < behavior.throttle_after || delayed {
            return;
        }
        let longer =
            if self.delay.is_zero() { behavior.throttle_initial } else { self.delay.saturating_mul(2) };
        self.delay = longer.min(behavior.throttle_maximum);
        self.allowed_at = Some(now + self.delay);
        self.unreported = true;
    }

    /// Notes a task that reached `RUNNING`: the row of failures is over.
    pub fn succeeded(&mut self) {
        self.reset();
    }

    /// Forgets all failures: the service was updated to a new task definition (HL-07).
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// When the next start may be tried, `None` for at once.
    #[must_use]
    pub const fn allowed_at(&self) -> Option<SimTime> {
        self.allowed_at
    }

    /// Whether a delay has begun since the last call: each is reported once, as "unable to consistently start tasks".
    pub fn impaired(&mut self) -> bool {
        std::mem::take(&mut self.unreported)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked example 24 of services.md: failing pulls are throttled up to 27 min.
    #[test]
    fn hl_08_the_delay_doubles_from_the_third_failure_to_27_minutes() {
        let behavior = Behavior::default();
        let mut throttle = Throttle::default();
        let mut now = SimTime::from_secs(7);
        for _ in 0..2 {
            throttle.failed(now, &behavior);
            assert_eq!((throttle.allowed_at(), throttle.impaired()), (None, false));
        }
        // 10 · 2^7 = 1280; 10 · 2^8 = 2560 exceeds 27 · 60 = 1620.
        for delay in [10, 20, 40, 80, 160, 320, 640, 1_280, 1_620, 1_620] {
            throttle.failed(now, &behavior);
            let expected = now + SimDuration::from_secs(delay);
            assert_eq!(throttle.allowed_at(), Some(expected));
            assert!(throttle.impaired(), "the delay of {delay} s is reported");
            assert!(!throttle.impaired(), "and once only");
            now = expected;
        }
    }

    #[test]
    fn hl_07_a_batch_that_fails_together_lengthens_the_delay_once() {
        let behavior = Behavior::default();
        let mut throttle = Throttle::default();
        let at = SimTime::from_secs(60);
        for _ in 0..50 {
            throttle.failed(at, &behavior);
        }
        assert_eq!(throttle.allowed_at(), Some(SimTime::from_secs(70)));
    }

    #[test]
    fn hl_07_running_tasks_and_new_definitions_reset_the_row() {
        let behavior = Behavior::default();
        for forget in [Throttle::succeeded, Throttle::reset] {
            let mut throttle = Throttle::default();
            for _ in 0..3 {
                throttle.failed(SimTime::ZERO, &behavior);
            }
            assert!(throttle.allowed_at().is_some());
            forget(&mut throttle);
            assert_eq!(throttle, Throttle::default());
            throttle.failed(SimTime::ZERO, &behavior);
            assert_eq!(throttle.allowed_at(), None);
        }
    }
}
