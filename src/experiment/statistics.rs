//! Means and confidence intervals over replications.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::Summary;
use crate::observe::Metric;

/// Two-sided level of every interval: 95 %.
pub(super) const UPPER_TAIL: f64 = 0.975;
/// Quantiles are kept to this fraction, so that the last bits of a platform's mathematics library cannot reach a file.
const QUANTILE_STEPS: f64 = 1e9;

/// The unit of shares.
pub(super) const RATIO: &str = "ratio";

/// The values of a metric in the replications that have it, in their order.
///
/// A figure that is not finite does not exist.
#[derive(Default)]
pub(super) struct Observations {
    unit: &'static str,
    figures: Vec<f64>,
    words: BTreeMap<String, u32>,
}

impl Observations {
    pub(super) fn add(&mut self, metric: &Metric) {
        match metric {
            Metric::Number { value, unit } if value.is_finite() => {
                self.unit = unit;
                self.figures.push(*value);
            }
            Metric::Number { .. } => {}
            Metric::Text(word) => match self.words.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(self.words.insert(word.clone(), 1)),
            },
        }
    }

    /// The figures, in the order of the replications.
    pub(super) fn figures(&self) -> &[f64] {
        &self.figures
    }

    pub(super) const fn unit(&self) -> &'static str {
        self.unit
    }

    /// The metric over its replications; `None` where none has it.
    pub(super) fn summary(self) -> Option<Summary> {
        let Self { unit, figures, words } = self;
        if figures.is_empty() {
            return most_frequent(words).map(Summary::Text);
        }
        Some(estimate(&figures, unit, UPPER_TAIL))
    }
}

impl<'m> FromIterator<&'m Metric> for Observations {
    fn from_iter<I: IntoIterator<Item = &'m Metric>>(metrics: I) -> Self {
        let mut samples = Self::default();
        metrics.into_iter().for_each(|metric| samples.add(metric));
        samples
    }
}

/// The mean of figures with its interval, of which `upper_tail` lies below its upper end.
pub(super) fn estimate(figures: &[f64], unit: &'static str, upper_tail: f64) -> Summary {
    Summary::Number {
        mean: mean(figures),
        interval: confidence_interval(figures, upper_tail)
            .map(|interval| within_range(interval, figures, unit)),
        samples: counted(figures.len()),
        nonzero: counted(figures.iter().filter(|figure| **figure != 0.0).count()),
        unit,
    }
}

fn counted(samples: usize) -> u32 {
    u32::try_from(samples).expect("replications are counted in u32")
}

/// The word of most replications, the first in the alphabet of equals.
fn most_frequent(words: BTreeMap<String, u32>) -> Option<String> {
    let most = words.values().max().copied()?;
    words.into_iter().find(|(_, count)| *count == most).map(|(word, _)| word)
}

/// Arithmetic mean, corrected once for rounding so that equal samples have exactly themselves as mean.
pub(super) fn mean(samples: &[f64]) -> f64 {
    let count = count_of(samples);
    let rough = samples.iter().sum::<f64>() / count;
    rough + samples.iter().map(|sample| sample - rough).sum::<f64>() / count
}

/// Interval of the mean by Student's t with n − 1 degrees of freedom, of which `upper_tail` lies below its upper end;
/// `None` with fewer than two samples.
pub(super) fn confidence_interval(samples: &[f64], upper_tail: f64) -> Option<(f64, f64)> {
    if samples.len() < 2 {
        return None;
    }
    let (count, mean) = (count_of(samples), mean(samples));
    let variance =
        samples.iter().map(|sample| (sample - mean) * (sample - mean)).sum::<f64>() / (count - 1.0);
    let half_width = t_quantile(count - 1.0, upper_tail) * (variance / count).sqrt();
    let (low, high) = (mean - half_width, mean + half_width);
    (low.is_finite() && high.is_finite()).then_some((low, high))
}

/// The part of an interval that the figure can reach.
///
/// Student's t knows no bounds, and a share of 99 % would seem to reach above all of it. Where no sample is negative, as
/// with counts and times, neither end is; where samples are ratios from 0 to 1, no end is above 1.
fn within_range((low, high): (f64, f64), samples: &[f64], unit: &str) -> (f64, f64) {
    let least = if samples.iter().all(|sample| *sample >= 0.0) { 0.0 } else { f64::NEG_INFINITY };
    let is_share = unit == RATIO && samples.iter().all(|sample| *sample <= 1.0);
    let most = if is_share { 1.0 } else { f64::INFINITY };
    (low.max(least), high.min(most))
}

fn t_quantile(degrees_of_freedom: f64, upper_tail: f64) -> f64 {
    let distribution =
        StudentsT::new(0.0, 1.0, degrees_of_freedom).expect("at least one degree of freedom, scale one");
    (distribution.inverse_cdf(upper_tail) * QUANTILE_STEPS).round() / QUANTILE_STEPS
}

#[expect(clippy::cast_precision_loss, reason = "replications are counted in u32, which f64 holds exactly")]
fn count_of(samples: &[f64]) -> f64 {
    samples.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64) -> Metric {
        Metric::Number { value, unit: "tasks" }
    }

    #[test]
    fn quantiles_agree_with_published_tables() {
        // Two-sided 95 %: df 1, 2, 4, 9, 29, 99.
        for (freedom, expected) in [
            (1.0, 12.706_205),
            (2.0, 4.302_653),
            (4.0, 2.776_445),
            (9.0, 2.262_157),
            (29.0, 2.045_230),
            (99.0, 1.984_217),
        ] {
            let found = t_quantile(freedom, UPPER_TAIL);
            assert!((found - expected).abs() < 1e-6, "{freedom}: {found}");
        }
    }

    #[test]
    fn an_interval_follows_from_mean_deviation_and_quantile() {
        // Mean 3, sample variance (4 + 1 + 0 + 1 + 4) / 4 = 2.5, standard error √(2.5 / 5) = 0.70710678,
        // t(4) = 2.776445, half width 1.963243.
        let (low, high) = confidence_interval(&[1.0, 2.0, 3.0, 4.0, 5.0], UPPER_TAIL).expect("five samples");
        assert!((low - (3.0 - 1.963_243)).abs() < 1e-6, "{low}");
        assert!((high - (3.0 + 1.963_243)).abs() < 1e-6, "{high}");
    }

    #[test]
    fn one_sample_has_no_interval_and_equal_samples_have_an_empty_one() {
        assert_eq!(confidence_interval(&[0.1], UPPER_TAIL), None);
        assert_eq!(confidence_interval(&[0.1, 0.1, 0.1], UPPER_TAIL), Some((0.1, 0.1)));
    }

    #[test]
    fn an_interval_ends_where_its_figure_does() {
        // Of 0 and 1 alone: mean 0.5, standard error 0.5, t(1) = 12.7, so half a width of 6.35.
        let of = |unit, samples: [f64; 2]| {
            let samples = samples.map(|value| Metric::Number { value, unit });
            let Some(Summary::Number { interval: Some(interval), .. }) =
                Observations::from_iter(&samples).summary()
            else {
                panic!("two figures have an interval")
            };
            interval
        };
        assert_eq!(of("ratio", [0.0, 1.0]), (0.0, 1.0));
        let (low, high) = of("seconds", [0.0, 1.0]);
        assert!(low == 0.0 && high > 6.8, "{low} to {high}");
        let (low, high) = of("seconds", [-1.0, 0.0]);
        assert!(low < -6.8 && high > 5.8, "{low} to {high}: negative figures have no least one");
        assert!(of("ratio", [0.5, 1.5]).1 > 1.0, "more than all of it is possible here");
    }

    #[test]
    fn a_metric_is_averaged_over_the_replications_that_have_it() {
        let summary = |figures: &[f64]| {
            let metrics: Vec<Metric> = figures.iter().map(|&value| number(value)).collect();
            Observations::from_iter(&metrics).summary()
        };
        assert!(matches!(
            summary(&[1.0, 3.0]),
            Some(Summary::Number { mean: 2.0, samples: 2, nonzero: 2, interval: Some(_), unit: "tasks" })
        ));
        assert!(matches!(
            summary(&[4.0, f64::NAN]),
            Some(Summary::Number { mean: 4.0, samples: 1, interval: None, .. })
        ));
        assert_eq!(summary(&[f64::INFINITY]), None);
    }

    #[test]
    fn replications_in_which_a_figure_is_not_zero_are_counted() {
        let metrics = [0.0, 2.0, -0.0, 1.0, f64::NAN].map(number);
        let summary = Observations::from_iter(&metrics).summary();
        assert!(matches!(summary, Some(Summary::Number { samples: 4, nonzero: 2, .. })));
    }

    #[test]
    fn the_most_frequent_word_stands_for_all_and_the_alphabet_breaks_ties() {
        for (words, expected) in [
            (["CPU", "MEMORY", "MEMORY"], "MEMORY"),
            (["PORTS", "MEMORY", "CPU"], "CPU"),
            (["a", "b", "a"], "a"),
        ] {
            let metrics = words.map(|word| Metric::Text(word.to_owned()));
            assert_eq!(Observations::from_iter(&metrics).summary(), Some(Summary::Text(expected.to_owned())));
        }
    }
}
