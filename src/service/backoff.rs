//! Waits that grow with failures in a row: between placement attempts (services.md §1.5) and after tasks that stop
//! before `RUNNING` (HL-07, HL-08).

use crate::model::{Behavior, Spread};
use crate::time::{SimDuration, SimTime};

/// How long to wait after failures.
///
/// Many things may fail in one attempt. What is counted is the attempt: the caller notes it once.
///
/// ```
/// use plimsoll::{model::{Behavior, Spread}, service::{Backoff, Waits}, time::SimTime};
/// let behavior = Behavior::default();
/// let mut retry = Backoff::default();
/// retry.failed(SimTime::ZERO, &Waits::between_placements(&behavior), Spread::ONE);
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
    /// Notes a failure at `now`; says whether a wait begins with it, which is `factor` millionths as long as listed.
    pub fn failed(&mut self, now: SimTime, waits: &Waits<'_>, factor: u32) -> bool {
        self.failures = self.failures.saturating_add(1);
        if self.failures < waits.after() {
            return false;
        }
        self.allowed_at = waits.nth(self.waits, factor).map(|wait| now + wait);
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

    /// The wait number `index`, counted from 0. Listed waits vary by `factor`, of those that double the longest does.
    fn nth(&self, index: u32, factor: u32) -> Option<SimDuration> {
        match self {
            Self::Listed(waits) => {
                let wait = waits.get(index as usize).or(waits.last()).copied();
                wait.map(|wait| Spread::times(wait, factor))
            }
            Self::Doubling { initial, maximum, .. } => {
                let doubled = 1_u64.checked_shl(index).unwrap_or(u64::MAX);
                Some(initial.saturating_mul(doubled).min(Spread::times(*maximum, factor)))
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
            assert!(retry.failed(attempt, &Waits::between_placements(&behavior), Spread::ONE));
            attempt = retry.allowed_at().expect("a wait");
            assert_eq!(attempt, SimTime::from_secs(expected));
        }
    }

    #[test]
    fn without_waits_every_pass_may_try() {
        let mut retry = Backoff::default();
        assert!(!retry.failed(SimTime::ZERO, &Waits::Listed(&[]), Spread::ONE));
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
            assert!(!throttle.failed(now, &waits, Spread::ONE));
            assert_eq!(throttle.allowed_at(), None);
        }
        // 10 · 2^7 = 1280; 10 · 2^8 = 2560 exceeds 27 · 60 = 1620.
        for delay in [10, 20, 40, 80, 160, 320, 640, 1_280, 1_620, 1_620] {
            assert!(throttle.failed(now, &waits, Spread::ONE), "the delay of {delay} s is told");
            let expected = now + SimDuration::from_secs(delay);
            assert_eq!(throttle.allowed_at(), Some(expected));
            now = expected;
        }
        for _ in 0..100 {
            throttle.failed(now, &waits, Spread::ONE);
            now = throttle.allowed_at().expect("a delay");
        }
        throttle.failed(now, &waits, Spread::ONE);
        assert_eq!(throttle.allowed_at(), Some(now + SimDuration::from_mins(27)), "however many there were");
    }

    #[test]
    fn sc_11_listed_waits_and_the_longest_of_those_that_double_vary() {
        let behavior = Behavior::default();
        let micros = SimTime::from_micros;
        let mut retry = Backoff::default();
        retry.failed(SimTime::ZERO, &Waits::between_placements(&behavior), 700_000);
        assert_eq!(retry.allowed_at(), Some(micros(10_500_000)));
        let mut throttle = Backoff::default();
        for factor in [Spread::ONE, Spread::ONE, 1_050_000] {
            throttle.failed(SimTime::ZERO, &Waits::between_starts(&behavior), factor);
        }
        assert_eq!(throttle.allowed_at(), Some(SimTime::from_secs(10)), "below the longest nothing varies");
        for _ in 0..20 {
            throttle.failed(SimTime::ZERO, &Waits::between_starts(&behavior), 1_050_000);
        }
        assert_eq!(throttle.allowed_at(), Some(SimTime::from_secs(27 * 63)));
    }

    #[test]
    fn a_reset_starts_the_row_over() {
        let behavior = Behavior::default();
        for (waits, first) in
            [(Waits::between_placements(&behavior), 1), (Waits::between_starts(&behavior), 3)]
        {
            let mut backoff = Backoff::default();
            for _ in 0..5 {
                backoff.failed(SimTime::ZERO, &waits, Spread::ONE);
            }
            assert!(backoff.allowed_at().is_some());
            backoff.reset();
            for failure in 1..=first {
                let begun = backoff.failed(SimTime::from_secs(100), &waits, Spread::ONE);
                assert_eq!(begun, failure == first, "{waits:?}");
            }
        }
    }
}
