//! Warnings about services that no instance of their cluster could ever hold.

use std::collections::BTreeMap;

use super::super::{Node, Problem, Problems, Span};
use super::actions::Rollout;
use super::clusters::Clusters;
use super::services::Services;
use super::task_definitions::TaskDefinitions;
use crate::model::{
    AttributeId, ClusterId, Demand, InstanceClass, Service, Strategy, TaskDefinition, WhenUnsatisfiable,
};

/// What decides whether a task fits.
pub struct Room<'s, 'n> {
    /// The clusters.
    pub clusters: &'s Clusters<'n>,
    /// The classes of instances.
    pub classes: &'s [InstanceClass],
    /// Host ports an instance can reserve (RS-08).
    pub port_limit: u32,
}

/// Warns of each service whose tasks, now or after a rollout, fit on no class of its cluster, and of spreads over
/// an attribute that nobody has.
pub fn check(
    services: &Services<'_>,
    rollouts: &[Rollout<'_>],
    task_definitions: &TaskDefinitions<'_>,
    room: &Room<'_, '_>,
    problems: &mut Problems,
) {
    let mut by_cluster: BTreeMap<ClusterId, Vec<&InstanceClass>> = BTreeMap::new();
    for class in room.classes {
        by_cluster.entry(class.cluster).or_default().push(class);
    }
    for (service, node) in services.services.iter().zip(&services.nodes) {
        let Some(classes) = by_cluster.get(&service.cluster) else {
            let cluster = room.clusters.name(service.cluster);
            let message =
                format!("cluster `{cluster}` has no container instances for service `{}`", service.name);
            let problem = Problem::warning(&node.span, message).label("nothing can be placed");
            problems.push(problem.help("declare [[containerInstances]] in this cluster"));
            continue;
        };
        let span = &node.get("taskDefinition").unwrap_or(node).span;
        let definition = task_definitions.get(service.task_definition);
        warn_lack(definition, classes, room.port_limit, span, problems);
        warn_missing_attributes(service, node, classes, problems);
    }
    for rollout in rollouts {
        let cluster = services.services[rollout.service.index()].cluster;
        if let Some(classes) = by_cluster.get(&cluster) {
            let definition = task_definitions.get(rollout.definition);
            warn_lack(definition, classes, room.port_limit, rollout.span, problems);
        }
    }
}

fn warn_lack(
    definition: &TaskDefinition,
    classes: &[&InstanceClass],
    port_limit: u32,
    span: &Span,
    problems: &mut Problems,
) {
    if let Some(lack) = lack(&definition.demand, classes, port_limit) {
        let message = format!("a task of `{}` fits on no container instance: {lack}", definition.name());
        let problem = Problem::warning(span, message).label("can never be placed").rule("PL-01");
        problems.push(problem.help("lower what the task asks for, or use a larger instance type"));
    }
}

/// What keeps a task off every class, `None` when an empty instance of one of them can hold it.
fn lack(demand: &Demand, classes: &[&InstanceClass], port_limit: u32) -> Option<String> {
    let wanted = demand.resources;
    let holds = |class: &&InstanceClass| {
        let registered = class.registered;
        let enough = wanted.cpu <= registered.cpu
            && wanted.memory <= registered.memory
            && wanted.gpu <= registered.gpu;
        enough && ports_fit(demand, class, port_limit)
    };
    if classes.iter().any(holds) {
        return None;
    }
    let largest = |of: fn(&InstanceClass) -> u32| classes.iter().map(|class| of(class)).max().unwrap_or(0);
    for (what, wanted, largest) in [
        ("CPU units", wanted.cpu, largest(|class| class.registered.cpu)),
        ("MiB of memory", wanted.memory, largest(|class| class.registered.memory)),
        ("GPUs", wanted.gpu, largest(|class| class.registered.gpu)),
    ] {
        if wanted > largest {
            return Some(format!("it needs {wanted} {what}, and the largest instance registers {largest}"));
        }
    }
    if classes.iter().any(|class| ports_fit(demand, class, port_limit)) {
        return Some("no instance has enough of every resource at once".to_owned());
    }
    let ports = demand.ports.len();
    Some(format!(
        "its {ports} host ports are reserved by the agent or exceed the limit of {port_limit} (RS-08)"
    ))
}

fn ports_fit(demand: &Demand, class: &InstanceClass, port_limit: u32) -> bool {
    let reserved = &class.reserved_ports;
    let collide = |wanted: &[u16], reserved: &[u16]| wanted.iter().any(|port| reserved.contains(port));
    demand.ports.is_empty()
        || (!collide(&demand.ports.tcp, &reserved.tcp)
            && !collide(&demand.ports.udp, &reserved.udp)
            && demand.ports.len() + reserved.len() <= port_limit as usize)
}

/// ST-10: instances without the attribute are one bucket; when all are, the strategy decides nothing.
fn warn_missing_attributes(
    service: &Service,
    node: &Node,
    classes: &[&InstanceClass],
    problems: &mut Problems,
) {
    let unheard = |attribute: AttributeId| classes.iter().all(|class| class.attribute(attribute).is_none());
    for strategy in &service.placement.strategies {
        let (attribute, label) = match strategy {
            Strategy::SpreadAttribute(attribute) => (*attribute, "all instances count as one"),
            Strategy::TopologySpread(spread) => match spread.when_unsatisfiable {
                WhenUnsatisfiable::ScheduleAnyway => (spread.attribute, "all instances count as one"),
                WhenUnsatisfiable::DoNotSchedule => (spread.attribute, "no instance takes a task"),
            },
            _ => continue,
        };
        if unheard(attribute) {
            let span = &node.get("placementStrategy").unwrap_or(node).span;
            let problem = Problem::warning(span, "no container instance carries an attribute to spread over");
            let problem = problem.label(label).rule("ST-10");
            problems.push(problem.help("add it to `attributes` of [[containerInstances]]"));
        }
    }
}
