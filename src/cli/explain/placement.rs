//! The decision about one task, with every id resolved to its name.

#![expect(clippy::struct_field_names, reason = "things are called as in ECS's API")]

use serde::Serialize;

/// Where one task goes, or why it goes nowhere.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Placement {
    /// When it was asked, in seconds since the start.
    pub at: f64,
    /// Instances registered with the cluster.
    pub registered: u32,
    /// What each rule of the filter leaves, in the order in which they are judged.
    pub filters: Vec<Filtered>,
    /// Where it goes; absent when nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placed: Option<PlacedOn>,
    /// Why it goes nowhere; absent when it goes somewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<RefusedBy>,
}

/// One rule of the filter.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Filtered {
    /// The rule, by the code that ECS uses.
    pub rule: &'static str,
    /// Instances that fail it, of those that passed the rules before.
    pub rejected: u32,
    /// Instances that are left.
    pub remaining: u32,
}

/// The instance that takes the task, and how it came to that.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlacedOn {
    /// The instance.
    pub container_instance: Instance,
    /// Whether its host has lost power without ECS's knowledge, so that the task would never start there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub host_lost: bool,
    /// The strategies, in order.
    pub strategies: Vec<Strategy>,
    /// `filter`: only one instance passed it; `strategy`: one was best; `firstRegistered`: several were equal, the first
    /// one took it; `draw`: several were equal, one was drawn; `daemon`: it is the task of a DAEMON service for this
    /// instance; `startTask`: the call names the instance.
    pub decided_by: &'static str,
    /// How many were equal, where several were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equal: Option<u32>,
    /// Who would have taken it otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<RunnerUp>,
}

/// One strategy of the chain.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Strategy {
    /// Type and field, as ECS writes them.
    pub strategy: String,
    /// `asked`, `default` where the service has no strategies, or `tieBreak`.
    pub origin: &'static str,
    /// What is compared; the least is best.
    pub figure: &'static str,
    /// Unit of the figures.
    pub unit: &'static str,
    /// The winner's figure.
    pub best: u32,
    /// The largest figure among those compared.
    pub worst: u32,
    /// The winner's value of the attribute that is spread over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Instances that are left.
    pub remaining: u32,
}

/// The best of the others.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunnerUp {
    /// The instance.
    pub container_instance: Instance,
    /// The strategy in which it was behind, by position from 0; absent where it was equal in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<usize>,
    /// Its figure there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figure: Option<u32>,
}

/// Why no instance takes the task.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefusedBy {
    /// The instance that ECS would name, with the first rule that it fails; absent without instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closest: Option<Closest>,
    /// Instances that fail alike, the nearest first.
    pub groups: Vec<Group>,
    /// Tasks that hold what is missing, where that is a thing or their end is known.
    pub holders: Vec<Holder>,
    /// Changes that let the task in, each by itself, the smallest first.
    pub changes: Vec<Fix>,
}

/// The closest instance.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Closest {
    /// The instance.
    pub container_instance: Instance,
    /// The rule.
    pub rule: &'static str,
}

/// A container instance.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Instance {
    /// Its name.
    pub name: String,
    /// Its type.
    pub instance_type: String,
    /// Its zone.
    pub availability_zone: String,
}

/// Instances that fail the same rules by the same amounts.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Group {
    /// Every rule that they fail, the one judged first in front.
    pub shortfalls: Vec<RuleShortfall>,
    /// The instances.
    pub container_instances: Vec<Instance>,
}

/// How a rule is failed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub(super) enum RuleShortfall {
    /// Not `ACTIVE`.
    Inactive { status: String },
    /// The agent is disconnected.
    AgentDisconnected,
    /// EC2 has been told to stop or terminate it.
    InstanceLeaving,
    /// In another zone than the subnets.
    Location { availability_zone: String, subnet_zones: Vec<String> },
    /// Required attributes are missing, or the VPC is another.
    Attribute { missing: Vec<String>, other_vpc: Option<String> },
    /// Too few of something that is counted.
    Amount { rule: &'static str, unit: &'static str, wanted: u32, free: u32, short: u32, total: u32 },
    /// Host ports are taken.
    PortInUse { ports: Vec<Port> },
    /// Too many host ports.
    PortLimit { wanted: u32, taken: u32, limit: u32 },
    /// `memberOf` expressions do not hold.
    MemberOf { expressions: Vec<UnmetExpression> },
    /// A topology spread bars the domain of the instance.
    TopologySpread,
    /// Tasks of the group are there.
    DistinctInstance { tasks: u32 },
}

/// A `memberOf` expression that does not hold.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UnmetExpression {
    /// As written.
    pub expression: String,
    /// Reasons that suffice, each as a sentence.
    pub reasons: Vec<String>,
}

/// A host port that is taken.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Port {
    /// `80/tcp`.
    pub port: String,
    /// The service or group whose task holds it; absent where the agent does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_by: Option<String>,
    /// The task definition of that task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_definition: Option<String>,
}

/// A task that holds what another one lacks.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Holder {
    /// Its id.
    pub task_id: String,
    /// Its service or group.
    pub group: String,
    /// Its task definition.
    pub task_definition: String,
    /// Where it is.
    pub container_instance: String,
    /// The ports that it holds.
    pub ports: Vec<String>,
    /// Since when, in seconds since the start.
    pub since: f64,
    /// When it ends for what is known already; absent when no end is in sight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<f64>,
    /// Why then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<&'static str>,
}

/// A change that lets the task in.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub(super) enum Fix {
    /// The task asks for less.
    Lower { what: &'static str, unit: &'static str, from: u32, to: u32 },
    /// `hostPort` 0.
    DynamicPorts,
    /// `networkMode` `bridge`.
    BridgeNetwork,
    /// Without `distinctInstance`.
    DropDistinctInstance,
    /// Without these `memberOf` constraints.
    DropMemberOf { expressions: Vec<String> },
    /// Without requiring these attributes.
    DropAttributes { attributes: Vec<String> },
    /// A subnet in this zone.
    AddSubnet { availability_zone: String },
    /// The percentage that lets an older task stop first.
    LowerMinimumHealthyPercent { to: u32 },
    /// The instance becomes `ACTIVE`.
    Activate { container_instance: String },
    /// The agent reconnects.
    Reconnect { container_instance: String },
    /// The task is gone; one of a service would be started again, unless the service wants one task less.
    StopTask { task_id: String, group: String, of_service: bool, container_instance: String },
    /// More instances like this: so many tasks fit on each, absent for any number, and so many instances are enough for
    /// all tasks that are missing.
    AddInstance {
        instance_type: String,
        availability_zone: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        told_apart_by: Option<String>,
        beside_daemons: bool,
        tasks_each: Option<u32>,
        instances: u32,
    },
}
