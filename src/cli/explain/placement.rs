//! The decision about one task, with every id resolved to its name.

#![expect(clippy::struct_field_names, reason = "things are called as in ECS's API")]

use std::collections::BTreeMap;

use serde::Serialize;

use super::document::seconds;
use crate::engine::inquiry::{EndReason, Explained, InvolvedTask, Names};
use crate::model::{ClassId, InstanceId, Model, TaskId, ZoneId};
use crate::placement::explanation::{
    Alike, Change, DecidedBy, HeldPort, Miss, Origin, Outcome, Placed, Refused,
};

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
    /// The strategies, in order.
    pub strategies: Vec<Strategy>,
    /// `filter`: only one instance passed it; `strategy`: one was best; `firstRegistered`: several were equal, the first
    /// one took it; `draw`: several were equal, one was drawn.
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
    pub changes: Vec<Remedy>,
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
    pub misses: Vec<RuleMiss>,
    /// The instances.
    pub container_instances: Vec<Instance>,
}

/// How a rule is failed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub(super) enum RuleMiss {
    /// Not `ACTIVE`.
    Inactive { status: String },
    /// The agent is disconnected.
    AgentDisconnected,
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
    /// A `memberOf` expression does not hold.
    MemberOf,
    /// Tasks of the group are there.
    DistinctInstance { tasks: u32 },
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
pub(super) enum Remedy {
    /// The task asks for less.
    Lower { what: &'static str, unit: &'static str, from: u32, to: u32 },
    /// `hostPort` 0.
    DynamicPorts,
    /// `networkMode` `bridge`.
    BridgeNetwork,
    /// Without `distinctInstance`.
    DropDistinctInstance,
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
    /// The task is gone.
    StopTask { task_id: String, group: String, container_instance: String },
    /// More instances like this: so many tasks fit on each, absent for any number, and so many instances are enough for
    /// all tasks that are missing.
    AddInstance { instance_type: String, availability_zone: String, tasks_each: Option<u32>, instances: u32 },
}

/// Turns ids into names.
pub(super) struct Resolver<'a> {
    pub model: &'a Model,
    pub names: &'a Names,
    /// The class of each instance.
    pub classes: &'a [ClassId],
    pub explained: &'a Explained,
    /// Tasks that are missing, for how many instances are enough.
    pub missing: u32,
    /// See [`Remedy::LowerMinimumHealthyPercent`].
    pub stop_first_percent: Option<u32>,
}

impl Resolver<'_> {
    pub fn placement(&self) -> Placement {
        let explanation = &self.explained.explanation;
        let filters = explanation.filters.iter().map(|step| Filtered {
            rule: step.rule.code(),
            rejected: step.rejected,
            remaining: step.left,
        });
        let (placed, refused) = match &explanation.outcome {
            Outcome::Placed(placed) => (Some(self.placed(placed)), None),
            Outcome::Refused(refused) => (None, Some(self.refused(refused))),
        };
        Placement {
            at: seconds(self.explained.at),
            registered: explanation.registered,
            filters: filters.collect(),
            placed,
            refused,
        }
    }

    fn placed(&self, placed: &Placed) -> PlacedOn {
        let strategies = placed.strategies.iter().map(|step| Strategy {
            strategy: step.compared.strategy.clone(),
            origin: match step.compared.origin {
                Origin::Asked => "asked",
                Origin::Default => "default",
                Origin::TieBreak => "tieBreak",
            },
            figure: step.compared.figure,
            unit: step.compared.unit,
            best: step.best,
            worst: step.worst,
            value: step.value.clone(),
            remaining: step.left,
        });
        let (decided_by, equal) = match placed.decided {
            DecidedBy::Filter => ("filter", None),
            DecidedBy::Strategy(_) => ("strategy", None),
            DecidedBy::FirstRegistered(equal) => ("firstRegistered", Some(equal)),
            DecidedBy::Draw(equal) => ("draw", Some(equal)),
        };
        PlacedOn {
            container_instance: self.instance(placed.instance),
            strategies: strategies.collect(),
            decided_by,
            equal,
            runner_up: placed.runner_up.map(|other| RunnerUp {
                container_instance: self.instance(other.instance),
                strategy: other.behind.map(|(position, _)| position),
                figure: other.behind.map(|(_, figure)| figure),
            }),
        }
    }

    fn refused(&self, refused: &Refused) -> RefusedBy {
        let closest = refused.failure.closest.map(|(instance, rule)| Closest {
            container_instance: self.instance(instance),
            rule: rule.code(),
        });
        let mut changes: Vec<Remedy> = refused.changes.iter().map(|change| self.remedy(change)).collect();
        if let Some(to) = self.stop_first_percent {
            // A setting of the service: after those of the task, before anybody's place.
            let at = changes
                .iter()
                .position(|change| matches!(change, Remedy::StopTask { .. } | Remedy::AddInstance { .. }));
            changes.insert(at.unwrap_or(changes.len()), Remedy::LowerMinimumHealthyPercent { to });
        }
        RefusedBy {
            closest,
            groups: refused.alike.iter().map(|group| self.group(group)).collect(),
            holders: self.holders(),
            changes,
        }
    }

    fn group(&self, group: &Alike) -> Group {
        Group {
            misses: group.misses.iter().map(|miss| self.miss(miss)).collect(),
            container_instances: group.instances.iter().map(|id| self.instance(*id)).collect(),
        }
    }

    fn miss(&self, miss: &Miss) -> RuleMiss {
        let model = self.model;
        let zone = |zone: &ZoneId| model.zones[zone.index()].clone();
        let (rule, unit, amounts) = match miss {
            Miss::Cpu(amounts) => (miss.rule().code(), "CPU units", amounts),
            Miss::Memory(amounts) => (miss.rule().code(), "MiB", amounts),
            Miss::Eni(amounts) => (miss.rule().code(), "interface slots", amounts),
            Miss::Gpu(amounts) => (miss.rule().code(), "GPUs", amounts),
            Miss::Inactive(status) => return RuleMiss::Inactive { status: status.to_string() },
            Miss::Agent => return RuleMiss::AgentDisconnected,
            Miss::Location { zone: own, subnets } => {
                let subnet_zones = subnets.iter().map(zone).collect();
                return RuleMiss::Location { availability_zone: zone(own), subnet_zones };
            }
            Miss::Attribute { missing, vpc } => {
                let missing = missing.iter().map(|id| model.attributes[id.index()].clone()).collect();
                let other_vpc = vpc.map(|(own, _)| model.vpcs[own.index()].clone());
                return RuleMiss::Attribute { missing, other_vpc };
            }
            Miss::PortInUse(ports) => {
                return RuleMiss::PortInUse { ports: ports.iter().map(|port| self.port(port)).collect() };
            }
            Miss::PortLimit { wanted, taken, limit } => {
                return RuleMiss::PortLimit { wanted: *wanted, taken: *taken, limit: *limit };
            }
            Miss::MemberOf => return RuleMiss::MemberOf,
            Miss::DistinctInstance(tasks) => return RuleMiss::DistinctInstance { tasks: *tasks },
        };
        let (wanted, free, total) = (amounts.wanted, amounts.free, amounts.total);
        RuleMiss::Amount { rule, unit, wanted, free, short: amounts.short(), total }
    }

    fn port(&self, held: &HeldPort) -> Port {
        Port {
            port: format!("{}/{}", held.port, held.protocol),
            held_by: held.holder.map(|holder| self.names.group(holder.group).to_owned()),
            task_definition: held.holder.map(|holder| self.names.definition(holder.definition).to_owned()),
        }
    }

    /// Those that hold a port or have an end, the first end in front.
    fn holders(&self) -> Vec<Holder> {
        let tasks: &BTreeMap<TaskId, InvolvedTask> = &self.explained.tasks;
        let mut tasks: Vec<&InvolvedTask> =
            tasks.values().filter(|task| !task.ports.is_empty() || task.end.is_some()).collect();
        tasks.sort_by_key(|task| (task.end.is_none(), task.end, task.instance, task.group, task.number));
        let holder = |task: &InvolvedTask| Holder {
            task_id: self.names.task(task.group, task.number),
            group: self.names.group(task.group).to_owned(),
            task_definition: self.names.definition(task.definition).to_owned(),
            container_instance: self.names.instance(task.instance).to_owned(),
            ports: task.ports.iter().map(|(protocol, port)| format!("{port}/{protocol}")).collect(),
            since: seconds(task.since),
            until: task.end.map(|end| seconds(end.at)),
            end_reason: task.end.map(|end| match end.reason {
                EndReason::Exits => "exits",
                EndReason::Stops => "stops",
                EndReason::Drained => "drained",
                EndReason::HostLost => "hostLost",
            }),
        };
        tasks.into_iter().map(holder).collect()
    }

    fn remedy(&self, change: &Change) -> Remedy {
        let model = self.model;
        let lower = |what, unit, from: &u32, to: &u32| Remedy::Lower { what, unit, from: *from, to: *to };
        let name = |instance: &InstanceId| self.names.instance(*instance).to_owned();
        match change {
            Change::LowerCpu { from, to } => lower("cpu", "CPU units", from, to),
            Change::LowerMemory { from, to } => lower("memory", "MiB", from, to),
            Change::LowerGpu { from, to } => lower("GPUs", "GPUs", from, to),
            Change::DynamicPorts => Remedy::DynamicPorts,
            Change::BridgeNetwork => Remedy::BridgeNetwork,
            Change::DropDistinctInstance => Remedy::DropDistinctInstance,
            Change::DropAttributes(attributes) => Remedy::DropAttributes {
                attributes: attributes.iter().map(|id| model.attributes[id.index()].clone()).collect(),
            },
            Change::AddSubnet(zone) => {
                Remedy::AddSubnet { availability_zone: model.zones[zone.index()].clone() }
            }
            Change::Activate(instance) => Remedy::Activate { container_instance: name(instance) },
            Change::Reconnect(instance) => Remedy::Reconnect { container_instance: name(instance) },
            Change::StopTask { task, instance } => {
                let task = &self.explained.tasks[task];
                Remedy::StopTask {
                    task_id: self.names.task(task.group, task.number),
                    group: self.names.group(task.group).to_owned(),
                    container_instance: name(instance),
                }
            }
            Change::AddInstance { class, copies } => {
                let (instance_type, availability_zone) = self.class(*class);
                let instances = copies.map_or(1, |copies| self.missing.max(1).div_ceil(copies.max(1)));
                Remedy::AddInstance { instance_type, availability_zone, tasks_each: *copies, instances }
            }
        }
    }

    /// Type and zone of a class.
    fn class(&self, class: ClassId) -> (String, String) {
        let class = self.model.class(class);
        (class.instance_type.clone(), self.model.zones[class.zone.index()].clone())
    }

    fn instance(&self, id: InstanceId) -> Instance {
        let (instance_type, availability_zone) = self.class(self.classes[id.index()]);
        Instance { name: self.names.instance(id).to_owned(), instance_type, availability_zone }
    }
}
