//! Exact time-weighted figures: integrals over whole microseconds, turned into floating point once, at the end.

use crate::time::SimTime;

/// A level at an instant: `value / of`. A count has `of = 1`; with `of = 0` the figure does not exist just then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level {
    value: u64,
    of: u64,
}

impl Level {
    /// Nothing is known yet.
    pub(super) const ABSENT: Self = Self { value: 0, of: 0 };

    /// A plain count.
    pub(super) fn count(value: impl Into<u64>) -> Self {
        Self { value: value.into(), of: 1 }
    }

    /// A share; it does not exist while `of` is zero.
    pub(super) fn ratio(value: impl Into<u64>, of: impl Into<u64>) -> Self {
        Self { value: value.into(), of: of.into() }
    }

    /// The level in floating point, `None` where it does not exist.
    pub(super) fn as_f64(self) -> Option<f64> {
        (self.of > 0).then(|| quotient(u128::from(self.value), u128::from(self.of)))
    }

    fn exists(self) -> bool {
        self.of > 0
    }

    fn is_below(self, other: Self) -> bool {
        u128::from(self.value) * u128::from(other.of) < u128::from(other.value) * u128::from(self.of)
    }
}

/// The integral of a level over time.
///
/// Values are summed exactly while their denominator stays the same. When it changes, the sum so far is divided by
/// it and kept in trillionths of a microsecond, which is the only rounding (downwards) before the final division.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Integral {
    /// Sum of value × microseconds since the denominator became `of`.
    stretch: u128,
    of: u64,
    /// Earlier stretches, divided by their denominators, in trillionths.
    folded: u128,
    /// Microseconds in which the level existed.
    micros: u64,
}

const TRILLION: u128 = 1_000_000_000_000;

impl Integral {
    /// Adds `level` for `micros`; nothing where it does not exist.
    pub(super) fn add(&mut self, level: Level, micros: u64) {
        if micros == 0 || !level.exists() {
            return;
        }
        if level.of != self.of {
            self.folded = self.in_trillionths();
            self.stretch = 0;
            self.of = level.of;
        }
        self.stretch += u128::from(level.value) * u128::from(micros);
        self.micros += micros;
    }

    /// The time-weighted mean, `None` when the level never existed for any time.
    pub(super) fn mean(&self) -> Option<f64> {
        let time = u128::from(self.micros);
        if time == 0 {
            return None;
        }
        Some(if self.folded == 0 {
            quotient(self.stretch, time * u128::from(self.of))
        } else {
            quotient(self.in_trillionths(), time * TRILLION)
        })
    }

    /// Level × seconds.
    fn seconds(&self) -> f64 {
        quotient(self.in_trillionths(), TRILLION * 1_000_000)
    }

    fn in_trillionths(&self) -> u128 {
        self.folded + (self.stretch * TRILLION).checked_div(u128::from(self.of)).unwrap_or(0)
    }
}

/// A level over the counted part of a run: mean, extremes and the last value.
///
/// Levels that were replaced at the instant at which they were set do not count, so that the intermediate states of
/// one instant show nowhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gauge {
    since: SimTime,
    level: Level,
    integral: Integral,
    min: Level,
    max: Level,
}

impl Gauge {
    /// A gauge that counts from `from` on, without a level yet.
    pub(super) fn new(from: SimTime) -> Self {
        let none = Level::ABSENT;
        Self { since: from, level: none, integral: Integral::default(), min: none, max: none }
    }

    /// The level is `level` from `at` on. Changes before the counted part only set the level it starts with.
    pub(super) fn set(&mut self, at: SimTime, level: Level) {
        if level != self.level {
            self.advance(at);
            self.level = level;
        }
    }

    /// Counts the present level up to `at`.
    pub(super) fn advance(&mut self, at: SimTime) {
        let micros = at.since(self.since).as_micros();
        if micros == 0 {
            return;
        }
        self.since = at;
        self.integral.add(self.level, micros);
        if self.level.exists() {
            if !self.min.exists() || self.level.is_below(self.min) {
                self.min = self.level;
            }
            if !self.max.exists() || self.max.is_below(self.level) {
                self.max = self.level;
            }
        }
    }

    /// Counts from `at` on, and forgets what was before.
    pub(super) fn restart(&mut self, at: SimTime) {
        *self = Self { level: self.level, ..Self::new(at) };
    }

    /// Looks for the smallest level from `at` on only; everything else counts as before.
    pub(super) fn restart_min(&mut self, at: SimTime) {
        self.advance(at);
        self.min = Level::ABSENT;
    }

    /// Time-weighted mean, `None` when there was no level for any counted time.
    pub(super) fn mean(&self) -> Option<f64> {
        self.integral.mean()
    }

    /// Smallest level that lasted.
    pub(super) fn min(&self) -> Option<f64> {
        self.min.as_f64()
    }

    /// Largest level that lasted.
    pub(super) fn max(&self) -> Option<f64> {
        self.max.as_f64()
    }

    /// The present level.
    pub(super) fn last(&self) -> Option<f64> {
        self.level.as_f64()
    }

    /// Level × seconds, `None` when there was no level for any counted time.
    pub(super) fn seconds(&self) -> Option<f64> {
        (self.integral.micros > 0).then(|| self.integral.seconds())
    }
}

/// `numerator / denominator` in floating point.
///
/// Correctly rounded whenever the reduced fraction has both parts below 2^53, so that 999 of 1,000 is the same
/// number as a literal 0.999.
#[expect(clippy::cast_precision_loss, reason = "the one place where an exact fraction becomes a figure")]
pub(super) fn quotient(numerator: u128, denominator: u128) -> f64 {
    const EXACT: u128 = 1 << f64::MANTISSA_DIGITS;
    if numerator <= EXACT && denominator <= EXACT {
        return numerator as f64 / denominator as f64;
    }
    let common = greatest_common_divisor(numerator, denominator);
    let (numerator, denominator) = (numerator / common, denominator / common);
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    if numerator <= EXACT {
        return numerator as f64 / denominator as f64;
    }
    whole as f64 + rest as f64 / denominator as f64
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> SimTime {
        SimTime::from_secs(seconds)
    }

    #[test]
    fn a_count_is_weighted_by_time_from_the_end_of_the_warm_up() {
        let mut gauge = Gauge::new(at(10));
        gauge.set(at(0), Level::count(4_u32));
        gauge.set(at(20), Level::count(1_u32));
        gauge.set(at(20), Level::count(9_u32));
        gauge.set(at(20), Level::count(2_u32));
        gauge.advance(at(50));
        gauge.set(at(50), Level::count(7_u32));
        // 4 for 10 s and 2 for 30 s: (40 + 60) / 40; the levels of one instant and the last one have no weight.
        assert_eq!(gauge.mean(), Some(2.5));
        assert_eq!((gauge.min(), gauge.max(), gauge.last()), (Some(2.0), Some(4.0), Some(7.0)));
        assert_eq!(gauge.seconds(), Some(100.0));
    }

    #[test]
    fn what_a_gauge_counted_is_forgotten_when_it_starts_again() {
        let mut gauge = Gauge::new(at(0));
        gauge.set(at(0), Level::count(1_u32));
        gauge.set(at(10), Level::count(6_u32));
        let mut least = gauge;
        gauge.restart(at(20));
        gauge.set(at(20), Level::count(4_u32));
        gauge.advance(at(30));
        assert_eq!((gauge.mean(), gauge.min(), gauge.max()), (Some(4.0), Some(4.0), Some(4.0)));
        least.restart_min(at(20));
        assert_eq!(least.min(), None);
        least.advance(at(30));
        // 1 for 10 s and 6 for 20 s.
        assert_eq!((least.mean(), least.min(), least.max()), (Some(130.0 / 30.0), Some(6.0), Some(6.0)));
    }

    #[test]
    fn a_ratio_counts_only_while_it_exists() {
        let mut gauge = Gauge::new(at(0));
        gauge.set(at(10), Level::ratio(1_u32, 2_u32));
        gauge.set(at(20), Level::ratio(0_u32, 0_u32));
        gauge.set(at(90), Level::ratio(1_u32, 3_u32));
        gauge.advance(at(120));
        // 1/2 for 10 s and 1/3 for 30 s: (5 + 10) / 40.
        assert!((gauge.mean().expect("existed") - 0.375).abs() < 1e-12);
        assert_eq!((gauge.min(), gauge.max()), (Some(1.0 / 3.0), Some(0.5)));
    }

    #[test]
    fn nothing_counted_is_absent_and_not_zero() {
        let mut gauge = Gauge::new(at(100));
        gauge.set(at(5), Level::count(3_u32));
        gauge.advance(at(100));
        assert_eq!((gauge.mean(), gauge.min(), gauge.max(), gauge.seconds()), (None, None, None, None));
        assert_eq!(gauge.last(), Some(3.0));
    }

    #[test]
    fn large_fractions_are_rounded_once() {
        let year = 31_536_000_000_000_u128;
        for (numerator, denominator, expected) in
            [(999, 1_000, 0.999), (7, 1, 7.0), (1, 3, 1.0 / 3.0), (10_001, 10, 1_000.1)]
        {
            let actual = quotient(numerator * year * TRILLION, denominator * year * TRILLION);
            assert_eq!(actual.to_bits(), f64::to_bits(expected), "{numerator}/{denominator}");
        }
    }

    proptest! {
        /// The integral equals a replay that looks at every second of the run.
        #[test]
        fn integrals_equal_a_second_by_second_replay(
            changes in prop::collection::vec((0_u64..200, 0_u32..50, 0_u32..8), 1..40),
            from in 0_u64..150,
        ) {
            let mut changes = changes;
            changes.sort_by_key(|change| change.0);
            let mut gauge = Gauge::new(at(from));
            for &(second, value, of) in &changes {
                gauge.set(at(second), Level::ratio(value, of));
            }
            gauge.advance(at(200));

            let level = |second| changes.iter().rev().find(|change| change.0 <= second).filter(|c| c.2 > 0);
            let seen: Vec<f64> =
                (from..200).filter_map(level).map(|&(_, value, of)| f64::from(value) / f64::from(of)).collect();
            #[expect(clippy::cast_precision_loss, reason = "at most 200 seconds")]
            let mean = seen.iter().sum::<f64>() / seen.len() as f64;
            prop_assert_eq!(gauge.mean().is_none(), seen.is_empty());
            if let Some(actual) = gauge.mean() {
                prop_assert!((actual - mean).abs() < 1e-9, "{} is not {}", actual, mean);
                let max = seen.iter().copied().fold(f64::MIN, f64::max);
                let min = seen.iter().copied().fold(f64::MAX, f64::min);
                prop_assert_eq!((gauge.min(), gauge.max()), (Some(min), Some(max)));
            }
        }
    }
}
