//! From ids to names: an explanation as the document shows it.

use super::class_label::told_apart_by;
use super::document::seconds;
use super::instances::type_and_zone;
use super::placement::{
    Closest, Filtered, Fix, Group, Holder, Instance, PlacedOn, Placement, Port, RefusedBy, RuleShortfall,
    RunnerUp, Strategy, UnmetExpression,
};
use crate::engine::explain::{Blocker, EndReason, Explained, Names};
use crate::model::{InstanceId, Model, ZoneId};
use crate::placement::explanation::{
    Alike, Change, DecidedBy, HeldPort, Origin, Outcome, Placed, Refused, Shortfall,
};

/// The word for the end of a task.
pub(super) fn end_reason(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Exits => "exits",
        EndReason::Stops => "stops",
        EndReason::Drained => "drained",
        EndReason::HostLost => "hostLost",
    }
}

/// Turns ids into names.
pub(super) struct Resolver<'a> {
    pub model: &'a Model,
    pub names: &'a Names,
    pub explained: &'a Explained,
    /// Tasks that are missing, for how many instances are enough.
    pub missing: u32,
    /// See [`Fix::LowerMinimumHealthyPercent`].
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
            DecidedBy::Daemon => ("daemon", None),
            DecidedBy::Call => ("startTask", None),
            DecidedBy::Strategy(_) => ("strategy", None),
            DecidedBy::FirstRegistered(equal) => ("firstRegistered", Some(equal)),
            DecidedBy::Draw(equal) => ("draw", Some(equal)),
        };
        PlacedOn {
            container_instance: self.instance(placed.instance),
            host_lost: self.explained.lost.iter().any(|lost| lost.instance == placed.instance),
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
        let mut changes: Vec<Fix> = refused.changes.iter().map(|change| self.fix(change)).collect();
        if let Some(to) = self.stop_first_percent {
            // A setting of the service: after those of the task, before anybody's place.
            let at = changes
                .iter()
                .position(|change| matches!(change, Fix::StopTask { .. } | Fix::AddInstance { .. }));
            changes.insert(at.unwrap_or(changes.len()), Fix::LowerMinimumHealthyPercent { to });
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
            shortfalls: group.shortfalls.iter().map(|shortfall| self.shortfall(shortfall)).collect(),
            container_instances: group.instances.iter().map(|id| self.instance(*id)).collect(),
        }
    }

    fn shortfall(&self, shortfall: &Shortfall) -> RuleShortfall {
        let model = self.model;
        let zone = |zone: &ZoneId| model.zones[zone.index()].clone();
        let (rule, unit, amounts) = match shortfall {
            Shortfall::Cpu(amounts) => (shortfall.rule().code(), "CPU units", amounts),
            Shortfall::Memory(amounts) => (shortfall.rule().code(), "MiB", amounts),
            Shortfall::Eni(amounts) => (shortfall.rule().code(), "interface slots", amounts),
            Shortfall::Gpu(amounts) => (shortfall.rule().code(), "GPUs", amounts),
            Shortfall::Inactive(status) => return RuleShortfall::Inactive { status: status.to_string() },
            Shortfall::Agent => return RuleShortfall::AgentDisconnected,
            Shortfall::Leaving => return RuleShortfall::InstanceLeaving,
            Shortfall::Location { zone: own, subnets } => {
                let subnet_zones = subnets.iter().map(zone).collect();
                return RuleShortfall::Location { availability_zone: zone(own), subnet_zones };
            }
            Shortfall::Attribute { missing, vpc } => {
                let missing = missing.iter().map(|id| model.attributes[id.index()].clone()).collect();
                let other_vpc = vpc.map(|(own, _)| model.vpcs[own.index()].clone());
                return RuleShortfall::Attribute { missing, other_vpc };
            }
            Shortfall::PortInUse(ports) => {
                return RuleShortfall::PortInUse {
                    ports: ports.iter().map(|port| self.port(port)).collect(),
                };
            }
            Shortfall::PortLimit { wanted, taken, limit } => {
                return RuleShortfall::PortLimit { wanted: *wanted, taken: *taken, limit: *limit };
            }
            Shortfall::MemberOf(unmet) => {
                let queries = unmet.iter().map(|one| UnmetExpression {
                    expression: model.member_of(one.query).query().text().to_owned(),
                    reasons: one.reasons.iter().map(ToString::to_string).collect(),
                });
                return RuleShortfall::MemberOf { expressions: queries.collect() };
            }
            Shortfall::TopologySpread => return RuleShortfall::TopologySpread,
            Shortfall::DistinctInstance(tasks) => return RuleShortfall::DistinctInstance { tasks: *tasks },
        };
        let (wanted, free, total) = (amounts.wanted, amounts.free, amounts.total);
        RuleShortfall::Amount { rule, unit, wanted, free, short: amounts.short(), total }
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
        let tasks = self.explained.tasks.values();
        let mut tasks: Vec<&Blocker> =
            tasks.filter(|task| !task.ports.is_empty() || task.end.is_some()).collect();
        tasks.sort_by_key(|task| (task.end.is_none(), task.end, task.instance, task.group, task.number));
        let holder = |task: &Blocker| Holder {
            task_id: self.names.task(task.group, task.number),
            group: self.names.group(task.group).to_owned(),
            task_definition: self.names.definition(task.definition).to_owned(),
            container_instance: self.names.instance(task.instance.ordinal()).into_owned(),
            ports: task.ports.iter().map(|(protocol, port)| format!("{port}/{protocol}")).collect(),
            since: seconds(task.since),
            until: task.end.map(|end| seconds(end.at)),
            end_reason: task.end.map(|end| end_reason(end.reason)),
        };
        tasks.into_iter().map(holder).collect()
    }

    fn fix(&self, change: &Change) -> Fix {
        let model = self.model;
        let lower = |what, unit, from: &u32, to: &u32| Fix::Lower { what, unit, from: *from, to: *to };
        let name = |instance: &InstanceId| self.names.instance(instance.ordinal()).into_owned();
        match change {
            Change::LowerCpu { from, to } => lower("cpu", "CPU units", from, to),
            Change::LowerMemory { from, to } => lower("memory", "MiB", from, to),
            Change::LowerGpu { from, to } => lower("GPUs", "GPUs", from, to),
            Change::DynamicPorts => Fix::DynamicPorts,
            Change::BridgeNetwork => Fix::BridgeNetwork,
            Change::DropDistinctInstance => Fix::DropDistinctInstance,
            Change::DropMemberOf(queries) => Fix::DropMemberOf {
                expressions: queries
                    .iter()
                    .map(|query| model.member_of(*query).query().text().to_owned())
                    .collect(),
            },
            Change::DropAttributes(attributes) => Fix::DropAttributes {
                attributes: attributes.iter().map(|id| model.attributes[id.index()].clone()).collect(),
            },
            Change::AddSubnet(zone) => {
                Fix::AddSubnet { availability_zone: model.zones[zone.index()].clone() }
            }
            Change::Activate(instance) => Fix::Activate { container_instance: name(instance) },
            Change::Reconnect(instance) => Fix::Reconnect { container_instance: name(instance) },
            Change::StopTask { task, instance } => {
                let task = &self.explained.tasks[task];
                Fix::StopTask {
                    task_id: self.names.task(task.group, task.number),
                    of_service: self.names.service_of(task.group).is_some(),
                    group: self.names.group(task.group).to_owned(),
                    container_instance: name(instance),
                }
            }
            Change::AddInstance { class, copies } => {
                let (instance_type, availability_zone) = type_and_zone(model, *class);
                let cluster = model.class(*class).cluster;
                Fix::AddInstance {
                    instance_type,
                    availability_zone,
                    told_apart_by: told_apart_by(model, self.names, *class),
                    beside_daemons: model.services.iter().any(|of| of.is_daemon() && of.cluster == cluster),
                    tasks_each: *copies,
                    instances: copies.map_or(1, |copies| self.missing.max(1).div_ceil(copies.max(1))),
                }
            }
        }
    }

    fn instance(&self, id: InstanceId) -> Instance {
        let (instance_type, availability_zone) = type_and_zone(self.model, self.names.class(id.ordinal()));
        Instance { name: self.names.instance(id.ordinal()).into_owned(), instance_type, availability_zone }
    }
}
