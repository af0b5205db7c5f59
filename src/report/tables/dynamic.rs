//! The columns of a table that depend on which metrics and series there are.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::metric_names::{arrivals_metric, service_metric};
use super::column::{Column, Kind};
use super::column_names::{ColumnNames, Named};
use super::table::{Layout, Listed};
use crate::metrics;

/// What a summary has of a figure beside its mean, where there are several replications.
pub(super) const LOW: &str = "ciLow";
pub(super) const HIGH: &str = "ciHigh";
pub(super) const SAMPLES: &str = "samples";

const LOW_MEANING: &str =
    "lower end of the 95 % confidence interval of the mean; only of several replications";
const HIGH_MEANING: &str =
    "upper end of the 95 % confidence interval of the mean; only of several replications";
const SAMPLES_MEANING: &str = "replications that have the figure; only of several replications";
const REPLICATIONS: &str = "replications";

/// Which columns a table has besides those that it always has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dynamic {
    /// No others.
    None,
    /// Every metric over the replications: its mean or its word, and how sure the mean is.
    Summaries,
    /// Every metric of one run.
    Metrics,
    /// Every metric of a service, by what follows the service's name.
    OfServices,
    /// The same of an arrival stream.
    OfArrivals,
    /// Every series.
    Series,
}

/// Takes a metric's name apart: whose it is, and the rest.
pub(super) type Split = for<'n> fn(&'n str) -> Option<(&'n str, &'n str)>;

impl Dynamic {
    pub(super) fn columns(self, layout: &Layout<'_>) -> Vec<Column> {
        let of_each =
            |names: &ColumnNames| names.iter().map(|(name, named)| one(name, name, named)).collect();
        match self {
            Self::None => Vec::new(),
            Self::Summaries if layout.replications > 1 => {
                layout.metrics.iter().flat_map(|(name, named)| with_interval(name, named)).collect()
            }
            Self::Summaries | Self::Metrics => of_each(layout.metrics),
            Self::OfServices => of_some(layout.metrics, service_metric),
            Self::OfArrivals => of_some(layout.metrics, arrivals_metric),
            Self::Series => of_each(layout.series),
        }
    }

    pub(super) fn patterns(self) -> Vec<Listed> {
        let metric = |meaning| Listed::pattern("METRIC", "real or text", "of the metric", meaning);
        let real = |name, unit, meaning| Listed::pattern(name, Kind::Real.name(), unit, meaning);
        match self {
            Self::None => Vec::new(),
            Self::Summaries => vec![
                metric(
                    "the metric's mean over the replications, or its most frequent word (plimsoll list metrics)",
                ),
                real("METRIC.ciLow", "of the metric", LOW_MEANING),
                real("METRIC.ciHigh", "of the metric", HIGH_MEANING),
                Listed::pattern("METRIC.samples", Kind::Whole.name(), REPLICATIONS, SAMPLES_MEANING),
            ],
            Self::Metrics => vec![metric("the metric in this replication (plimsoll list metrics)")],
            Self::OfServices => vec![metric(
                "the service's metric without services.NAME., its mean over the replications or its most frequent word",
            )],
            Self::OfArrivals => vec![metric(
                "the stream's metric without arrivals.NAME., its mean over the replications or its most frequent word",
            )],
            Self::Series => vec![real(
                "SERIES",
                "of the series",
                "time-weighted mean over the step, and over the replications; named as metrics are, without .mean and the like",
            )],
        }
    }
}

/// The column of `metric` called `name`.
fn one(name: &str, metric: &str, named: &Named) -> Column {
    let meaning = metrics::row_of(metric).map_or("", |row| row.meaning);
    Column {
        name: Cow::Owned(name.to_owned()),
        kind: named.kind,
        unit: Cow::Owned(named.unit.clone()),
        meaning: Cow::Borrowed(meaning),
    }
}

/// A mean with its interval; words have none.
fn with_interval(name: &str, named: &Named) -> Vec<Column> {
    let beside = |part: &str, kind, unit: &str, meaning| Column {
        name: Cow::Owned(format!("{name}.{part}")),
        kind,
        unit: Cow::Owned(unit.to_owned()),
        meaning: Cow::Borrowed(meaning),
    };
    let mut columns = vec![one(name, name, named)];
    if named.kind == Kind::Real {
        columns.extend([
            beside(LOW, Kind::Real, &named.unit, LOW_MEANING),
            beside(HIGH, Kind::Real, &named.unit, HIGH_MEANING),
            beside(SAMPLES, Kind::Whole, REPLICATIONS, SAMPLES_MEANING),
        ]);
    }
    columns
}

/// The metrics of all services, or of all arrival streams, each once.
fn of_some(names: &ColumnNames, split: Split) -> Vec<Column> {
    let mut found: BTreeMap<&str, Column> = BTreeMap::new();
    for (metric, named) in names.iter() {
        if let Some((_, name)) = split(metric) {
            let column = found.entry(name).or_insert_with(|| one(name, metric, named));
            column.kind = column.kind.join(named.kind);
        }
    }
    found.into_values().collect()
}
