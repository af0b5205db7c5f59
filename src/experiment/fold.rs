//! What a variant's parts say together.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::Xxh3;

use super::expectations::{self, Judged, Runs};
use super::statistics::Observations;
use super::{Frequencies, Replication, SeriesSums, VariantResults};
use crate::scenario::{Expectation, Scenario};
use crate::text::selects_parts;

/// The parts of a variant so far; they come in order.
pub struct Fold<'e> {
    expectations: &'e [Expectation],
    distributions: &'e [String],
    runs: Runs,
    digest: Xxh3,
    events: u64,
    metrics: BTreeMap<String, Observations>,
    series: SeriesSums,
    notes: Vec<String>,
    halted: Vec<(u32, String)>,
}

impl<'e> Fold<'e> {
    /// Nothing yet of a variant of which this is expected.
    #[must_use]
    pub fn expecting(expectations: &'e [Expectation]) -> Self {
        Self {
            expectations,
            distributions: &[],
            runs: Runs::default(),
            digest: Xxh3::new(),
            events: 0,
            metrics: BTreeMap::new(),
            series: SeriesSums::default(),
            notes: Vec::new(),
            halted: Vec::new(),
        }
    }

    /// The same, which also says how the metrics that these patterns select are distributed.
    #[must_use]
    pub fn distributing(self, distributions: &'e [String]) -> Self {
        Self { distributions, ..self }
    }

    /// Takes in one more replication.
    ///
    /// The digest is XXH3 over the replications in order: of each its digest, or the words of the guard that ended it.
    pub fn replication(&mut self, replication: &Replication) {
        self.events += replication.events;
        match &replication.outcome {
            Ok(metrics) => {
                self.digest.update(&replication.digest.to_le_bytes());
                if !self.expectations.is_empty() {
                    self.runs.add(self.expectations, metrics);
                }
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
        self.runs.halted += 1;
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

    /// What becomes of the expectations for the variant at `position` of a scenario.
    #[must_use]
    pub fn judged(&self, scenario: &Scenario, position: usize) -> Vec<Judged> {
        if self.expectations.is_empty() {
            return Vec::new();
        }
        let model = scenario.variants.get(position).model;
        expectations::judge(self.expectations, position, &model, &self.runs)
    }

    /// What they say together; what is expected was judged before.
    #[must_use]
    pub fn finish(self, expectations: Vec<Judged>) -> VariantResults {
        let is_asked = |name: &str| self.distributions.iter().any(|written| selects_parts(written, name));
        let frequencies = self.metrics.iter().filter(|(name, _)| is_asked(name));
        let frequencies = frequencies.filter_map(|(name, samples)| Frequencies::of(name, samples)).collect();
        let summaries = self.metrics.into_iter();
        VariantResults {
            expectations,
            digest: self.digest.digest(),
            events: self.events,
            metrics: summaries.filter_map(|(name, samples)| Some((name, samples.summary()?))).collect(),
            frequencies,
            series: self.series.means(),
            notes: self.notes,
            halted: self.halted,
        }
    }
}
