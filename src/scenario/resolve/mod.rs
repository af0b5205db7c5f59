//! From a checked tree to a model: names become ids, texts become quantities, ECS's rules are enforced.

mod action_state;
mod action_times;
mod actions;
mod agent_version;
mod alarm_metrics;
mod alarms;
mod applications;
mod arrivals;
mod attribute_changes;
mod attributes;
mod behavior;
mod canonical;
mod capabilities;
mod capacity;
mod clusters;
mod container;
mod daemon;
mod deployment;
mod described;
mod distribution;
mod docker_api;
mod ec2_instance_id;
mod end_conditions;
mod environment;
mod execution_role;
mod existence;
mod fargate;
mod faults;
mod fields;
mod fit;
mod fleet;
mod found;
mod host_pulls;
mod image_tags;
mod images;
mod instance_choice;
mod instance_group;
mod interfaces;
mod limits;
mod load_balancers;
mod logs;
mod member_rules;
mod mounts;
mod names;
mod network_configuration;
mod output;
mod overrides;
mod placement;
mod platform;
mod port_names;
mod port_ranges;
mod ports;
mod proxy;
mod quantity;
mod queries;
mod registered;
mod registered_resources;
mod required_attributes;
mod run_task;
mod selection;
mod service_connect;
mod service_registries;
mod service_rules;
mod services;
mod siblings;
mod simulation;
mod stamps;
mod start_order;
mod start_up;
mod status;
mod strategy;
mod strategy_arguments;
mod tags;
mod target_group_rules;
mod target_groups;
mod task_calls;
mod task_definition;
mod task_definitions;
mod task_selection;
mod task_size;
mod too_late;
mod trace_calls;
mod unmet_queries;
mod unused;
mod update_rules;
mod volumes;
mod vpcs;
mod zone_names;

#[cfg(test)]
mod tests;

pub use member_rules::{MemberRules, of_shape as api_rules};

use std::collections::BTreeSet;

use super::traces::Traces;
use super::{Node, Problem, Problems};
use crate::model::{
    Action, AlarmId, ApiCall, Arrivals, Behavior, Fault, Found, Images, InstanceClass, Model, group_names,
};
use crate::program::Programs;

pub use action_times::earliest as earliest_action;
pub use behavior::written;
pub use canonical::canonical;
pub use names::{target_group_name, without_arn};
pub use output::output;
pub use quantity::{duration_of, observed_seconds, parsed_duration, task_cpu, task_memory, whole_number};
pub use run_task::REFUSED as CALL_REFUSED;
pub use stamps::micros as moment;

use actions::{Reader, Rollout};
use alarms::Alarms;
use attribute_changes::Reachable;
use attributes::AttributeNames;
use clusters::Clusters;
use faults::Targets;
use fit::Hosts;
use fleet::{Fleet, Groups};
use images::KnownImages;
use limits::{MAX_ENTRIES, MAX_FOUND_TASKS, MAX_PAIRS, MAX_SERVICES, MAX_TASK_DEFINITIONS};
use queries::Queries;
use selection::Declared;
use services::{Services, Surroundings};
use simulation::Simulation;
use target_groups::TargetGroups;
use task_calls::TaskCalls;
use task_definitions::TaskDefinitions;
use unmet_queries::There;
use vpcs::Vpcs;

/// Builds the model of one variant from the root of the scenario's tree, or says everything that is wrong.
///
/// The tree has passed the shape check of its own file; a node of a wrong kind is passed over, its problem is known.
/// Returns `None` exactly when an error was pushed.
pub fn resolve(root: &Node, traces: &Traces, problems: &mut Problems) -> Option<Model> {
    let mut found = Problems::default();
    check_lengths(root, &mut found);
    let queries = Queries::collect(root);
    let model = if has_too_many_pairs(root, queries.len(), &mut found) {
        Model::default()
    } else {
        read(root, traces, queries, Scope::Whole, &mut found)
    };
    let failed = found.has_errors();
    problems.extend(found);
    Some(model).filter(|_| !failed)
}

/// Says what is wrong with a resource in the smallest scenario around it: nothing about instances or use, of which that
/// scenario knows nothing.
pub fn check_alone(root: &Node, problems: &mut Problems) {
    read(root, &Traces::default(), Queries::collect(root), Scope::Alone, problems);
}

/// What is known besides a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All that a run has.
    Whole,
    /// Only what the resource names.
    Alone,
}

/// A model as far as it can be read; without meaning once an error was found.
fn read(root: &Node, traces: &Traces, queries: Queries, scope: Scope, problems: &mut Problems) -> Model {
    let simulation = simulation::read(root, problems);
    let behavior = behavior::read(root, problems);
    let clusters = Clusters::read(root, problems);
    let target_groups = TargetGroups::read(root, problems);
    let alarms = Alarms::read(root, &behavior, problems);
    let (mut task_definitions, images) = known_definitions(root, &queries, problems);
    let mut vpcs = Vpcs::read(root, problems);
    let groups = Groups::read(root, &clusters, &images, &mut vpcs, problems);
    groups.check_interfaces(&task_definitions.definitions, problems);
    let attributes = attribute_names(root, &groups, &task_definitions, &queries);
    task_definitions.require(&attributes);
    let fleet = groups.deal(&attributes, &vpcs);
    let around = Surroundings {
        clusters: &clusters,
        task_definitions: &task_definitions,
        target_groups: &target_groups,
        alarms: &alarms,
        attributes: &attributes,
        queries: &queries,
        vpcs: &vpcs,
        zones: &fleet.zones,
    };
    let mut services = Services::read(root, &around, problems);
    let Course { faults, mut actions, arrivals, rollouts, calls, found } =
        course((root, traces), &around, &services, &fleet, (&simulation, scope), problems);
    let classes = &Reachable { fleet: &fleet, attributes: &attributes, asking: asking(root, queries.len()) }
        .classes(root, &mut actions, problems);
    network_configuration::check_rollouts(&services, &rollouts, &around, problems);
    if !problems.has_errors() && scope == Scope::Whole {
        check_use(root, (&services, &rollouts), &calls, (classes, &behavior), problems);
        too_late::check(root, &arrivals, simulation.duration, problems);
    }
    let heard = (&services, rollouts.as_slice(), &named_alarms(&services, &actions));
    let (alarms, metrics) = alarm_metrics::read(&alarms, heard, &around, simulation.starts_at, problems);
    let called = calls.finish(services.services.len());
    created_by_call(&mut services, &actions);
    let definitions: Vec<_> = task_definitions.definitions.into_iter().chain(called.derived).collect();
    let attributes = attributes.into_names();
    let group_names = group_names(&services.services, &called.groups);
    let member_of = queries.into_member_of(classes, &attributes, &group_names);
    let there = There { classes, attributes: &attributes, groups: &group_names };
    unmet_queries::check(&services, &task_definitions.nodes, &definitions, &there, &member_of, problems);
    Model {
        starts_at: simulation.starts_at,
        duration: simulation.duration,
        warm_up: simulation.warm_up,
        member_of,
        clusters: clusters.names().map(str::to_owned).collect(),
        images: Images { nat_gateways: vpcs.nat_gateways(), ..images.images },
        vpcs: vpcs.into_names(),
        zones: fleet.zones,
        classes: classes.clone(),
        instances: fleet.instances,
        found: Found { tasks: called.found, ..found },
        task_definitions: definitions,
        target_groups: target_groups.groups,
        services: services.services,
        standalone_groups: called.groups,
        calls: called.calls,
        arrivals,
        faults,
        actions,
        metrics,
        alarms,
        behavior,
        attributes,
        programs: Programs::default(),
    }
}

/// What is there at the start and what happens from then on.
struct Course<'s, 'n> {
    faults: Vec<Fault>,
    actions: Vec<Action>,
    arrivals: Vec<Arrivals>,
    rollouts: Vec<Rollout<'n>>,
    calls: TaskCalls<'s, 'n>,
    found: Found,
}

fn course<'s, 'n>(
    (root, traces): (&'n Node, &'n Traces),
    around: &'s Surroundings<'s, 'n>,
    services: &Services<'n>,
    fleet: &'s Fleet<'n>,
    (simulation, scope): (&Simulation, Scope),
    problems: &mut Problems,
) -> Course<'s, 'n> {
    let Fleet { zones, classes, instances, .. } = fleet;
    let declared = Declared { zones, classes, instances };
    let faults = faults::read(root, &Targets { around, services, declared }, problems);
    let mut reader = Reader::new(around, services, declared);
    let mut calls = TaskCalls::new(around, instances, scope);
    let actions = reader.read(root, &mut calls, problems);
    let arrivals = arrivals::read(root, traces, simulation.duration, &mut calls, problems);
    let rollouts = reader.finish(root, problems);
    let found = match scope {
        Scope::Whole => found::read(root, fleet, services, simulation, &mut calls, problems),
        Scope::Alone => Found::default(),
    };
    Course { faults, actions, arrivals, rollouts, calls, found }
}

/// The alarms that deployments heed, at first or after a call.
fn named_alarms(services: &Services<'_>, actions: &[Action]) -> BTreeSet<AlarmId> {
    let at_first = services.services.iter().map(|service| &service.end_conditions);
    let later = actions.iter().filter_map(|action| match &action.call {
        ApiCall::UpdateService { end_conditions, .. } => end_conditions.as_ref(),
        _ => None,
    });
    let alarms = at_first.chain(later).filter_map(|conditions| conditions.alarms.as_ref());
    alarms.flat_map(|of| &of.alarms).copied().collect()
}

/// Notes of services that an action creates that they are not there before it.
fn created_by_call(services: &mut Services<'_>, actions: &[Action]) {
    for action in actions {
        if let ApiCall::CreateService(service) = action.call {
            services.services[service.index()].created_by_call = true;
        }
    }
}

/// The task definitions, what their programs do, and their images.
fn known_definitions<'n>(
    root: &'n Node,
    queries: &Queries,
    problems: &mut Problems,
) -> (TaskDefinitions<'n>, KnownImages<'n>) {
    let mut task_definitions = TaskDefinitions::read(root, queries, problems);
    let sized = applications::apply(root, &mut task_definitions, problems);
    let images = KnownImages::read(root, sized, &mut task_definitions, problems);
    (task_definitions, images)
}

/// Warnings about where tasks could go, about what nobody uses and what nobody waits for.
fn check_use(
    root: &Node,
    (services, rollouts): (&Services<'_>, &[Rollout<'_>]),
    calls: &TaskCalls<'_, '_>,
    (classes, behavior): (&[InstanceClass], &Behavior),
    problems: &mut Problems,
) {
    let (around, port_limit) = (calls.around(), behavior.reserved_port_limit);
    let (definitions, clusters, attributes) = (around.task_definitions, around.clusters, around.attributes);
    let fleet = Hosts { clusters, classes, attributes, port_limit };
    fit::check(services, rollouts, calls, definitions, &fleet, problems);
    unused::check(services, rollouts, calls, around.target_groups, &fleet, problems);
    start_up::check(root, services, rollouts, definitions, problems);
}

fn attribute_names(
    root: &Node,
    groups: &Groups<'_>,
    task_definitions: &TaskDefinitions<'_>,
    queries: &Queries,
) -> AttributeNames {
    let mut names = placement::attribute_names(root);
    names.extend(queries.attribute_names());
    names.extend(groups.attribute_names().map(str::to_owned));
    names.extend(attribute_changes::names(root));
    names.extend(task_definitions.required_names().cloned());
    names.extend(required_attributes::OF_SERVICES.map(str::to_owned));
    AttributeNames::new(names)
}

/// How many services, task definitions and queries look at each kind of instance.
fn asking(root: &Node, queries: usize) -> usize {
    let entries = |section| root.get(section).map_or(0, |list| list.elements().len());
    entries("services") + entries("taskDefinitions") + queries
}

/// Whether there are too many pairs of a kind of instance with a service, task definition or query to look at, which is told.
fn has_too_many_pairs(root: &Node, queries: usize, problems: &mut Problems) -> bool {
    let entries = |section| root.get(section).map_or(&[][..], Node::elements);
    let zones =
        |group: &Node| group.get("availabilityZones").map_or(1, |zones| zones.elements().len().max(1));
    let instances = entries("containerInstances");
    let described: BTreeSet<String> = instances.iter().filter_map(described::kind).collect();
    let others = instances.iter().filter(|group| described::kind(group).is_none());
    let kinds = others.map(zones).sum::<usize>() + described.len();
    let asking = asking(root, queries);
    let pairs = kinds.saturating_mul(asking);
    if pairs > MAX_PAIRS {
        let message = format!(
            "{kinds} kinds of container instances for {asking} services, task definitions and queries are {pairs} \
             pairs, more than {MAX_PAIRS}"
        );
        let span = root.get("containerInstances").map_or(&root.span, |list| &list.span);
        problems.push(Problem::error(span, message).label("too many together").help("split the scenario"));
    }
    pairs > MAX_PAIRS
}

/// Reports sections that are longer than a model may be; what is beyond is not read.
fn check_lengths(root: &Node, problems: &mut Problems) {
    for (section, most) in [
        ("taskDefinitions", MAX_TASK_DEFINITIONS),
        ("services", MAX_SERVICES),
        ("clusters", MAX_ENTRIES),
        ("containerInstances", MAX_ENTRIES),
        ("tasks", MAX_FOUND_TASKS),
        ("targetGroups", MAX_ENTRIES),
        ("vpcs", MAX_ENTRIES),
        ("applications", MAX_ENTRIES),
        ("images", MAX_ENTRIES),
        ("registries", MAX_ENTRIES),
        ("faults", MAX_ENTRIES),
        ("actions", MAX_ENTRIES),
        ("arrivals", MAX_ENTRIES),
        ("alarms", MAX_ENTRIES),
    ] {
        let list = root.get(section).filter(|list| list.elements().len() > most);
        if let Some(list) = list {
            let message =
                format!("{} entries in `{section}`, and a model may have {most}", list.elements().len());
            let problem = Problem::error(&list.span, message).label("too many");
            problems.push(problem.help("split the scenario"));
        }
    }
}
