//! Waits that grow with failures in a row: between placement attempts (services.md §1.5) and after tasks that stop
//! before `RUNNING` (HL-07, HL-08).

use crate::model::Behavior;
use crate::time::{SimDuration, SimTime};

/// How long to wait after failures.
///
/// Many things may fail in one attempt. The wait between *attempts* grows, so failures that are reported while a wait
/// runs lengthen the row but not the wait: they belong to the attempt before it.
///
/// ```
/// use plimsoll::{model::Behavior, service::{Backoff, Waits}, time::SimTime};
/// let behavior = Behavior::default();
/// let mut retry = Backoff::default();
/// retry.failed(SimTime::ZERO, &Waits::between_placements(&behavior));
/// assert_eq!(retry.allowed_at(), Some(SimTime::from_secs(15)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
    waits: u32,
    allowed_at: Option<SimTime>,
}

/// How waits grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits<'b> {
    /// One after the other; the last one repeats. None at all means that nothing waits.
    Listed(&'b [SimDuration]),
    /// From the failure number `after` on, each is twice the one before.
    Doubling {
        /// Failures in a row until the first wait.
        after: u32,
        /// The first wait.
        initial: SimDuration,
        /// No wait is longer.
        maximum: SimDuration,
    },
}

impl Backoff {
    /// Notes a failure at `now`; says whether a wait begins with it.
    pub fn failed(&mut self, now: SimTime, waits: &Waits<'_>) -> bool {
        self.failures = self.failures.saturating_add(1);
        let waiting = self.allowed_at.is_some_and(|allowed| now < allowed);
        if self.failures < waits.after() || waiting {
            return false;
        }
        self.allowed_at = waits.nth(self.waits).map(|wait| now + wait);
        self.waits = self.waits.saturating_add(1);
        self.allowed_at.is_some()
    }

    /// Forgets all failures.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// When the next attempt may be made, `None` for at once.
    #[must_use]
    pub const fn allowed_at(&self) -> Option<SimTime> {
        self.allowed_at
    }
}

impl<'b> Waits<'b> {
    /// After placements that found no instance: one failure per attempt, however many tasks it was for.
    #[must_use]
    pub fn between_placements(behavior: &'b Behavior) -> Self {
        Self::Listed(&behavior.placement_retry)
    }

    /// After tasks that stopped before `RUNNING` because they could not start.
    #[must_use]
    pub const fn between_starts(behavior: &Behavior) -> Self {
        Self::Doubling {
            after: behavior.throttle_after,
            initial: behavior.throttle_initial,
            maximum: behavior.throttle_maximum,
        }
    }

    fn after(&self) -> u32 {
        match self {
            Self::Listed(_) => 1,
            Self::Doubling { after, .. } => *after,
        }
    }

    /// The wait number `index`, counted from 0.
    fn nth(&self, index: u32) -> Option<SimDuration> {
        match self {
            Self::Listed(waits) => waits.get(index as usize).or(waits.last()).copied(),
            Self::Doubling { initial, maximum, .. } => {
                let factor = 1_u64.checked_shl(index).unwrap_or(u64::MAX);
                Some(initial.saturating_mul(factor).min(*maximum))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Attempts at 0, 15 and 45 s, then 5 min later, then every 15 min.
    #[test]
    fn placement_waits_grow_and_the_last_one_repeats() {
        let behavior = Behavior::default();
        let mut retry = Backoff::default();
        let mut attempt = SimTime::ZERO;
        // 0 + 15 = 15; + 30 = 45; + 300 = 345; + 900 = 1245; + 900 = 2145.
        for expected in [15, 45, 345, 1_245, 2_145] {
            assert!(retry.failed(attempt, &Waits::between_placements(&behavior)));
            attempt = retry.allowed_at().expect("a wait");
            assert_eq!(attempt, SimTime::from_secs(expected));
        }
    }

    #[test]
    fn without_waits_every_pass_may_try() {
        let mut retry = Backoff::default();
        assert!(!retry.failed(SimTime::ZERO, &Waits::Listed(&[])));
        assert_eq!(retry.allowed_at(), None);
    }

    /// Worked example 24 of services.md: failing pulls are throttled up to 27 min.
    #[test]
    fn hl_08_the_delay_doubles_from_the_third_failure_to_27_minutes() {
        let behavior = Behavior::default();
        let waits = Waits::between_starts(&behavior);
        let mut throttle = Backoff::default();
        let mut now = SimTime::from_secs(7);
        for _ in 0..2 {
            assert!(!throttle.failed(now, &waits));
            assert_eq!(throttle.allowed_at(), None);
        }
        // 10 · 2^7 = 1280; 10 · 2^8 = 2560 exceeds 27 · 60 = 1620.
        for delay in [10, 20, 40, 80, 160, 320, 640, 1_280, 1_620, 1_620] {
            assert!(throttle.failed(now, &waits), "the delay of {delay} s is told");
            let expected = now + SimDuration::from_secs(delay);
            assert_eq!(throttle.allowed_at(), Some(expected));
            now = expected;
        }
        for _ in 0..100 {
            throttle.failed(now, &waits);
            now = throttle.allowed_at().expect("a delay");
        }
        throttle.failed(now, &waits);
        assert_eq!(throttle.allowed_at(), Some(now + SimDuration::from_mins(27)), "however many there were");
    }

    #[test]
    fn hl_07_a_batch_that_fails_together_lengthens_the_delay_once() {
        let behavior = Behavior::default();
        let mut throttle = Backoff::default();
        let at = SimTime::from_secs(60);
        let begun = (0..50).filter(|_| throttle.failed(at, &Waits::between_starts(&behavior))).count();
        assert_eq!((begun, throttle.allowed_at()), (1, Some(SimTime::from_secs(70))));
    }

    #[test]
    fn a_reset_starts_the_row_over() {
        let behavior = Behavior::default();
        for (waits, first) in
            [(Waits::between_placements(&behavior), 1), (Waits::between_starts(&behavior), 3)]
        {
            let mut backoff = Backoff::default();
            for _ in 0..5 {
                backoff.failed(SimTime::ZERO, &waits);
            }
            assert!(backoff.allowed_at().is_some());
            backoff.reset();
            for failure in 1..=first {
                let begun = backoff.failed(SimTime::from_secs(100), &waits);
                assert_eq!(begun, failure == first, "{waits:?}");
            }
        }
    }
}
