//! timeseries: a row for each step of time, with every series.

use super::batch::{Batch, Values};
use super::column::{Column, instant};
use super::dynamic::Dynamic;
use super::start::Start;
use super::table::Table;
use crate::observe::Series;

const COLUMNS: [Column; 1] = [instant("at", "when the step begins, since the start")];

/// A row for each variant and step of time.
pub const TIMESERIES: Table = Table {
    name: "timeseries",
    meaning: "a row for each step of time of each variant: every series, averaged over the replications",
    columns: &COLUMNS,
    dynamic: Dynamic::Series,
};

/// The rows of a variant's series, step by step; a step of which none has a figure is left out.
///
/// All series of a variant have steps of the same length.
#[must_use]
pub fn timeseries(start: &Start<'_>, series: &[Series]) -> Batch {
    let value = |of: &Series, step: usize| of.means.get(step).copied().filter(|mean| mean.is_finite());
    let longest = series.iter().map(|of| of.means.len()).max().unwrap_or_default();
    let steps: Vec<usize> =
        (0..longest).filter(|&step| series.iter().any(|of| value(of, step).is_some())).collect();
    let seconds = series.first().map_or(0.0, |of| of.step_seconds);
    let begins = |step: &usize| Some(f64::from(u32::try_from(*step).ok()?) * seconds);
    let batch = Batch::new(start, steps.len()).with_all(&COLUMNS, [Values::reals(&steps, begins)]);
    series
        .iter()
        .fold(batch, |batch, of| batch.with(&of.name, Values::reals(&steps, |&step| value(of, step))))
}
