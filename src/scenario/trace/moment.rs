//! Times of a file as microseconds.

use super::super::Value;
use super::super::resolve::parsed_duration;
use super::expression::number_of;
use crate::time::micros_since_epoch;

/// A hundred years in microseconds: what is further from time 0 lies outside of every simulation.
pub const LONGEST: u64 = 100 * 365 * 24 * 60 * 60 * 1_000_000;

/// Microseconds that are still counted: 2^61, so that the difference of any two fits.
const FURTHEST: f64 = 2_305_843_009_213_693_952.0;

/// What a number of the file is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    micros: f64,
}

const UNITS: [(&str, f64); 7] =
    [("ns", 0.001), ("us", 1.0), ("ms", 1e3), ("s", 1e6), ("min", 60e6), ("h", 3_600e6), ("days", 86_400e6)];

impl Unit {
    pub const SECONDS: Self = Self { micros: 1e6 };

    pub fn called(name: &str) -> Option<Self> {
        UNITS.iter().find(|(known, _)| *known == name).map(|(_, micros)| Self { micros: *micros })
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        UNITS.iter().map(|(name, _)| *name)
    }

    /// A number in this unit as microseconds, rounded; what is too far away is at the end of all times.
    #[expect(clippy::cast_possible_truncation, reason = "within 2^61")]
    pub fn micros(self, number: f64) -> i64 {
        (number * self.micros).round().clamp(-FURTHEST, FURTHEST) as i64
    }

    /// Microseconds in this unit.
    #[expect(
        clippy::cast_precision_loss,
        reason = "microseconds since the epoch are below 2^53 for centuries"
    )]
    pub fn number(self, micros: i64) -> f64 {
        micros as f64 / self.micros
    }
}

/// The time that `origin` names, in microseconds.
pub fn origin(value: &Value, unit: Unit) -> Option<i64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "times of a file are read as such numbers, too")]
        Value::Integer(number) => Some(unit.micros(*number as f64)),
        Value::Float(number) => Some(unit.micros(*number)).filter(|_| number.is_finite()),
        Value::String(text) => {
            let number = number_of(text).map(|number| unit.micros(number));
            number.or_else(|| micros_since_epoch(text)).or_else(|| duration(text))
        }
        _ => None,
    }
}

/// A duration with its unit.
pub fn duration(text: &str) -> Option<i64> {
    i64::try_from(parsed_duration(text)?.as_micros()).ok()
}
