//! Which metrics of a variant stay in memory until the report: those that it may show, and those that it judges by.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::answer;
use super::frequencies;
use super::tables::ColumnNames;
use crate::experiment::{Summary, VariantResults};
use crate::metrics::{self, OF_VERDICT, total_of};
use crate::scenario::Scenario;

/// Names of metrics that reports need; all others are in the files alone.
pub(super) struct Retained {
    /// Those that may be shown, whatever they are.
    shown: BTreeSet<Arc<str>>,
    /// Those that tell nothing where they are zero.
    judged: BTreeSet<Arc<str>>,
}

impl Retained {
    /// Of these metrics, those that a report on the scenario needs.
    pub(super) fn of(scenario: &Scenario, metrics: &ColumnNames) -> Self {
        let is_expected = |name: &str| scenario.expectations.iter().any(|of| of.metric.selects(name));
        let begins = |name: &str| metrics::is_one_of(name, &["services.N.countsFrom"]);
        let is_asked = |name: &str| frequencies::are_asked(&scenario.distributions, name);
        let is_shown = |name: &&str| {
            answer::may_show(scenario, name) || is_asked(name) || is_expected(name) || begins(name)
        };
        let is_judged = |name: &&str| metrics::is_one_of(name, &OF_VERDICT);
        // Where a reason never occurred, its total says whether anything did.
        let totals = scenario.answer.iter().filter_map(|name| total_of(name));
        Self {
            shown: metrics.names().filter(is_shown).chain(totals).map(Arc::from).collect(),
            judged: metrics.names().filter(is_judged).map(Arc::from).collect(),
        }
    }

    /// Whether a metric is one that reports need.
    pub(super) fn needs(&self, name: &str) -> bool {
        self.shown.contains(name) || self.judged.contains(name)
    }

    /// Leaves of a variant's metrics what has to stay in memory.
    pub(super) fn reduce(&self, of: &mut VariantResults) {
        let kept = |(name, summary): (Arc<str>, Summary)| {
            let judged = || self.judged.get(&name).filter(|_| !is_zero(&summary));
            // One name for all variants.
            let name = Arc::clone(self.shown.get(&name).or_else(judged)?);
            Some((name, summary))
        };
        of.metrics = std::mem::take(&mut of.metrics).into_iter().filter_map(kept).collect();
    }
}

fn is_zero(summary: &Summary) -> bool {
    matches!(summary, Summary::Number { nonzero: 0, .. })
}
