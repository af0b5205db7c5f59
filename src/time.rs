//! Simulated time: whole microseconds, so that sums are exact and order is total.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

const MICROS_PER_SECOND: u64 = 1_000_000;

/// An instant, in microseconds since the start of the simulation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SimTime(u64);

/// A length of simulated time, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimDuration(u64);

/// Microseconds from the Unix epoch to `2026-01-02T03:04:05.678+09:00`; without a zone it is UTC.
///
/// ```
/// use plimsoll::time::micros_since_epoch;
/// assert_eq!(micros_since_epoch("1970-01-01 00:00:01.5"), Some(1_500_000));
/// assert_eq!(micros_since_epoch("1970-01-01T09:00:00+09:00"), Some(0));
/// assert_eq!(micros_since_epoch("yesterday"), None);
/// ```
#[must_use]
pub fn micros_since_epoch(text: &str) -> Option<i64> {
    let zoned = text.parse::<Timestamp>().ok();
    let local = || Offset::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    zoned.or_else(local).map(Timestamp::as_microsecond)
}

/// Numbers from here on are milliseconds since the epoch, below seconds: the year 5138 in the one, 1973 in the other.
const MILLISECONDS_FROM: f64 = 1e11;

/// Microseconds from the Unix epoch to a moment as JSON has it: seconds, or milliseconds where the number is so large; `None`
/// outside the calendar.
///
/// ```
/// use plimsoll::time::micros_of_number;
/// assert_eq!(micros_of_number(1_478_726_190.86), Some(1_478_726_190_860_000));
/// assert_eq!(micros_of_number(1_478_726_190_860.0), Some(1_478_726_190_860_000));
/// assert_eq!(micros_of_number(f64::NAN), None);
/// ```
#[must_use]
pub fn micros_of_number(number: f64) -> Option<i64> {
    let seconds = if number.abs() >= MILLISECONDS_FROM { number / 1e3 } else { number };
    let micros = (seconds * 1e6).round();
    #[expect(clippy::cast_possible_truncation, reason = "smaller than 2^63")]
    (micros.abs() < LAST_MICROS).then_some(micros as i64)
}

/// The year 5138; NaN is not before it.
const LAST_MICROS: f64 = 1e17;

impl SimTime {
    /// The start of every simulation.
    pub const ZERO: Self = Self(0);
    /// Later than any instant a simulation reaches.
    pub const NEVER: Self = Self(u64::MAX);

    /// The instant `micros` microseconds after the start.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The instant `seconds` seconds after the start.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds * MICROS_PER_SECOND)
    }

    /// Microseconds since the start.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Seconds since the start; for reports only, never for decisions.
    #[must_use]
    pub fn as_secs_f64(self) -> f64 {
        SimDuration(self.0).as_secs_f64()
    }

    /// Time from `earlier` to `self`, zero when `earlier` is later.
    ///
    /// ```
    /// use plimsoll::time::{SimDuration, SimTime};
    /// let (a, b) = (SimTime::from_secs(2), SimTime::from_secs(5));
    /// assert_eq!(b.since(a), SimDuration::from_secs(3));
    /// assert_eq!(a.since(b), SimDuration::ZERO);
    /// ```
    #[must_use]
    pub const fn since(self, earlier: Self) -> SimDuration {
        SimDuration(self.0.saturating_sub(earlier.0))
    }

    /// The first multiple of `step` that is not before `self`; `self` when `step` is zero.
    ///
    /// ```
    /// use plimsoll::time::{SimDuration, SimTime};
    /// let ten = SimDuration::from_secs(10);
    /// assert_eq!(SimTime::from_secs(11).round_up_to(ten), SimTime::from_secs(20));
    /// assert_eq!(SimTime::from_secs(20).round_up_to(ten), SimTime::from_secs(20));
    /// ```
    #[must_use]
    pub const fn round_up_to(self, step: SimDuration) -> Self {
        if step.0 == 0 {
            return self;
        }
        Self(self.0.div_ceil(step.0).saturating_mul(step.0))
    }
}

impl SimDuration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A duration of `micros` microseconds.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// A duration of `seconds` seconds.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds * MICROS_PER_SECOND)
    }

    /// A duration of `minutes` minutes.
    #[must_use]
    pub const fn from_mins(minutes: u64) -> Self {
        Self::from_secs(minutes * 60)
    }

    /// The length in microseconds.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// The length in seconds; for reports only, never for decisions.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "reports show at most microseconds over years")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / MICROS_PER_SECOND as f64
    }

    /// `self` times `factor`, at most the longest duration.
    #[must_use]
    pub const fn saturating_mul(self, factor: u64) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// Whether no time passes.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add<SimDuration> for SimTime {
    type Output = Self;

    fn add(self, rhs: SimDuration) -> Self {
        Self(self.0.saturating_add(rhs.0))
    }
}

impl AddAssign<SimDuration> for SimTime {
    fn add_assign(&mut self, rhs: SimDuration) {
        *self = *self + rhs;
    }
}

impl Add for SimDuration {
    type Output = Self;

    fn add(self, rhs: Self) -> Self {
        Self(self.0.saturating_add(rhs.0))
    }
}

impl Sub for SimDuration {
    type Output = Self;

    fn sub(self, rhs: Self) -> Self {
        Self(self.0.saturating_sub(rhs.0))
    }
}

/// A clock reading `[d ]hh:mm:ss[.ffffff]`, days only when there are any.
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.0 / MICROS_PER_SECOND, self.0 % MICROS_PER_SECOND);
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        if days > 0 {
            write!(f, "{days}d ")?;
        }
        write!(f, "{:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60)?;
        if micros > 0 {
            let fraction = format!("{micros:06}");
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

/// The form scenario files use: `1h 30m`, `250ms`, `0s`.
impl fmt::Display for SimDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let std = std::time::Duration::from_micros(self.0);
        write!(f, "{}", humantime::format_duration(std))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_readings_show_only_what_is_there() {
        for (micros, text) in [
            (0, "00:00:00"),
            (61_500_000, "00:01:01.5"),
            (86_400_000_000, "1d 00:00:00"),
            (90_061_000_001, "1d 01:01:01.000001"),
        ] {
            assert_eq!(SimTime::from_micros(micros).to_string(), text);
        }
    }

    #[test]
    fn arithmetic_saturates_instead_of_wrapping() {
        assert_eq!(SimTime::NEVER + SimDuration::from_secs(1), SimTime::NEVER);
        assert_eq!(SimDuration::ZERO - SimDuration::from_secs(1), SimDuration::ZERO);
        assert_eq!(SimTime::NEVER.round_up_to(SimDuration::from_secs(10)), SimTime::NEVER);
    }
}
