//! How many tasks a service may launch now: placement retry, start throttle and launch rate together.

use std::collections::BTreeMap;

use super::backoff::{Backoff, Waits};
use super::launch_rate::LaunchRate;
use crate::model::{Behavior, InstanceId};
use crate::time::{SimDuration, SimTime};

/// The clocks that hold a service's launches back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pacing {
    /// Waits after placements that found no instance.
    pub retry: Backoff,
    /// Waits after tasks that did not fit on their instance, each for its own: the others do not wait for it (§1.5).
    pub instance_retries: BTreeMap<InstanceId, Backoff>,
    /// Waits after tasks that could not start.
    pub throttle: Backoff,
    /// Launches per minute.
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
            retry: Backoff::default(),
            instance_retries: BTreeMap::new(),
            throttle: Backoff::default(),
            launch_rate: LaunchRate::new(behavior),
        }
    }

    /// Notes a pass at `now` that found no instance for its tasks, or no room on the one that a task is for. Returns when
    /// it may be tried again; the wait is `factor` millionths as long as listed.
    pub fn placement_failed(
        &mut self,
        on: Option<InstanceId>,
        now: SimTime,
        behavior: &Behavior,
        factor: u32,
    ) -> Option<SimTime> {
        let retry = match on {
            Some(instance) => self.instance_retries.entry(instance).or_default(),
            None => &mut self.retry,
        };
        retry.failed(now, &Waits::between_placements(behavior), factor);
        retry.allowed_at()
    }

    /// Until when no task is tried on this instance.
    #[must_use]
    pub fn held_until(&self, instance: InstanceId) -> Option<SimTime> {
        self.instance_retries.get(&instance).and_then(Backoff::allowed_at)
    }

    /// Forgets that placements failed: the service was updated.
    pub fn forget_placements(&mut self) {
        self.retry.reset();
        self.instance_retries.clear();
    }

    /// How many tasks may be launched at `now`.
    ///
    /// A wait names the very time of its end. An empty bucket names that of its next launch, but none before `interval`
    /// is over, and a bucket that holds some names none: a large service grows in batches rather than task by task.
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
    use crate::model::Spread;

    #[test]
    fn the_longest_wait_counts_then_the_launch_rate() {
        let behavior = Behavior::default();
        let mut pacing = Pacing::new(&behavior);
        let at = SimTime::from_secs;
        let allowed = |pacing: &Pacing, now| pacing.starts_allowed(now, SimDuration::from_secs(10));
        assert_eq!(allowed(&pacing, at(0)), StartsAllowed { count: 80, next_at: None });

        pacing.placement_failed(None, at(0), &behavior, Spread::ONE);
        assert_eq!(allowed(&pacing, at(1)), StartsAllowed { count: 0, next_at: Some(at(15)) });
        for _ in 0..3 {
            pacing.throttle.failed(at(14), &Waits::between_starts(&behavior), Spread::ONE);
        }
        assert_eq!(allowed(&pacing, at(14)), StartsAllowed { count: 0, next_at: Some(at(24)) });
        assert_eq!(allowed(&pacing, at(24)), StartsAllowed { count: 80, next_at: None });

        pacing.launch_rate.take(at(24), 80);
        // The next launch is there after 60 s / 500 = 120 ms, but the next pass comes 10 s later.
        assert_eq!(allowed(&pacing, at(24)), StartsAllowed { count: 0, next_at: Some(at(34)) });
        assert_eq!(allowed(&pacing, at(34)), StartsAllowed { count: 80, next_at: None });
    }

    #[test]
    fn p1_8_instances_wait_each_for_itself() {
        let behavior = Behavior::default();
        let mut pacing = Pacing::new(&behavior);
        let (full, free) = (InstanceId::new(0), InstanceId::new(1));
        pacing.placement_failed(Some(full), SimTime::ZERO, &behavior, Spread::ONE);
        assert_eq!((pacing.held_until(full), pacing.held_until(free)), (Some(SimTime::from_secs(15)), None));
        assert_eq!(pacing.retry, Backoff::default());
        pacing.placement_failed(None, SimTime::ZERO, &behavior, Spread::ONE);
        pacing.forget_placements();
        assert_eq!(pacing, Pacing::new(&behavior));
    }
}
