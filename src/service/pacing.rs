//! How many tasks a service may launch now: placement retry, start throttle and launch rate together.

use super::launch_rate::LaunchRate;
use super::retry::Retry;
use super::throttle::Throttle;
use crate::model::Behavior;
use crate::time::SimTime;

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

    /// How many tasks may be launched at `now`.
    ///
    /// An empty bucket names the time of its next launch. A bucket that holds some does not: what is missing then is
    /// launched by the following pass, so that a large service grows in batches rather than task by task.
    #[must_use]
    pub fn starts_allowed(&self, now: SimTime) -> StartsAllowed {
        let held_until = self.retry.allowed_at().max(self.throttle.allowed_at()).filter(|&until| until > now);
        if held_until.is_some() {
            return StartsAllowed { count: 0, next_at: held_until };
        }
        let count = self.launch_rate.available(now);
        let next_at = if count == 0 { Some(self.launch_rate.next_at(now)) } else { None };
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
        assert_eq!(pacing.starts_allowed(at(0)), StartsAllowed { count: 500, next_at: None });

        pacing.retry.failed(at(0), &behavior);
        assert_eq!(pacing.starts_allowed(at(1)), StartsAllowed { count: 0, next_at: Some(at(15)) });
        for _ in 0..3 {
            pacing.throttle.failed(at(14), &behavior);
        }
        assert_eq!(pacing.starts_allowed(at(14)), StartsAllowed { count: 0, next_at: Some(at(24)) });
        assert_eq!(pacing.starts_allowed(at(24)), StartsAllowed { count: 500, next_at: None });

        pacing.launch_rate.take(at(24), 500);
        // 60 s / 500 = 120 ms for one launch.
        let next = SimTime::from_micros(24_120_000);
        assert_eq!(pacing.starts_allowed(at(24)), StartsAllowed { count: 0, next_at: Some(next) });
        assert_eq!(pacing.starts_allowed(at(34)), StartsAllowed { count: 83, next_at: None });
    }
}
