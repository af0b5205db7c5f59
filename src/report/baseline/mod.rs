//! What changed since an earlier run: figures that answer or are expected, before and now.

pub(super) mod json;
mod read;
mod words;

use std::collections::BTreeSet;

use super::answer::answer;
use crate::experiment::{Results, Summary};
use crate::scenario::Point;

pub use read::read_baseline;

pub(super) use words::{HEADING, changes};

/// All that is told of a baseline.
struct Comparison<'r> {
    /// Figures that are not what they were.
    changed: Vec<Change<'r>>,
    /// How many are.
    unchanged: usize,
    /// Variants that the baseline does not have.
    new: Vec<&'r str>,
    /// Variants that only the baseline has.
    gone: Vec<&'r str>,
    /// What makes the two runs different from the start.
    notes: Vec<String>,
}

impl Comparison<'_> {
    /// Whether variants are on both sides, and no figure is.
    fn is_empty(&self) -> bool {
        let one_sided = |change: &Change<'_>| change.before.is_none() || change.now.is_none();
        self.unchanged == 0 && !self.changed.is_empty() && self.changed.iter().all(one_sided)
    }
}

/// A metric of a variant that is not what it was.
struct Change<'r> {
    variant: &'r Point,
    metric: String,
    before: Option<&'r Summary>,
    now: Option<&'r Summary>,
}

impl Change<'_> {
    /// By how much a figure changed, with its unit, infinite where that is more than any number; `None` for words and for what
    /// is on one side only.
    fn difference(&self) -> Option<(f64, &'static str)> {
        let (before, now) = (self.before?, self.now?);
        Some((now.mean()? - before.mean()?, now.unit()?))
    }
}

/// Whether there is a baseline of some of the variants, and of all that answers or is expected nothing is in both.
#[must_use]
pub fn has_nothing_to_compare(results: &Results<'_>) -> bool {
    compare(results).is_some_and(|comparison| comparison.is_empty())
}

/// `None` where there is no baseline.
fn compare<'r>(results: &'r Results<'_>) -> Option<Comparison<'r>> {
    let baseline = results.baseline.as_ref()?;
    let (earlier, gone) = baseline.matched(results.scenario);
    let mut comparison = Comparison {
        changed: Vec::new(),
        unchanged: 0,
        new: Vec::new(),
        gone,
        notes: words::differences(results, baseline, &earlier),
    };
    let answered = answer(results).metrics;
    for ((variant, of), earlier) in results.iter().zip(earlier) {
        let Some(earlier) = earlier else {
            comparison.new.push(&variant.name);
            continue;
        };
        let expected = of.expectations.iter().map(|judged| &*judged.metric);
        let mut told = BTreeSet::new();
        for metric in
            answered.iter().map(String::as_str).chain(expected).filter(|metric| told.insert(*metric))
        {
            let (before, now) = (earlier.metrics.get(metric), of.metrics.get(metric));
            if is_same(before, now) {
                comparison.unchanged += usize::from(now.is_some());
            } else {
                comparison.changed.push(Change { variant, metric: metric.to_owned(), before, now });
            }
        }
    }
    Some(comparison)
}

/// Whether a metric is to the last digit what it was.
fn is_same(before: Option<&Summary>, now: Option<&Summary>) -> bool {
    match (before, now) {
        (None, None) => true,
        (Some(Summary::Text(before)), Some(Summary::Text(now))) => before == now,
        (Some(before), Some(now)) => match (before.mean(), now.mean()) {
            (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests;
