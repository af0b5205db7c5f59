//! A metric of which the scenario says what it shows and when.

use std::sync::Arc;

use super::datapoint::Datapoint;
use super::datapoints::Datapoints;
use super::minutes::Minutes;
use crate::time::SimTime;

/// Samples with their times.
#[derive(Clone, Debug)]
pub struct Given {
    minutes: Minutes,
    samples: Arc<[(SimTime, i64)]>,
}

impl Given {
    pub fn new(minutes: Minutes, samples: &Arc<[(SimTime, i64)]>) -> Self {
        Self { minutes, samples: Arc::clone(samples) }
    }

    /// How many samples come before a minute.
    fn before(&self, minute: u64) -> usize {
        let start = self.minutes.start(minute);
        self.samples.partition_point(|(at, _)| *at < start)
    }
}

impl Datapoints for Given {
    fn minute(&self, minute: u64) -> Option<Datapoint> {
        let of_minute = &self.samples[self.before(minute)..self.before(minute + 1)];
        of_minute.iter().map(|(_, value)| Datapoint::of_value(*value)).reduce(Datapoint::with)
    }

    fn same_since(&self, minute: u64) -> u64 {
        // Nothing at all has come from the last sample on.
        let last = self.before(minute).checked_sub(1);
        last.map_or(0, |last| self.minutes.of(self.samples[last].0) + 1)
    }

    fn next_change(&self, minute: u64) -> Option<u64> {
        self.samples.get(self.before(minute)).map(|(at, _)| self.minutes.of(*at))
    }
}
