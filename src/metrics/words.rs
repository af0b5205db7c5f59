//! The words that metrics without a unit may be.

use super::PLACEMENT_REASONS;

/// What a metric that is a word may be, by its name or the end of it; empty for a figure, and for a text that may be any.
#[must_use]
pub fn words_of(metric: &str) -> Vec<&'static str> {
    if metric.ends_with("limitedBy") {
        return PLACEMENT_REASONS
            .into_iter()
            .filter(|reason| *reason != "NO_INSTANCES")
            .chain(NO_LIMIT)
            .collect();
    }
    if metric.ends_with("countsFrom.event") {
        return COUNTS_FROM.to_vec();
    }
    if metric.ends_with("creation") { CREATION_STATES.to_vec() } else { Vec::new() }
}

/// What `limitedBy` says where no reason stands in the way.
const NO_LIMIT: [&str; 2] = ["nothing", "no instances"];

/// From what on figures of a service count.
const COUNTS_FROM: [&str; 5] = ["WARM_UP", "FOUND", "STEADY_STATE", "PLACEMENT_FAILURE", "START"];

/// The states in which `creation` may end.
const CREATION_STATES: [&str; 5] = ["IN_PROGRESS", "STUCK", "SUPERSEDED", "FAILED", "COMPLETED"];
