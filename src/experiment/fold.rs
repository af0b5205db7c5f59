//! What a variant's parts say together.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::Xxh3;

use super::statistics::Observations;
use super::{Replication, SeriesSums, VariantResults};

/// The parts of a variant so far; they come in order.
pub struct Fold {
    digest: Xxh3,
    events: u64,
    metrics: BTreeMap<String, Observations>,
    series: SeriesSums,
    notes: Vec<String>,
    halted: Vec<(u32, String)>,
}

impl Default for Fold {
    fn default() -> Self {
        Self {
            digest: Xxh3::new(),
            events: 0,
            metrics: BTreeMap::new(),
            series: SeriesSums::default(),
            notes: Vec::new(),
            halted: Vec::new(),
        }
    }
}

impl Fold {
    /// Takes in one more replication.
    ///
    /// The digest is XXH3 over the replications in order: of each its digest, or the words of the guard that ended it.
    pub fn replication(&mut self, replication: &Replication) {
        self.events += replication.events;
        match &replication.outcome {
            Ok(metrics) => {
                self.digest.update(&replication.digest.to_le_bytes());
                for (name, metric) in metrics {
                    match self.metrics.get_mut(name) {
                        Some(samples) => samples.add(metric),
                        None => self.metrics.entry(name.clone()).or_default().add(metric),
                    }
                }
            }
            Err(halt) => self.halt(replication.number, &halt.to_string()),
        }
    }

    /// Takes in one more replication, which a guard ended with these words.
    pub fn halt(&mut self, number: u32, words: &str) {
        self.digest.update(format!("{number}: {words}").as_bytes());
        self.halted.push((number, words.to_owned()));
    }

    /// Takes in what a reader should know.
    pub fn notes(&mut self, notes: Vec<String>) {
        self.notes.extend(notes);
    }

    /// Takes in the time series and the notes of one more part.
    pub fn part(&mut self, series: &SeriesSums, notes: Vec<String>) {
        self.series.merge(series);
        self.notes(notes);
    }

    /// What they say together.
    #[must_use]
    pub fn finish(self) -> VariantResults {
        let summaries = self.metrics.into_iter();
        VariantResults {
            digest: self.digest.digest(),
            events: self.events,
            metrics: summaries.filter_map(|(name, samples)| Some((name, samples.summary()?))).collect(),
            series: self.series.means(),
            notes: self.notes,
            halted: self.halted,
        }
    }
}
