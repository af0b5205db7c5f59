//! Whether the answer of a scenario stands when the settings that are guesses are something else.
//!
//! The scenario is run again for every other value of every assumption, with the same seeds, and each verdict that its
//! answer allows is judged again. Where one flips, the figure at which it does is searched.

mod change;
mod clear;
mod plan;
mod samples;
mod threshold;
mod verdict;

pub use change::{Change, Movement};
pub use plan::Plan;
pub use threshold::Threshold;
pub use verdict::{Kind, Level, Outcome, Pairs, Verdict};

use std::collections::BTreeSet;

use rayon::prelude::*;

use self::samples::{Samples, Trials};
use super::Progress;
use super::run::{Simulate, pool, simulate_shared};
use crate::model::{Assumption, End, Instead};
use crate::scenario::Scenario;

/// What other values of the settings do to the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumptions {
    /// The metrics that were looked at.
    pub metrics: Vec<String>,
    /// The verdicts that the answer allows.
    pub verdicts: Vec<Verdict>,
    /// The pairs of variants that were compared for them.
    pub pairs: Pairs,
    /// What was tried, in the order of the settings.
    pub tried: Vec<Tried>,
    /// The settings that are no guesses here, because the scenario says what they are.
    pub known: Vec<&'static str>,
}

/// An assumption and what its other values do.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// The setting.
    pub setting: &'static str,
    /// Each of its other values.
    pub alternatives: Vec<Alternative>,
}

/// Another value of a setting and what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Which value it is.
    pub end: End,
    /// The value as a scenario writes it.
    pub value: String,
    /// Each figure that is another one, by variant and metric.
    pub changes: Vec<Change>,
    /// Of each metric the largest movement in any variant.
    pub movements: Vec<Movement>,
    /// Verdicts that are the opposite, by position.
    pub flips: Vec<Flip>,
    /// Verdicts that are no longer clear, by position.
    pub unclear: Vec<usize>,
    /// Runs that a guard ended, which nothing is judged by.
    pub halted: u32,
}

/// A verdict that flips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flip {
    /// Its position among the verdicts.
    pub verdict: usize,
    /// From where on it does; `None` for another choice, which has nothing between.
    pub threshold: Option<Threshold>,
}

/// How many verdicts there are, and what becomes of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub all: usize,
    /// Those that flip with any assumption.
    pub flipped: usize,
    /// Others that are no longer clear with any.
    pub unclear: usize,
}

impl Assumptions {
    /// What becomes of each verdict with the assumption that shakes it most.
    #[must_use]
    pub fn outcomes(&self) -> Vec<Outcome> {
        let mut outcomes = vec![Outcome::Holds; self.verdicts.len()];
        for alternative in self.tried.iter().flat_map(|tried| &tried.alternatives) {
            for &verdict in &alternative.unclear {
                outcomes[verdict] = outcomes[verdict].max(Outcome::Unclear);
            }
            for flip in &alternative.flips {
                outcomes[flip.verdict] = Outcome::Flips;
            }
        }
        outcomes
    }

    /// Counts the verdicts of a kind.
    #[must_use]
    pub fn tally(&self, kind: Kind) -> Tally {
        let mut tally = Tally::default();
        for (verdict, outcome) in self.verdicts.iter().zip(self.outcomes()) {
            if verdict.kind() == kind {
                tally.all += 1;
                tally.flipped += usize::from(outcome == Outcome::Flips);
                tally.unclear += usize::from(outcome == Outcome::Unclear);
            }
        }
        tally
    }

    /// Runs that a guard ended.
    #[must_use]
    pub fn halted(&self) -> u32 {
        self.tried.iter().flat_map(|tried| &tried.alternatives).map(|of| of.halted).sum()
    }
}

/// Runs the scenario with every other value of the settings in `plan`, on `jobs` threads, and judges by `metrics`.
///
/// The result does not depend on `jobs`. Of each value only what it changes is kept.
///
/// # Panics
///
/// When the operating system refuses to start a thread.
#[must_use]
pub fn stress(
    scenario: &Scenario,
    plan: &Plan,
    metrics: Vec<String>,
    jobs: usize,
    progress: &dyn Progress,
) -> Assumptions {
    stress_with(scenario, plan, metrics, jobs, progress, &simulate_shared)
}

fn stress_with(
    scenario: &Scenario,
    plan: &Plan,
    metrics: Vec<String>,
    jobs: usize,
    progress: &dyn Progress,
    simulate: &impl Simulate,
) -> Assumptions {
    let runs = usize::try_from(plan.runs(scenario)).unwrap_or(usize::MAX);
    let (verdicts, pairs, tried) = pool(jobs, runs).install(|| {
        let trials = Trials { scenario, metrics: &metrics, progress, simulate };
        let base = trials.run(&trials.all(), |_| {});
        let (verdicts, pairs) = verdict::verdicts(&base, scenario, metrics.len());
        let stress = Stress { trials, base, verdicts };
        let tried = plan.assumptions.par_iter().map(|assumption| stress.assumption(assumption)).collect();
        (stress.verdicts, pairs, tried)
    });
    Assumptions { metrics, verdicts, pairs, tried, known: plan.known.clone() }
}

/// What every other value is compared with.
struct Stress<'a, S> {
    trials: Trials<'a, S>,
    base: Samples,
    verdicts: Vec<Verdict>,
}

impl<S: Simulate> Stress<'_, S> {
    fn assumption(&self, assumption: &'static Assumption) -> Tried {
        let ends = plan::ends(self.trials.scenario, assumption);
        let alternatives = ends.into_par_iter().map(|end| self.alternative(assumption, end)).collect();
        Tried { setting: assumption.setting, alternatives }
    }

    fn alternative(&self, assumption: &Assumption, end: End) -> Alternative {
        let samples = self.trials.run(&self.trials.all(), |behavior| assumption.put(end, behavior));
        let (mut flipped, mut unclear) = (Vec::new(), Vec::new());
        for (position, verdict) in self.verdicts.iter().enumerate() {
            match verdict.judge(&samples) {
                Outcome::Holds => {}
                Outcome::Unclear => unclear.push(position),
                Outcome::Flips => flipped.push(position),
            }
        }
        let changes = change::changes(&self.base, &samples);
        let movements = change::movements(&self.base, &samples, self.trials.metrics.len());
        let halted = samples.halted();
        let (value, flips) = (assumption.value(end), self.flips(assumption, end, flipped));
        Alternative { end, value, changes, movements, flips, unclear, halted }
    }

    fn flips(&self, assumption: &Assumption, end: End, flipped: Vec<usize>) -> Vec<Flip> {
        let (Instead::Between(range), Some(figure)) = (&assumption.instead, end.figure()) else {
            return flipped.into_iter().map(|verdict| Flip { verdict, threshold: None }).collect();
        };
        let flips_at = |asked: &[usize], figure: u64| {
            let variants: BTreeSet<usize> =
                asked.iter().flat_map(|&verdict| self.verdicts[verdict].variants()).collect();
            let samples = self.trials.more(&variants, |behavior| range.put(behavior, figure));
            let flips = |&verdict: &usize| self.verdicts[verdict].judge(&samples) == Outcome::Flips;
            asked.iter().copied().partition(flips)
        };
        let mut found = threshold::thresholds(range.default(), figure, flipped, &flips_at);
        found.sort_unstable_by_key(|(verdict, _)| *verdict);
        found.into_iter().map(|(verdict, at)| Flip { verdict, threshold: Some(at) }).collect()
    }
}

#[cfg(test)]
mod tests;
