//! `[[expectations]]` and `--expect`: which metrics are to keep to what, in which variants.

mod bound;
mod expression;
mod figure;
mod metric;
mod read;
mod selector;

use std::collections::BTreeSet;

pub use expression::add;
pub use metric::MetricPattern;
pub use read::{World, read};

use super::told::Place;

/// What is expected of a metric, or of each of several.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// Words for it, empty for none.
    pub name: String,
    /// The metric.
    pub metric: MetricPattern,
    /// Its unit, empty for words.
    pub unit: &'static str,
    /// What it is to be.
    pub bound: Bound,
    /// Level of the two-sided interval of which the end on the unsafe side is judged; `None` judges the mean.
    pub confidence: Option<f64>,
    /// Whether a deployment that does not complete counts for a duration of deployments.
    pub over: Over,
    /// Positions of the variants that it is for; `None` for all.
    pub variants: Option<BTreeSet<usize>>,
    /// Where its metric is written; `None` for one of the command line.
    pub place: Option<Place>,
}

/// What a metric is to be, in its unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// No less.
    AtLeast(f64),
    /// No more.
    AtMost(f64),
    /// Neither less than the first nor more than the second.
    Within(f64, f64),
    /// This figure in every replication.
    Equals(f64),
    /// This word in every replication.
    Is(String),
}

/// Which deployments a duration of deployments is judged over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// All: one that does not complete takes longer than any bound.
    All,
    /// Those that completed.
    Completed,
}

impl Expectation {
    /// Whether it is for the variant at `position`.
    #[must_use]
    pub fn is_for(&self, position: usize) -> bool {
        self.variants.as_ref().is_none_or(|variants| variants.contains(&position))
    }
}
