//! What a planner must not miss, worst first: in one or two lines, and as data.
//!
//! It is made of the metrics that [`OF_VERDICT`](crate::metrics::OF_VERDICT) lists and of the guards that ended runs, and of
//! nothing else that a run leaves behind.

mod arrivals;
mod figures;
mod finding;
mod groups;
mod json;
mod services;
#[cfg(test)]
mod tests;
mod well;

pub(super) use finding::Finding;
pub(super) use groups::{Group, groups};
pub(super) use json::{OfVariant, OfWhole};

use finding::Kind;

use super::width::Width;
use crate::experiment::{Results, VariantResults};

/// Lines that are shown; what is left is counted.
const LINES: usize = 2;

/// What there is to say of one variant of `runs` runs, worst first.
pub(super) fn of_variant(of: &VariantResults, runs: u32) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Finding::of_halts(of, runs).into_iter().collect();
    findings.extend(services::findings(&of.metrics));
    findings.extend(arrivals::findings(&of.metrics));
    findings.sort_by(Finding::by_weight);
    findings
}

/// The lines that end a report: what is worst, one line a kind, or that all is well.
pub(super) fn lines(results: &Results<'_>) -> Vec<String> {
    let groups = groups(results);
    let mut kinds = groups.chunk_by(|one, next| one.kind == next.kind);
    let mut lines: Vec<String> = kinds.by_ref().take(LINES).map(line).collect();
    let more: usize = kinds.map(<[Group]>::len).sum();
    match lines.last_mut() {
        None => lines.push(well::words(results).to_owned()),
        Some(last) if more > 0 => *last = format!("{last}; and {more} more: see summary.json"),
        Some(_) => {}
    }
    lines
}

/// The worst of findings of a kind, and whom else it is so with.
fn line(kind: &[Group]) -> String {
    let (worst, others) = kind.split_first().expect("a kind has a finding");
    let words = worst.words();
    match others {
        [] => words,
        [other] => format!("{words}; likewise {}", other.subject),
        [other, rest @ ..] => format!("{words}; likewise {} and {} more", other.subject, rest.len()),
    }
}

/// The lines, as wide as `width` allows.
pub(super) fn block(results: &Results<'_>, width: Width) -> String {
    let lines = lines(results);
    let told = lines.iter().enumerate().map(|(position, line)| match position {
        0 => width.wrap(&format!("Verdict: {line}"), ""),
        _ => width.wrap(line, "  "),
    });
    told.collect::<Vec<_>>().join("\n")
}

/// The name of the worst kind of a finding.
fn worst(kind: Option<Kind>) -> &'static str {
    kind.map_or(well::NAME, Kind::name)
}
