//! Expectations as a table, each with its worst variant.

use super::super::sheet::Sheet;
use super::words::{bound, found, listed};
use super::{Outcome, outcomes};
use crate::experiment::Results;

/// What the table is headed by.
pub(in super::super) const HEADING: &str = "Expectations";

/// A row for each expectation and metric; `None` where nothing is expected.
pub(in super::super) fn sheet(results: &Results<'_>) -> Option<Sheet> {
    let outcomes = outcomes(results);
    if outcomes.is_empty() {
        return None;
    }
    let count = results.variants.len();
    Some(Sheet {
        title: String::new(),
        header: ["", "metric", "expected", if count == 1 { "found" } else { "found, at worst" }, "variants"]
            .into_iter()
            .take(if count == 1 { 4 } else { 5 })
            .map(str::to_owned)
            .collect(),
        figures: 0..0,
        rows: outcomes.iter().map(|outcome| row(outcome, count)).collect(),
    })
}

fn row(outcome: &Outcome<'_>, variants: usize) -> Vec<String> {
    let expectation = outcome.expectation;
    let name = if expectation.name.is_empty() { String::new() } else { format!("{}: ", expectation.name) };
    let mut row = vec![
        if outcome.is_met() { "✔ met" } else { "✘ not met" }.to_owned(),
        format!("{name}{}", outcome.metric),
        bound(expectation),
        found(expectation, outcome.worst()),
    ];
    if variants > 1 {
        let not_met = outcome.not_met();
        let all = outcome.judged.len();
        row.push(match not_met.len() {
            0 => format!("all {all}"),
            count => format!("not in {count} of {all}: {}", listed(&not_met)),
        });
    }
    row
}
