//! Which metrics of a variant stay in memory until the report: those that it may show, and those that it judges by.

use std::collections::BTreeSet;

use super::answer;
use super::tables::ColumnNames;
use crate::metrics::{self, OF_VERDICT, total_of};
use crate::scenario::Scenario;

/// Names of metrics that reports need; all others are in the files alone.
pub(super) struct Retained(BTreeSet<String>);

impl Retained {
    /// Of these metrics, those that a report on the scenario needs.
    pub(super) fn of(scenario: &Scenario, metrics: &ColumnNames) -> Self {
        let is_expected = |name: &str| scenario.expectations.iter().any(|of| of.metric.selects(name));
        let is_needed = |name: &&str| {
            answer::may_show(scenario, name) || metrics::is_one_of(name, &OF_VERDICT) || is_expected(name)
        };
        let shown = metrics.names().filter(is_needed);
        // Where a reason never occurred, its total says whether anything did.
        let totals = scenario.answer.iter().filter_map(|name| total_of(name));
        Self(shown.chain(totals).map(str::to_owned).collect())
    }

    pub(super) fn keeps(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}
