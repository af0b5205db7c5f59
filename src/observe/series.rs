//! Figures over time in a fixed number of equal steps, each an exact time-weighted mean.

use super::gauge::{Integral, Level};
use super::outcome::Series;
use crate::model::Model;
use crate::time::{SimDuration, SimTime};

/// A series has at most this many steps, so that its memory does not depend on the length of the run.
const MOST_STEPS: u64 = 500;

/// With more services than this, series are kept for the cluster alone, so that memory stays bounded.
pub(super) const MOST_SERVICES: usize = 200;

/// Lengths of a step that read well on an axis, in seconds; longer ones are whole days.
const ROUND_STEPS: [u64; 16] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 10_800, 21_600, 43_200];
const DAY: u64 = 86_400;

/// The shortest round step with which `duration` has at most [`MOST_STEPS`] steps.
pub(super) fn round_step(duration: SimDuration) -> SimDuration {
    let fits = |step: &u64| duration.as_micros() <= SimDuration::from_secs(*step * MOST_STEPS).as_micros();
    let step = ROUND_STEPS.into_iter().find(fits).unwrap_or_else(|| {
        let days = duration.as_micros().div_ceil(SimDuration::from_secs(DAY * MOST_STEPS).as_micros());
        days * DAY
    });
    SimDuration::from_secs(step)
}

/// How many steps a series of a run of this length has.
///
/// # Panics
///
/// Never: there are at most five hundred.
#[must_use]
pub fn steps_of(duration: SimDuration) -> usize {
    let steps = duration.as_micros().div_ceil(round_step(duration).as_micros());
    usize::try_from(steps).expect("there are few steps")
}

/// Whether a run keeps series of its services.
#[must_use]
pub fn keeps_series_of(model: &Model) -> bool {
    model.services.len() <= MOST_SERVICES
}

/// A level over time, step by step.
#[derive(Clone, Debug)]
pub(super) struct StepSeries {
    step: SimDuration,
    /// End of the present step.
    boundary: SimTime,
    since: SimTime,
    level: Level,
    integral: Integral,
    means: Vec<f64>,
}

impl StepSeries {
    /// A series from the start of the run, without a level yet.
    pub(super) fn new(step: SimDuration) -> Self {
        Self {
            step,
            boundary: SimTime::ZERO + step,
            since: SimTime::ZERO,
            level: Level::ABSENT,
            integral: Integral::default(),
            means: Vec::new(),
        }
    }

    /// The level is `level` from `at` on.
    pub(super) fn set(&mut self, at: SimTime, level: Level) {
        if level != self.level {
            self.advance(at);
            self.level = level;
        }
    }

    /// The series up to `end`; the last step may be shorter than the others.
    ///
    /// A step in which the figure did not exist, such as a share of instances that have not registered, shows 0.
    pub(super) fn finish(mut self, end: SimTime, name: String, unit: &'static str) -> Series {
        self.advance(end);
        if self.boundary.since(SimTime::ZERO) - self.step < end.since(SimTime::ZERO) {
            self.means.push(self.integral.mean().unwrap_or(0.0));
        }
        Series { name, unit, step_seconds: self.step.as_secs_f64(), means: self.means }
    }

    fn advance(&mut self, at: SimTime) {
        while self.boundary <= at {
            self.integral.add(self.level, self.boundary.since(self.since).as_micros());
            self.means.push(self.integral.mean().unwrap_or(0.0));
            self.integral = Integral::default();
            self.since = self.boundary;
            self.boundary += self.step;
        }
        self.integral.add(self.level, at.since(self.since).as_micros());
        self.since = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_at_most_five_hundred() {
        for (seconds, step) in [
            (1, 1),
            (500, 1),
            (501, 2),
            (7_200, 15),
            (86_400, 300),
            (604_800, 1_800),
            (31_536_000, DAY),
            (10 * 31_536_000, 8 * DAY),
        ] {
            assert_eq!(
                round_step(SimDuration::from_secs(seconds)),
                SimDuration::from_secs(step),
                "{seconds}"
            );
        }
    }

    #[test]
    fn each_step_holds_its_own_mean() {
        let mut series = StepSeries::new(SimDuration::from_secs(10));
        series.set(SimTime::from_secs(5), Level::count(2_u32));
        series.set(SimTime::from_secs(12), Level::count(7_u32));
        series.set(SimTime::from_secs(30), Level::count(4_u32));
        let series = series.finish(SimTime::from_secs(34), "x".to_owned(), "tasks");
        // Step 1 knows a level for its second half only; step 2: (2 × 2 + 7 × 8) / 10; step 4 lasts 4 s.
        assert_eq!(series.means, [2.0, 6.0, 7.0, 4.0]);
        assert!((series.step_seconds - 10.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_run_that_ends_on_a_step_has_no_empty_step() {
        let mut series = StepSeries::new(SimDuration::from_secs(10));
        series.set(SimTime::ZERO, Level::count(1_u32));
        assert_eq!(series.finish(SimTime::from_secs(20), String::new(), "").means, [1.0, 1.0]);
    }
}
