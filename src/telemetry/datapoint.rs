//! A datapoint: what CloudWatch keeps of a metric's samples in a stretch of time.

use std::cmp::Ordering;

use crate::model::Statistic;

/// The samples of a stretch of time, put together (a `StatisticSet`).
///
/// Values are in millionths. What lasts is weighted by how long it does, so that its mean is the exact one over time.
///
/// ```
/// use std::cmp::Ordering;
/// use plimsoll::model::Statistic;
/// use plimsoll::telemetry::Datapoint;
///
/// let (low, high) = (Datapoint::of_value(1_000_000), Datapoint::of_value(4_000_000));
/// let both = low.with(high);
/// assert_eq!(both.compare(Statistic::Average, 2_500_000), Ordering::Equal);
/// assert_eq!(both.compare(Statistic::Sum, 5_000_000), Ordering::Equal);
/// assert_eq!(both.compare(Statistic::Maximum, 4_000_001), Ordering::Less);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Datapoint {
    /// Values times weights.
    pub(super) sum: i128,
    /// All weights; more than zero.
    pub(super) weight: i128,
    pub(super) samples: i64,
    pub(super) minimum: i64,
    pub(super) maximum: i64,
}

impl Datapoint {
    /// One sample.
    #[must_use]
    pub const fn of_value(value: i64) -> Self {
        Self { sum: value as i128, weight: 1, samples: 1, minimum: value, maximum: value }
    }

    /// The samples of both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            weight: self.weight + other.weight,
            samples: self.samples + other.samples,
            minimum: self.minimum.min(other.minimum),
            maximum: self.maximum.max(other.maximum),
        }
    }

    /// How a statistic of it compares with `threshold`, in millionths.
    #[must_use]
    pub fn compare(&self, statistic: Statistic, threshold: i64) -> Ordering {
        let threshold = i128::from(threshold);
        match statistic {
            Statistic::Average => self.sum.cmp(&(threshold * self.weight)),
            // The mean as often as there are samples.
            Statistic::Sum => (self.sum * i128::from(self.samples)).cmp(&(threshold * self.weight)),
            Statistic::Minimum => i128::from(self.minimum).cmp(&threshold),
            Statistic::Maximum => i128::from(self.maximum).cmp(&threshold),
            Statistic::SampleCount => (i128::from(self.samples) * 1_000_000).cmp(&threshold),
        }
    }
}
