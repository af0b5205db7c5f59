//! What a metric shows at an instant.

use super::datapoint::Datapoint;
use crate::time::SimDuration;

/// The value of a metric for as long as nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(Datapoint);

const MILLION: i64 = 1_000_000;

impl Level {
    /// A count of something.
    pub fn of_count(count: u32) -> Self {
        Self(Datapoint::of_value(i64::from(count) * MILLION))
    }

    /// `tasks` that use `value` of what each of them reserves, which is their weight.
    pub fn of_tasks(tasks: u32, value: i64, weight: u32) -> Self {
        let all = i128::from(tasks) * i128::from(weight.max(1));
        let sum = i128::from(value) * all;
        Self(Datapoint { sum, weight: all, samples: tasks.into(), minimum: value, maximum: value })
    }

    /// This and another part of the same metric.
    pub fn with(self, other: Self) -> Self {
        Self(self.0.with(other.0))
    }

    /// What comes of it in some time.
    pub fn over(&self, time: SimDuration) -> Datapoint {
        let micros = i128::from(time.as_micros());
        Datapoint { sum: self.0.sum * micros, weight: self.0.weight * micros, ..self.0 }
    }
}
