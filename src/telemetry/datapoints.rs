//! What whoever reads a metric may ask of it.

use super::datapoint::Datapoint;

/// The datapoints of one metric, a minute at a time. Minutes are counted from the one in which the run began.
pub trait Datapoints {
    /// The datapoint of a minute that is over, if one was reported.
    fn minute(&self, minute: u64) -> Option<Datapoint>;

    /// The first minute from which on up to `minute` all are the same.
    fn same_since(&self, minute: u64) -> u64;

    /// The first minute from `minute` on that is known to differ from those before; whatever else changes is told.
    fn next_change(&self, minute: u64) -> Option<u64>;

    /// The datapoint of the `length` minutes before `end`.
    fn period(&self, end: i64, length: u32) -> Option<Datapoint> {
        let minutes = (end - i64::from(length)).max(0)..end.max(0);
        minutes.filter_map(|minute| self.minute(minute.unsigned_abs())).reduce(Datapoint::with)
    }
}
