//! The rows of all variants, where all results are in memory.

use super::batch::Batch;
use super::column_names::ColumnNames;
use super::start::Start;
use super::table::{Layout, Table};
use super::{
    ARRIVALS, DEPLOYMENTS, EVENTS, INSTANCES, REPLICATIONS, SERVICES, SUMMARY, TASKS, TIMESERIES, arrivals,
    deployments, events, instances, replications, services, summary, tasks, timeseries,
};
use crate::experiment::{Results, VariantResults};
use crate::observe::RunOutcome;
use crate::scenario::Variant;

/// Of the replications, the first is kept whole.
const FIRST: u32 = 1;

/// The rows of all variants, in their order.
pub(in crate::report) type Rows = for<'r> fn(&'r Results<'r>) -> Box<dyn Iterator<Item = Batch> + 'r>;

/// Every table with its rows, in the order of [`TABLES`](super::TABLES).
pub(in crate::report) const ROWS: [(&Table, Rows); 9] = [
    (&SUMMARY, |results| {
        let runs = results.scenario.replications;
        each(results, move |start, _, of| Box::new(one(summary(&start, runs, &of.metrics))))
    }),
    (&REPLICATIONS, |results| {
        each(results, |start, _, of| Box::new(one(replications(&start, &of.replications))))
    }),
    (&SERVICES, |results| each(results, |start, _, of| Box::new(one(services(&start, &of.metrics))))),
    (&ARRIVALS, |results| each(results, |start, _, of| Box::new(one(arrivals(&start, &of.metrics))))),
    (&TIMESERIES, |results| each(results, |start, _, of| Box::new(one(timeseries(&start, &of.series))))),
    (&DEPLOYMENTS, |results| {
        first(results, |start, variant, run| Box::new(deployments(start, &variant.model, FIRST, run)))
    }),
    (&INSTANCES, |results| first(results, |start, _, run| Box::new(instances(start, FIRST, run)))),
    (&TASKS, |results| {
        first(results, |start, variant, run| Box::new(tasks(start, &variant.model, FIRST, run)))
    }),
    (&EVENTS, |results| first(results, |start, _, run| Box::new(events(start, FIRST, run)))),
];

/// The names of all metrics and of all series.
pub(in crate::report) fn column_names(results: &Results<'_>) -> (ColumnNames, ColumnNames) {
    let (mut metrics, mut series) = (ColumnNames::default(), ColumnNames::default());
    for of in &results.variants {
        metrics.merge(ColumnNames::of_summaries(&of.metrics));
        series.merge(ColumnNames::of_series(&of.series));
    }
    (metrics, series)
}

/// What decides the columns of these results.
pub(in crate::report) fn layout<'r>(
    results: &Results<'r>,
    (metrics, series): &'r (ColumnNames, ColumnNames),
) -> Layout<'r> {
    let scenario = results.scenario;
    Layout { axes: &scenario.axes, replications: scenario.replications, metrics, series }
}

type Boxed<'r> = Box<dyn Iterator<Item = Batch> + 'r>;

fn one(batch: Batch) -> impl Iterator<Item = Batch> {
    std::iter::once(batch)
}

/// What every variant has over its replications.
fn each<'r>(
    results: &'r Results<'r>,
    rows: impl Fn(Start<'r>, &'r Variant, &'r VariantResults) -> Boxed<'r> + 'r,
) -> Boxed<'r> {
    let axes = &results.scenario.axes;
    Box::new(results.iter().flat_map(move |(variant, of)| rows(Start::of(axes, variant), variant, of)))
}

/// What the first replication of every variant left, if it came to its end.
fn first<'r>(
    results: &'r Results<'r>,
    rows: impl Fn(Start<'r>, &'r Variant, &'r RunOutcome) -> Boxed<'r> + 'r,
) -> Boxed<'r> {
    each(results, move |start, variant, of| match &of.first {
        Some(run) => rows(start, variant, run),
        None => Box::new(std::iter::empty()),
    })
}
