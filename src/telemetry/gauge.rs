//! A metric that changes with what happens in a run: its level now, and the datapoints of the last minutes.

use std::collections::VecDeque;

use super::datapoint::Datapoint;
use super::datapoints::Datapoints;
use super::level::Level;
use super::minutes::Minutes;
use crate::time::{SimDuration, SimTime};

/// A level over time, kept as the datapoints of as many minutes as anybody looks back.
#[derive(Clone, Debug)]
pub struct Gauge {
    minutes: Minutes,
    /// `None` while nothing is reported.
    level: Option<Level>,
    changed_at: SimTime,
    /// Up to when time is accounted for.
    until: SimTime,
    /// The minute that `until` is in, and what is known of it.
    minute: u64,
    open: Option<Datapoint>,
    /// The minutes before, the newest last; never more than `keep`.
    closed: VecDeque<Option<Datapoint>>,
    keep: usize,
}

impl Gauge {
    /// One that has reported nothing.
    pub fn new(minutes: Minutes, keep: usize) -> Self {
        let zero = SimTime::ZERO;
        Self {
            minutes,
            level: None,
            changed_at: zero,
            until: zero,
            minute: 0,
            open: None,
            closed: VecDeque::new(),
            keep,
        }
    }

    /// Sets the level from `now` on; says whether that is another one.
    pub fn set(&mut self, now: SimTime, level: Option<Level>) -> bool {
        if self.level == level {
            return false;
        }
        self.advance(now);
        (self.level, self.changed_at) = (level, now);
        true
    }

    /// Accounts for the time up to `now`.
    pub fn advance(&mut self, now: SimTime) {
        let minute = self.minutes.of(now);
        if minute > self.minute {
            self.account(self.minutes.start(self.minute + 1));
            let open = self.open.take();
            self.close(open);
            // Whole minutes at one level, of which no more are of interest than are kept.
            let whole = self.level.map(|level| level.over(SimDuration::from_mins(1)));
            let passed = usize::try_from(minute - self.minute - 1).unwrap_or(usize::MAX);
            (0..passed.min(self.keep)).for_each(|_| self.close(whole));
            (self.minute, self.until) = (minute, self.minutes.start(minute));
        }
        self.account(now);
    }

    fn account(&mut self, now: SimTime) {
        let time = now.since(self.until);
        self.until = now;
        let Some(level) = self.level.filter(|_| !time.is_zero()) else { return };
        let passed = level.over(time);
        self.open = Some(match self.open {
            // Of a minute there are as many samples as its last level has.
            Some(open) => Datapoint { samples: passed.samples, ..open.with(passed) },
            None => passed,
        });
    }

    fn close(&mut self, datapoint: Option<Datapoint>) {
        if self.closed.len() == self.keep {
            self.closed.pop_front();
        }
        self.closed.push_back(datapoint);
    }
}

impl Datapoints for Gauge {
    fn minute(&self, minute: u64) -> Option<Datapoint> {
        let back = usize::try_from(self.minute.checked_sub(minute)?).ok()?;
        let position = self.closed.len().checked_sub(back)?;
        *self.closed.get(position)?
    }

    fn same_since(&self, _: u64) -> u64 {
        self.minutes.first_from(self.changed_at)
    }

    fn next_change(&self, _: u64) -> Option<u64> {
        None
    }
}
