//! Warnings about services and calls whose tasks no instance of their cluster could ever hold.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Problem, Problems, Severity, Span};
use super::actions::Rollout;
use super::attributes::{ARCHITECTURE_ATTRIBUTE, AttributeNames};
use super::clusters::Clusters;
use super::fields::text;
use super::names::nearest;
use super::services::Services;
use super::task_calls::TaskCalls;
use super::task_definitions::TaskDefinitions;
use crate::model::{
    AttributeId, ClusterId, Demand, InstanceClass, PlacementRules, Service, Strategy, TaskDefinition,
    TaskDefinitionId, WhenUnsatisfiable,
};

/// What decides whether a task fits.
pub struct Hosts<'s, 'n> {
    /// The clusters.
    pub clusters: &'s Clusters<'n>,
    /// The classes of instances.
    pub classes: &'s [InstanceClass],
    /// Names of attributes.
    pub attributes: &'s AttributeNames,
    /// Host ports an instance can reserve (RS-08).
    pub port_limit: u32,
}

/// Warns of each service whose tasks, now or after a rollout, fit on no class of its cluster, and of spreads over
/// an attribute that nobody has.
pub fn check(
    services: &Services<'_>,
    rollouts: &[Rollout<'_>],
    calls: &TaskCalls<'_, '_>,
    task_definitions: &TaskDefinitions<'_>,
    hosts: &Hosts<'_, '_>,
    problems: &mut Problems,
) {
    let mut by_cluster: BTreeMap<ClusterId, Vec<&InstanceClass>> = BTreeMap::new();
    for class in hosts.classes {
        by_cluster.entry(class.cluster).or_default().push(class);
    }
    for (service, node) in services.services.iter().zip(&services.nodes) {
        let Some(classes) = by_cluster.get(&service.cluster) else {
            let cluster = hosts.clusters.name(service.cluster);
            let message =
                format!("cluster `{cluster}` has no container instances for service `{}`", service.name);
            let problem = Problem::warning(&node.span, message).label("nothing can be placed");
            problems.push(problem.help("declare [[containerInstances]] in this cluster"));
            continue;
        };
        let span = &node.get("taskDefinition").unwrap_or(node).span;
        let tasks = Tasks::of(service, service.task_definition, task_definitions);
        warn_lack(&tasks, classes, hosts, span, problems);
        let span = &node.get("placementStrategy").unwrap_or(node).span;
        warn_missing_attributes(&service.placement.strategies, span, classes, hosts.attributes, problems);
    }
    for rollout in rollouts {
        let service = &services.services[rollout.service.index()];
        if let Some(classes) = by_cluster.get(&service.cluster) {
            let tasks = Tasks::of(service, rollout.definition, task_definitions);
            warn_lack(&tasks, classes, hosts, rollout.span, problems);
        }
    }
    check_calls(calls, &by_cluster, hosts, problems);
}

/// The same for the tasks of calls, which are refused instead of waiting (RN-02).
fn check_calls(
    calls: &TaskCalls<'_, '_>,
    by_cluster: &BTreeMap<ClusterId, Vec<&InstanceClass>>,
    hosts: &Hosts<'_, '_>,
    problems: &mut Problems,
) {
    for used in calls.uses() {
        let Some(classes) = by_cluster.get(&used.cluster) else {
            let cluster = hosts.clusters.name(used.cluster);
            let message = format!("cluster `{cluster}` has no container instances for this call");
            let problem = Problem::warning(used.span, message).label("every task is refused").rule("RN-02");
            problems.push(problem.help("declare [[containerInstances]] in this cluster"));
            continue;
        };
        let rules = calls.call(used.call).rules();
        let registered = Tasks::under(rules, used.registered, calls.around().task_definitions);
        let tasks = Tasks { definition: calls.definition(used.definition), ..registered };
        warn_lack(&tasks, classes, hosts, used.span, problems);
        warn_missing_attributes(&rules.strategies, used.span, classes, hosts.attributes, problems);
    }
}

/// The tasks of a service, those that a rollout brings to it, or those of a call.
struct Tasks<'s> {
    definition: &'s TaskDefinition,
    /// What `runtimePlatform` says the images are for, in the words of instances.
    architecture: Option<&'static str>,
    rules: &'s PlacementRules,
}

impl<'s> Tasks<'s> {
    fn of(service: &'s Service, id: TaskDefinitionId, definitions: &'s TaskDefinitions<'_>) -> Self {
        Self::under(&service.placement, id, definitions)
    }

    fn under(rules: &'s PlacementRules, id: TaskDefinitionId, definitions: &'s TaskDefinitions<'_>) -> Self {
        let platform = definitions.nodes[id.index()].get("runtimePlatform");
        let architecture = platform.and_then(|platform| text(platform, "cpuArchitecture"));
        let architecture = architecture.and_then(|written| match written.value {
            "ARM64" => Some("arm64"),
            "X86_64" => Some("x86_64"),
            _ => None,
        });
        Self { definition: definitions.get(id), architecture, rules }
    }

    fn required(&self) -> impl Iterator<Item = AttributeId> + '_ {
        self.definition.required_attributes.iter().chain(&self.rules.required_attributes).copied()
    }

    fn may_be_in(&self, class: &InstanceClass) -> bool {
        let location = self.rules.location.as_ref();
        location.is_none_or(|location| location.vpc == class.vpc && location.zones.contains(&class.zone))
    }
}

fn warn_lack(
    tasks: &Tasks<'_>,
    classes: &[&InstanceClass],
    hosts: &Hosts<'_, '_>,
    span: &Span,
    problems: &mut Problems,
) {
    let name = tasks.definition.name();
    if let Some((rule, lack, help)) = lack(tasks, classes, hosts) {
        let message = format!("a task of `{name}` fits on no container instance: {lack}");
        let problem = Problem::warning(span, message).label("can never be placed").rule(rule);
        problems.push(problem.help(help));
    }
    // ECS compares the architecture on Fargate only: on instances it is a constraint's business.
    let Some(wanted) = tasks.architecture else { return };
    let found = hosts.attributes.find(ARCHITECTURE_ATTRIBUTE).and_then(|architecture| {
        let known = classes.iter().filter_map(|class| class.attribute(architecture));
        known.into_iter().find(|found| *found != wanted)
    });
    if let Some(found) = found {
        let message =
            format!("`{name}` is made for {wanted}, and ECS may place it on instances with {found}");
        let problem = Problem::warning(span, message).label("would not start there").rule("RA-02");
        let help = format!("add a `memberOf` constraint: attribute:{ARCHITECTURE_ATTRIBUTE} == {wanted}");
        problems.push(problem.help(help));
    }
}

/// The rule that keeps a task off every class, why, and what to do; `None` when an empty instance of one can hold it.
fn lack(
    tasks: &Tasks<'_>,
    classes: &[&InstanceClass],
    hosts: &Hosts<'_, '_>,
) -> Option<(&'static str, String, &'static str)> {
    const LESS: &str = "lower what the task asks for, or use a larger instance type";
    let demand = &tasks.definition.demand;
    let wanted = demand.resources;
    let has_all = |class: &&InstanceClass| tasks.required().all(|name| class.attribute(name).is_some());
    let holds = |class: &&InstanceClass| {
        let registered = class.registered;
        let enough = wanted.cpu <= registered.cpu
            && wanted.memory <= registered.memory
            && wanted.gpu <= registered.gpu
            && demand.interfaces <= class.interfaces;
        enough && ports_fit(demand, class, hosts.port_limit)
    };
    if classes.iter().any(|class| tasks.may_be_in(class) && has_all(class) && holds(class)) {
        return None;
    }
    if !classes.iter().any(|class| tasks.may_be_in(class)) {
        let lack = "no instance is in the VPC and a zone of its subnets".to_owned();
        return Some(("EN-04", lack, "name subnets in zones of instances, or add instances there"));
    }
    if !classes.iter().any(|class| tasks.may_be_in(class) && has_all(class)) {
        let unheard = |name: &AttributeId| classes.iter().all(|class| class.attribute(*name).is_none());
        let lack = match tasks.required().find(unheard) {
            Some(name) => format!("none has the required attribute `{}`", hosts.attributes.name(name)),
            None => "none has all required attributes at once".to_owned(),
        };
        return Some(("RA-01", lack, "use a newer agent, or remove what requires the attribute"));
    }
    let largest = |of: fn(&InstanceClass) -> u32| classes.iter().map(|class| of(class)).max().unwrap_or(0);
    for (what, wanted, largest) in [
        ("CPU units", wanted.cpu, largest(|class| class.registered.cpu)),
        ("MiB of memory", wanted.memory, largest(|class| class.registered.memory)),
        ("GPUs", wanted.gpu, largest(|class| class.registered.gpu)),
    ] {
        if wanted > largest {
            let lack = format!("it needs {wanted} {what}, and the largest instance registers {largest}");
            return Some(("PL-01", lack, LESS));
        }
    }
    if demand.interfaces > largest(|class| class.interfaces) {
        let lack = "no instance has a slot for the interface of an `awsvpc` task".to_owned();
        return Some(("EN-01", lack, "use another instance type, or another `networkMode`"));
    }
    if classes.iter().any(|class| ports_fit(demand, class, hosts.port_limit)) {
        return Some(("PL-01", "no instance has enough of everything at once".to_owned(), LESS));
    }
    let (ports, limit) = (demand.ports.len(), hosts.port_limit);
    let lack =
        format!("its {ports} host ports are reserved by the agent or exceed the limit of {limit} (RS-08)");
    Some(("PL-01", lack, LESS))
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
    strategies: &[Strategy],
    span: &Span,
    classes: &[&InstanceClass],
    attributes: &AttributeNames,
    problems: &mut Problems,
) {
    let unheard = |attribute: AttributeId| classes.iter().all(|class| class.attribute(attribute).is_none());
    for strategy in strategies {
        let (attribute, label) = match strategy {
            Strategy::SpreadAttribute(attribute) => (*attribute, "all instances count as one"),
            Strategy::TopologySpread(spread) => match spread.when_unsatisfiable {
                WhenUnsatisfiable::ScheduleAnyway => (spread.attribute, "all instances count as one"),
                WhenUnsatisfiable::DoNotSchedule => (spread.attribute, "no instance takes a task"),
            },
            _ => continue,
        };
        if unheard(attribute) {
            let message = "no container instance carries an attribute to spread over";
            let is_told = problems.may_show_more(Severity::Warning);
            let carried = classes.iter().flat_map(|class| &class.attributes);
            let carried: BTreeSet<&str> = carried.map(|(id, _)| attributes.name(*id)).collect();
            let near = nearest(attributes.name(attribute), carried.into_iter().filter(|_| is_told));
            let problem = Problem::warning(span, message).label(label).rule("ST-10");
            problems.push(match near {
                Some(near) => problem.help(format!("did you mean `attribute:{near}`?")),
                None => problem.help("add it to `attributes` of [[containerInstances]]"),
            });
        }
    }
}
