//! What a log tells of tasks: as `EventBridge` delivers it, as the API describes it, as Plimsoll writes it.

use super::log::{Log, Platform, ServiceKey, TaskLog};
use super::recognise::{Reader, last_part, text};
use super::stamp::Stamp;
use super::wording::task_id;
use crate::scenario::Node;

/// Whether it is a task as the API describes it.
pub(super) fn is_task(node: &Node) -> bool {
    node.get("taskArn").is_some() && node.get("lastStatus").is_some()
}

impl Reader<'_> {
    /// A task, in the event `around` it or as it was described.
    pub(super) fn task(&mut self, node: &Node, around: Option<&Node>) {
        if around.is_none() {
            self.log.events += 1;
        }
        let Some(arn) = text(node, "taskArn") else {
            self.log.unused += 1;
            return;
        };
        let mut read =
            TaskLog { service: service_of(node), platform: platform_of(node), ..TaskLog::default() };
        for (name, at) in read.at.members() {
            *at = self.optional_stamp(node, name);
        }
        read.zone = text(node, "availabilityZone").map(str::to_owned);
        read.stop_code = text(node, "stopCode").map(str::to_owned);
        read.stopped_reason = text(node, "stoppedReason").map(str::to_owned);
        read.definition = text(node, "taskDefinitionArn").map(str::to_owned);
        read.instance = text(node, "containerInstanceArn").map(str::to_owned);
        let verdict = match text(node, "healthStatus") {
            Some("UNHEALTHY") => Some(&mut read.unhealthy),
            Some("HEALTHY") => Some(&mut read.healthy),
            _ => None,
        };
        if let Some(verdict) = verdict {
            let told = self.optional_stamp(node, "updatedAt");
            *verdict = told.or_else(|| self.optional_stamp(around?, "time"));
        }
        let known = self.log.tasks.entry((String::new(), task_id(arn))).or_default();
        known.learn(read);
    }
}

impl Log {
    /// A line of Plimsoll's own log: a task has got another status.
    pub(super) fn simulated_task(&mut self, at: Stamp, variant: String, id: String, message: &str) {
        let value = |name: &str| {
            let behind = message.split(", ").find_map(|part| part.strip_prefix(name))?;
            behind.strip_prefix(' ')
        };
        let (Some(last), Some(desired)) = (value("lastStatus"), value("desiredStatus")) else {
            self.unused += 1;
            return;
        };
        let mut read = TaskLog { stop_code: value("stopCode").map(str::to_owned), ..TaskLog::default() };
        let stamps = &mut read.at;
        match last {
            "PROVISIONING" | "PENDING" if desired == "RUNNING" => stamps.created = Some(at),
            "RUNNING" if desired == "RUNNING" => stamps.started = Some(at),
            "STOPPING" => stamps.stopping = Some(at),
            "DEPROVISIONING" => {
                // Only an interface takes time to be given back.
                read.platform = Some(Platform::Ec2Awsvpc);
                stamps.execution_stopped = Some(at);
            }
            "STOPPED" => stamps.stopped = Some(at),
            _ => {}
        }
        self.tasks.entry((variant, id)).or_default().learn(read);
    }
}

impl TaskLog {
    /// Takes in what another event tells of it: of each moment, the earliest that was told.
    pub(super) fn learn(&mut self, mut other: Self) {
        fn earliest(known: &mut Option<Stamp>, told: Option<Stamp>) {
            *known = match (*known, told) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        self.service = self.service.take().or(other.service.take());
        self.platform = self.platform.or(other.platform);
        self.definition = self.definition.take().or(other.definition.take());
        self.instance = self.instance.take().or(other.instance.take());
        self.zone = self.zone.take().or(other.zone.take());
        self.stop_code = self.stop_code.take().or(other.stop_code.take());
        self.stopped_reason = self.stopped_reason.take().or(other.stopped_reason.take());
        earliest(&mut self.stop_called, other.stop_called);
        earliest(&mut self.unhealthy, other.unhealthy);
        earliest(&mut self.healthy, other.healthy);
        for ((_, known), (_, told)) in self.at.members().into_iter().zip(other.at.members()) {
            earliest(known, *told);
        }
    }
}

/// The service in `group`: `service:NAME`.
fn service_of(node: &Node) -> Option<ServiceKey> {
    let name = text(node, "group")?.strip_prefix("service:")?;
    let cluster = text(node, "clusterArn").map(|arn| last_part(arn).to_owned());
    Some(ServiceKey { variant: String::new(), cluster, name: name.to_owned() })
}

fn platform_of(node: &Node) -> Option<Platform> {
    let has_interface = node.get("attachments").map_or(&[][..], Node::elements).iter().any(|attachment| {
        let kind = text(attachment, "type").unwrap_or_default();
        kind.eq_ignore_ascii_case("eni") || kind == "ElasticNetworkInterface"
    });
    match text(node, "launchType") {
        Some("FARGATE") => Some(Platform::Fargate),
        Some("EC2") if has_interface => Some(Platform::Ec2Awsvpc),
        Some("EC2") => Some(Platform::Ec2),
        _ => text(node, "containerInstanceArn")
            .map(|_| if has_interface { Platform::Ec2Awsvpc } else { Platform::Ec2 }),
    }
}
