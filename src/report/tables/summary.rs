//! summary: a row for each variant, with its metrics over the replications.

use super::batch::{Batch, Values};
use super::cell::Cell;
use super::column::{Column, Kind, column};
use super::dynamic::{Dynamic, HIGH, LOW, SAMPLES};
use super::start::Start;
use super::table::Table;
use crate::experiment::{Summaries, Summary};

const COLUMNS: [Column; 1] = [column(
    "replications",
    Kind::Whole,
    "replications",
    "runs of the variant, those that guards ended included",
)];

/// A row for each variant.
pub const SUMMARY: Table = Table {
    name: "summary",
    meaning: "a row for each variant: its metrics over all replications",
    columns: &COLUMNS,
    dynamic: Dynamic::Summaries,
};

/// The row of a variant that has `replications` runs.
#[must_use]
pub fn summary(start: &Start<'_>, replications: u32, metrics: &Summaries) -> Batch {
    let runs = Values::one(Cell::Whole(replications.into()));
    let mut batch = Batch::new(start, 1).with_all(&COLUMNS, [runs]);
    for (name, summary) in metrics.iter() {
        batch = batch.with(name, Values::one(cell(summary)));
        let Summary::Number { interval, samples, .. } = summary else { continue };
        if replications > 1 {
            let (low, high) = interval.unzip();
            let beside = |part| format!("{name}.{part}");
            batch = batch
                .with(&beside(LOW), Values::Real(vec![low]))
                .with(&beside(HIGH), Values::Real(vec![high]))
                .with(&beside(SAMPLES), Values::one(Cell::Whole((*samples).into())));
        }
    }
    batch
}

/// The mean or the word.
pub(super) fn cell(summary: &Summary) -> Cell<'_> {
    match summary {
        Summary::Text(word) => Cell::Text(word.into()),
        Summary::Number { mean, .. } => Cell::Real(*mean),
    }
}
