//! Numbers: exact decimals for programs, rounded ones for people.

use crate::experiment::Summary;

/// The shortest decimal that reads back as the same number, without exponent; `None` for what is not a number.
///
/// Negative zero is written as zero.
pub(super) fn exact(value: f64) -> Option<String> {
    // Adding zero turns −0 into 0 and leaves everything else alone.
    value.is_finite().then(|| (value + 0.0).to_string())
}

/// As [`exact`], for JSON: whole numbers without a decimal point.
pub(super) fn json(value: f64) -> Option<serde_json::Number> {
    exact(value)?.parse().ok()
}

/// The unit of a column whose cells are made by [`cell`]; empty where the cells carry their own.
pub(super) fn column_unit(unit: &str) -> &str {
    match unit {
        "seconds" => "",
        "ratio" => "%",
        other => other,
    }
}

/// A figure for people, to be read with [`column_unit`]: ratios as percentages, seconds as durations, money with
/// cents, anything else with at least three significant digits.
pub(super) fn cell(value: f64, unit: &str) -> String {
    match unit {
        "seconds" => duration(value),
        "ratio" => percentage(value),
        "USD" | "USD/h" | "USD/month" => money(value),
        _ => plain(value),
    }
}

/// A figure with its unit.
pub(super) fn with_unit(value: f64, unit: &str) -> String {
    named(&cell(value, unit), unit)
}

/// A summary with its unit.
pub(super) fn summary_with_unit(summary: &Summary) -> String {
    named(&summary_cell(summary), summary.unit().unwrap_or_default())
}

fn named(cell: &str, unit: &str) -> String {
    let unit = column_unit(unit);
    let singular = if cell == "1" { unit.strip_suffix('s').unwrap_or(unit) } else { unit };
    if unit.is_empty() { cell.to_owned() } else { format!("{cell} {singular}") }
}

/// A figure for a cell of a map, to be read with [`column_unit`]: as [`cell`], but of a figure that is not whole three
/// significant digits and no more.
pub(super) fn short_cell(value: f64, unit: &str) -> String {
    let is_plain = !matches!(unit, "seconds" | "ratio" | "USD" | "USD/h" | "USD/month");
    if is_plain && value.abs() >= 100.0 {
        fixed(value, 0)
    } else if is_plain && value.abs() >= 1.0 {
        fixed(value, if value.abs() >= 10.0 { 1 } else { 2 })
    } else {
        cell(value, unit)
    }
}

/// A summary for people: a word, a figure, `mean ± half-width`, or `mean (low to high)` where the interval ends with what
/// the figure can reach and so has no half-width.
pub(super) fn summary_cell(summary: &Summary) -> String {
    match summary {
        Summary::Text(text) => text.clone(),
        Summary::Number { mean, interval: None, unit, .. } => cell(*mean, unit),
        Summary::Number { mean, interval: Some((low, high)), unit, .. } if is_lopsided(summary) => {
            let spread = (high - mean).max(mean - low);
            let [mean, low, high] = [*mean, *low, *high].map(|value| beside(value, spread, unit));
            format!("{mean} ({low} to {high})")
        }
        Summary::Number { mean, interval: Some((low, high)), unit, .. } => {
            estimate(*mean, (high - low) / 2.0, unit)
        }
    }
}

/// Whether the mean is not in the middle of its interval: a bound of the figure cuts it off.
pub(super) fn is_lopsided(summary: &Summary) -> bool {
    let (Some(mean), Some((low, high))) = (summary.mean(), summary.interval()) else { return false };
    ((high - mean) - (mean - low)).abs() > (high - low) * 1e-9
}

/// Half-widths below this are what sums of floats leave, and no digits that anybody reads.
const INVISIBLE: f64 = 1e-9;

/// Half-width with two significant digits, and the mean with as many decimals; one that is nothing with as many as the
/// mean has by itself; durations each in their own units.
fn estimate(mean: f64, half_width: f64, unit: &str) -> String {
    let half_width = two_digits(half_width);
    if unit == "seconds" {
        return format!("{} ± {}", duration(mean), duration(half_width));
    }
    if half_width < INVISIBLE {
        let mean = cell(mean, unit);
        let decimals = mean.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let is_below = if half_width > 0.0 { "< " } else { "" };
        let last_digit =
            if half_width > 0.0 { 10_f64.powi(-i32::try_from(decimals).unwrap_or(0)) } else { 0.0 };
        return format!("{mean} ± {is_below}{last_digit:.decimals$}");
    }
    format!("{} ± {}", beside(mean, half_width, unit), beside(half_width, half_width, unit))
}

/// A figure with as many decimals as two significant digits of `spread` have.
fn beside(value: f64, spread: f64, unit: &str) -> String {
    if unit == "seconds" {
        return duration(value);
    }
    let scale = if unit == "ratio" { 100.0 } else { 1.0 };
    let (value, spread) = (value * scale, two_digits(spread) * scale);
    let decimals = if spread >= 10.0 { 0 } else { decimals_of_small(spread, 2) };
    format!("{value:.decimals$}")
}

/// Rounded to two significant digits.
pub(super) fn two_digits(value: f64) -> f64 {
    if !value.is_normal() {
        return value;
    }
    let mut unit = 1.0;
    while value.abs() / unit >= 100.0 {
        unit *= 10.0;
    }
    while value.abs() / unit < 10.0 {
        unit /= 10.0;
    }
    (value / unit).round() * unit
}

/// A number without unit: whole numbers whole, others with at least three significant digits.
pub(super) fn plain(value: f64) -> String {
    let size = value.abs();
    let decimals = if size >= 100.0 {
        1
    } else if size >= 10.0 {
        2
    } else {
        3
    };
    fixed(value, if size < 1.0 { decimals_of_small(size, 3) } else { decimals })
}

/// Hundredfold, with as many decimals as the distance from 0 or 100 % needs for two significant digits.
fn percentage(ratio: f64) -> String {
    let percent = ratio * 100.0;
    let distance = percent.abs().min((100.0 - percent).abs());
    fixed(percent, if distance >= 10.0 { 1 } else { decimals_of_small(distance, 2).max(2) })
}

fn money(value: f64) -> String {
    let size = value.abs();
    if size >= 1.0 || size == 0.0 {
        format!("{:.2}", value + 0.0)
    } else {
        fixed(value, decimals_of_small(size, 3))
    }
}

/// Decimals that show `digits` significant digits of a number below ten, at most nine.
fn decimals_of_small(size: f64, digits: usize) -> usize {
    let mut decimals = digits - 1;
    let mut scaled = size;
    while scaled > 0.0 && scaled < 1.0 && decimals < 9 {
        scaled *= 10.0;
        decimals += 1;
    }
    decimals
}

/// Rounded to `decimals`, without trailing zeros.
fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// The two largest units that matter: `250 ms`, `12.3 s`, `1 min 30 s`, `2 h 5 min`, `3 d 4 h`.
pub(super) fn duration(seconds: f64) -> String {
    if seconds < 0.0 {
        return format!("−{}", duration(-seconds));
    }
    if seconds < 0.9995 {
        let milliseconds = seconds * 1_000.0;
        return if milliseconds == 0.0 { "0 s".to_owned() } else { format!("{} ms", plain(milliseconds)) };
    }
    if seconds < 59.95 {
        return format!("{} s", fixed(seconds, if seconds < 10.0 { 2 } else { 1 }));
    }
    for (large, large_name, small, small_name) in
        [(60.0, "min", 1.0, "s"), (3_600.0, "h", 60.0, "min"), (86_400.0, "d", 3_600.0, "h")]
    {
        // Rounded to the smaller unit first, so that 59 min 59.7 s becomes 1 h.
        let rounded = (seconds / small).round() * small;
        let next = if large < 3_600.0 { 3_600.0 } else { 86_400.0 };
        if rounded < next || large >= 86_400.0 {
            let whole = (rounded / large).floor();
            let rest = ((rounded - whole * large) / small).round();
            return if rest > 0.0 {
                format!("{whole} {large_name} {rest} {small_name}")
            } else {
                format!("{whole} {large_name}")
            };
        }
    }
    unreachable!("days take any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_numbers_read_back_as_themselves() {
        for (value, text) in [
            (6.0, "6"),
            (-0.0, "0"),
            (0.1, "0.1"),
            (1.0 / 3.0, "0.3333333333333333"),
            (1e-7, "0.0000001"),
            (1e21, "1000000000000000000000"),
            (-2.5, "-2.5"),
        ] {
            assert_eq!(exact(value).as_deref(), Some(text));
            assert_eq!(text.parse::<f64>(), Ok(value));
        }
        assert_eq!(exact(f64::NAN), None);
        assert_eq!(exact(f64::NEG_INFINITY), None);
    }

    #[test]
    fn json_numbers_are_whole_where_the_figure_is() {
        for (value, text) in [(6.0, "6"), (-0.0, "0"), (0.75, "0.75"), (-3.0, "-3"), (1e-7, "1e-7")] {
            assert_eq!(json(value).expect("finite").to_string(), text);
        }
        assert_eq!(json(f64::INFINITY), None);
    }

    #[test]
    fn figures_for_people_have_sensible_digits() {
        for (value, unit, text) in [
            (6.0, "tasks", "6"),
            (6.25, "tasks", "6.25"),
            (1_234.567, "units", "1234.6"),
            (0.001_234_5, "failures", "0.00123"),
            (-0.000_000_000_01, "tasks", "0"),
            (0.75, "ratio", "75"),
            (0.999_87, "ratio", "99.987"),
            (0.999_987_6, "ratio", "99.9988"),
            (1.0, "ratio", "100"),
            (0.123_456, "ratio", "12.3"),
            (12.0, "USD", "12.00"),
            (0.012_345, "USD", "0.0123"),
            (0.0, "USD", "0.00"),
        ] {
            assert_eq!(cell(value, unit), text, "{value} {unit}");
        }
    }

    #[test]
    fn cells_of_a_map_have_three_significant_digits() {
        for (value, unit, text) in [
            (160.3, "tasks", "160"),
            (0.377, "tasks", "0.377"),
            (12.34, "tasks", "12.3"),
            (1.2345, "tasks", "1.23"),
            (1_234.0, "units", "1234"),
            (6.0, "tasks", "6"),
            (0.999_87, "ratio", "99.987"),
            (90.0, "seconds", "1 min 30 s"),
            (12.5, "USD", "12.50"),
        ] {
            assert_eq!(short_cell(value, unit), text, "{value} {unit}");
        }
    }

    #[test]
    fn durations_show_two_units_and_carry() {
        for (seconds, text) in [
            (0.0, "0 s"),
            (0.25, "250 ms"),
            (0.999_9, "1 s"),
            (1.5, "1.5 s"),
            (12.34, "12.3 s"),
            (59.97, "1 min"),
            (90.0, "1 min 30 s"),
            (3_599.7, "1 h"),
            (7_500.0, "2 h 5 min"),
            (86_399.0, "1 d"),
            (273_600.0, "3 d 4 h"),
            (-90.0, "−1 min 30 s"),
        ] {
            assert_eq!(duration(seconds), text, "{seconds}");
        }
    }

    #[test]
    fn an_interval_is_shown_as_half_its_width() {
        let summary = Summary::Number {
            mean: 0.75,
            interval: Some((0.7, 0.8)),
            samples: 10,
            nonzero: 10,
            unit: "ratio",
        };
        assert_eq!(summary_cell(&summary), "75.0 ± 5.0");
        assert_eq!(summary_with_unit(&summary), "75.0 ± 5.0 %");
        for (mean, half_width, unit, text) in [
            (0.99, 0.000_5, "ratio", "99.000 ± 0.050"),
            (1_234.5, 23.4, "units", "1234 ± 23"),
            (6.0, 0.0, "tasks", "6 ± 0"),
            (0.129, 0.0, "USD", "0.129 ± 0.000"),
            (0.129, 1e-17, "USD", "0.129 ± < 0.001"),
            (0.999_87, 0.0, "ratio", "99.987 ± 0.000"),
            (12.0, 0.0, "USD", "12.00 ± 0.00"),
            (92.5, 3.25, "seconds", "1 min 33 s ± 3.3 s"),
            (44.6, 0.143_5, "seconds", "44.6 s ± 140 ms"),
            (2_052.0, 158.0, "seconds", "34 min 12 s ± 2 min 40 s"),
        ] {
            assert_eq!(estimate(mean, half_width, unit), text);
        }
    }

    #[test]
    fn an_interval_that_a_bound_cuts_off_is_shown_by_its_ends() {
        for (mean, interval, unit, text) in [
            // 100 % is all there is: the half-width is 3.65 on the other side.
            (0.979, (0.9425, 1.0), "ratio", "97.9 (94.2 to 100.0)"),
            (1.0, (0.0, 2.13), "failures", "1.0 (0.0 to 2.1)"),
            (600.0, (0.0, 1_500.0), "seconds", "10 min (0 s to 25 min)"),
            (40.0, (0.0, 95.0), "tasks", "40 (0 to 95)"),
        ] {
            let summary = Summary::Number { mean, interval: Some(interval), samples: 3, nonzero: 3, unit };
            assert!(is_lopsided(&summary));
            assert_eq!(summary_cell(&summary), text);
        }
        for interval in [Some((0.7, 0.8)), Some((0.75, 0.75)), None] {
            assert!(!is_lopsided(&Summary::Number {
                mean: 0.75,
                interval,
                samples: 3,
                nonzero: 3,
                unit: "ratio"
            }));
        }
    }

    #[test]
    fn one_of_a_thing_is_singular() {
        assert_eq!(with_unit(1.0, "tasks"), "1 task");
        assert_eq!(with_unit(1.5, "tasks"), "1.5 tasks");
        assert_eq!(with_unit(0.75, "ratio"), "75 %");
        assert_eq!(with_unit(90.0, "seconds"), "1 min 30 s");
    }
}
