//! Texts and numbers as quantities: whole numbers in a range, durations, CPU, memory, ratios.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::super::sizes::{self, decimal_millionths};
use super::super::{Node, Problem, Problems, Span, Value};
use super::fields::Text;
use super::limits::{MAX_CPU, MAX_DURATION, MAX_MEMORY};
use super::names::shortened;
use crate::model::MEBIBYTE;
use crate::time::{SimDuration, SimTime};

const MILLION: u64 = 1_000_000;
/// MiB that an image or a layer may have, and MiB a second that anything may let through.
const MOST_MEBIBYTES: f64 = 1e7;

/// The member `name` as a whole number in `range`.
///
/// A text of digits counts as one, as some members of the API are texts of digits; in place of a number the shape check
/// tells it (VD-36).
///
/// `rule` is the rule that sets the range, empty where only the simulator does.
pub fn whole(
    node: &Node,
    name: &str,
    range: RangeInclusive<u32>,
    rule: &str,
    problems: &mut Problems,
) -> Option<u32> {
    whole_number(node.get(name)?, name, range, rule, problems)
}

/// As [`whole`], for a node that is at hand.
pub fn whole_number(
    node: &Node,
    name: &str,
    range: RangeInclusive<u32>,
    rule: &str,
    problems: &mut Problems,
) -> Option<u32> {
    let written = match &node.value {
        Value::Integer(value) => i128::from(*value),
        Value::String(text) => {
            let Ok(value) = text.trim().parse::<i64>() else {
                let message = format!("`{name}` is `{}`, which is not a whole number", shortened(text));
                let help = format!("write a number from {} to {}", range.start(), range.end());
                problems.push(Problem::error(&node.span, message).label("not a whole number").help(help));
                return None;
            };
            i128::from(value)
        }
        _ => return None,
    };
    match u32::try_from(written) {
        Ok(value) if range.contains(&value) => Some(value),
        _ => {
            let message = format!("`{name}` is {written}, outside {} to {}", range.start(), range.end());
            let help = format!("write a number from {} to {}", range.start(), range.end());
            let problem = Problem::error(&node.span, message).label("out of range").help(help);
            problems.push(if rule.is_empty() { problem } else { problem.rule(rule) });
            None
        }
    }
}

/// The member `name` as seconds in `range`, or `default` when it is absent or wrong.
pub fn seconds(
    node: &Node,
    name: &str,
    range: RangeInclusive<u32>,
    default: u32,
    rule: &str,
    problems: &mut Problems,
) -> SimDuration {
    let value = whole(node, name, range, rule, problems).unwrap_or(default);
    SimDuration::from_secs(u64::from(value))
}

/// The member `name` as a duration with units.
pub fn duration(node: &Node, name: &str, problems: &mut Problems) -> Option<SimDuration> {
    duration_of(node.get(name)?, name, problems)
}

/// The member `name` as an instant of the simulation, written as the time since its start.
pub fn instant(node: &Node, name: &str, problems: &mut Problems) -> Option<SimTime> {
    Some(SimTime::ZERO + duration(node, name, problems)?)
}

/// A text with units as a duration.
pub fn parsed_duration(text: &str) -> Option<Duration> {
    humantime::parse_duration(text).ok()
}

/// As [`duration`], for a node that is at hand.
pub fn duration_of(node: &Node, name: &str, problems: &mut Problems) -> Option<SimDuration> {
    let text = node.as_str()?;
    let Some(parsed) = parsed_duration(text) else {
        let message = format!("`{name}` is `{}`, which is not a duration", shortened(text));
        let problem = Problem::error(&node.span, message).label("not a duration");
        problems.push(if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            problem.help(format!("write \"{text}s\" if seconds are meant"))
        } else {
            problem.help("write a number with a unit, such as \"90s\", \"250ms\" or \"1h 30m\"")
        });
        return None;
    };
    let micros = u64::try_from(parsed.as_micros()).unwrap_or(u64::MAX);
    if micros > MAX_DURATION.as_micros() {
        problems.push(too_long(&node.span, name));
        return None;
    }
    Some(SimDuration::from_micros(micros))
}

/// A number of seconds, whole or not, as an observed duration.
pub fn observed_seconds(node: &Node, name: &str, problems: &mut Problems) -> Option<SimDuration> {
    let seconds = number(node)?;
    if !seconds.is_finite() || seconds < 0.0 {
        let message = format!("`{name}` holds {seconds}, which is not a length of time");
        let problem = Problem::error(&node.span, message).label("not a length of time");
        problems.push(problem.help("write seconds, zero or more"));
        return None;
    }
    let micros = scaled(seconds);
    if micros > MAX_DURATION.as_micros() {
        problems.push(too_long(&node.span, name));
        return None;
    }
    Some(SimDuration::from_micros(micros))
}

/// The member `name` in millionths, when it lies in `range`.
pub fn millionths(
    node: &Node,
    name: &str,
    range: RangeInclusive<f64>,
    problems: &mut Problems,
) -> Option<u64> {
    let member = node.get(name)?;
    let value = number(member)?;
    if !range.contains(&value) {
        let message = format!("`{name}` is {value}, outside {} to {}", range.start(), range.end());
        let help = format!("write a number from {} to {}", range.start(), range.end());
        problems.push(Problem::error(&member.span, message).label("out of range").help(help));
        return None;
    }
    Some(scaled(value))
}

/// The member `name`, a number of any sign, in millionths.
pub fn signed_millionths(node: &Node, name: &str, problems: &mut Problems) -> Option<i64> {
    let member = node.get(name)?;
    number(member)?;
    let value = signed_number(member);
    if value.is_none() {
        let message = format!("`{name}` is too large to be compared with");
        let help = "write a number between -1e12 and 1e12";
        problems.push(Problem::error(&member.span, message).label("out of range").help(help));
    }
    value
}

/// A number, also one that is text, in millionths; `None` beyond a million millions.
pub fn signed_number(node: &Node) -> Option<i64> {
    let value = match &node.value {
        Value::String(text) => text.trim().parse().ok()?,
        _ => number(node)?,
    };
    #[expect(clippy::cast_possible_truncation, reason = "within 1e18")]
    (value.abs() <= 1e12).then(|| (value * 1e6).round() as i64)
}

/// The member `name`, a size in MiB or a rate in MiB a second, in bytes.
pub fn mebibytes(node: &Node, name: &str, problems: &mut Problems) -> Option<u64> {
    let millionths = millionths(node, name, 0.001..=MOST_MEBIBYTES, problems)?;
    Some(millionths.saturating_mul(MEBIBYTE) / MILLION)
}

/// Task CPU in units: `"1024"`, `1024`, `"1 vCPU"`, `".25 vcpu"`; vCPUs are truncated to units (RS-10).
pub fn task_cpu(node: &Node, problems: &mut Problems) -> Option<u32> {
    let help = "write units such as \"256\", or vCPUs such as \"0.5 vCPU\"";
    size(node, "cpu", "vcpu", MAX_CPU, help, problems)
}

/// Task memory in MiB: `"512"`, `512`, `".5 gb"`, `"3 GB"`.
pub fn task_memory(node: &Node, problems: &mut Problems) -> Option<u32> {
    let help = "write MiB such as \"512\", or GB such as \"0.5 GB\"";
    size(node, "memory", "gb", MAX_MEMORY, help, problems)
}

/// A task size: a plain number, or one with `unit`, which is worth 1,024.
fn size(node: &Node, name: &str, unit: &str, most: u32, help: &str, problems: &mut Problems) -> Option<u32> {
    let (shown, parsed) = match &node.value {
        Value::Integer(value) => (value.to_string(), u64::try_from(*value).ok()),
        Value::Float(value) => (value.to_string(), None),
        Value::String(text) => (text.clone(), parse_size(text, unit)),
        _ => return None,
    };
    let within = parsed.and_then(|value| u32::try_from(value).ok()).filter(|value| *value <= most);
    if within.is_none() {
        let message = format!("task `{name}` is `{}`, which is not a task size", shortened(&shown));
        let help = sizes::remedy(name, &shown).unwrap_or_else(|| help.to_owned());
        problems.push(Problem::error(&node.span, message).label("not a task size").rule("RS-13").help(help));
    }
    within
}

fn parse_size(text: &str, unit: &str) -> Option<u64> {
    let lower = text.trim().to_ascii_lowercase();
    match lower.strip_suffix(unit) {
        Some(number) => Some(decimal_millionths(number.trim_end())?.checked_mul(1_024)? / MILLION),
        None => lower.parse().ok(),
    }
}

/// The number of a node that is one.
fn number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Float(value) => Some(value),
        #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 every range check fails anyway")]
        Value::Integer(value) => Some(value as f64),
        _ => None,
    }
}

/// The number of a node in millionths, if it is one from 0 to `most`.
pub fn factor(node: &Node, most: u32) -> Option<u32> {
    let value = number(node).filter(|value| *value >= 0.0)?;
    u32::try_from(scaled(value)).ok().filter(|value| *value <= most)
}

/// `value` in millionths, rounded; `value` is neither negative nor a NaN.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
fn scaled(value: f64) -> u64 {
    (value * 1e6).round() as u64
}

fn too_long(span: &Span, name: &str) -> Problem {
    Problem::error(span, format!("`{name}` is longer than a hundred years"))
        .label("too long")
        .help("write a duration of at most 36500 days")
}

/// Reports a duration that must not be zero.
pub fn check_positive(value: SimDuration, text: Text<'_>, name: &str, problems: &mut Problems) {
    if value.is_zero() {
        let message = format!("`{name}` is zero");
        let problem = Problem::error(text.span, message).label("must be longer than zero");
        problems.push(problem.help("write a duration such as \"10s\""));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::tree;
    use super::*;

    /// The spellings found in real files: units, any case, optional space, leading dot (RS-10: truncated).
    #[test]
    fn task_sizes_in_all_their_spellings() {
        for (written, cpu) in [
            ("\"1024\"", Some(1_024)),
            ("1028", Some(1_028)),
            ("\".25 vcpu\"", Some(256)),
            ("\"1 vCPU\"", Some(1_024)),
            ("\"0.5vCPU\"", Some(512)),
            // 0.3 × 1,024 = 307.2
            ("\"0.3 vCPU\"", Some(307)),
            ("\"one\"", None),
            ("\"-1\"", None),
            ("-1", None),
            ("\". vcpu\"", None),
            ("99999999999", None),
        ] {
            let root = tree(&format!("cpu = {written}"));
            let mut problems = Problems::default();
            assert_eq!(task_cpu(root.get("cpu").expect("written"), &mut problems), cpu, "{written}");
            assert_eq!(problems.has_errors(), cpu.is_none(), "{written}");
        }
        for (written, memory) in [
            ("\".5 gb\"", Some(512)),
            ("\"0.5GB\"", Some(512)),
            ("\"3 GB\"", Some(3_072)),
            ("525", Some(525)),
        ] {
            let root = tree(&format!("memory = {written}"));
            let parsed = task_memory(root.get("memory").expect("written"), &mut Problems::default());
            assert_eq!(parsed, memory, "{written}");
        }
    }

    #[test]
    fn whole_numbers_may_be_texts_and_stay_in_range() {
        for (written, expected) in [
            ("80", Some(80)),
            ("\"80\"", Some(80)),
            ("65536", None),
            ("-1", None),
            ("\"eighty\"", None),
            ("true", None),
        ] {
            let root = tree(&format!("port = {written}"));
            let mut problems = Problems::default();
            assert_eq!(whole(&root, "port", 0..=65_535, "NP", &mut problems), expected, "{written}");
            // A boolean in place of a number is the shape check's to tell.
            assert_eq!(problems.has_errors(), expected.is_none() && written != "true", "{written}");
        }
    }

    #[test]
    fn durations_have_units_and_an_end() {
        for (written, expected) in [
            ("\"90s\"", Some(SimDuration::from_secs(90))),
            ("\"1h 30m\"", Some(SimDuration::from_mins(90))),
            ("\"0s\"", Some(SimDuration::ZERO)),
            ("\"90\"", None),
            ("\"200years\"", None),
            ("\"99999999999999999years\"", None),
        ] {
            let root = tree(&format!("at = {written}"));
            assert_eq!(duration(&root, "at", &mut Problems::default()), expected, "{written}");
        }
    }
}
