//! What `REASON` stands for in the names of metrics.

use crate::model::{Choice, StartError};

/// What [`REASON`] stands for in the names of placement failures, in the order in which rules are judged.
pub const PLACEMENT_REASONS: [&str; 13] = [
    "INACTIVE",
    "AGENT",
    "LOCATION",
    "ATTRIBUTE",
    "RESOURCE:CPU",
    "RESOURCE:MEMORY",
    "RESOURCE:PORTS",
    "RESOURCE:ENI",
    "RESOURCE:GPU",
    "memberOf",
    "distinctInstance",
    "topologySpread",
    "NO_INSTANCES",
];

/// `StartTask` named an instance that ECS does not know: one more reason for a refusal.
pub const MISSING: &str = "MISSING";

/// What [`REASON`] stands for in the names of stops: each `stopCode`, and those that have several reasons with each.
pub const STOP_REASONS: [&str; 12] = [
    "TaskFailedToStart",
    "EssentialContainerExited",
    "ServiceSchedulerInitiated",
    "ServiceSchedulerInitiated:scalingActivity",
    "ServiceSchedulerInitiated:targetHealth",
    "ServiceSchedulerInitiated:containerHealth",
    "ServiceSchedulerInitiated:zoneRebalancing",
    "UserInitiated",
    "UserInitiated:stopTask",
    "UserInitiated:deregistration",
    "TerminationNotice",
    "InfrastructureHealth",
];

/// What stands for any reason at the end of a metric's name.
pub const REASON: &str = "REASON";

/// What [`REASON`] may stand for at the end of this metric's name.
#[must_use]
pub fn reasons(metric: &str) -> Vec<&'static str> {
    if metric.starts_with("startFailures.") {
        return StartError::ALL.iter().map(|error| error.word()).collect();
    }
    if metric.starts_with("stopped.") {
        return STOP_REASONS.to_vec();
    }
    let missing = metric.starts_with("refused.").then_some(MISSING);
    PLACEMENT_REASONS.into_iter().chain(missing).collect()
}
