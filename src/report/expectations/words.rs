//! Expectations in words: what was expected, what was found, and where.

use super::super::number::{cell, exact, summary_with_unit, with_unit};
use super::{Outcome, outcomes};
use crate::experiment::{Fault, Judged, Results, Summary};
use crate::scenario::{Bound, Expectation, Over};

/// More sentences than this are only counted.
const LINES_MAX: usize = 20;
/// More variants than this are only counted.
const VARIANTS_MAX: usize = 3;

/// A line for each expectation that is not met, the first twenty of them, and one that counts those that are; none where
/// nothing is expected.
pub(in super::super) fn lines(results: &Results<'_>) -> Vec<String> {
    let outcomes = outcomes(results);
    let count = results.variants.len();
    let not_met: Vec<&Outcome<'_>> = outcomes.iter().filter(|outcome| !outcome.is_met()).collect();
    let told = not_met.iter().take(LINES_MAX);
    let mut lines: Vec<String> =
        told.map(|outcome| format!("not met: {}", sentence(outcome, count))).collect();
    if not_met.len() > LINES_MAX {
        lines.push(format!("and {} more: see summary.json", not_met.len() - LINES_MAX));
    }
    lines.extend(summary(results));
    lines
}

/// How many expectations are met; `None` where nothing is expected.
pub(in super::super) fn summary(results: &Results<'_>) -> Option<String> {
    let all = outcomes(results);
    let met = all.iter().filter(|outcome| outcome.is_met()).count();
    let of_all = results.scenario.expectations.iter().all(|expectation| expectation.variants.is_none());
    let place = match (results.variants.len(), of_all) {
        (1, _) => String::new(),
        (2, true) => " in both variants".to_owned(),
        (count, true) => format!(" in all {count} variants"),
        (_, false) => " in all variants that they are for".to_owned(),
    };
    Some(match (met, all.len()) {
        (_, 0) => return None,
        (1, 1) => format!("The expectation is met{}.", place.replace("they are", "it is")),
        (0, 1) => format!("The expectation is not met{}.", place.replace("they are", "it is")),
        (met, count) if met == count => format!("All {count} expectations are met{place}."),
        (1, count) => format!("1 of {count} expectations is met{place}."),
        (met, count) => format!("{met} of {count} expectations are met{place}."),
    })
}

/// What is not met, by how much and where, without a full stop.
pub(super) fn sentence(outcome: &Outcome<'_>, variants: usize) -> String {
    let not_met = outcome.not_met();
    let Some((_, worst)) = not_met.first() else { return String::new() };
    let head = fault(outcome.expectation, outcome.metric, worst);
    if variants == 1 {
        return head;
    }
    let first = if not_met.len() > 1 { ", the furthest from it first" } else { "" };
    let (all, names) = (outcome.judged.len(), listed(&not_met));
    format!("{head} ({} of {all} variants{first}: {names})", not_met.len())
}

/// What is not met in one variant, without its name.
pub(super) fn fault(expectation: &Expectation, metric: &str, judged: &Judged) -> String {
    let name = if expectation.name.is_empty() { String::new() } else { format!("{}: ", expectation.name) };
    let is =
        if judged.found.is_some() && !matches!(judged.fault, Some(Fault::Halted(_) | Fault::Unfinished(_))) {
            " is"
        } else {
            ":"
        };
    format!("{name}{metric}{is} {}, expected {}", found(expectation, judged), bound(expectation))
}

/// The first few names, and how many more there are.
pub(super) fn listed(variants: &[(&str, &Judged)]) -> String {
    let names: Vec<&str> = variants.iter().take(VARIANTS_MAX).map(|(name, _)| *name).collect();
    let shown = names.join("; ");
    match variants.len().saturating_sub(VARIANTS_MAX) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}

/// What is expected.
pub(super) fn bound(expectation: &Expectation) -> String {
    let figure = |value: f64| with_unit(value, expectation.unit);
    let mut words = match &expectation.bound {
        Bound::AtLeast(least) => format!("at least {}", figure(*least)),
        Bound::AtMost(most) => format!("at most {}", figure(*most)),
        Bound::Within(least, most) => format!("from {} to {}", figure(*least), figure(*most)),
        Bound::Equals(value) => format!("exactly {}", figure(*value)),
        Bound::Is(word) => format!("always {word}"),
    };
    if let Some(level) = expectation.confidence {
        words.extend([" with ", &with_unit(level, "ratio"), " confidence"]);
    }
    if expectation.over == Over::Completed {
        words += ", over deployments that completed";
    }
    words
}

/// What was found, as what follows the name of the metric.
pub(super) fn found(expectation: &Expectation, judged: &Judged) -> String {
    let figure = judged.found.as_ref().map(|found| figure(expectation, found));
    match (judged.fault, figure) {
        (None | Some(Fault::Bound | Fault::NeverMeasured), Some(figure)) => figure,
        (Some(Fault::NoInterval), Some(figure)) => {
            format!("{figure}, measured in one replication only, which has no interval")
        }
        (Some(Fault::Halted(runs)), figure) => {
            let known = figure.map_or_else(String::new, |figure| format!("{figure}, "));
            format!("{known}{} stopped by a guard", counted(runs as u64, "run", "runs"))
        }
        (Some(Fault::Unfinished(count)), figure) => {
            let others = figure.map_or_else(String::new, |figure| format!(", the others: {figure}"));
            format!("{} did not complete{others}", counted(count, "deployment", "deployments"))
        }
        (_, None) => "never measured".to_owned(),
    }
}

/// A figure that people read as what it was to be, without being it, is shown exactly as well.
fn figure(expectation: &Expectation, found: &Summary) -> String {
    let shown = summary_with_unit(found);
    let (Some(mean), unit) = (found.mean(), expectation.unit) else { return shown };
    let looks_like = |bound: f64| bound.total_cmp(&mean).is_ne() && cell(bound, unit) == cell(mean, unit);
    let is_alike = match expectation.bound {
        Bound::AtLeast(bound) | Bound::AtMost(bound) | Bound::Equals(bound) => looks_like(bound),
        Bound::Within(least, most) => looks_like(least) || looks_like(most),
        Bound::Is(_) => false,
    };
    match exact(mean).filter(|_| is_alike) {
        Some(exactly) => format!("{shown} (exactly {exactly})"),
        None => shown,
    }
}

fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
