//! The minutes of the clock, by which datapoints are cut.

use crate::time::{SimDuration, SimTime};

const MINUTE: u64 = SimDuration::from_secs(60).as_micros();

/// Whole minutes of the clock; the first one is that in which the run begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Minutes {
    /// How much of the first one is over when the run begins, in microseconds.
    over: u64,
}

impl Minutes {
    /// Those of a run that begins so many microseconds after the Unix epoch.
    pub fn from(starts_at: i64) -> Self {
        let minute = i64::try_from(MINUTE).unwrap_or(i64::MAX);
        Self { over: starts_at.rem_euclid(minute).unsigned_abs() }
    }

    /// The minute that `at` is in.
    pub const fn of(self, at: SimTime) -> u64 {
        (at.as_micros() + self.over) / MINUTE
    }

    /// When a minute begins; the first one with the run.
    pub const fn start(self, minute: u64) -> SimTime {
        SimTime::from_micros((minute * MINUTE).saturating_sub(self.over))
    }

    /// The first minute of which nothing is before `at`.
    pub fn first_from(self, at: SimTime) -> u64 {
        let minute = self.of(at);
        if self.start(minute) == at { minute } else { minute + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_those_of_the_clock() {
        let secs = SimTime::from_secs;
        let half_past = Minutes::from(1_767_225_600_000_000 + 30_000_000);
        assert_eq!([0, 29, 30, 89, 90].map(|at| half_past.of(secs(at))), [0, 0, 1, 1, 2]);
        assert_eq!([0, 1, 2].map(|minute| half_past.start(minute)), [0, 30, 90].map(secs));
        assert_eq!([0, 1, 30, 31].map(|at| half_past.first_from(secs(at))), [0, 1, 1, 2]);
        // Before 1970 too.
        assert_eq!(Minutes::from(-10_000_000).start(1), secs(10));
    }
}
