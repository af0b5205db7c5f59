//! The launch rate of a service: a token bucket in whole numbers (FG-05).

use crate::model::Behavior;
use crate::time::{SimDuration, SimTime};

/// One launch in the bucket's own unit: a bucket that gains `n` launches per minute gains `n` units per microsecond.
const LAUNCH: u64 = SimDuration::from_mins(1).as_micros();

/// How many tasks a service may launch: a burst, then a fixed rate per minute.
///
/// The level is counted in shares of a launch so small that refilling is exact: no launch is lost to rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaunchRate {
    capacity: u64,
    per_micro: u64,
    level: u64,
    at: SimTime,
}

impl LaunchRate {
    /// A full bucket.
    ///
    /// ```
    /// use plimsoll::{model::Behavior, service::LaunchRate, time::SimTime};
    /// let mut rate = LaunchRate::new(&Behavior::default());
    /// rate.take(SimTime::ZERO, 80);
    /// assert_eq!(rate.available(SimTime::from_secs(6)), 50);
    /// ```
    #[must_use]
    pub fn new(behavior: &Behavior) -> Self {
        let capacity = u64::from(behavior.launch_burst) * LAUNCH;
        let per_micro = u64::from(behavior.launch_rate_per_minute);
        Self { capacity, per_micro, level: capacity, at: SimTime::ZERO }
    }

    /// How many tasks may be launched at `now`.
    #[must_use]
    pub fn available(&self, now: SimTime) -> u32 {
        u32::try_from(self.level_at(now) / LAUNCH).unwrap_or(u32::MAX)
    }

    /// Notes that `count` tasks are launched at `now`.
    ///
    /// # Panics
    ///
    /// When so many are not [`available`](Self::available).
    pub fn take(&mut self, now: SimTime, count: u32) {
        let taken = u64::from(count) * LAUNCH;
        self.level = self.level_at(now).checked_sub(taken).expect("only available launches are taken");
        self.at = self.at.max(now);
    }

    /// When the next task may be launched; `now` when one may be already, [`SimTime::NEVER`] when none ever may.
    #[must_use]
    pub fn next_at(&self, now: SimTime) -> SimTime {
        let missing = LAUNCH.saturating_sub(self.level_at(now));
        if missing == 0 {
            return now;
        }
        if self.per_micro == 0 || self.capacity < LAUNCH {
            return SimTime::NEVER;
        }
        now + SimDuration::from_micros(missing.div_ceil(self.per_micro))
    }

    fn level_at(&self, now: SimTime) -> u64 {
        let gained = now.since(self.at).saturating_mul(self.per_micro).as_micros();
        self.level.saturating_add(gained).min(self.capacity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(burst: u32, per_minute: u32) -> LaunchRate {
        LaunchRate::new(&Behavior {
            launch_burst: burst,
            launch_rate_per_minute: per_minute,
            ..Behavior::default()
        })
    }

    /// Worked example 66 of services.md: 1,000 tasks take a minute after the burst.
    #[test]
    fn fg_05_a_thousand_tasks_take_the_burst_and_a_minute() {
        let mut rate = bucket(500, 500);
        let mut launched = 0;
        let mut now = SimTime::ZERO;
        while launched < 1_000 {
            now = rate.next_at(now);
            let count = rate.available(now);
            rate.take(now, count);
            launched += count;
        }
        assert_eq!(now, SimTime::from_secs(60));
    }

    #[test]
    fn fractions_of_a_launch_add_up_without_drift() {
        // 7 a minute: one launch takes 8,571,428.57… µs, and seven take a minute exactly.
        let mut rate = bucket(1, 7);
        let mut now = SimTime::ZERO;
        rate.take(now, 1);
        for _ in 0..7_000 {
            now = rate.next_at(now);
            assert_eq!(rate.available(now), 1);
            assert_eq!(rate.available(SimTime::from_micros(now.as_micros() - 1)), 0);
            rate.take(now, 1);
        }
        // Launches 1…6,999 are up to a microsecond late each, but a full bucket of one loses what is late.
        let late = now.since(SimTime::from_secs(60_000)).as_micros();
        assert!(late <= 7_000, "{late} µs late");
    }

    #[test]
    fn refilling_is_the_same_in_one_step_and_in_many() {
        let (mut one, mut many) = (bucket(500, 499), bucket(500, 499));
        one.take(SimTime::ZERO, 500);
        many.take(SimTime::ZERO, 500);
        for second in 1..=30 {
            many.take(SimTime::from_micros(second * 999_983), 0);
        }
        let now = SimTime::from_micros(30 * 999_983);
        one.take(now, 0);
        assert_eq!(one, many);
    }

    #[test]
    fn the_bucket_never_holds_more_than_its_burst() {
        let rate = bucket(500, 500);
        assert_eq!(rate.available(SimTime::NEVER), 500);
    }

    #[test]
    fn a_bucket_that_gains_nothing_says_never() {
        let mut rate = bucket(1, 0);
        assert_eq!(rate.next_at(SimTime::ZERO), SimTime::ZERO);
        rate.take(SimTime::ZERO, 1);
        assert_eq!(rate.next_at(SimTime::from_secs(9)), SimTime::NEVER);
        assert_eq!(bucket(0, 500).next_at(SimTime::ZERO), SimTime::NEVER);
    }
}
