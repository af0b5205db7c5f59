//! Tasks of a service that failed to start, by the error that they failed by.

use std::collections::BTreeMap;

use super::metrics::Metrics;
use crate::model::{Choice, StartError};

/// How many there were.
#[derive(Clone, Debug, Default)]
pub(super) struct StartFailures {
    total: u64,
    by_error: BTreeMap<StartError, u64>,
}

impl StartFailures {
    pub(super) fn add(&mut self, error: Option<StartError>) {
        self.total += 1;
        if let Some(error) = error {
            *self.by_error.entry(error).or_default() += 1;
        }
    }

    /// Writes the total and the errors that occurred.
    pub(super) fn write(&self, stem: &str, metrics: &mut Metrics) {
        metrics.put_count(format!("{stem}.startFailures"), self.total, "tasks");
        for (error, count) in &self.by_error {
            metrics.put_count(format!("{stem}.startFailures.{}", error.word()), *count, "tasks");
        }
    }
}
