//! Parts as the spool has them: metrics by number, since their names are the same again and again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::spool::At;
use super::tables::ColumnNames;
use crate::experiment::{Halt, Part, Replication, SeriesSums};
use crate::metrics;
use crate::observe::Metric;

/// Names of metrics with their units, empty for words, each known by its number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Names {
    names: Vec<(String, String)>,
    #[serde(skip)]
    numbers: BTreeMap<String, u32>,
}

/// A part and where the pieces of its records stand.
#[derive(Serialize, Deserialize)]
pub(super) struct SavedPart {
    variant: usize,
    number: u32,
    replications: Vec<SavedReplication>,
    pub(super) series: SeriesSums,
    notes: Vec<String>,
    records: Vec<(u8, At)>,
}

#[derive(Serialize, Deserialize)]
struct SavedReplication {
    number: u32,
    seed: u64,
    digest: u64,
    events: u64,
    outcome: Result<Vec<(u32, SavedMetric)>, Halt>,
}

#[derive(Serialize, Deserialize)]
enum SavedMetric {
    Number(f64),
    Text(String),
}

impl Names {
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Those from a number on.
    pub(super) fn from(&self, number: usize) -> Self {
        Self { names: self.names[number..].to_vec(), numbers: BTreeMap::new() }
    }

    pub(super) fn extend(&mut self, others: Self) {
        for (name, unit) in others.names {
            self.insert(name, unit);
        }
    }

    /// As columns of tables.
    pub(super) fn columns(&self) -> ColumnNames {
        let metric = |unit: &str| match metrics::unit(unit).filter(|unit| !unit.is_empty()) {
            Some(unit) => Metric::Number { value: 0.0, unit },
            None => Metric::Text(String::new()),
        };
        let all = self.names.iter().map(|(name, unit)| (name.clone(), metric(unit)));
        ColumnNames::of_metrics(&all.collect())
    }

    fn number(&mut self, name: &str, unit: &str) -> u32 {
        match self.numbers.get(name) {
            Some(number) => *number,
            None => self.insert(name.to_owned(), unit.to_owned()),
        }
    }

    fn insert(&mut self, name: String, unit: String) -> u32 {
        let number = u32::try_from(self.names.len()).expect("fewer than 2^32 metrics");
        self.numbers.insert(name.clone(), number);
        self.names.push((name, unit));
        number
    }

    fn metric(&self, number: u32, saved: SavedMetric) -> Option<(String, Metric)> {
        let (name, unit) = self.names.get(number as usize)?;
        let metric = match saved {
            SavedMetric::Number(value) => Metric::Number { value, unit: metrics::unit(unit)? },
            SavedMetric::Text(text) => Metric::Text(text),
        };
        Some((name.clone(), metric))
    }
}

impl SavedPart {
    pub(super) fn new<R>(part: Part<R>, records: Vec<(u8, At)>, names: &mut Names) -> Self {
        let Part { variant, number, replications, series, notes, .. } = part;
        let replications = replications.into_iter().map(|of| SavedReplication::new(of, names)).collect();
        Self { variant, number, replications, series, notes, records }
    }

    /// Which variant it is of, and which part of it.
    pub(super) const fn place(&self) -> (usize, u32) {
        (self.variant, self.number)
    }

    /// The part as it was; `None` where a metric's name is not there.
    pub(super) fn restored(self, names: &Names) -> Option<Part<Vec<(u8, At)>>> {
        let replications = self.replications.into_iter().map(|of| of.restored(names));
        Some(Part {
            variant: self.variant,
            number: self.number,
            replications: replications.collect::<Option<_>>()?,
            series: self.series,
            notes: self.notes,
            records: vec![self.records],
        })
    }
}

impl SavedReplication {
    fn new(of: Replication, names: &mut Names) -> Self {
        let Replication { number, seed, digest, events, outcome } = of;
        let outcome = outcome.map(|metrics| {
            let saved = metrics.into_iter().map(|(name, metric)| match metric {
                Metric::Number { value, unit } => (names.number(&name, unit), SavedMetric::Number(value)),
                Metric::Text(text) => (names.number(&name, ""), SavedMetric::Text(text)),
            });
            saved.collect()
        });
        Self { number, seed, digest, events, outcome }
    }

    fn restored(self, names: &Names) -> Option<Replication> {
        let Self { number, seed, digest, events, outcome } = self;
        let metrics = |saved: Vec<(u32, SavedMetric)>| -> Option<BTreeMap<String, Metric>> {
            saved.into_iter().map(|(number, metric)| names.metric(number, metric)).collect()
        };
        let outcome = match outcome {
            Ok(saved) => Ok(metrics(saved)?),
            Err(halt) => Err(halt),
        };
        Some(Replication { number, seed, digest, events, outcome })
    }
}
