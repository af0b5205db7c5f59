//! What a metric shows at an instant.

use super::datapoint::Datapoint;
use crate::time::SimDuration;

/// The value of a metric for as long as nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// Values times weights, in millionths.
    sum: i128,
    weight: i64,
    samples: i64,
    minimum: i64,
    maximum: i64,
}

const MILLION: i64 = 1_000_000;

impl Level {
    /// A count of something.
    pub fn of_count(count: u32) -> Self {
        let value = i64::from(count) * MILLION;
        Self { sum: value.into(), weight: 1, samples: 1, minimum: value, maximum: value }
    }

    /// `tasks` that use `value` of what each of them reserves, which is their weight.
    pub fn of_tasks(tasks: u32, value: i64, weight: u32) -> Self {
        let all = i64::from(tasks) * i64::from(weight.max(1));
        Self {
            sum: i128::from(value) * i128::from(all),
            weight: all,
            samples: tasks.into(),
            minimum: value,
            maximum: value,
        }
    }

    /// This and another part of the same metric.
    pub fn with(self, other: Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            weight: self.weight + other.weight,
            samples: self.samples + other.samples,
            minimum: self.minimum.min(other.minimum),
            maximum: self.maximum.max(other.maximum),
        }
    }

    /// What comes of it in some time.
    pub fn over(&self, time: SimDuration) -> Datapoint {
        let micros = i128::from(time.as_micros());
        Datapoint {
            sum: self.sum * micros,
            weight: i128::from(self.weight) * micros,
            samples: self.samples,
            minimum: self.minimum,
            maximum: self.maximum,
        }
    }
}
