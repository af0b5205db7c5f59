//! In which order the values of an axis are shown.

use crate::scenario::Setting;

/// What the values of an axis are.
#[derive(Debug, PartialEq)]
pub(super) enum Scale {
    /// Numbers, or durations in seconds.
    Numbers(Vec<f64>),
    /// Switches: in their own order, without distances.
    Switches,
    /// Names of something.
    Words,
}

/// What they are, by how they are written.
pub(super) fn scale_of(values: &[Setting]) -> Scale {
    let numbers: Option<Vec<f64>> = values.iter().map(number_of).collect();
    match numbers {
        Some(numbers) => Scale::Numbers(numbers),
        None if values.iter().all(|value| matches!(value, Setting::Bool(_))) => Scale::Switches,
        None => Scale::Words,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a position in a picture")]
fn number_of(setting: &Setting) -> Option<f64> {
    match setting {
        Setting::Integer(value) => Some(*value as f64),
        Setting::Float(value) => value.is_finite().then_some(*value),
        Setting::Text(text) => Some(humantime::parse_duration(text).ok()?.as_secs_f64()),
        Setting::Bool(_) => None,
    }
}

/// Positions in the order in which they are shown: that of the matrix, but words by what they are worth, the largest first,
/// and those without any figure last.
pub(super) fn order(values: &[Setting], worth: impl Fn(usize) -> Option<f64>) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..values.len()).collect();
    if scale_of(values) == Scale::Words {
        let worth: Vec<f64> = positions.iter().map(|&at| worth(at).unwrap_or(f64::NEG_INFINITY)).collect();
        positions.sort_by(|&one, &other| worth[other].total_cmp(&worth[one]));
    }
    positions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::{integers, texts};

    #[test]
    fn words_are_sorted_by_value_and_anything_else_stays_as_it_is() {
        let worth = |at: usize| [Some(1.0), None, Some(3.0), Some(3.0)][at];
        let sorted = |values: &[Setting]| order(values, worth);
        assert_eq!(sorted(&texts(&["random", "first-fit", "spread", "binpack"])), [2, 3, 0, 1]);
        assert_eq!(sorted(&texts(&["30s", "1m", "20m", "1h"])), [0, 1, 2, 3]);
        assert_eq!(sorted(&integers(&[4, 3, 2, 1])), [0, 1, 2, 3]);
        assert_eq!(order(&[Setting::Bool(false), Setting::Bool(true)], worth), [0, 1]);
    }

    #[test]
    fn durations_are_numbers() {
        assert_eq!(scale_of(&texts(&["0s", "3m", "1h"])), Scale::Numbers(vec![0.0, 180.0, 3_600.0]));
        assert_eq!(scale_of(&texts(&["30s", "never"])), Scale::Words);
        assert_eq!(scale_of(&[Setting::Bool(true)]), Scale::Switches);
    }
}
