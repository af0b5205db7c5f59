//! How many tasks a service may launch now: placement retry, start throttle and launch rate together.

use super::launch_rate::LaunchRate;
use super::retry::Retry;
use super::throttle::Throttle;
use crate::model::Behavior;
use crate::time::{SimDuration, SimTime};

/// The three clocks that hold a service's launches back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    /// Waits after placements that found no instance.
    pub retry: Retry,
    /// Waits after tasks that could not start.
    pub throttle: Throttle,
    /// Launches a minute.
    pub launch_rate: LaunchRate,
}

/// How many tasks may be launched in this pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartsAllowed {
    /// So many now.
    pub count: u32,
    /// When a pass should look again; `None` when the usual cadence of passes does.
    pub next_at: Option<SimTime>,
}

impl StartsAllowed {
    /// Nothing holds launches back.
    pub const UNLIMITED: Self = Self { count: u32::MAX, next_at: None };
}

impl Pacing {
    /// Nothing has failed and the bucket is full.
    #[must_use]
    pub fn new(behavior: &Behavior) -> Self {
        Self {
            retry: Retry::default(),
            throttle: Throttle::default(),
            launch_rate: LaunchRate::new(behavior),
        }
    }

    /// How many tasks may be launched at `now`, where passes come every `interval` by themselves.
    ///
    /// A wait names the very time of its end. An empty bucket names that of its next launch, but none before the usual
    /// pass, and a bucket that holds some names none: a large service grows in batches rather than task by task.
    #[must_use]
    pub fn starts_allowed(&self, now: SimTime, interval: SimDuration) -> StartsAllowed {
        let held_until = self.retry.allowed_at().max(self.throttle.allowed_at()).filter(|&until| until > now);
        if held_until.is_some() {
            return StartsAllowed { count: 0, next_at: held_until };
        }
        let count = self.launch_rate.available(now);
        let next_at = (count == 0).then(|| self.launch_rate.next_at(now).max(now + interval));
        StartsAllowed { count, next_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_wait_counts_then_the_launch_rate() {
        let behavior = Behavior::default();
        let mut pacing = Pacing::new(&behavior);
        let at = SimTime::from_secs;
        let allowed = |pacing: &Pacing, now| pacing.starts_allowed(now, SimDuration::from_secs(10));
        assert_eq!(allowed(&pacing, at(0)), StartsAllowed { count: 500, next_at: None });

        pacing.retry.failed(at(0), &behavior);
        assert_eq!(allowed(&pacing, at(1)), StartsAllowed { count: 0, next_at: Some(at(15)) });
        for _ in 0..3 {
            pacing.throttle.failed(at(14), &behavior);
        }
        assert_eq!(allowed(&pacing, at(14)), StartsAllowed { count: 0, next_at: Some(at(24)) });
        assert_eq!(allowed(&pacing, at(24)), StartsAllowed { count: 500, next_at: None });

        pacing.launch_rate.take(at(24), 500);
        // The next launch is there after 60 s / 500 = 120 ms, but the next pass comes 10 s later.
        assert_eq!(allowed(&pacing, at(24)), StartsAllowed { count: 0, next_at: Some(at(34)) });
        assert_eq!(allowed(&pacing, at(34)), StartsAllowed { count: 83, next_at: None });
    }
}
