//! The metrics of a run: the one table of their names, units and meanings.

use std::collections::BTreeMap;

use crate::model::{ApiCall, Model, Service};

/// A row of the table of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricRow {
    /// Its name. `N` stands for the name of a cluster, a service or an arrival stream, `REASON` for the reason of a failure, a list in braces
    /// for one metric each, and `…` for everything that all clusters together have.
    pub name: &'static str,
    /// Its unit, empty for words.
    pub unit: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

const fn row(name: &'static str, unit: &'static str, meaning: &'static str) -> MetricRow {
    MetricRow { name, unit, meaning }
}

/// All metrics.
pub const METRICS: [MetricRow; 38] = [
    row("cluster.instances.{mean,max,final}", "instances", "registered container instances"),
    row("cluster.occupiedInstances.{mean,max,final}", "instances", "container instances with tasks"),
    row("cluster.tasks.{mean,max,final}", "tasks", "tasks that hold resources in the control plane"),
    row("cluster.cpuReserved.{mean,max,final}", "ratio", "CPU reserved, of what is registered"),
    row("cluster.memoryReserved.{mean,max,final}", "ratio", "memory reserved, of what is registered"),
    row("cluster.portsReserved.{mean,max,final}", "ports", "static host ports that tasks hold"),
    row("cluster.maxZoneShare.mean", "ratio", "share of all tasks that is in the zone with the most"),
    row(
        "cluster.stranded{Cpu,Memory}.mean",
        "ratio",
        "free, of what is registered, where no further task fits",
    ),
    row(
        "cluster.lowerBoundInstances",
        "instances",
        "lower bound on the instances of these types for all tasks that are wanted or there, ports and placement rules aside",
    ),
    row(
        "cluster.cost",
        "USD",
        "on-demand price of the instances over the run, deregistered ones that run on included",
    ),
    row("clusters.N.…", "", "the same for one of several clusters"),
    row("services.N.desiredCount.{mean,min,max,final}", "tasks", "tasks wanted"),
    row("services.N.runningCount.{mean,min,max,final}", "tasks", "tasks in RUNNING"),
    row(
        "services.N.healthyCount.{mean,min,max,final}",
        "tasks",
        "tasks whose checks say so, and tasks without checks from RUNNING on (HL-01, HL-02), those of a dead host until ECS notices",
    ),
    row(
        "services.N.settledCount.{mean,min,max,final}",
        "tasks",
        "healthy tasks that the lower bound counts: those without checks 40 s after RUNNING (SC-09)",
    ),
    row("services.N.pendingCount.{mean,min,max,final}", "tasks", "tasks placed and not yet RUNNING"),
    row(
        "services.N.availability",
        "ratio",
        "time average of min(1, serving / desired); a task serves while it is healthy, its host alive and its containers answering, whatever ECS has noticed; time with desiredCount 0 counts as available",
    ),
    row(
        "services.N.outage",
        "seconds",
        "time with no serving task while some are wanted (as for availability)",
    ),
    row("services.N.placementFailures", "failures", "attempts to place a task that found no instance"),
    row(
        "services.N.placementFailures.REASON",
        "failures",
        "the same by reason: INACTIVE, AGENT, LOCATION, ATTRIBUTE, RESOURCE:CPU, RESOURCE:MEMORY, RESOURCE:PORTS, RESOURCE:ENI, RESOURCE:GPU, memberOf, distinctInstance, topologySpread or NO_INSTANCES",
    ),
    row(
        "services.N.maxTasksPlaceable",
        "tasks",
        "copies that fit beside everything else, at the end of the run",
    ),
    row("services.N.maxTasksPlaceable.limitedBy", "", "what stands in the way of one more copy"),
    row("services.N.startLatency.{p50,p95,max}", "seconds", "from a task being needed to its being healthy"),
    row(
        "services.N.replacementLatency.{p50,p95,max}",
        "seconds",
        "from the loss of a task to a healthy replacement",
    ),
    row(
        "services.N.deployments.{completed,inProgress,superseded,stuck}",
        "deployments",
        "updates by their state at the end; stuck: the last attempt to go on found no instance or the percentages allow no step, or three or more tasks in a row failed before they were healthy; inProgress: also one that waits for older tasks to stop, for as long as their hosts do not answer; the creation of the service is not among them",
    ),
    row("services.N.deployments.duration.{p50,max}", "seconds", "of updates, from PRIMARY to COMPLETED"),
    row(
        "services.N.deployments.failedTasks",
        "tasks",
        "tasks that started, or tried to, and failed before they were ever healthy, of the creation and all updates",
    ),
    row("services.N.creation", "", "the state of the service's first deployment, as of updates"),
    row("services.N.creation.duration", "seconds", "of the first deployment, until COMPLETED"),
    row(
        "arrivals.N.calls",
        "calls",
        "calls of the arrival stream; those of all actions together are `arrivals.actions`",
    ),
    row("arrivals.N.requested", "tasks", "tasks that the calls asked for"),
    row("arrivals.N.placed", "tasks", "tasks that were placed"),
    row("arrivals.N.refused", "tasks", "tasks that found no instance and are not tried again (RN-02)"),
    row("arrivals.N.refused.REASON", "tasks", "the same by reason, as of placement failures, or MISSING"),
    row("arrivals.N.startLatency.{p50,p95,max}", "seconds", "from the call to RUNNING"),
    row("arrivals.N.runningCount.{mean,max,final}", "tasks", "tasks in RUNNING"),
    row("arrivals.N.completed", "tasks", "tasks whose essential container exited with 0"),
    row("arrivals.N.failed", "tasks", "tasks that stopped in any other way"),
];

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

/// What stands for any reason at the end of a metric's name.
pub const REASON: &str = "REASON";

/// What [`REASON`] may stand for at the end of this metric's name.
#[must_use]
pub fn reasons(metric: &str) -> Vec<&'static str> {
    let missing = metric.starts_with("refused.").then_some(MISSING);
    PLACEMENT_REASONS.into_iter().chain(missing).collect()
}

/// What follows `cluster.` in the names of metrics.
#[must_use]
pub fn of_cluster() -> Vec<String> {
    behind("cluster.")
}

/// What follows `services.NAME.` in the names of metrics; `REASON` stands for any reason.
///
/// ```
/// let of_service = plimsoll::metrics::of_service();
/// assert!(of_service.contains(&"runningCount.final".to_owned()));
/// assert!(of_service.contains(&"placementFailures.REASON".to_owned()));
/// ```
#[must_use]
pub fn of_service() -> Vec<String> {
    behind("services.N.")
}

/// What follows `arrivals.NAME.` in the names of metrics; `REASON` stands for any reason.
#[must_use]
pub fn of_arrivals() -> Vec<String> {
    behind("arrivals.N.")
}

/// The total of a count by reason, which has no entry for a reason that never occurred: that is none of the total.
#[must_use]
pub fn total_of(name: &str) -> Option<&str> {
    let ends = [".placementFailures.", ".refused."];
    let at = ends.into_iter().find_map(|end| Some(name.find(end)? + end.len() - 1))?;
    Some(&name[..at])
}

/// What may follow the subject in names of this section, each with its unit, which is empty for words; empty for what is
/// no section.
///
/// ```
/// let of_services = plimsoll::metrics::of_section("services");
/// assert!(of_services.contains(&("availability".to_owned(), "ratio")));
/// ```
#[must_use]
pub fn of_section(section: &str) -> Vec<(String, &'static str)> {
    match section {
        "cluster" | "clusters" => with_units("cluster."),
        "services" => with_units("services.N."),
        "arrivals" => with_units("arrivals.N."),
        _ => Vec::new(),
    }
}

/// What a metric that is a word may be, by its name or the end of it; empty for a figure.
#[must_use]
pub fn words_of(metric: &str) -> Vec<&'static str> {
    if metric.ends_with("limitedBy") {
        return PLACEMENT_REASONS
            .into_iter()
            .filter(|reason| *reason != "NO_INSTANCES")
            .chain(NO_LIMIT)
            .collect();
    }
    if metric.ends_with("creation") { CREATION_STATES.to_vec() } else { Vec::new() }
}

/// What `limitedBy` says where no reason stands in the way.
const NO_LIMIT: [&str; 2] = ["nothing", "no instances"];

/// The states in which `creation` may end.
const CREATION_STATES: [&str; 4] = ["IN_PROGRESS", "STUCK", "SUPERSEDED", "COMPLETED"];

fn behind(start: &str) -> Vec<String> {
    with_units(start).into_iter().map(|(name, _)| name).collect()
}

fn with_units(start: &str) -> Vec<(String, &'static str)> {
    let rows = METRICS.iter().filter_map(|row| Some((row.name.strip_prefix(start)?, row.unit)));
    rows.flat_map(|(name, unit)| spelt_out(name).into_iter().map(move |name| (name, unit))).collect()
}

/// The alternatives that braces stand for: `a.{b,c}` is `a.b` and `a.c`.
fn spelt_out(name: &str) -> Vec<String> {
    let Some((before, rest)) = name.split_once('{') else { return vec![name.to_owned()] };
    let (alternatives, after) = rest.split_once('}').expect("the table closes its braces");
    let behind = spelt_out(after);
    let all = alternatives.split(',').flat_map(|word| behind.iter().map(move |end| (word, end)));
    all.map(|(word, end)| format!("{before}{word}{end}")).collect()
}

/// What metrics call the calls of all actions together; no arrival stream may have the name.
pub const ACTIONS: &str = "actions";

/// The names of all arrival streams in metrics, and behind them [`ACTIONS`] where actions call for standalone tasks.
///
/// ```
/// use plimsoll::{metrics, model::Model};
/// assert!(metrics::arrival_names(&Model::default()).is_empty());
/// ```
#[must_use]
pub fn arrival_names(model: &Model) -> Vec<String> {
    let calls = model.actions.iter().any(|action| matches!(action.call, ApiCall::RunTask(_)));
    let streams = model.arrivals.iter().map(|arrivals| arrivals.name.clone());
    streams.chain(calls.then(|| ACTIONS.to_owned())).collect()
}

/// The names of all services in metrics: their own, with their cluster's before it where two clusters share one.
#[must_use]
pub fn service_names(model: &Model) -> Vec<String> {
    let mut uses = BTreeMap::<&str, u32>::new();
    for service in &model.services {
        *uses.entry(&service.name).or_default() += 1;
    }
    let name = |service: &Service| match uses[service.name.as_str()] {
        1 => service.name.clone(),
        _ => format!("{}/{}", model.clusters[service.cluster.index()], service.name),
    };
    model.services.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_by_reason_has_a_total() {
        for (name, total) in [
            ("services.web.placementFailures.RESOURCE:CPU", Some("services.web.placementFailures")),
            ("arrivals.jobs.refused.memberOf", Some("arrivals.jobs.refused")),
            ("services.web.placementFailures", None),
            ("services.web.availability", None),
        ] {
            assert_eq!(total_of(name), total);
        }
    }

    #[test]
    fn a_metric_without_a_unit_is_a_word_of_which_all_are_known() {
        for (section, unit_free) in [("cluster", 0), ("services", 2), ("arrivals", 0), ("traffic", 0)] {
            let words = of_section(section).into_iter().filter(|(_, unit)| unit.is_empty());
            let known = words.map(|(name, _)| words_of(&name).len()).collect::<Vec<_>>();
            assert!(known.len() == unit_free && known.iter().all(|count| *count > 0), "{section}: {known:?}");
        }
        assert!(words_of("services.web.availability").is_empty());
        let states = ["IN_PROGRESS", "STUCK", "SUPERSEDED", "COMPLETED"];
        assert_eq!(words_of("services.web.creation"), states);
    }

    #[test]
    fn braces_are_spelt_out() {
        assert_eq!(spelt_out("a.{b,c}{D,E}.f"), ["a.bD.f", "a.bE.f", "a.cD.f", "a.cE.f"]);
        // 6 × 3 (mean, max, final), the fullest zone, stranded CPU and memory, the lower bound, the cost.
        assert_eq!(of_cluster().len(), 6 * 3 + 1 + 2 + 1 + 1);
        assert!(of_service().iter().all(|name| !name.contains(['{', '}', ','])));
    }
}
