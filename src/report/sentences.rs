//! The sentences around the answer: what ran, what a guard ended, where the rest is.

use std::collections::BTreeSet;

use super::answer::answer;
use super::number::is_lopsided;
use super::sheet::HALTED;
use super::summary_json::hexadecimal;
use crate::experiment::Results;

/// The question; the scenario's name where there is none.
pub(super) fn question<'a>(results: &'a Results<'_>) -> &'a str {
    let scenario = results.scenario;
    if scenario.question.is_empty() { &scenario.name } else { &scenario.question }
}

/// Variants, replications, seed and digest: all it takes to have the same again.
pub(super) fn provenance(results: &Results<'_>) -> String {
    let scenario = results.scenario;
    let count =
        |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    format!(
        "{}: {} × {}, seed {}, digest {}.",
        scenario.name,
        count(results.variants.len(), "variant", "variants"),
        count(scenario.replications as usize, "replication", "replications"),
        scenario.seed,
        hexadecimal(scenario.digest)
    )
}

/// Where everything else is.
pub(super) const MORE: &str =
    "All metrics of all variants: summary.csv; their meanings: plimsoll list metrics.";

/// How to read `±` and brackets, where there are any.
pub(super) fn interval_note(results: &Results<'_>) -> Option<&'static str> {
    let shown = answer(results).metrics;
    let pairs = || results.variants.iter().flat_map(|of| shown.iter().map(move |metric| (of, metric)));
    let summaries = || pairs().filter_map(|(of, metric)| of.metrics.get(metric));
    if !summaries().any(|of| of.interval().is_some()) {
        return None;
    }
    Some(if summaries().any(is_lopsided) {
        "Figures are means over replications; ± is half of the 95 % confidence interval (Student's t); in brackets are \
         the ends of one that 0 or 100 % cuts off."
    } else {
        "Figures are means over replications; ± is half of the 95 % confidence interval (Student's t)."
    })
}

/// More stopped runs than this are only counted.
const HALTS_MAX: usize = 10;

/// The runs that a guard ended, the first ten in words.
pub(super) fn halts(results: &Results<'_>) -> Vec<String> {
    let mut all: Vec<String> = results
        .iter()
        .flat_map(|(variant, of)| of.halted.iter().map(move |halt| (variant, halt)))
        .map(|(variant, (number, halt))| format!("{}, replication {number}: {halt}", variant.name))
        .collect();
    let more = all.len().saturating_sub(HALTS_MAX);
    if more > 0 {
        all.truncate(HALTS_MAX);
        all.push(format!("and {more} more: see summary.json"));
    }
    all
}

/// What the list of [`halts`] is headed by.
pub(super) fn halts_heading(results: &Results<'_>) -> String {
    let runs: usize = results.variants.iter().map(|of| of.halted.len()).sum();
    let were = if runs == 1 { "1 run was" } else { &format!("{runs} runs were") };
    format!(
        "{were} stopped by a guard; the figures leave them out, and a variant without any other run says {HALTED}."
    )
}

/// What the first replications leave out, each once, with the first variant that says so.
pub(super) fn omissions(results: &Results<'_>) -> Vec<String> {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut lines = Vec::new();
    for (variant, of) in results.iter() {
        for note in &of.notes {
            if told.insert(note) {
                lines.push(format!("{}: {note}", variant.name));
            }
        }
    }
    lines
}
