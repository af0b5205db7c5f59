//! The sheet on which metrics are written under their names.

use std::collections::BTreeMap;

use super::gauge::Gauge;
use super::latency::SortedLatencies;
use super::outcome::Metric;
use crate::time::SimDuration;

/// Metrics by name.
#[derive(Debug, Default)]
pub(super) struct Metrics(BTreeMap<String, Metric>);

impl Metrics {
    /// Writes a figure, unless it does not exist.
    pub(super) fn put(&mut self, name: String, value: Option<f64>, unit: &'static str) {
        if let Some(value) = value {
            self.0.insert(name, Metric::Number { value, unit });
        }
    }

    /// Writes a count of things.
    pub(super) fn put_count(&mut self, name: String, count: u64, unit: &'static str) {
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 things happen in a run")]
        self.put(name, Some(count as f64), unit);
    }

    /// Writes a word.
    pub(super) fn put_text(&mut self, name: String, word: &str) {
        self.0.insert(name, Metric::Text(word.to_owned()));
    }

    /// Writes `STEM.mean`, `STEM.max` and `STEM.final`.
    pub(super) fn put_gauge(&mut self, stem: &str, gauge: &Gauge, unit: &'static str) {
        self.put(format!("{stem}.mean"), gauge.mean(), unit);
        self.put(format!("{stem}.max"), gauge.max(), unit);
        self.put(format!("{stem}.final"), gauge.last(), unit);
    }

    /// Writes `STEM.p50`, `STEM.p95` and `STEM.max` in seconds.
    pub(super) fn put_latencies(&mut self, stem: &str, latencies: &SortedLatencies) {
        for (part, value) in
            [("p50", latencies.percentile(50)), ("p95", latencies.percentile(95)), ("max", latencies.max())]
        {
            self.put(format!("{stem}.{part}"), value.map(SimDuration::as_secs_f64), "seconds");
        }
    }

    /// All that was written.
    pub(super) fn into_map(self) -> BTreeMap<String, Metric> {
        self.0
    }
}
