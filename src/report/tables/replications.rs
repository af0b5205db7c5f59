//! replications: a row for each run, with its own metrics.

use super::super::number;
use super::super::summary_json::hexadecimal;
use super::batch::{Batch, Values};
use super::column::{Column, Kind, column, text};
use super::column_names::ColumnNames;
use super::dynamic::Dynamic;
use super::start::Start;
use super::table::Table;
use crate::experiment::Replication;
use crate::observe::Metric;

/// Which replication a row is of.
pub(super) const REPLICATION: Column = column(
    "replication",
    Kind::Whole,
    "",
    "number of the replication, from 1; its seed is the same in every variant",
);

const COLUMNS: [Column; 5] = [
    REPLICATION,
    text("seed", "the seed of the run; as text, since it may need all of 64 bits"),
    text(
        "digest",
        "digest over all that happened, 16 hexadecimal digits; absent where a guard ended the run",
    ),
    column("events", Kind::Whole, "events", "events handled; absent where a guard ended the run"),
    text("halted", "what the guard says that ended the run; absent where it came to its end"),
];

/// Columns up to which replications are Parquet without being asked for: each costs the format some 400 bytes, and its
/// readers some time, even with a single row.
pub const MOST_COLUMNS_UNASKED: usize = 10_000;

/// A row for each variant and replication.
pub const REPLICATIONS: Table = Table {
    name: "replications",
    meaning: "a row for each replication of each variant: its own metrics",
    columns: &COLUMNS,
    dynamic: Dynamic::Metrics,
};

/// How many columns stand before those of metrics, in a scenario with so many axes.
pub(in crate::report) fn columns_before_metrics(axes: usize) -> usize {
    1 + axes + COLUMNS.len()
}

/// The rows of a variant's replications, in their order. The metrics of one that a guard ended are absent.
#[must_use]
pub fn replications<'r>(start: &Start<'_>, runs: impl IntoIterator<Item = &'r Replication>) -> Batch {
    let runs: Vec<&Replication> = runs.into_iter().collect();
    let ended = |run: &&Replication| run.outcome.is_ok();
    let mut batch = Batch::new(start, runs.len()).with_all(
        &COLUMNS,
        [
            Values::wholes(&runs, |run| Some(run.number)),
            Values::texts(&runs, |run| Some(run.seed.to_string())),
            Values::texts(&runs, |run| ended(run).then(|| hexadecimal(run.digest))),
            Values::wholes(&runs, |run| ended(run).then_some(run.events)),
            Values::texts(&runs, |run| run.outcome.as_ref().err().map(ToString::to_string)),
        ],
    );
    let mut names = ColumnNames::default();
    for metrics in runs.iter().filter_map(|run| run.outcome.as_ref().ok()) {
        names.merge(ColumnNames::of_metrics(metrics));
    }
    for (name, named) in names.iter() {
        let metric = |run: &&'r Replication| run.outcome.as_ref().ok()?.get(name);
        let values = match named.kind {
            Kind::Text => Values::texts(&runs, |run| metric(run).and_then(word)),
            _ => Values::reals(&runs, |run| metric(run).and_then(figure)),
        };
        batch = batch.with(name, values);
    }
    batch
}

fn figure(metric: &Metric) -> Option<f64> {
    match metric {
        Metric::Number { value, .. } => Some(*value),
        Metric::Text(_) => None,
    }
}

fn word(metric: &Metric) -> Option<String> {
    match metric {
        Metric::Number { value, .. } => number::exact(*value),
        Metric::Text(word) => Some(word.clone()),
    }
}
