//! Verdicts that do not hold, in words.

use std::collections::BTreeMap;

use super::super::number::with_unit;
use super::verdicts::place;
use super::{FILE_OF_VERDICTS, amount, counted};
use crate::experiment::{Alternative, Assumptions, Results, Summary, Threshold, Verdict};
use crate::metrics::total_of;

/// What stands for a figure that does not exist.
const NONE: &str = "none";

/// More of them are only counted.
const FLIPS_MAX: usize = 12;

/// Each setting, direction and threshold with the first verdict that flips there, and how many more do.
pub(super) fn sentences(results: &Results<'_>, assumptions: &Assumptions) -> Vec<String> {
    let mut all = Vec::new();
    for tried in &assumptions.tried {
        for alternative in &tried.alternatives {
            for (threshold, verdicts) in groups(alternative) {
                let condition = amount::condition(tried.setting, alternative, threshold);
                let verdict = &assumptions.verdicts[verdicts[0]];
                let is = of_one(results, assumptions, alternative, verdict);
                let at = threshold.map_or_else(String::new, |_| {
                    format!(", at {}", amount::value(tried.setting, alternative))
                });
                let more = match verdicts.len() - 1 {
                    0 => String::new(),
                    more => {
                        let more = counted(more, "more verdict", "more verdicts");
                        format!("; and {more} with it, in {FILE_OF_VERDICTS}")
                    }
                };
                all.push(format!("flips if {condition}: {is}{at}{more}"));
            }
        }
    }
    let more = all.len().saturating_sub(FLIPS_MAX);
    if more > 0 {
        all.truncate(FLIPS_MAX);
        all.push(format!(
            "and with {}: see {FILE_OF_VERDICTS}",
            counted(more, "further value", "further values")
        ));
    }
    all
}

/// By threshold, the verdicts that flip there.
fn groups(alternative: &Alternative) -> BTreeMap<Option<Threshold>, Vec<usize>> {
    let mut groups: BTreeMap<Option<Threshold>, Vec<usize>> = BTreeMap::new();
    for flip in &alternative.flips {
        groups.entry(flip.threshold).or_default().push(flip.verdict);
    }
    groups
}

/// A verdict that flips, with the figures that say so.
pub(super) fn of_one(
    results: &Results<'_>,
    assumptions: &Assumptions,
    alternative: &Alternative,
    verdict: &Verdict,
) -> String {
    let metric = &assumptions.metrics[verdict.metric()];
    let figures = |variant: usize| figures(results, assumptions, alternative, variant, verdict.metric());
    match verdict {
        Verdict::Level { variant, .. } => {
            let (before, after) = figures(*variant);
            format!("{metric}{} is {after} instead of {before}", place(results, *variant))
        }
        Verdict::Order { less, more, .. } => {
            let (one, other, place) = apart(results, *less, *more);
            let (less, more) = (figures(*less).1, figures(*more).1);
            format!("{metric} is higher with {one} than with {other}{place}, not lower: {less} and {more}")
        }
    }
}

/// What tells two variants apart, and what they share.
pub(super) fn apart(results: &Results<'_>, one: usize, other: usize) -> (String, String, String) {
    let scenario = results.scenario;
    let (one, other) = (&results.points[one].settings, &results.points[other].settings);
    let named = |axis: usize, value: &dyn std::fmt::Display| format!("{}={value}", scenario.axes[axis].label);
    let (mut own, mut shared) = ((String::new(), String::new()), Vec::new());
    for (axis, (one, other)) in one.iter().zip(other).enumerate() {
        if one == other {
            shared.push(named(axis, one));
        } else {
            own = (named(axis, one), named(axis, other));
        }
    }
    let place = if shared.is_empty() { String::new() } else { format!(" ({})", shared.join(", ")) };
    (own.0, own.1, place)
}

/// A figure with the default, and with the other value.
fn figures(
    results: &Results<'_>,
    assumptions: &Assumptions,
    alternative: &Alternative,
    variant: usize,
    metric: usize,
) -> (String, String) {
    let change = alternative.changes.iter().find(|of| (of.variant, of.metric) == (variant, metric));
    if let Some(change) = change {
        return (shown(change.before.as_ref()), shown(change.after.as_ref()));
    }
    let (name, of) = (&assumptions.metrics[metric], &results.variants[variant].metrics);
    let is_none_of_total = total_of(name).is_some_and(|total| of.contains(total));
    let same = match of.get(name) {
        None if is_none_of_total => "0".to_owned(),
        summary => shown(summary),
    };
    (same.clone(), same)
}

fn shown(summary: Option<&Summary>) -> String {
    match summary {
        None => NONE.to_owned(),
        Some(Summary::Text(word)) => word.clone(),
        Some(Summary::Number { mean, unit, .. }) => with_unit(*mean, unit),
    }
}
