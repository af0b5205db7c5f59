//! Whether the answer stands with other values of the settings that are guesses, as people and programs read it.

mod amount;
pub(super) mod csv;
mod flips;
pub(super) mod json;
mod movements;

use super::sheet::Sheet;
use crate::experiment::{Alternative, Assumptions, Results, Tried};

/// Name of the file.
pub(super) const FILE: &str = "assumptions.csv";

/// Its heading.
pub(super) const HEADING: &str = "Assumptions";

/// What a terminal and Markdown show of it.
pub(super) struct Section {
    /// Whether the verdicts hold.
    pub headline: String,
    /// The ones that do not.
    pub flips: Vec<String>,
    /// How far the answer moves.
    pub movements: Option<Sheet>,
    /// What it rests on.
    pub notes: Vec<String>,
}

/// The section; `None` where nobody asked for it.
pub(super) fn section(results: &Results<'_>) -> Option<Section> {
    let assumptions = results.assumptions.as_ref()?;
    Some(Section {
        headline: headline(assumptions),
        flips: flips::sentences(results, assumptions),
        movements: movements::sheet(results, assumptions),
        notes: notes(results, assumptions),
    })
}

fn headline(assumptions: &Assumptions) -> String {
    let (flipped, unclear) = assumptions.shaken();
    let all = assumptions.verdicts.len();
    let verdicts = counted(all, "verdict", "verdicts");
    let tried = counted(assumptions.tried.len(), "assumption", "assumptions");
    let holding = |count: usize| if count == 1 { "holds" } else { "hold" };
    if flipped == 0 && unclear == 0 {
        return format!("{verdicts} {} for all {tried}.", holding(all));
    }
    let mut parts = Vec::new();
    if flipped > 0 {
        parts.push(counted(flipped, "flips", "flip"));
    }
    if unclear > 0 {
        parts.push(counted(unclear, "is no longer clear", "are no longer clear"));
    }
    let rest = match all - flipped - unclear {
        0 => String::new(),
        rest => format!("; {rest} {} for all", holding(rest)),
    };
    let end = if flipped > 0 { ":" } else { "." };
    format!("Of {verdicts}, {} with one of {tried}{rest}{end}", parts.join(" and "))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn notes(results: &Results<'_>, assumptions: &Assumptions) -> Vec<String> {
    let names = |all: Vec<&str>| all.join(", ");
    let moved_nothing: Vec<&str> =
        assumptions.tried.iter().filter(|tried| !has_effect(tried)).map(|tried| tried.setting).collect();
    let mut notes = Vec::new();
    notes.extend(flips::unclear(assumptions));
    notes.extend(movements::unmoved(results, assumptions));
    if !moved_nothing.is_empty() {
        notes.push(format!("Without effect on the answer, beyond chance: {}.", names(moved_nothing)));
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
        "{FILE} has every figure that moved; plimsoll list behavior says what the values rest on."
    ));
    notes
}

fn has_effect(tried: &Tried) -> bool {
    let shakes = |of: &Alternative| !of.flips.is_empty() || !of.unclear.is_empty();
    movements::moves(tried) || tried.alternatives.iter().any(shakes)
}

/// What a verdict is.
const VERDICTS: &str = "A verdict is that a figure of the answer is none, 0, 100 % or in between, or that it is lower in one \
    variant than in another that differs on one axis.";

/// What makes a difference count.
fn clear(results: &Results<'_>) -> &'static str {
    if results.scenario.replications == 1 {
        "Of one replication, lower is by 5 % at least; --replications 20 tells chance from cause."
    } else {
        "Differences count where chance does not explain them: 95 % intervals over replications with the same seeds."
    }
}

#[cfg(test)]
mod tests;
