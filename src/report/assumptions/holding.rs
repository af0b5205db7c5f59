//! Verdicts that are no longer clear and comparisons that hold, in words.

use super::verdicts::{Cause, Judged, judged, says};
use super::{FILE_OF_VERDICTS, amount, counted};
use crate::experiment::{Assumptions, Kind, Outcome, Results};

/// Of more, the first are listed where they are no longer clear, and none where they hold.
const LISTED_MAX: usize = 10;
/// Of more values than this the others are only counted.
const VALUES_MAX: usize = 3;

/// Each verdict that is no longer clear with the values that make it so, then each comparison that holds.
pub(super) fn sentences(results: &Results<'_>, assumptions: &Assumptions) -> Vec<String> {
    let all = judged(assumptions);
    let unclear: Vec<&Judged<'_>> = all.iter().filter(|of| of.outcome == Outcome::Unclear).collect();
    let holds = |of: &&Judged<'_>| of.outcome == Outcome::Holds && of.verdict.kind() == Kind::Order;
    let holding: Vec<&Judged<'_>> = all.iter().filter(holds).collect();
    let mut sentences: Vec<String> = Vec::new();
    for of in unclear.iter().take(LISTED_MAX) {
        let says = says(results, assumptions, of.verdict);
        sentences.push(format!("no longer clear if {}: {says}", conditions(&of.causes)));
    }
    if let Some(more @ 1..) = unclear.len().checked_sub(LISTED_MAX) {
        let more = counted(more, "more verdict is", "more verdicts are");
        sentences.push(format!("{more} no longer clear: see {FILE_OF_VERDICTS}"));
    }
    if holding.len() <= LISTED_MAX {
        let holds = holding.iter().map(|of| says(results, assumptions, of.verdict));
        sentences.extend(holds.map(|says| format!("holds: {says}")));
    }
    sentences
}

fn conditions(causes: &[Cause<'_>]) -> String {
    let named = causes.iter().take(VALUES_MAX).map(|of| amount::condition(of.setting, of.alternative, None));
    let mut all: Vec<String> = named.collect();
    if let Some(more @ 1..) = causes.len().checked_sub(VALUES_MAX) {
        all.push(format!("with {}", counted(more, "other value", "other values")));
    }
    all.join(" or ")
}
