//! Waits between placement attempts while no instance can take a task (services.md §1.5).

use crate::model::Behavior;
use crate::time::SimTime;

/// How long a service waits after placements that found no instance.
///
/// ```
/// use plimsoll::{model::Behavior, service::Retry, time::SimTime};
/// let mut retry = Retry::default();
/// retry.failed(SimTime::ZERO, &Behavior::default());
/// assert_eq!(retry.allowed_at(), Some(SimTime::from_secs(15)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    failures: u32,
    allowed_at: Option<SimTime>,
}

impl Retry {
    /// Notes an attempt at `now` that found no instance: call it once a pass, not once a task.
    pub fn failed(&mut self, now: SimTime, behavior: &Behavior) {
        let waits = &behavior.placement_retry;
        let wait = waits.get(self.failures as usize).or(waits.last()).copied();
        self.failures = self.failures.saturating_add(1);
        self.allowed_at = wait.map(|wait| now + wait);
    }

    /// Notes that a task was placed: capacity is there again.
    pub fn succeeded(&mut self) {
        self.reset();
    }

    /// Forgets all failures: the service was updated, it stopped tasks of its own (`retryAfterOwnStops`), or
    /// capacity came free (`retryOnCapacity`).
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// When the next attempt may be made, `None` for at once.
    #[must_use]
    pub const fn allowed_at(&self) -> Option<SimTime> {
        self.allowed_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Attempts at 0, 15 and 45 s, then 5 min later, then every 15 min.
    #[test]
    fn waits_grow_and_the_last_one_repeats() {
        let behavior = Behavior::default();
        let mut retry = Retry::default();
        let mut attempt = SimTime::ZERO;
        // 0 + 15 = 15; + 30 = 45; + 300 = 345; + 900 = 1245; + 900 = 2145.
        for expected in [15, 45, 345, 1_245, 2_145] {
            retry.failed(attempt, &behavior);
            attempt = retry.allowed_at().expect("a wait");
            assert_eq!(attempt, SimTime::from_secs(expected));
        }
    }

    #[test]
    fn a_success_or_a_reset_starts_over() {
        let behavior = Behavior::default();
        let mut retry = Retry::default();
        for forget in [Retry::succeeded, Retry::reset] {
            retry.failed(SimTime::ZERO, &behavior);
            retry.failed(SimTime::ZERO, &behavior);
            forget(&mut retry);
            assert_eq!(retry.allowed_at(), None);
            retry.failed(SimTime::from_secs(100), &behavior);
            assert_eq!(retry.allowed_at(), Some(SimTime::from_secs(115)));
        }
    }

    #[test]
    fn without_waits_every_pass_may_try() {
        let behavior = Behavior { placement_retry: Vec::new(), ..Behavior::default() };
        let mut retry = Retry::default();
        retry.failed(SimTime::ZERO, &behavior);
        assert_eq!(retry.allowed_at(), None);
    }
}
