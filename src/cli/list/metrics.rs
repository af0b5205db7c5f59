//! `list metrics`: what runs measure, by the names that reports and scenarios use.

use super::listing::{Cell, Column, Listing};

const COLUMNS: [Column; 3] = [
    Column { key: "metric", heading: "Metric" },
    Column { key: "unit", heading: "Unit" },
    Column { key: "meaning", heading: "Meaning" },
];

/// Name, unit and meaning. `N` stands for a name; a list in braces for one metric each.
const METRICS: [[&str; 3]; 23] = [
    ["cluster.instances.{mean,max,final}", "instances", "registered container instances"],
    ["cluster.tasks.{mean,max,final}", "tasks", "tasks that hold resources in the control plane"],
    ["cluster.cpuReserved.{mean,max,final}", "ratio", "CPU reserved, of what is registered"],
    ["cluster.memoryReserved.{mean,max,final}", "ratio", "memory reserved, of what is registered"],
    ["cluster.portsReserved.{mean,max,final}", "ports", "static host ports that tasks hold"],
    ["cluster.stranded{Cpu,Memory}.mean", "ratio", "free, of what is registered, where no further task fits"],
    [
        "cluster.lowerBoundInstances",
        "instances",
        "no fewer instances of these types carry what all services want, were ports and places free",
    ],
    ["cluster.cost", "USD", "on-demand price of the instances over the run"],
    ["clusters.N.…", "", "the same for one of several clusters"],
    ["services.N.desiredCount.{mean,min,max,final}", "tasks", "tasks wanted"],
    ["services.N.runningCount.{mean,min,max,final}", "tasks", "tasks in RUNNING"],
    ["services.N.healthyCount.{mean,min,max,final}", "tasks", "tasks that count as healthy (HL-01, HL-02)"],
    ["services.N.pendingCount.{mean,min,max,final}", "tasks", "tasks placed and not yet RUNNING"],
    ["services.N.availability", "ratio", "time average of min(1, healthy / desired)"],
    ["services.N.outage", "seconds", "time with no healthy task while some are wanted"],
    ["services.N.placementFailures", "failures", "attempts to place a task that found no instance"],
    ["services.N.placementFailures.REASON", "failures", "the same by reason, such as RESOURCE:PORTS"],
    [
        "services.N.maxTasksPlaceable",
        "tasks",
        "copies that fit beside everything else, at the end of the run",
    ],
    ["services.N.maxTasksPlaceable.limitedBy", "", "what stands in the way of one more copy"],
    ["services.N.startLatency.{p50,p95,max}", "seconds", "from a task being needed to its being healthy"],
    [
        "services.N.replacementLatency.{p50,p95,max}",
        "seconds",
        "from the loss of a task to a healthy replacement",
    ],
    [
        "services.N.deployments.{completed,inProgress,superseded,stuck}",
        "deployments",
        "deployments by their state",
    ],
    ["services.N.deployments.duration.{p50,max}", "seconds", "from PRIMARY to COMPLETED"],
];

/// All metrics.
pub(super) fn listing() -> Listing {
    let row = |cells: &[&str; 3]| cells.iter().map(|&text| Cell::Text(text.to_owned())).collect();
    Listing::new(&COLUMNS, METRICS.iter().map(row).collect())
}
