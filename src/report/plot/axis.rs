//! Where an axis begins and ends, and the round numbers on it.

/// About this many steps fit an axis.
const STEPS: f64 = 6.0;

/// More ticks than any axis has.
const TICKS_MAX: usize = 100;

/// A stretch of numbers with ticks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub low: f64,
    pub high: f64,
    /// Values and their labels, rising.
    pub ticks: Vec<(f64, String)>,
    /// The unit of the labels, empty for none.
    pub unit: String,
}

/// Seconds, what a label counts in, and the steps that are round there.
struct Clock {
    unit: &'static str,
    seconds: f64,
    /// Spans up to this many seconds are shown in this unit.
    span_max: f64,
    steps: &'static [f64],
}

const CLOCKS: [Clock; 4] = [
    Clock { unit: "s", seconds: 1.0, span_max: 180.0, steps: &[1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0] },
    Clock { unit: "min", seconds: 60.0, span_max: 10_800.0, steps: &[1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0] },
    Clock { unit: "h", seconds: 3_600.0, span_max: 345_600.0, steps: &[1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0] },
    Clock { unit: "d", seconds: 86_400.0, span_max: f64::INFINITY, steps: &[1.0, 2.0, 5.0, 7.0, 14.0, 28.0] },
];

impl Axis {
    /// An axis that ends with the data: for time.
    pub(super) fn exact(low: f64, high: f64, unit: &str) -> Self {
        let (step, scale, shown) = step(low, high, unit);
        Self::with_step(low, high, step, scale, shown)
    }

    /// An axis from a round number to a round number.
    ///
    /// It begins at 0 unless the data stay in the upper half, and is never of length 0.
    pub(super) fn round(low: f64, high: f64, unit: &str) -> Self {
        let low = if low > 0.0 && low < high / 2.0 { 0.0 } else { low };
        let (low, high) = if low < high { (low, high) } else { around(low, unit) };
        let (step, scale, shown) = step(low, high, unit);
        Self::with_step((low / step).floor() * step, (high / step).ceil() * step, step, scale, shown)
    }

    /// Where `value` is, from 0 at the low end to 1 at the high end.
    pub(super) fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// Ticks that are at least `distance` apart on an axis of so many pixels: every one, or every so many, with the last one
    /// where that leaves enough of them.
    pub(super) fn ticks_apart(&self, pixels: i32, distance: i32) -> impl Iterator<Item = &(f64, String)> {
        let fit = usize::try_from(pixels / distance).unwrap_or(0).max(1);
        let least = self.ticks.len().div_ceil(fit).max(1);
        let steps = self.ticks.len().saturating_sub(1);
        let every = (least..=2 * least).find(|every| steps.is_multiple_of(*every)).unwrap_or(least);
        self.ticks.iter().step_by(every)
    }

    fn with_step(low: f64, high: f64, step: f64, scale: f64, unit: &str) -> Self {
        let mut ticks = Vec::new();
        let mut number = (low / step - 1e-9).ceil();
        // Steps that are lost in the precision of large numbers would lead nowhere.
        while number * step <= high + step * 1e-9 && ticks.len() < TICKS_MAX {
            let value = number * step;
            ticks.push((value, label(value / scale, step / scale)));
            number += 1.0;
        }
        Self { low, high, ticks, unit: unit.to_owned() }
    }
}

/// A stretch around a single value.
fn around(value: f64, unit: &str) -> (f64, f64) {
    if value == 0.0 || unit == "ratio" && (0.0..=1.0).contains(&value) {
        (0.0, 1.0)
    } else {
        (value - value.abs() * 0.5, value + value.abs() * 0.5)
    }
}

/// Distance of ticks, what labels count in, and its name.
fn step(low: f64, high: f64, unit: &str) -> (f64, f64, &str) {
    let span = high - low;
    match unit {
        "seconds" if span >= 3.0 => clock_step(span),
        "seconds" => (round_step(span / STEPS), 1.0, "s"),
        "ratio" => (round_step(span * 100.0 / STEPS) / 100.0, 0.01, "%"),
        "tasks" | "instances" | "ports" | "failures" | "requests" if span >= 2.0 => {
            (round_step(span / STEPS).max(1.0), 1.0, unit)
        }
        _ => (round_step(span / STEPS), 1.0, unit),
    }
}

fn clock_step(span: f64) -> (f64, f64, &'static str) {
    let clock = CLOCKS.iter().find(|clock| span <= clock.span_max).expect("the last takes any span");
    let wanted = span / clock.seconds / (STEPS + 2.0);
    let step = clock.steps.iter().copied().find(|&step| step >= wanted);
    (step.unwrap_or_else(|| round_step(wanted)) * clock.seconds, clock.seconds, clock.unit)
}

/// The smallest of 1, 2, 5 times a power of ten that is not below `wanted`.
fn round_step(wanted: f64) -> f64 {
    let mut power = 1.0;
    while power > wanted && power > f64::MIN_POSITIVE {
        power /= 10.0;
    }
    while power * 10.0 <= wanted && power.is_finite() {
        power *= 10.0;
    }
    [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|&step| step >= wanted)
        .unwrap_or(power)
}

/// With as many decimals as the step needs.
fn label(value: f64, step: f64) -> String {
    let mut decimals = 0;
    let mut scaled = step;
    while (scaled - scaled.round()).abs() > 1e-6 * scaled && decimals < 9 {
        scaled *= 10.0;
        decimals += 1;
    }
    let text = format!("{value:.decimals$}");
    if text.parse() == Ok(0.0) { "0".to_owned() } else { text }
}

/// A name with its unit in brackets, unless the name says it.
pub(super) fn titled(name: &str, unit: &str) -> String {
    if unit.is_empty() || unit == name { name.to_owned() } else { format!("{name} ({unit})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> String {
        let labels: Vec<&str> = axis.ticks.iter().map(|(_, label)| label.as_str()).collect();
        format!("{} {}", labels.join(" "), axis.unit)
    }

    #[test]
    fn time_is_counted_in_the_unit_that_fits_its_span() {
        for (end, expected) in [
            (2.0, "0 0.5 1.0 1.5 2.0 s"),
            (90.0, "0 15 30 45 60 75 90 s"),
            (600.0, "0 2 4 6 8 10 min"),
            (7_200.0, "0 15 30 45 60 75 90 105 120 min"),
            (86_400.0, "0 3 6 9 12 15 18 21 24 h"),
            (604_800.0, "0 1 2 3 4 5 6 7 d"),
            (31_536_000.0, "0 50 100 150 200 250 300 350 d"),
        ] {
            assert_eq!(labels(&Axis::exact(0.0, end, "seconds")), expected);
        }
    }

    #[test]
    fn where_room_is_short_some_ticks_are_left_out_and_the_last_one_stays() {
        let apart = |high: f64, pixels: i32| -> Vec<String> {
            Axis::round(0.0, high, "ratio").ticks_apart(pixels, 16).map(|(_, label)| label.clone()).collect()
        };
        assert_eq!(apart(1.0, 160), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(apart(1.0, 40), ["0", "100"]);
        assert_eq!(apart(1.0, 5), ["0"]);
    }

    #[test]
    fn no_axis_goes_on_for_ever() {
        let next = |value: f64| f64::from_bits(value.to_bits() + 1);
        let ends = [0.0, f64::MIN_POSITIVE, 1.0, 3_153_600_000.0, 1e15, 1e300, f64::MAX, f64::INFINITY];
        for low in ends {
            for high in ends.into_iter().chain([next(low)]) {
                for unit in ["seconds", "ratio", "tasks", "USD"] {
                    assert!(Axis::exact(low, high, unit).ticks.len() <= TICKS_MAX, "{low} {high}");
                    assert!(Axis::round(low, high, unit).ticks.len() <= TICKS_MAX, "{low} {high}");
                }
            }
        }
    }

    #[test]
    fn round_axes_hold_the_data_between_round_numbers() {
        for (low, high, unit, expected) in [
            (0.0, 8.0, "tasks", "0 2 4 6 8 tasks"),
            (0.0, 3.0, "tasks", "0 1 2 3 tasks"),
            (0.991, 0.9995, "ratio", "99.0 99.2 99.4 99.6 99.8 100.0 %"),
            (0.2, 1.0, "ratio", "0 20 40 60 80 100 %"),
            (5.0, 5.0, "MiB", "2 3 4 5 6 7 8 MiB"),
            (-2.0, 2.0, "USD", "-2 -1 0 1 2 USD"),
            (0.0, 0.0, "tasks", "0 0.2 0.4 0.6 0.8 1.0 tasks"),
        ] {
            let axis = Axis::round(low, high, unit);
            assert_eq!(labels(&axis), expected);
            assert!(axis.low <= low && axis.high >= high);
        }
    }
}
