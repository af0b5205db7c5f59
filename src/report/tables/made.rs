//! What runs left, and the rows of all tables of it.

use super::batch::Batch;
use super::column_names::ColumnNames;
use super::start::Start;
use super::table::{Layout, Table};
use super::{
    ARRIVALS, DEPLOYMENTS, EVENTS, INSTANCES, REPLICATIONS, SERVICES, SUMMARY, TASKS, TIMESERIES, arrivals,
    deployments, events, instances, replications, services, summary, tasks, timeseries,
};
use crate::experiment::VariantResults;
use crate::experiment::testing::Left;
use crate::observe::RunOutcome;
use crate::scenario::{Scenario, Variant};

/// Of the replications, the first is kept whole.
const FIRST: u32 = 1;

/// What the runs of a scenario left.
pub(super) struct Made<'s> {
    scenario: &'s Scenario,
    variants: Vec<(Variant, Left)>,
}

/// Each variant's runs, made from its settings.
pub(super) fn made<L: Into<Left>>(scenario: &Scenario, of: impl Fn(&Variant) -> L) -> Made<'_> {
    let left = |variant: Variant| {
        let left = of(&variant).into();
        (variant, left)
    };
    Made { scenario, variants: scenario.variants.iter().map(left).collect() }
}

/// The rows of all variants, in their order.
pub(super) type Rows = for<'r> fn(&'r Made<'r>) -> Box<dyn Iterator<Item = Batch> + 'r>;

/// Every table with its rows, in the order of [`TABLES`](super::TABLES).
pub(super) const ROWS: [(&Table, Rows); 9] = [
    (&SUMMARY, |made| {
        let runs = made.scenario.replications;
        each(made, move |start, _, of| Box::new(one(summary(&start, runs, &of.metrics))))
    }),
    (&REPLICATIONS, |made| {
        each_left(made, |start, _, left| Box::new(one(replications(&start, &left.replications))))
    }),
    (&SERVICES, |made| each(made, |start, _, of| Box::new(one(services(&start, &of.metrics))))),
    (&ARRIVALS, |made| each(made, |start, _, of| Box::new(one(arrivals(&start, &of.metrics))))),
    (&TIMESERIES, |made| each(made, |start, _, of| Box::new(one(timeseries(&start, &of.series))))),
    (&DEPLOYMENTS, |made| {
        first(made, |start, variant, run| Box::new(deployments(start, &variant.model, FIRST, run)))
    }),
    (&INSTANCES, |made| first(made, |start, _, run| Box::new(instances(start, FIRST, run)))),
    (&TASKS, |made| first(made, |start, variant, run| Box::new(tasks(start, &variant.model, FIRST, run)))),
    (&EVENTS, |made| first(made, |start, _, run| Box::new(events(start, FIRST, run)))),
];

/// The names of all metrics and of all series.
pub(super) fn column_names(made: &Made<'_>) -> (ColumnNames, ColumnNames) {
    let (mut metrics, mut series) = (ColumnNames::default(), ColumnNames::default());
    for (_, Left { of, .. }) in &made.variants {
        metrics.merge(ColumnNames::of_summaries(&of.metrics));
        series.merge(ColumnNames::of_series(&of.series));
    }
    (metrics, series)
}

/// What decides the columns of these results.
pub(super) fn layout<'r>(made: &Made<'r>, (metrics, series): &'r (ColumnNames, ColumnNames)) -> Layout<'r> {
    let scenario = made.scenario;
    Layout { axes: &scenario.axes, replications: scenario.replications, metrics, series }
}

type Boxed<'r> = Box<dyn Iterator<Item = Batch> + 'r>;

fn one(batch: Batch) -> impl Iterator<Item = Batch> {
    std::iter::once(batch)
}

/// What the runs of every variant left.
fn each_left<'r>(
    made: &'r Made<'r>,
    rows: impl Fn(Start<'r>, &'r Variant, &'r Left) -> Boxed<'r> + 'r,
) -> Boxed<'r> {
    let axes = &made.scenario.axes;
    let each = made.variants.iter();
    Box::new(each.flat_map(move |(variant, left)| rows(Start::of(axes, variant), variant, left)))
}

/// What every variant has over its replications.
fn each<'r>(
    made: &'r Made<'r>,
    rows: impl Fn(Start<'r>, &'r Variant, &'r VariantResults) -> Boxed<'r> + 'r,
) -> Boxed<'r> {
    each_left(made, move |start, variant, left| rows(start, variant, &left.of))
}

/// What the first replication of every variant left, if it came to its end.
fn first<'r>(
    made: &'r Made<'r>,
    rows: impl Fn(Start<'r>, &'r Variant, &'r RunOutcome) -> Boxed<'r> + 'r,
) -> Boxed<'r> {
    each_left(made, move |start, variant, left| match &left.first {
        Some(run) => rows(start, variant, run),
        None => Box::new(std::iter::empty()),
    })
}
