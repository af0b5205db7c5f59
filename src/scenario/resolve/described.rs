//! What AWS described: services that ECS has taken, whatever it would say of them today, and instances as they stand.

use super::super::{Node, Problem, Problems};
use super::canonical::canonical;
use super::fields::{Text, flag, is_absent, text};
use super::names::{shortened, without_arn};
use super::registered_resources::Figures;
use super::stamps;

/// Whether a service has members that only ECS's answers have.
pub fn is_described(service: &Node) -> bool {
    ["runningCount", "serviceArn"].iter().any(|name| !is_absent(service, name))
}

/// Members that make the kind of a described instance.
const KIND_MEMBERS: [&str; 5] =
    ["instanceType", "registeredResources", "attributes", "versionInfo", "availabilityZones"];

/// What makes described instances of one kind, as a text; `None` for instances that nobody has described.
pub fn kind(instance: &Node) -> Option<String> {
    text(instance, "containerInstanceArn")?;
    let members = KIND_MEMBERS.iter().filter_map(|name| instance.get(name));
    Some(members.map(canonical).collect::<Vec<_>>().join("\n"))
}

/// The present state of a container instance.
#[derive(Clone)]
pub struct Described<'n> {
    /// The last part of `containerInstanceArn`, by which tasks name it.
    pub id: &'n str,
    /// `status`.
    status: Option<Text<'n>>,
    /// `agentConnected`.
    pub agent_connected: bool,
    /// `registeredAt` in microseconds since the Unix epoch.
    pub registered_at: Option<i64>,
    /// Where it is described.
    pub node: &'n Node,
}

impl<'n> Described<'n> {
    /// The state of an entry of `[[containerInstances]]`; `None` for instances that nobody has described.
    pub fn read(node: &'n Node) -> Option<Self> {
        let arn = text(node, "containerInstanceArn")?;
        Some(Self {
            id: without_arn(arn.value, "container-instance"),
            status: text(node, "status"),
            agent_connected: flag(node, "agentConnected").unwrap_or(true),
            registered_at: stamps::of(node, "registeredAt"),
            node,
        })
    }

    /// `DRAINING`, in any other case `ACTIVE`.
    pub fn is_draining(&self) -> bool {
        self.status.is_some_and(|status| status.value == "DRAINING")
    }

    /// `remainingResources`, where they are given.
    pub fn remaining(&self, problems: &mut Problems) -> Option<Figures> {
        (!is_absent(self.node, "remainingResources"))
            .then(|| Figures::read(self.node, "remainingResources", problems))
    }

    /// Whether it is no member of its cluster any more, or not yet, which is told.
    pub fn left_out(&self, problems: &mut Problems) -> bool {
        let Some(status) = self.status.filter(|of| !["ACTIVE", "DRAINING"].contains(&of.value)) else {
            return false;
        };
        let message = format!("the container instance is {}", shortened(status.value));
        let problem = Problem::warning(status.span, message).label("left out").rule("CI-01");
        problems.push(problem.help("remove it, or write status = \"ACTIVE\" beside `file`"));
        true
    }
}
