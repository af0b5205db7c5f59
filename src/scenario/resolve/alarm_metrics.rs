//! What alarms watch: metrics of services and target groups, and series that the scenario gives.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::{Node, Problem, Problems, Severity, Value};
use super::actions::Rollout;
use super::alarms::{Alarms, not_simulated};
use super::names::shortened;
use super::quantity::{parsed_duration, signed_number};
use super::services::{Services, Surroundings};
use crate::model::{
    Alarm, AlarmId, MetricId, MetricNames, MetricSource, ServiceId, TaskDefinitionId, Utilized,
};
use crate::time::{SimTime, micros_since_epoch};

const WATCHED: &str = "give its values with `series`; simulated are CPUUtilization and MemoryUtilization (AWS/ECS) and \
     RunningTaskCount (ECS/ContainerInsights) of a service, HealthyHostCount and UnHealthyHostCount of a target group";
const PLAIN_ALARM: &str = "write an alarm of a `statistic`, one `threshold` and a `period` of whole minutes that looks back a day at most; \
     `series` may hold what it watches";

/// The alarms with what they watch, and all that is watched, each once. `starts_at` is the date of the start; `named` are
/// the alarms that a deployment names.
pub fn read(
    alarms: &Alarms<'_>,
    (services, rollouts, named): (&Services<'_>, &[Rollout<'_>], &BTreeSet<AlarmId>),
    around: &Surroundings<'_, '_>,
    starts_at: i64,
    problems: &mut Problems,
) -> (Vec<Alarm>, Vec<MetricSource>) {
    let mut list = alarms.list.clone();
    let mut metrics: Vec<MetricSource> = Vec::new();
    for (position, (alarm, node)) in list.iter_mut().zip(alarms.nodes.iter().copied()).enumerate() {
        let source = match node.get("series") {
            Some(series) => {
                let Some(samples) = samples(series, starts_at, problems) else { continue };
                Some(MetricSource::Given(samples))
            }
            None => source(&alarm.watched, services, around),
        };
        let Some(source) = source.filter(|_| not_simulated(node, alarm).is_none()) else {
            warn(node, alarm, problems);
            continue;
        };
        if let MetricSource::Utilization { service, of } = source
            && let Some(problem) = unknown_utilization(node, (service, of), (services, rollouts), around)
        {
            // Only who is to end a deployment by it has to say more.
            problems.push(if named.contains(&AlarmId::new(position)) {
                problem
            } else {
                Problem { severity: Severity::Warning, ..problem }
            });
            continue;
        }
        let known = metrics.iter().position(|known| *known == source);
        let position = known.unwrap_or_else(|| {
            metrics.push(source);
            metrics.len() - 1
        });
        alarm.metric = Some(MetricId::new(position));
    }
    (list, metrics)
}

fn warn(node: &Node, alarm: &Alarm, problems: &mut Problems) {
    let span_of = |member| node.get(member).map_or(&node.span, |member| &member.span);
    let (span, what, help) = if let Some((member, what)) = not_simulated(node, alarm) {
        (span_of(member), what.to_owned(), PLAIN_ALARM)
    } else {
        let MetricNames { namespace, name, .. } = &alarm.watched;
        (span_of("metricName"), format!("`{}` of `{}`", shortened(name), shortened(namespace)), WATCHED)
    };
    let message = format!("alarm `{}` watches what is not simulated: {what}", shortened(&alarm.name));
    let problem = Problem::warning(span, message).label("it keeps its state").rule("S2.4-1");
    problems.push(problem.help(help));
}

/// The metric of these names, if it is simulated and about something that the scenario has.
fn source(
    watched: &MetricNames,
    services: &Services<'_>,
    around: &Surroundings<'_, '_>,
) -> Option<MetricSource> {
    let dimension = |name: &str| {
        let found = watched.dimensions.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    let only = |names: &[&str]| watched.dimensions.iter().all(|(name, _)| names.contains(&name.as_str()));
    let service = || {
        let cluster = dimension("ClusterName").unwrap_or("default");
        let cluster = around.clusters.find(cluster).filter(|_| only(&["ClusterName", "ServiceName"]))?;
        services.find(cluster, dimension("ServiceName")?)
    };
    let group = || {
        let path = dimension("TargetGroup").filter(|_| only(&["TargetGroup", "LoadBalancer"]))?;
        let name =
            path.strip_prefix("targetgroup/").map_or(path, |rest| rest.split('/').next().unwrap_or(rest));
        around.target_groups.find(name)
    };
    match (watched.namespace.as_str(), watched.name.as_str()) {
        ("AWS/ECS", "CPUUtilization") => {
            Some(MetricSource::Utilization { service: service()?, of: Utilized::Cpu })
        }
        ("AWS/ECS", "MemoryUtilization") => {
            Some(MetricSource::Utilization { service: service()?, of: Utilized::Memory })
        }
        ("ECS/ContainerInsights", "RunningTaskCount") => service().map(MetricSource::RunningTaskCount),
        ("AWS/ApplicationELB" | "AWS/NetworkELB", "HealthyHostCount") => {
            group().map(MetricSource::HealthyHostCount)
        }
        ("AWS/ApplicationELB" | "AWS/NetworkELB", "UnHealthyHostCount") => {
            group().map(MetricSource::UnHealthyHostCount)
        }
        _ => None,
    }
}

/// Nobody but the scenario knows what tasks use: of each definition that the service comes to run it has to say so.
fn unknown_utilization(
    node: &Node,
    (service, of): (ServiceId, Utilized),
    (services, rollouts): (&Services<'_>, &[Rollout<'_>]),
    around: &Surroundings<'_, '_>,
) -> Option<Problem> {
    let member = match of {
        Utilized::Cpu => "cpuUtilization",
        Utilized::Memory => "memoryUtilization",
    };
    let first = services.services[service.index()].task_definition;
    let later =
        rollouts.iter().filter(|rollout| rollout.service == service).map(|rollout| rollout.definition);
    let lacks = |id: &TaskDefinitionId| {
        let utilization = around.task_definitions.get(*id).utilization;
        let known = match of {
            Utilized::Cpu => utilization.cpu,
            Utilized::Memory => utilization.memory,
        };
        known.is_none()
    };
    let mut lacking: Vec<TaskDefinitionId> = [first].into_iter().chain(later).filter(lacks).collect();
    lacking.sort_unstable();
    lacking.dedup();
    let names: Vec<String> = lacking.iter().map(|id| around.task_definitions.get(*id).name()).collect();
    let one = names.first()?;
    let span = node.get("metricName").map_or(&node.span, |member| &member.span);
    let message = format!("nothing says what tasks of {} use", names.join(", "));
    let problem = Problem::error(span, message).label("the alarm watches that").rule("S6-1");
    Some(problem.help(format!(
        "add [[applications]] with taskDefinition = \"{one}\" and {member}, in percent of what it reserves, or give the \
         alarm's values with `series`"
    )))
}

/// Pairs of a time and a value, in order of time; what comes before the start is left out.
fn samples(series: &Node, starts_at: i64, problems: &mut Problems) -> Option<Arc<[(SimTime, i64)]>> {
    let Value::Array(pairs) = &series.value else {
        let problem = Problem::error(&series.span, "`series` is no list of times and values");
        let problem = problem.label(format!("this is {}", series.value.kind()));
        problems.push(
            problem.help("write pairs such as [[\"5m\", 0.2], [\"6m\", 3.5]], or the path of a CSV file"),
        );
        return None;
    };
    let mut samples = Vec::with_capacity(pairs.len());
    let mut wrong = false;
    for pair in pairs {
        let sample = match pair.elements() {
            [at, value] => moment(at, starts_at).zip(signed_number(value)),
            _ => None,
        };
        let Some((at, value)) = sample else {
            let problem = Problem::error(&pair.span, "this is no time and value").label("expected a pair");
            let help = "write seconds since the start, a duration with its unit or a date, then a number";
            problems.push(problem.help(help));
            wrong = true;
            continue;
        };
        if let Ok(at) = u64::try_from(at) {
            samples.push((SimTime::from_micros(at), value));
        }
    }
    samples.sort_by_key(|(at, _)| *at);
    (!wrong).then(|| samples.into())
}

/// Microseconds since the start.
fn moment(node: &Node, starts_at: i64) -> Option<i64> {
    match &node.value {
        Value::String(text) => {
            let since = parsed_duration(text).and_then(|since| i64::try_from(since.as_micros()).ok());
            let date = || micros_since_epoch(text)?.checked_sub(starts_at);
            since.or_else(date).or_else(|| signed_number(node))
        }
        _ => signed_number(node),
    }
}
