//! The metrics of a run: the one table of their names, units and meanings.

mod names;
mod reasons;
mod units;
mod words;

pub use names::{ACTIONS, arrival_names, service_names};
pub use reasons::{MISSING, PLACEMENT_REASONS, REASON, reasons};
pub use units::unit;
pub use words::{AGENT, DEPLOYMENT_FAILED, NEXT_PASS, PERCENTAGES, STARTING, TASKS_FAIL, words_of};

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
pub const METRICS: [MetricRow; 65] = [
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
        "lower bound on the instances for all tasks that are wanted or there: the registered ones, the largest first, and then as many more of the largest; how well tasks pack is left aside; absent where no number of them is enough",
    ),
    row(
        "cluster.lowerBoundInstances.limitedBy",
        "",
        "what takes so many: RESOURCE:CPU, RESOURCE:MEMORY, RESOURCE:PORTS (tasks that bind the same host port), RESOURCE:ENI, RESOURCE:GPU, distinctInstance (tasks of a service with that constraint), LOCATION (tasks that may be in one zone only, over all zones), or nothing",
    ),
    row(
        "cluster.cost",
        "USD",
        "price of the instances over the run, deregistered ones that run on included: on demand, Linux, us-east-1, of 2026-07-20",
    ),
    row("cluster.costPerHour", "USD/h", "the same for an hour, as a mean over the run"),
    row("cluster.costPerMonth", "USD/month", "the same for a month of 730 hours, as a mean over the run"),
    row(
        "cluster.bytesPulled",
        "MiB",
        "layers of images that hosts have fetched, compressed; absent where no image has a size",
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
    row("services.N.missingCount.final", "tasks", "tasks wanted and not in RUNNING"),
    row(
        "services.N.missingCount.limitedBy",
        "",
        "what stands in their way: where the last attempt to place one found no instance, the rule of placementFailures that most instances fail first, as for maxTasksPlaceable, and the host ports if it is these; TASKS_FAIL, DEPLOYMENT_FAILED (it starts nothing more), AGENT (on hosts that do not answer), PERCENTAGES (that allow no step), or for those that are on their way STARTING or NEXT_PASS; absent where none is missing",
    ),
    row(
        "services.N.countsFrom",
        "seconds",
        "from when on availability, outage, belowMinimum and all .min of the service count",
    ),
    row(
        "services.N.countsFrom.event",
        "",
        "what is then: WARM_UP, its end if the scenario writes it; else FOUND, the run, before which the service was there; else STEADY_STATE, the first one; else PLACEMENT_FAILURE, the first pass that could place nothing more; else START",
    ),
    row(
        "services.N.availability",
        "ratio",
        "time average of min(1, serving / desired) from countsFrom on; a task serves while it is healthy, its host alive and its containers answering, whatever ECS has noticed; time with desiredCount 0 counts as available",
    ),
    row(
        "services.N.outage",
        "seconds",
        "time with no serving task while some are wanted (as for availability)",
    ),
    row("services.N.outage.firstAt", "seconds", "when the first such time began"),
    row(
        "services.N.belowMinimum",
        "seconds",
        "time with fewer serving tasks than minimumHealthyPercent of those wanted, once there were so many (as for availability); none where there never were",
    ),
    row("services.N.belowMinimum.firstAt", "seconds", "when the first such time began"),
    row("services.N.placementFailures", "failures", "attempts to place a task that found no instance"),
    row(
        "services.N.placementFailures.REASON",
        "failures",
        "the same by the rule that the closest instance fails first, which ECS's event names: INACTIVE, AGENT, LOCATION, ATTRIBUTE, RESOURCE:CPU, RESOURCE:MEMORY, RESOURCE:PORTS, RESOURCE:ENI, RESOURCE:GPU, memberOf, distinctInstance, topologySpread or NO_INSTANCES",
    ),
    row("services.N.startFailures", "tasks", "tasks that failed to start (stopCode TaskFailedToStart)"),
    row(
        "services.N.startFailures.REASON",
        "tasks",
        "the same by the container error where one is named, by startFailureReason or by containers whose order cannot be kept",
    ),
    row("services.N.stopped", "tasks", "tasks that ended or were told to stop"),
    row(
        "services.N.stopped.REASON",
        "tasks",
        "the same by stopCode (EX-02), and where several reasons have the same code, by code and reason, such as ServiceSchedulerInitiated:targetHealth",
    ),
    row(
        "services.N.containerRestarts",
        "restarts",
        "containers that restartPolicy started again in place; absent where no definition of its tasks enables that",
    ),
    row(
        "services.N.maxTasksPlaceable",
        "tasks",
        "tasks of it that can be there at once beside everything else, at the end of the run: those there and those that would still fit",
    ),
    row("services.N.maxTasksPlaceable.limitedBy", "", "the rule that most instances refuse a copy by"),
    row(
        "services.N.additionalTasksPlaceable",
        "tasks",
        "how many more of it would fit, at the end of the run",
    ),
    row(
        "services.N.additionalTasksPlaceable.limitedBy",
        "",
        "the rule that most instances refuse one more by",
    ),
    row("services.N.startLatency.{p50,p95,max}", "seconds", "from a task being needed to its being healthy"),
    row(
        "services.N.replacementLatency.{p50,p95,max}",
        "seconds",
        "from the loss of a task to a healthy replacement",
    ),
    row(
        "services.N.imagePull.{p50,p95,max}",
        "seconds",
        "from the beginning of the pulls of a task to the last of its images being there, or a pull having failed, of tasks that had anything to pull",
    ),
    row(
        "services.N.deployments.{completed,inProgress,superseded,stuck,failed,rolledBack}",
        "deployments",
        "updates by their state at the end; stuck: nothing that is pending can move them, failures by chance aside, or three or more tasks in a row failed before they were healthy; inProgress: something pending can, such as a host that is to register; failed: its circuit breaker, an alarm, a hook, a limit of time or a call ended it; rolledBack: it failed, and the one before has completed again; the creation of the service is not among them",
    ),
    row("services.N.deployments.exposure", "seconds", "of all traffic, had by failed deployments in stages"),
    row("services.N.deployments.duration.{p50,max}", "seconds", "of updates, from PRIMARY to COMPLETED"),
    row(
        "services.N.deployments.{startedTasks,replacedTasks}",
        "tasks",
        "tasks that were created, and those that were stopped for their health, of the creation and all updates",
    ),
    row(
        "services.N.deployments.failedTasks",
        "tasks",
        "tasks that started, or tried to, and failed before they were ever healthy, of the creation and all updates",
    ),
    row(
        "services.N.deployments.failedInARow",
        "tasks",
        "tasks of the newest deployment that so failed one after the other up to the end, if three or more; else none",
    ),
    row(
        "services.N.deployments.open",
        "deployments",
        "the deployment that is not over at the end, if there is one, be it the creation",
    ),
    row("services.N.deployments.open.definition", "", "the task definition that it rolls out"),
    row(
        "services.N.deployments.open.limitedBy",
        "",
        "what stands in its way, as for missingCount; else, of one in stages, the stage that it is in and what it waits for there, as in BAKE_TIME:bake (tasks, hook, pause or bake); absent where nothing does",
    ),
    row("services.N.deployments.failed.definition", "", "that of the last one that failed, where one did"),
    row(
        "services.N.waitsFor",
        "",
        "tasks for which the service waits at the end on hosts that do not answer, and until when",
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

/// The metrics that the verdict of a run is made of: whatever else is left out, these are kept.
pub const OF_VERDICT: [&str; 25] = [
    "services.N.desiredCount.final",
    "services.N.runningCount.final",
    "services.N.missingCount.final",
    "services.N.missingCount.limitedBy",
    "services.N.availability",
    "services.N.outage",
    "services.N.outage.firstAt",
    "services.N.belowMinimum",
    "services.N.belowMinimum.firstAt",
    "services.N.deployments.inProgress",
    "services.N.deployments.stuck",
    "services.N.deployments.failed",
    "services.N.deployments.rolledBack",
    "services.N.deployments.failed.definition",
    "services.N.deployments.failedTasks",
    "services.N.deployments.failedInARow",
    "services.N.deployments.open",
    "services.N.deployments.open.definition",
    "services.N.deployments.open.limitedBy",
    "services.N.waitsFor",
    "services.N.countsFrom",
    "services.N.countsFrom.event",
    "arrivals.N.requested",
    "arrivals.N.refused",
    "arrivals.N.refused.REASON",
];

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

/// The row of the table that a metric belongs to, or all metrics of a stem such as `services.web.runningCount`, which names
/// a series; `None` for what is neither.
///
/// ```
/// use plimsoll::metrics::row_of;
/// assert_eq!(row_of("services.web.outage").map(|row| row.unit), Some("seconds"));
/// assert_eq!(row_of("clusters.blue.cpuReserved"), row_of("cluster.cpuReserved.mean"));
/// ```
#[must_use]
pub fn row_of(name: &str) -> Option<&'static MetricRow> {
    let general = general(name)?;
    let stem = format!("{general}.");
    let find =
        |test: &dyn Fn(&String) -> bool| METRICS.iter().find(|row| spelt_out(row.name).iter().any(test));
    find(&|pattern| is_named(pattern, &general)).or_else(|| find(&|pattern| pattern.starts_with(&stem)))
}

/// Whether a metric is one of these rows without braces, such as `services.N.outage`.
///
/// ```
/// use plimsoll::metrics::is_one_of;
/// assert!(is_one_of("services.web.outage", &["services.N.outage"]));
/// assert!(!is_one_of("services.web.outage.firstAt", &["services.N.outage"]));
/// ```
#[must_use]
pub fn is_one_of(name: &str, rows: &[&str]) -> bool {
    general(name).is_some_and(|general| rows.iter().any(|row| is_named(row, &general)))
}

/// Whether a name without braces is of this metric, for any reason.
fn is_named(pattern: &str, name: &str) -> bool {
    pattern == name || pattern.strip_suffix(REASON).is_some_and(|start| name.starts_with(start))
}

/// A name as the table has it: with `N` for the name of a service or an arrival stream, and one cluster like all.
fn general(name: &str) -> Option<String> {
    let (section, rest) = name.split_once('.')?;
    let behind_name = || rest.split_once('.').map(|(_, rest)| rest);
    Some(match section {
        "cluster" => name.to_owned(),
        "clusters" => format!("cluster.{}", behind_name()?),
        _ => format!("{section}.N.{}", behind_name()?),
    })
}

/// Whether this follows the name of a service or an arrival stream in the name of a metric.
#[must_use]
pub fn is_of_one(rest: &str) -> bool {
    of_service().into_iter().chain(of_arrivals()).any(|pattern| is_named(&pattern, rest))
}

/// The total of a count by reason, which has no entry for a reason that never occurred: that is none of the total.
#[must_use]
pub fn total_of(name: &str) -> Option<&str> {
    let ends = [".placementFailures.", ".startFailures.", ".stopped.", ".refused."];
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

#[cfg(test)]
mod tests;
