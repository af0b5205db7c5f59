//! Whether the answer stands with other values of the settings that are guesses, as people and programs read it.

mod amount;
pub(super) mod csv;
mod flips;
mod headline;
mod holding;
pub(super) mod json;
mod movements;
mod verdicts;
pub(super) mod verdicts_csv;

use super::sheet::Sheet;
use crate::experiment::{Alternative, Assumptions, Results, Tried};

/// Name of the file with what moves.
pub(super) const FILE: &str = "assumptions.csv";

/// Name of the file with the verdicts.
pub(super) const FILE_OF_VERDICTS: &str = "verdicts.csv";

/// With fewer replications little stands out from chance.
const REPLICATIONS_ENOUGH: u32 = 10;

/// Its heading.
pub(super) const HEADING: &str = "Assumptions";

/// What a terminal and Markdown show of it.
pub(super) struct Section {
    /// Whether the verdicts hold, each sentence a paragraph.
    pub headline: Vec<String>,
    /// The verdicts: first those that flip, then those that are no longer clear, then comparisons that hold.
    pub verdicts: Vec<String>,
    /// How far the answer moves.
    pub movements: Option<Sheet>,
    /// What it rests on.
    pub notes: Vec<String>,
}

/// The section; `None` where nobody asked for it.
pub(super) fn section(results: &Results<'_>) -> Option<Section> {
    let assumptions = results.assumptions.as_ref()?;
    Some(Section {
        headline: headline::lines(results, assumptions),
        verdicts: [flips::sentences(results, assumptions), holding::sentences(results, assumptions)].concat(),
        movements: movements::sheet(results, assumptions),
        notes: notes(results, assumptions),
    })
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn notes(results: &Results<'_>, assumptions: &Assumptions) -> Vec<String> {
    let names = |all: Vec<&str>| all.join(", ");
    let moved_nothing: Vec<&str> =
        assumptions.tried.iter().filter(|tried| !has_effect(tried)).map(|tried| tried.setting).collect();
    let mut notes = Vec::new();
    notes.extend(movements::unmoved(results, assumptions));
    if !moved_nothing.is_empty() {
        let seen =
            if is_one_run(results) { "Without effect on the answer" } else { "No effect seen beyond chance" };
        notes.push(format!("{seen}: {}.", names(moved_nothing)));
    }
    if !assumptions.known.is_empty() {
        notes.push(format!(
            "Not tried, since the scenario says what they are: {}.",
            names(assumptions.known.clone())
        ));
    }
    if assumptions.halted() > 0 {
        let halted = assumptions.halted();
        notes.push(format!("{halted} of the runs were stopped by a guard; nothing is judged by them."));
    }
    notes.push(format!("{} {}", VERDICTS, clear(results)));
    notes.push(format!(
        "{FILE_OF_VERDICTS} has every verdict, {FILE} every figure that moved; plimsoll list behavior says what the \
         values rest on."
    ));
    notes
}

fn has_effect(tried: &Tried) -> bool {
    let shakes = |of: &Alternative| !of.flips.is_empty() || !of.unclear.is_empty();
    movements::moves(tried) || tried.alternatives.iter().any(shakes)
}

/// What a verdict is.
const VERDICTS: &str = "A level is that a figure of the answer is none, 0 or 100 %, or a word; a comparison, that it is lower in \
    one variant than in another that differs on one axis.";

/// Whether there are so few replications that little stands out from chance.
fn are_few(results: &Results<'_>) -> bool {
    results.scenario.replications < REPLICATIONS_ENOUGH
}

/// Whether there is one replication, which tells nothing of chance.
fn is_one_run(results: &Results<'_>) -> bool {
    results.scenario.replications == 1
}

/// What makes a difference count.
fn clear(results: &Results<'_>) -> &'static str {
    if is_one_run(results) {
        "Of one replication, lower is by 5 % at least."
    } else {
        "Differences count where chance does not explain them: 95 % intervals over replications with the same seeds."
    }
}

#[cfg(test)]
mod tests;
