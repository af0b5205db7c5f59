//! Bounds as they are written: numbers, durations where the metric is in seconds, percentages where it is a ratio.

use super::super::{Node, Problem, Problems, Value};
use crate::text::shortened;

/// The value of `key` in the unit of its metric; `None` when a problem was pushed: what it is instead, and how one is
/// written.
pub(super) fn figure(node: &Node, key: &str, unit: &str, problems: &mut Problems) -> Option<f64> {
    let mut wrong = |message: String, label: &'static str, help: String| {
        problems.push(Problem::error(&node.span, message).label(label).help(help));
        None
    };
    let how = || example(unit).to_owned();
    let value = match &node.value {
        #[expect(clippy::cast_precision_loss, reason = "a figure is a float")]
        Value::Integer(number) => *number as f64,
        Value::Float(number) => *number,
        Value::String(text) => {
            let Some(value) = of_text(text.trim(), unit) else {
                let message =
                    format!("`{key}` is `{}`, which is no figure in {}", shortened(text), named(unit));
                return wrong(message, "not of the metric's kind", how());
            };
            value
        }
        other => return wrong(format!("`{key}` is {}", other.kind()), "no figure", how()),
    };
    if !value.is_finite() {
        return wrong(format!("`{key}` is {value}"), "no figure", how());
    }
    if value < 0.0 {
        return wrong(format!("`{key}` is {value}"), "no metric is below 0", "write 0 or more".to_owned());
    }
    if unit == "ratio" && value > 1.0 {
        let is_percentage = node.as_str().is_some();
        let help = match value {
            1.0..=100.0 if !is_percentage => {
                format!("write \"{value}%\" if that is meant, or a number from 0 to 1")
            }
            _ => "write a number from 0 to 1, or a percentage from \"0%\" to \"100%\"".to_owned(),
        };
        let shown = node.as_str().map_or_else(|| value.to_string(), |text| format!("`{}`", shortened(text)));
        return wrong(format!("`{key}` is {shown}, and the metric is a share"), "more than all of it", help);
    }
    Some(value)
}

/// A text as a figure; `None` where the unit does not take it.
fn of_text(text: &str, unit: &str) -> Option<f64> {
    match unit {
        "seconds" => humantime::parse_duration(text).ok().map(|length| length.as_secs_f64()),
        "ratio" => {
            let number = text.strip_suffix('%')?.trim_end();
            let plain = |c: char| c.is_ascii_digit() || c == '.';
            // By the exponent, since a division by 100 would round once more.
            number.chars().all(plain).then(|| format!("{number}e-2").parse().ok()).flatten()
        }
        _ => None,
    }
}

fn named(unit: &str) -> &str {
    if unit == "ratio" { "percent" } else { unit }
}

const fn example(unit: &str) -> &'static str {
    match unit.as_bytes() {
        b"seconds" => "write a duration such as \"90s\", or a number of seconds",
        b"ratio" => "write a number from 0 to 1, or a percentage such as \"99.9%\"",
        _ => "write a number, zero or more",
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Sources, Span};
    use super::*;

    fn read(value: Value, unit: &str) -> Result<f64, String> {
        let file = Sources::default().add("t", "");
        let node = Node { value, span: Span::new(file, 0..0) };
        let mut problems = Problems::default();
        figure(&node, "atLeast", unit, &mut problems).ok_or_else(|| {
            let problem = problems.sorted()[0].clone();
            format!("{}; {}", problem.message, problem.help.unwrap_or_default())
        })
    }

    fn text(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    #[test]
    fn figures_are_read_in_the_unit_of_the_metric() {
        for (value, unit, expected) in [
            (Value::Integer(90), "seconds", 90.0),
            (text("1m 30s"), "seconds", 90.0),
            (text("250ms"), "seconds", 0.25),
            (Value::Float(0.999), "ratio", 0.999),
            (text("99.9%"), "ratio", 0.999),
            (text("100 %"), "ratio", 1.0),
            (Value::Integer(6), "tasks", 6.0),
            (Value::Float(12.5), "USD", 12.5),
        ] {
            assert_eq!(read(value.clone(), unit), Ok(expected), "{value:?} {unit}");
        }
    }

    #[test]
    fn what_is_no_figure_is_told_with_how_to_write_one() {
        for (value, unit, told) in [
            (
                text("90"),
                "seconds",
                "`atLeast` is `90`, which is no figure in seconds; write a duration such as \"90s\", or a number of seconds",
            ),
            (
                text("99.9%"),
                "tasks",
                "`atLeast` is `99.9%`, which is no figure in tasks; write a number, zero or more",
            ),
            (
                text("0.9"),
                "ratio",
                "`atLeast` is `0.9`, which is no figure in percent; write a number from 0 to 1, or a percentage such as \"99.9%\"",
            ),
            (
                text("1e9%"),
                "ratio",
                "`atLeast` is `1e9%`, which is no figure in percent; write a number from 0 to 1, or a percentage such as \"99.9%\"",
            ),
            (
                Value::Float(99.9),
                "ratio",
                "`atLeast` is 99.9, and the metric is a share; write \"99.9%\" if that is meant, or a number from 0 to 1",
            ),
            (
                text("200%"),
                "ratio",
                "`atLeast` is `200%`, and the metric is a share; write a number from 0 to 1, or a percentage from \"0%\" to \"100%\"",
            ),
            (
                Value::Integer(200),
                "ratio",
                "`atLeast` is 200, and the metric is a share; write a number from 0 to 1, or a percentage from \"0%\" to \"100%\"",
            ),
            (Value::Integer(-1), "tasks", "`atLeast` is -1; write 0 or more"),
            (Value::Float(f64::NAN), "tasks", "`atLeast` is NaN; write a number, zero or more"),
            (
                Value::Bool(true),
                "seconds",
                "`atLeast` is a boolean; write a duration such as \"90s\", or a number of seconds",
            ),
        ] {
            assert_eq!(read(value, unit), Err(told.to_owned()));
        }
    }
}
