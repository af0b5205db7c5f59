//! Values of arguments: read, or refused in words that say what to write.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::model::Choice;
use crate::time::SimDuration;

/// A time since the start of the simulation, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// What was written.
    pub written: String,
    /// What it means.
    pub since_start: SimDuration,
}

/// A whole number in `range`.
pub(super) fn whole<N>(range: RangeInclusive<N>) -> impl Fn(&str) -> Result<N, String> + Clone
where
    N: FromStr + PartialOrd + Display + Clone,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("expected a whole number from {} to {}", range.start(), range.end()))
    }
}

/// A whole number of at least `least`.
pub(super) fn at_least<N>(least: N) -> impl Fn(&str) -> Result<N, String> + Clone
where
    N: FromStr + PartialOrd + Display + Clone,
{
    move |text| {
        let number = text.parse().ok().filter(|number| *number >= least);
        number.ok_or_else(|| format!("expected a whole number of at least {least}"))
    }
}

/// A time since the start, written as in scenario files.
pub(super) fn moment(text: &str) -> Result<Moment, String> {
    Ok(Moment { written: text.to_owned(), since_start: time(text, "a time since the start")? })
}

/// A length of time, written as in scenario files.
pub(super) fn length(text: &str) -> Result<SimDuration, String> {
    time(text, "a length of time")
}

fn time(text: &str, what: &str) -> Result<SimDuration, String> {
    let parsed = humantime::parse_duration(text).map_err(|_| {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("expected {what} with its unit, such as {text}s, {text}m or {text}h")
        } else {
            format!("expected {what}, such as 90s, 10m or '1h 30m'")
        }
    })?;
    Ok(SimDuration::from_micros(u64::try_from(parsed.as_micros()).unwrap_or(u64::MAX)))
}

/// Six to 32 hexadecimal digits.
pub(super) fn task_id(text: &str) -> Result<String, String> {
    let digits = text.len() >= 6 && text.len() <= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits {
        Ok(text.to_owned())
    } else {
        Err("expected 6 to 32 hexadecimal digits of a task's id, as tasks.csv has it".to_owned())
    }
}

/// Wants a path before the equals sign; what it names is the scenario's business.
pub(super) fn path_and_value(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((path, _)) if !path.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("expected PATH=VALUE, such as services.web.desiredCount=12".to_owned()),
    }
}

/// A parameter's name and its value.
pub(super) fn name_and_value(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((name, _)) if !name.is_empty() => Ok(text.to_owned()),
        _ => Err("expected NAME=VALUE, such as DesiredCount=4".to_owned()),
    }
}

/// A file's name in the scenario, and where it is.
pub(super) fn name_and_path(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => Ok((name.to_owned(), path.into())),
        _ => Err("expected NAME=PATH, such as traces/week.csv=/data/week.csv".to_owned()),
    }
}

/// Threads where nobody says how many: one for each core that the system gives.
pub(super) fn available_cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// One of the words of a choice, as in scenario files.
pub(super) fn word<C: Choice + Send + Sync>() -> impl TypedValueParser<Value = C> {
    let words = C::ALL.iter().map(|choice| PossibleValue::new(choice.word()));
    PossibleValuesParser::new(words).map(|word| C::of(&word).expect("clap takes only these words"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_needs_six_digits() {
        assert!(task_id("5f0c2A").is_ok());
        for wrong in ["5f0c2", "task/1", "5f0c2g", &"a".repeat(33)] {
            assert!(task_id(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_time_needs_its_unit_and_is_kept_as_written() {
        let moment = moment("1h 30m").expect("a time");
        assert_eq!((moment.written.as_str(), moment.since_start), ("1h 30m", SimDuration::from_mins(90)));
        for (wrong, told) in [
            ("90", "expected a length of time with its unit, such as 90s, 90m or 90h"),
            ("-5s", "expected a length of time, such as 90s, 10m or '1h 30m'"),
            ("", "expected a length of time, such as 90s, 10m or '1h 30m'"),
        ] {
            assert_eq!(length(wrong).expect_err(wrong), told);
        }
    }

    #[test]
    fn numbers_are_refused_with_what_they_may_be() {
        assert_eq!(whole(1..=10)("10"), Ok(10));
        for wrong in ["0", "11", "-1", "ten", "1.5", "1e1", "", "99999999999999999999"] {
            assert_eq!(whole(1..=10)(wrong).expect_err(wrong), "expected a whole number from 1 to 10");
            assert_eq!(at_least(12_u8)(wrong).expect_err(wrong), "expected a whole number of at least 12");
        }
    }

    #[test]
    fn a_setting_needs_a_path() {
        assert!(path_and_value("services.web.desiredCount=12").is_ok());
        assert!(path_and_value("name=").is_ok(), "an empty value is a value");
        assert!(path_and_value("=12").is_err());
        assert!(path_and_value("services.web.desiredCount").is_err());
    }
}
