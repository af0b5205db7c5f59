//! The columns that only a run makes known: which metrics and series there are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::column::Kind;
use crate::experiment::{Summaries, Summary};
use crate::observe::{Metric, Series};

/// Names of metrics or of series, in the order of the alphabet, each with its unit and the kind of its values.
///
/// Collected variant by variant, in any order, and saved between.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnNames(BTreeMap<String, Named>);

/// What is known of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    pub(super) unit: String,
    pub(super) kind: Kind,
}

impl ColumnNames {
    /// The metrics of one run; a figure that is not finite does not exist.
    #[must_use]
    pub fn of_metrics(metrics: &BTreeMap<String, Metric>) -> Self {
        let named = metrics.iter().filter_map(|(name, metric)| match metric {
            Metric::Number { value, unit } => {
                value.is_finite().then(|| (name.clone(), Named::new(unit, Kind::Real)))
            }
            Metric::Text(_) => Some((name.clone(), Named::new("", Kind::Text))),
        });
        Self(named.collect())
    }

    /// The metrics of a variant over its replications.
    #[must_use]
    pub fn of_summaries(summaries: &Summaries) -> Self {
        let named = summaries.iter().map(|(name, summary)| {
            let named = match summary {
                Summary::Number { unit, .. } => Named::new(unit, Kind::Real),
                Summary::Text(_) => Named::new("", Kind::Text),
            };
            (name.to_owned(), named)
        });
        Self(named.collect())
    }

    /// Series, each a column of numbers.
    #[must_use]
    pub fn of_series(series: &[Series]) -> Self {
        Self(series.iter().map(|of| (of.name.clone(), Named::new(of.unit, Kind::Real))).collect())
    }

    /// The names, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Takes in what others have; a name that is words for some and figures for others is words.
    pub fn merge(&mut self, others: Self) {
        for (name, other) in others.0 {
            let named = self.0.entry(name).or_insert_with(|| other.clone());
            let kind = named.kind.join(other.kind);
            if kind != named.kind {
                *named = Named::new("", kind);
            }
        }
    }

    /// Those of these names that are needed.
    pub(in crate::report) fn only(&self, is_needed: impl Fn(&str) -> bool) -> Self {
        let needed = self.0.iter().filter(|(name, _)| is_needed(name));
        Self(needed.map(|(name, named)| (name.clone(), named.clone())).collect())
    }

    /// Every name, in the order of the alphabet.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Named)> {
        self.0.iter().map(|(name, named)| (name.as_str(), named))
    }
}

impl Named {
    fn new(unit: &str, kind: Kind) -> Self {
        Self { unit: unit.to_owned(), kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_in_which_variants_come_does_not_matter() {
        let number = |value| Metric::Number { value, unit: "tasks" };
        let word = || Metric::Text("CPU".to_owned());
        let names = |entries: &[(&str, Metric)]| {
            let entries = entries.iter().map(|(name, metric)| ((*name).to_owned(), metric.clone()));
            ColumnNames::of_metrics(&entries.collect())
        };
        let one = names(&[("b", number(1.0)), ("c", word()), ("d", number(2.0)), ("x", number(f64::NAN))]);
        let other = names(&[("a", number(1.0)), ("d", word())]);
        let merged = |first: &ColumnNames, second: &ColumnNames| {
            let mut all = first.clone();
            all.merge(second.clone());
            all
        };
        let all = merged(&one, &other);
        assert_eq!(all, merged(&other, &one));
        let known: Vec<_> = all.iter().map(|(name, of)| (name, of.unit.as_str(), of.kind)).collect();
        let expected = [
            ("a", "tasks", Kind::Real),
            ("b", "tasks", Kind::Real),
            ("c", "", Kind::Text),
            ("d", "", Kind::Text),
        ];
        assert_eq!(known, expected);
    }
}
