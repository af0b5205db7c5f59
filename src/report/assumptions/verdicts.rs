//! Verdicts, with what becomes of each and by which values.

use super::flips::apart;
use crate::experiment::{Alternative, Assumptions, Kind, Level, Outcome, Results, Threshold, Verdict};

/// A verdict and what becomes of it.
pub(super) struct Judged<'a> {
    pub verdict: &'a Verdict,
    /// The worst.
    pub outcome: Outcome,
    /// The values with which it does not hold, in the order of the settings.
    pub causes: Vec<Cause<'a>>,
}

/// A value with which a verdict does not hold.
#[derive(Clone)]
pub(super) struct Cause<'a> {
    pub setting: &'static str,
    pub alternative: &'a Alternative,
    pub outcome: Outcome,
    pub threshold: Option<Threshold>,
}

/// All verdicts; of figures in between those that come to another level.
pub(super) fn judged(assumptions: &Assumptions) -> Vec<Judged<'_>> {
    let mut causes: Vec<Vec<Cause<'_>>> = vec![Vec::new(); assumptions.verdicts.len()];
    for tried in &assumptions.tried {
        for alternative in &tried.alternatives {
            let cause =
                |outcome, threshold| Cause { setting: tried.setting, alternative, outcome, threshold };
            for flip in &alternative.flips {
                causes[flip.verdict].push(cause(Outcome::Flips, flip.threshold));
            }
            for &verdict in &alternative.unclear {
                causes[verdict].push(cause(Outcome::Unclear, None));
            }
        }
    }
    let all = assumptions.verdicts.iter().zip(assumptions.outcomes()).zip(causes);
    let judged = all.map(|((verdict, outcome), causes)| Judged { verdict, outcome, causes });
    judged.filter(|of| of.verdict.kind() != Kind::Between || of.outcome != Outcome::Holds).collect()
}

/// What a verdict says.
pub(super) fn says(results: &Results<'_>, assumptions: &Assumptions, verdict: &Verdict) -> String {
    let metric = &assumptions.metrics[verdict.metric()];
    match verdict {
        Verdict::Level { variant, level, .. } => {
            format!("{metric}{} is {}", place(results, *variant), word(level))
        }
        Verdict::Order { less, more, .. } => {
            let (less, more, place) = apart(results, *less, *more);
            format!("{metric} is lower with {less} than with {more}{place}")
        }
    }
}

/// Of which variant something is said; empty where there is one alone.
pub(super) fn place(results: &Results<'_>, variant: usize) -> String {
    let variants = &results.points;
    if variants.len() == 1 { String::new() } else { format!(" of {}", variants[variant].name) }
}

fn word(level: &Level) -> &str {
    match level {
        Level::Absent => "none",
        Level::Zero => "0",
        Level::Whole => "100 %",
        Level::Between => "in between",
        Level::Word(word) => word,
    }
}

/// The kind of a verdict, for programs.
pub(super) const fn kind(verdict: &Verdict) -> &'static str {
    match verdict.kind() {
        Kind::Level => "level",
        Kind::Between => "in between",
        Kind::Order => "comparison",
    }
}

/// What becomes of it, for programs.
pub(super) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Holds => "holds",
        Outcome::Unclear => "no longer clear",
        Outcome::Flips => "flips",
    }
}
