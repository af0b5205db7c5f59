//! The words that metrics without a unit may be.

use super::PLACEMENT_REASONS;

/// What a metric that is a word may be, by its name or the end of it; empty for a figure, and for a text that may be any.
#[must_use]
pub fn words_of(metric: &str) -> Vec<&'static str> {
    // They name host ports and stages as well.
    if metric.ends_with("deployments.open.limitedBy") || metric.ends_with("missingCount.limitedBy") {
        return Vec::new();
    }
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

/// What stands in the way of a service at the end of a run besides the reasons of placement failures: its tasks fail, one
/// after the other, before they are healthy.
pub const TASKS_FAIL: &str = "TASKS_FAIL";
/// Likewise: hosts that do not answer.
pub const AGENT: &str = "AGENT";
/// Likewise: percentages that allow neither a stop nor a start.
pub const PERCENTAGES: &str = "PERCENTAGES";
/// Likewise: the deployment has failed and starts nothing more.
pub const DEPLOYMENT_FAILED: &str = "DEPLOYMENT_FAILED";
/// Nothing stands in the way: what is missing is about to run.
pub const STARTING: &str = "STARTING";
/// Likewise: the next pass makes up for it.
pub const NEXT_PASS: &str = "NEXT_PASS";
