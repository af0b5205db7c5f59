//! What becomes of expectations in a variant: judged by the metrics of its replications, as soon as they are there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Summary;
use super::statistics::{UPPER_TAIL, estimate};
use crate::metrics::total_of;
use crate::model::Model;
use crate::observe::Metric;
use crate::scenario::{Bound, Expectation, MetricPattern, Over};
use crate::text::selects_parts;

/// Figures are equal when they differ by no more than this part of them, which is what sums of floats may differ by.
const SAME: f64 = 1e-9;

/// An expectation of one metric in one variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Position of the expectation in the scenario.
    pub expectation: usize,
    /// The metric; what was expected, where nothing of it was measured.
    pub metric: Arc<str>,
    /// What was found, with the interval at the level that was judged; `None` where nothing was measured.
    pub found: Option<Summary>,
    /// By how much the bound is kept, in the metric's unit, and negative where it is not; `None` for words and where
    /// nothing was compared.
    pub margin: Option<f64>,
    /// Why it is not met; `None` where it is.
    pub fault: Option<Fault>,
}

/// Why an expectation is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What was found is not what is expected.
    Bound,
    /// No replication has the metric.
    NeverMeasured,
    /// Guards stopped so many replications, of which nothing is known.
    Halted(usize),
    /// Fewer than two replications have the metric, so that there is no interval.
    NoInterval,
    /// So many deployments never completed.
    Unfinished(u64),
}

/// The replications of a variant.
#[derive(Default)]
pub(super) struct Runs {
    /// The metrics of those that came to their end, as far as expectations are about them.
    pub ended: Vec<BTreeMap<String, Metric>>,
    /// How many a guard ended.
    pub halted: usize,
}

impl Runs {
    /// Takes in one more replication that came to its end.
    pub(super) fn add(&mut self, expectations: &[Expectation], metrics: &BTreeMap<String, Metric>) {
        let needed = |name: &&String| expectations.iter().any(|expectation| is_judged_by(expectation, name));
        let kept = metrics.iter().filter(|(name, _)| needed(name));
        self.ended.push(kept.map(|(name, metric)| (name.clone(), metric.clone())).collect());
    }
}

/// Whether an expectation may be judged by a metric: one that it is about, the total of a count by reason, or what says
/// that a deployment is not over.
fn is_judged_by(expectation: &Expectation, name: &str) -> bool {
    let written = expectation.metric.as_str();
    let is_total = || total_of(written).is_some_and(|total| selects_parts(total, name));
    expectation.metric.selects(name) || is_total() || OPEN.iter().any(|of| name.ends_with(of))
}

/// Ends of the names of metrics that tell of deployments that are not over.
const OPEN: [&str; 3] = [".creation", ".deployments.inProgress", ".deployments.stuck"];

impl Judged {
    /// Whether it is met.
    #[must_use]
    pub const fn is_met(&self) -> bool {
        self.fault.is_none()
    }
}

/// Judges the expectations for the variant at `position`, whose model and replications these are.
pub(super) fn judge(
    expectations: &[Expectation],
    position: usize,
    model: &Model,
    runs: &Runs,
) -> Vec<Judged> {
    let own = expectations.iter().enumerate().filter(|(_, expectation)| expectation.is_for(position));
    let judged = own.flat_map(|(number, expectation)| {
        let metrics = metrics_of(&expectation.metric, model, runs);
        metrics.into_iter().map(move |metric| judge_one(number, expectation, metric, runs))
    });
    let mut judged: Vec<Judged> = judged.collect();
    // There is one of these for each variant until all have ended.
    judged.shrink_to_fit();
    judged
}

/// The metrics that a pattern selects; of each cluster, service or stream without any, the pattern stands for them.
fn metrics_of(pattern: &MetricPattern, model: &Model, runs: &Runs) -> Vec<Arc<str>> {
    if pattern.is_single() {
        return vec![pattern.shared()];
    }
    let subjects = pattern.by_subject(model);
    if subjects.is_empty() {
        return vec![pattern.shared()];
    }
    let mut all = Vec::new();
    for subject in subjects {
        let measured = runs.ended.iter().flat_map(|metrics| metrics.keys());
        let selected: BTreeSet<&String> = measured.filter(|metric| subject.selects(metric)).collect();
        if selected.is_empty() {
            all.push(subject.shared());
        } else {
            all.extend(selected.into_iter().map(|metric| metric.as_str().into()));
        }
    }
    all
}

fn judge_one(number: usize, expectation: &Expectation, metric: Arc<str>, runs: &Runs) -> Judged {
    let (found, margin, fault) = match &expectation.bound {
        Bound::Is(word) => word_of(word, &metric, runs),
        bound => figure_of(expectation, bound, &metric, runs),
    };
    let unfinished = match expectation.over {
        Over::All if has_most(&expectation.bound) => unfinished(&metric, runs),
        _ => 0,
    };
    // What is not known at all comes first, and what was never measured may be so for want of an end.
    let (margin, fault) = match fault {
        _ if runs.halted > 0 => (None, Some(Fault::Halted(runs.halted))),
        _ if unfinished > 0 => (None, Some(Fault::Unfinished(unfinished))),
        fault => (margin, fault),
    };
    Judged { expectation: number, metric, found, margin, fault }
}

type Found = (Option<Summary>, Option<f64>, Option<Fault>);

fn figure_of(expectation: &Expectation, bound: &Bound, metric: &str, runs: &Runs) -> Found {
    let samples: Vec<f64> = runs.ended.iter().filter_map(|metrics| sample(metrics, metric)).collect();
    if samples.is_empty() {
        return (None, None, Some(Fault::NeverMeasured));
    }
    let upper_tail = expectation.confidence.map_or(UPPER_TAIL, |level| f64::midpoint(1.0, level));
    let found = estimate(&samples, expectation.unit, upper_tail);
    let mean = found.mean().unwrap_or_default();
    let (low, high) = match (expectation.confidence, found.interval()) {
        (None, _) => (mean, mean),
        (Some(_), Some(interval)) => interval,
        (Some(_), None) => return (Some(found), None, Some(Fault::NoInterval)),
    };
    let margin = match bound {
        Bound::AtLeast(least) => low - least,
        Bound::AtMost(most) => most - high,
        Bound::Within(least, most) => (low - least).min(most - high),
        Bound::Equals(value) => {
            let off = samples.iter().map(|sample| (sample - value).abs()).fold(0.0, f64::max);
            if off <= SAME * value.abs() { 0.0 } else { -off }
        }
        Bound::Is(_) => return (Some(found), None, Some(Fault::Bound)),
    };
    (Some(found), Some(margin), (margin < 0.0).then_some(Fault::Bound))
}

/// A figure of one replication; that of a reason that never occurred is 0 where its total was measured.
fn sample(metrics: &BTreeMap<String, Metric>, name: &str) -> Option<f64> {
    match metrics.get(name) {
        Some(Metric::Number { value, .. }) => value.is_finite().then_some(*value),
        Some(Metric::Text(_)) => None,
        None => metrics.contains_key(total_of(name)?).then_some(0.0),
    }
}

/// The word of every replication, or the first that is another one.
fn word_of(word: &str, metric: &str, runs: &Runs) -> Found {
    let words = runs.ended.iter().filter_map(|metrics| text(metrics, metric));
    let mut found = None;
    for other in words {
        found = Some(other);
        if other != word {
            break;
        }
    }
    match found {
        None => (None, None, Some(Fault::NeverMeasured)),
        Some(found) => {
            let fault = (found != word).then_some(Fault::Bound);
            (Some(Summary::Text(found.to_owned())), None, fault)
        }
    }
}

fn text<'m>(metrics: &'m BTreeMap<String, Metric>, name: &str) -> Option<&'m str> {
    match metrics.get(name)? {
        Metric::Text(text) => Some(text),
        Metric::Number { .. } => None,
    }
}

const fn has_most(bound: &Bound) -> bool {
    matches!(bound, Bound::AtMost(_) | Bound::Within(..) | Bound::Equals(_))
}

/// How many deployments never completed, over all replications, where `metric` is a duration of theirs; those that another
/// one took the place of are judged with that one.
fn unfinished(metric: &str, runs: &Runs) -> u64 {
    if let Some(stem) = metric.strip_suffix("creation.duration") {
        let state = format!("{stem}creation");
        let open = |metrics: &&BTreeMap<String, Metric>| {
            matches!(text(metrics, &state), Some("IN_PROGRESS" | "STUCK"))
        };
        return runs.ended.iter().filter(open).count() as u64;
    }
    let Some(at) = metric.find(".deployments.duration.") else { return 0 };
    let open = ["inProgress", "stuck"].map(|state| format!("{}.deployments.{state}", &metric[..at]));
    let counts = runs.ended.iter().flat_map(|metrics| open.iter().filter_map(|name| sample(metrics, name)));
    let count: f64 = counts.sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
    let count = count as u64;
    count
}

#[cfg(test)]
mod tests;
