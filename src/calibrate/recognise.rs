//! Which of a log's JSON values are events, in whatever they are wrapped.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::log::{Call, Log, ServiceKey};
use super::stamp::{self, Stamp};
use super::wording::{Told, read_text, task_id};
use super::{tasks, trail};
use crate::scenario::{FileId, Node, Problem, Problems, Span, Value, embedded, moment};

/// Members in which tools put an event as text: CloudWatch Logs, its Insights, SNS, SQS.
const TEXTS: [&str; 5] = ["message", "@message", "Message", "body", "Body"];

/// A service and its first deployment are created no further apart.
const SAME_CALL: stamp::Span = stamp::Span::secs(2);

/// The events in these values; what is wrong with one of them is a warning, and it is left out.
#[must_use]
pub fn read_log(values: &[Node], problems: &mut Problems) -> Log {
    let mut reader = Reader { log: Log::default(), problems };
    // The first value of each file that holds no event.
    let mut empty: BTreeMap<FileId, Option<&Node>> = BTreeMap::new();
    for value in values {
        let before = reader.heard();
        reader.walk(value, &Around::default());
        let file = empty.entry(value.span.file).or_insert(Some(value));
        if reader.heard() == before {
            reader.log.events += 1;
            reader.log.unused += 1;
        } else {
            *file = None;
        }
    }
    for value in empty.into_values().flatten() {
        let start = Span::new(value.span.file, value.span.start..(value.span.start + 1).min(value.span.end));
        let problem =
            Problem::error(&start, "no event of Amazon ECS in this file").label("the log begins here");
        reader.problems.push(problem.help(
            "give what `aws ecs describe-services` prints, or events that EventBridge delivered, as JSON",
        ));
    }
    let mut log = reader.log;
    log.settle();
    log
}

/// What stands around a value, and tells whose it is.
#[derive(Clone, Debug, Default)]
struct Around {
    service: Option<ServiceKey>,
}

/// Reads values into a log.
pub(super) struct Reader<'p> {
    pub(super) log: Log,
    pub(super) problems: &'p mut Problems,
}

impl Reader<'_> {
    /// How much has been read.
    fn heard(&self) -> (usize, usize) {
        (self.log.events, self.log.services.len())
    }

    fn walk(&mut self, node: &Node, around: &Around) {
        if let Value::Array(elements) = &node.value {
            // ECS lists the events of a service from the newest to the oldest.
            let is_reversed = is_newest_first(elements);
            let last = elements.len().saturating_sub(1);
            for position in 0..elements.len() {
                self.walk(&elements[if is_reversed { last - position } else { position }], around);
            }
            return;
        }
        if let Some(kind) = text(node, "detail-type") {
            self.event_of_the_bus(node, kind);
            return;
        }
        if node.get("serviceName").is_some() || node.get("serviceArn").is_some() {
            let around = Around { service: self.described(node) };
            for member in node.members() {
                self.walk(&member.value, &around);
            }
            return;
        }
        if tasks::is_task(node) {
            self.task(node, None);
            return;
        }
        if trail::is_record(node) {
            self.record(node);
            return;
        }
        if let (Some(message), Some(_)) = (text(node, "message"), node.get("createdAt"))
            && read_text(message).is_some()
        {
            self.service_event(node, message, around);
            return;
        }
        for member in node.members() {
            let wrapped = TEXTS.contains(&member.name.as_str()).then(|| embedded(&member.value)).flatten();
            self.walk(wrapped.as_ref().unwrap_or(&member.value), around);
        }
    }

    /// A service as the API describes it: who it is, and when it was called.
    fn described(&mut self, node: &Node) -> Option<ServiceKey> {
        let key = match (text(node, "serviceArn"), text(node, "serviceName")) {
            (Some(arn), _) => service_of_arn(arn, text(node, "clusterArn")),
            (None, Some(name)) => ServiceKey { name: name.to_owned(), ..ServiceKey::default() },
            (None, None) => return None,
        };
        let created = self.optional_stamp(node, "createdAt");
        let deployments = node.get("deployments").map_or(&[][..], Node::elements);
        let began: Vec<Stamp> =
            deployments.iter().filter_map(|one| self.optional_stamp(one, "createdAt")).collect();
        let maximum = node.get("deploymentConfiguration").and_then(|of| of.get("maximumPercent"));
        let log = self.log.services.entry(key.clone()).or_default();
        log.calls.extend(created.map(|at| (at, Call::Created)));
        // The first deployment begins with the service.
        let is_first = |at: &Stamp| created.is_some_and(|created| at.since(created) <= SAME_CALL);
        log.calls.extend(began.into_iter().filter(|at| !is_first(at)).map(|at| (at, Call::Deployed)));
        let integer = |node: Option<&Node>| match node.map(|node| &node.value) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        };
        log.maximum = integer(maximum).or(log.maximum);
        log.desired = integer(node.get("desiredCount")).or(log.desired);
        log.has_load_balancer |= node.get("loadBalancers").is_some_and(|of| !of.elements().is_empty());
        Some(key)
    }

    /// An event in a service's own list.
    fn service_event(&mut self, node: &Node, message: &str, around: &Around) {
        let Some(at) = self.stamp(node, "createdAt") else { return };
        self.log.events += 1;
        let Some(read) = read_text(message) else { return };
        let Some(told) = read.told else {
            self.log.unused += 1;
            return;
        };
        let key = around
            .service
            .clone()
            .unwrap_or_else(|| ServiceKey { name: read.service.to_owned(), ..ServiceKey::default() });
        self.log.services.entry(key).or_default().events.push((at, told));
    }

    /// An event as `EventBridge` delivers it, or a line of Plimsoll's own `events.jsonl`.
    fn event_of_the_bus(&mut self, node: &Node, kind: &str) {
        self.log.events += 1;
        let is_simulated = node.get("seconds").is_some() && node.get("variant").is_some();
        match (kind, node.get("detail")) {
            _ if is_simulated => self.simulated(node, kind),
            ("ECS Task State Change", Some(detail)) => self.task(detail, Some(node)),
            ("ECS Service Action" | "ECS Deployment State Change", Some(detail)) => {
                self.action(node, detail);
            }
            ("ECS Container Instance State Change", Some(detail)) => self.instance(detail, node),
            (_, Some(detail)) if trail::is_record(detail) => {
                self.log.events -= 1;
                self.record(detail);
            }
            _ => self.log.unused += 1,
        }
    }

    /// What a service did, or how its deployment stands.
    fn action(&mut self, node: &Node, detail: &Node) {
        let arn = resource(node);
        let told = text(detail, "eventName").and_then(named);
        // What ECS tells in a service's own list alone, Plimsoll puts here.
        let told = told.or_else(|| read_text(text(detail, "message")?)?.told);
        let (Some(arn), Some(told)) = (arn, told) else {
            self.log.unused += 1;
            return;
        };
        let precise = ["createdAt", "updatedAt"].into_iter().find(|name| detail.get(name).is_some());
        let at = match precise {
            Some(name) => self.stamp(detail, name),
            None => self.stamp(node, "time"),
        };
        if let Some(at) = at {
            let key = service_of_arn(arn, text(detail, "clusterArn"));
            self.log.services.entry(key).or_default().events.push((at, told));
        }
    }

    /// A line of Plimsoll's own event log.
    fn simulated(&mut self, node: &Node, kind: &str) {
        let Some(at) = self.stamp(node, "seconds") else { return };
        let variant = text(node, "variant").unwrap_or_default();
        let variant = match node.get("replication").map(|number| &number.value) {
            Some(Value::Integer(number)) if *number > 1 => &format!("{variant}, replication {number}"),
            _ => variant,
        };
        let line = SimulatedLine {
            kind,
            event_name: node.get("detail").and_then(|detail| text(detail, "eventName")),
            variant,
            resource: resource(node).unwrap_or_default(),
            message: text(node, "message").unwrap_or_default(),
        };
        self.log.hear(at, &line);
    }

    /// The moment in a member that must be there.
    pub(super) fn stamp(&mut self, node: &Node, name: &str) -> Option<Stamp> {
        let Some(member) = node.get(name) else {
            let problem = Problem::warning(&node.span, format!("an event without `{name}`"));
            self.problems
                .push(problem.label("left out").help(format!("add `{name}`, the time of the event")));
            return None;
        };
        let stamp = stamp_of(member);
        if stamp.is_none() {
            let problem = Problem::warning(&member.span, format!("`{name}` is no time"));
            self.problems.push(problem.label("the event is left out").help(
                "write a time with its zone, such as 2026-01-02T03:04:05.678Z, or seconds since the epoch",
            ));
        }
        stamp
    }

    /// The moment in a member that may be missing.
    pub(super) fn optional_stamp(&mut self, node: &Node, name: &str) -> Option<Stamp> {
        node.get(name).and_then(|_| self.stamp(node, name))
    }
}

/// A line of the simulator's own event log.
#[derive(Clone, Copy, Debug)]
pub struct SimulatedLine<'l> {
    /// `detail-type`
    pub kind: &'l str,
    /// `eventName`, where the event has one.
    pub event_name: Option<&'l str>,
    /// The variant, empty where there is only one.
    pub variant: &'l str,
    /// The service or task.
    pub resource: &'l str,
    /// What is told.
    pub message: &'l str,
}

impl Log {
    /// Takes in a line of the simulator's own event log.
    pub fn hear(&mut self, at: Stamp, line: &SimulatedLine<'_>) {
        if line.kind == "ECS Task State Change" {
            self.simulated_task(at, line.variant.to_owned(), task_id(line.resource), line.message);
            return;
        }
        let mut key = service_of_arn(line.resource, None);
        line.variant.clone_into(&mut key.variant);
        let told = line.event_name.and_then(named);
        let Some(told) = told.or_else(|| read_text(line.message)?.told) else {
            self.unused += 1;
            return;
        };
        let log = self.services.entry(key).or_default();
        // What is there from the start is created at the start.
        if at == Stamp::default() && told == Told::InProgress {
            log.calls.insert((at, Call::Created));
        }
        log.events.push((at, told));
    }
}

fn is_newest_first(elements: &[Node]) -> bool {
    let at = |node: Option<&Node>| node.and_then(|node| node.get("createdAt")).and_then(stamp_of);
    at(elements.first()).zip(at(elements.last())).is_some_and(|(first, last)| first >= last)
}

fn stamp_of(node: &Node) -> Option<Stamp> {
    moment(node).map(Stamp::from_micros)
}

/// What an event of this name tells.
fn named(event: &str) -> Option<Told> {
    Some(match event {
        "SERVICE_STEADY_STATE" => Told::Steady,
        "SERVICE_TASK_START_IMPAIRED" => Told::Impaired,
        "SERVICE_TASK_PLACEMENT_FAILURE" => Told::PlacementFailed,
        "SERVICE_DEPLOYMENT_IN_PROGRESS" => Told::InProgress,
        "SERVICE_DEPLOYMENT_COMPLETED" => Told::Completed,
        _ => return None,
    })
}

/// The service of an ARN, or of the last part of one: `…service/CLUSTER/NAME`, in older accounts `…service/NAME`.
pub(super) fn service_of_arn(arn: &str, cluster: Option<&str>) -> ServiceKey {
    let mut parts = arn.rsplit('/');
    let name = parts.next().unwrap_or_default().to_owned();
    let in_arn = parts.next().filter(|part| !part.ends_with("service"));
    let cluster = in_arn.or(cluster.map(last_part));
    ServiceKey { variant: String::new(), cluster: cluster.map(str::to_owned), name }
}

/// The resource that an event is about.
fn resource(event: &Node) -> Option<&str> {
    event.get("resources").and_then(|all| all.elements().first()).and_then(Node::as_str)
}

/// What stands behind the last slash.
pub(super) fn last_part(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

pub(super) fn text<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    node.get(name).and_then(Node::as_str)
}
