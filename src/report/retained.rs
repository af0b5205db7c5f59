//! Which metrics of a variant stay in memory until the report: those that it may show, and those that it judges by.

use std::collections::BTreeSet;

use super::answer;
use super::tables::ColumnNames;
use crate::experiment::{Summary, VariantResults};
use crate::metrics::{self, OF_VERDICT, total_of};
use crate::scenario::Scenario;

/// Why a deployment has no duration: it is still going on.
const OF_PICTURES: [&str; 1] = ["services.N.deployments.inProgress"];

/// Names of metrics that reports need; all others are in the files alone.
pub(super) struct Retained {
    /// Those that may be shown, whatever they are.
    shown: BTreeSet<String>,
    /// Those that tell nothing where they are zero.
    judged: BTreeSet<String>,
}

impl Retained {
    /// Of these metrics, those that a report on the scenario needs.
    pub(super) fn of(scenario: &Scenario, metrics: &ColumnNames) -> Self {
        let is_expected = |name: &str| scenario.expectations.iter().any(|of| of.metric.selects(name));
        let begins = |name: &str| metrics::is_one_of(name, &["services.N.countsFrom"]);
        let is_shown = |name: &&str| answer::may_show(scenario, name) || is_expected(name) || begins(name);
        let is_judged =
            |name: &&str| metrics::is_one_of(name, &OF_VERDICT) || metrics::is_one_of(name, &OF_PICTURES);
        let owned = |name: &str| name.to_owned();
        // Where a reason never occurred, its total says whether anything did.
        let totals = scenario.answer.iter().filter_map(|name| total_of(name));
        Self {
            shown: metrics.names().filter(is_shown).chain(totals).map(owned).collect(),
            judged: metrics.names().filter(is_judged).map(owned).collect(),
        }
    }

    /// Whether a metric is one that reports need.
    pub(super) fn needs(&self, name: &str) -> bool {
        self.shown.contains(name) || self.judged.contains(name)
    }

    /// Leaves of a variant's metrics what has to stay in memory.
    pub(super) fn reduce(&self, of: &mut VariantResults) {
        let stays = |(name, summary): &(String, Summary)| {
            self.shown.contains(name) || self.judged.contains(name) && !is_zero(summary)
        };
        // Collected anew: a tree keeps the room of what is taken out of it.
        of.metrics = std::mem::take(&mut of.metrics).into_iter().filter(stays).collect();
    }
}

fn is_zero(summary: &Summary) -> bool {
    matches!(summary, Summary::Number { nonzero: 0, .. })
}
