//! Dates of `registeredAt`.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// An instant of the calendar, in microseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

const DATE: &[u8] = b"0000-00-00";
const TIME: &[u8] = b"T00:00:00";
const ZONE: &[u8] = b"+00:00";

impl Moment {
    /// The instant `micros` microseconds after the Unix epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Reads `2018-06-18T22:28:28+00:00`, `…28Z`, `…28` (UTC) or `2018-06-18` (midnight UTC); see QL-08.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.as_bytes().split_at_checked(DATE.len())?;
        let (time, zone) = if rest.is_empty() { (TIME, rest) } else { rest.split_at_checked(TIME.len())? };
        let year = number(date, DATE, 0..4)?;
        let [month, day] = [5..7, 8..10].map(|at| two_digits(date, DATE, at));
        let [hour, minute, second] = [1..3, 4..6, 7..9].map(|at| two_digits(time, TIME, at));
        let civil = DateTime::new(year, month?, day?, hour?, minute?, second?, 0).ok()?;
        let timestamp = offset(zone)?.to_timestamp(civil).ok()?;
        Some(Self(timestamp.as_microsecond()))
    }
}

/// Nothing, `Z`, or hours and minutes that the local time is ahead of UTC.
fn offset(zone: &[u8]) -> Option<Offset> {
    let ahead = match zone {
        [] | b"Z" => return Some(Offset::UTC),
        [b'+', ..] => 1,
        [b'-', ..] => -1,
        _ => return None,
    };
    let (_, digits) = zone.split_at_checked(1)?;
    let [hours, minutes] = [0..2, 3..5].map(|at| two_digits(digits, &ZONE[1..], at));
    let (hours, minutes) = (i32::from(hours?), i32::from(minutes?));
    let seconds = ahead * (hours * 3600 + minutes * 60);
    if minutes < 60 { Offset::from_seconds(seconds).ok() } else { None }
}

/// The number at `at` in a text that has digits and separators where `form` has them.
fn number(text: &[u8], form: &[u8], at: std::ops::Range<usize>) -> Option<i16> {
    let same =
        |(found, wanted): (&u8, &u8)| if *wanted == b'0' { found.is_ascii_digit() } else { found == wanted };
    let fits = text.len() == form.len() && text.iter().zip(form).all(same);
    fits.then(|| text[at].iter().fold(0, |number, digit| number * 10 + i16::from(digit - b'0')))
}

fn two_digits(text: &[u8], form: &[u8], at: std::ops::Range<usize>) -> Option<i8> {
    number(text, form, at).and_then(|number| i8::try_from(number).ok())
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What an expression can hold lies in the calendar; what a caller says about an instance may not.
        match Timestamp::from_microsecond(self.0) {
            Ok(timestamp) => write!(f, "{timestamp}"),
            Err(_) => write!(f, "{} us after 1970-01-01T00:00:00Z", self.0),
        }
    }
}
