//! What became of expectations, as people and programs read it.

mod annotations;
pub(super) mod json;
mod junit;
mod sheet;
mod words;

use std::collections::BTreeMap;

use crate::experiment::{Judged, Results};
use crate::scenario::Expectation;

pub use annotations::{Level, annotations, workflow_command};
pub use junit::{Suite, junit};

pub(super) use sheet::{HEADING, sheet};
pub(super) use words::{lines, summary};

/// An expectation of one metric, and what became of it in the variants that it is for.
struct Outcome<'r> {
    expectation: &'r Expectation,
    metric: &'r str,
    /// Names of the variants, in order.
    judged: Vec<(&'r str, &'r Judged)>,
}

/// Every expectation by metric, in the order of the scenario.
fn outcomes<'r>(results: &'r Results<'_>) -> Vec<Outcome<'r>> {
    let mut by_metric: BTreeMap<(usize, &str), Vec<(&str, &Judged)>> = BTreeMap::new();
    for (variant, of) in results.iter() {
        for judged in &of.expectations {
            let key = (judged.expectation, &*judged.metric);
            by_metric.entry(key).or_default().push((&variant.name, judged));
        }
    }
    let all = by_metric.into_iter().map(|((number, metric), judged)| Outcome {
        expectation: &results.scenario.expectations[number],
        metric,
        judged,
    });
    all.collect()
}

impl<'r> Outcome<'r> {
    /// The variants in which it is not met, the furthest from its bound first, and before them those without a figure.
    fn not_met(&self) -> Vec<(&'r str, &'r Judged)> {
        let mut not_met: Vec<_> =
            self.judged.iter().copied().filter(|(_, judged)| !judged.is_met()).collect();
        not_met.sort_by(|(_, one), (_, other)| margin(one).total_cmp(&margin(other)));
        not_met
    }

    fn is_met(&self) -> bool {
        self.judged.iter().all(|(_, judged)| judged.is_met())
    }

    /// What became of it in the variant that is furthest from the bound, or nearest to it where all keep it.
    fn worst(&self) -> &'r Judged {
        let all = self.judged.iter().map(|(_, judged)| *judged);
        let kept = all.min_by(|one, other| margin(one).total_cmp(&margin(other)));
        let worst = self.not_met().first().map(|(_, judged)| *judged).or(kept);
        worst.expect("an outcome is of a variant at least")
    }
}

fn margin(judged: &Judged) -> f64 {
    judged.margin.unwrap_or(f64::NEG_INFINITY)
}

#[cfg(test)]
mod tests;
