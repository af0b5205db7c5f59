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

/// Summarises each metric over the replications that have it, in their order.
///
/// A figure that is not finite does not exist.
pub(super) fn summarise<'a>(
    replications: impl IntoIterator<Item = &'a BTreeMap<String, Metric>>,
) -> BTreeMap<String, Summary> {
    let mut collected: BTreeMap<&str, Vec<&Metric>> = BTreeMap::new();
    for metrics in replications {
        for (name, metric) in metrics {
            collected.entry(name).or_default().push(metric);
        }
    }
    collected.into_iter().filter_map(|(name, values)| Some((name.to_owned(), summary_of(&values)?))).collect()
}

pub(super) fn summary_of(values: &[&Metric]) -> Option<Summary> {
    let numbers: Vec<(f64, &'static str)> = values
        .iter()
        .filter_map(|metric| match metric {
            Metric::Number { value, unit } if value.is_finite() => Some((*value, *unit)),
            Metric::Number { .. } | Metric::Text(_) => None,
        })
        .collect();
    let Some(&(_, unit)) = numbers.first() else {
        return most_frequent_text(values).map(Summary::Text);
    };
    let samples: Vec<f64> = numbers.iter().map(|(value, _)| *value).collect();
    Some(estimate(&samples, unit, UPPER_TAIL))
}

/// The mean of figures with its interval, of which `upper_tail` lies below its upper end.
pub(super) fn estimate(samples: &[f64], unit: &'static str, upper_tail: f64) -> Summary {
    Summary::Number {
        mean: mean(samples),
        interval: confidence_interval(samples, upper_tail)
            .map(|interval| within_range(interval, samples, unit)),
        samples: u32::try_from(samples.len()).expect("replications are counted in u32"),
        unit,
    }
}

fn most_frequent_text(values: &[&Metric]) -> Option<String> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for metric in values {
        if let Metric::Text(text) = metric {
            *counts.entry(text).or_default() += 1;
        }
    }
    let most = counts.values().max().copied()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(text, _)| text.to_owned())
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

    fn metrics(entries: &[(&str, Metric)]) -> BTreeMap<String, Metric> {
        entries.iter().map(|(name, metric)| ((*name).to_owned(), metric.clone())).collect()
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
            let Some(Summary::Number { interval: Some(interval), .. }) = summary_of(&samples.each_ref())
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
        let runs = [
            metrics(&[("a", number(1.0)), ("b", number(4.0))]),
            metrics(&[("a", number(3.0)), ("b", number(f64::NAN))]),
            metrics(&[("c", number(f64::INFINITY))]),
        ];
        let summaries = summarise(&runs);
        assert_eq!(summaries.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert!(matches!(summaries["a"], Summary::Number { mean: 2.0, samples: 2, interval: Some(_), .. }));
        assert!(matches!(summaries["b"], Summary::Number { mean: 4.0, samples: 1, interval: None, .. }));
    }

    #[test]
    fn the_most_frequent_word_stands_for_all_and_the_alphabet_breaks_ties() {
        for (words, expected) in [
            (["CPU", "MEMORY", "MEMORY"], "MEMORY"),
            (["PORTS", "MEMORY", "CPU"], "CPU"),
            (["a", "b", "a"], "a"),
        ] {
            let runs = words.map(|word| metrics(&[("limitedBy", Metric::Text(word.to_owned()))]));
            assert_eq!(summarise(&runs)["limitedBy"], Summary::Text(expected.to_owned()));
        }
    }
}
