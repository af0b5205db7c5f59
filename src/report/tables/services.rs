//! services and arrivals: a row for each service, or arrival stream, of each variant.

use std::collections::{BTreeMap, BTreeSet};

use super::super::metric_names::{arrivals_metric, service_metric};
use super::batch::{Batch, Values};
use super::column::{Column, Kind, text};
use super::dynamic::{Dynamic, Split};
use super::start::Start;
use super::summary;
use super::table::Table;
use crate::experiment::{Summaries, Summary};

const OF_SERVICES: [Column; 1] =
    [text("service", "the service; of one whose name two clusters have, CLUSTER/NAME")];
const OF_ARRIVALS: [Column; 1] =
    [text("arrivals", "the arrival stream; actions: the calls of all actions together")];

/// A row for each variant and service.
pub const SERVICES: Table = Table {
    name: "services",
    meaning: "a row for each service of each variant: its metrics over all replications; services without any are left out",
    columns: &OF_SERVICES,
    dynamic: Dynamic::OfServices,
};

/// A row for each variant and arrival stream.
pub const ARRIVALS: Table = Table {
    name: "arrivals",
    meaning: "a row for each arrival stream of each variant: its metrics over all replications",
    columns: &OF_ARRIVALS,
    dynamic: Dynamic::OfArrivals,
};

/// The rows of a variant's services, by name.
#[must_use]
pub fn services(start: &Start<'_>, metrics: &Summaries) -> Batch {
    of_each(start, &OF_SERVICES, service_metric, metrics)
}

/// The rows of a variant's arrival streams, by name.
#[must_use]
pub fn arrivals(start: &Start<'_>, metrics: &Summaries) -> Batch {
    of_each(start, &OF_ARRIVALS, arrivals_metric, metrics)
}

fn of_each(start: &Start<'_>, columns: &[Column; 1], split: Split, metrics: &Summaries) -> Batch {
    let found = metrics.iter().filter_map(|(name, summary)| Some((split(name)?, summary)));
    let found: BTreeMap<(&str, &str), &Summary> = found.collect();
    let owners: BTreeSet<&str> = found.keys().map(|(owner, _)| *owner).collect();
    let owners: Vec<&str> = owners.into_iter().collect();
    let names: BTreeSet<&str> = found.keys().map(|(_, name)| *name).collect();
    let mut batch = Batch::new(start, owners.len())
        .with_all(columns, [Values::texts(&owners, |owner| Some((*owner).to_owned()))]);
    for name in names {
        let cells = || owners.iter().map(|owner| found.get(&(*owner, name)).copied().map(summary::cell));
        // What is a figure of one is one of all.
        let values = if cells().flatten().all(|cell| cell.kind() == Kind::Real) {
            Values::Real(cells().map(|cell| cell?.real()).collect())
        } else {
            Values::Text(cells().map(|cell| cell?.shown()).collect())
        };
        batch = batch.with(name, values);
    }
    batch
}
