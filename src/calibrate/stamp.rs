//! When something was told, by whichever clock the log has.

use std::fmt;

use crate::time::micros_since_epoch;

const MICROS: i64 = 1_000_000;

/// A moment in microseconds: since the Unix epoch, or since the start of a simulation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(i64);

impl Stamp {
    /// The moment `micros` microseconds after the start of the clock.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Reads `2026-01-02T03:04:05.678+09:00`, as the AWS CLI writes times; without a zone it is UTC.
    ///
    /// ```
    /// use plimsoll::calibrate::Stamp;
    /// let utc = Stamp::parse("2026-01-02T03:04:05.5Z").expect("a time");
    /// assert_eq!(Stamp::parse("2026-01-02T12:04:05.500000+09:00"), Some(utc));
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        micros_since_epoch(text).map(Self)
    }

    /// Microseconds from `earlier` to this moment; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0 - earlier.0)
    }

    /// The moment `span` earlier.
    #[must_use]
    pub const fn before(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// The moment `span` later.
    #[must_use]
    pub const fn after(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// The whole second that it falls in, as a scenario writes dates; `None` outside the calendar.
    ///
    /// ```
    /// use plimsoll::calibrate::Stamp;
    /// let stamp = Stamp::parse("2026-01-02T03:04:05.678Z").expect("a time");
    /// assert_eq!(stamp.date().as_deref(), Some("2026-01-02T03:04:05Z"));
    /// ```
    #[must_use]
    pub fn date(self) -> Option<String> {
        jiff::Timestamp::from_second(self.0.div_euclid(MICROS)).ok().map(|second| second.to_string())
    }

    /// By how much it is past a whole second.
    #[must_use]
    pub const fn fraction(self) -> Span {
        Span(self.0.rem_euclid(MICROS))
    }

    /// Whether it falls on a whole second, as all stamps of coarse logs do.
    #[must_use]
    pub const fn is_whole_second(self) -> bool {
        self.0 % MICROS == 0
    }
}

/// A length of time in microseconds; negative when clocks disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(i64);

impl Span {
    /// So many whole seconds.
    #[must_use]
    pub const fn secs(seconds: i64) -> Self {
        Self(seconds * MICROS)
    }

    /// So many microseconds.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Both, one after the other.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// In seconds, for statistics.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "2^53 microseconds are 285 years")]
    pub fn as_secs(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

/// Seconds with as many digits as tell something.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} s", self.as_secs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_may_be_negative() {
        let (early, late) = (Stamp::from_micros(500_000), Stamp::from_micros(2_000_000));
        assert_eq!(late.since(early), Span::from_micros(1_500_000));
        assert_eq!(early.since(late).to_string(), "-1.5 s");
        assert!(late.is_whole_second() && !early.is_whole_second());
    }
}
