//! From a checked tree to a model: names become ids, texts become quantities, ECS's rules are enforced.

mod actions;
mod applications;
mod attributes;
mod behavior;
mod canonical;
mod clusters;
mod container;
mod daemon;
mod deployment;
mod distribution;
mod fargate;
mod faults;
mod fields;
mod fit;
mod fleet;
mod limits;
mod load_balancers;
mod names;
mod placement;
mod ports;
mod quantity;
mod queries;
mod registered;
mod services;
mod siblings;
mod simulation;
mod start_up;
mod strategy_arguments;
mod target_groups;
mod task_definition;
mod task_definitions;
mod task_size;
mod too_late;
mod unused;

#[cfg(test)]
mod tests;

use super::{Node, Problem, Problems};
use crate::model::{Model, group_names};

use actions::Reader;
use attributes::AttributeNames;
use clusters::Clusters;
use faults::Targets;
use fit::Room;
use fleet::{Fleet, Groups};
use limits::{MAX_ENTRIES, MAX_SERVICES, MAX_TASK_DEFINITIONS};
use queries::Queries;
use services::{Services, Surroundings};
use target_groups::TargetGroups;
use task_definitions::TaskDefinitions;

/// Builds the model of one variant from the root of the scenario's tree, or says everything that is wrong.
///
/// The tree has passed the shape check of its own file; a node of a wrong kind is passed over, its problem is known.
/// Returns `None` exactly when an error was pushed.
pub fn build(root: &Node, problems: &mut Problems) -> Option<Model> {
    let mut found = Problems::default();
    let model = read(root, &mut found);
    let failed = found.has_errors();
    problems.extend(found);
    Some(model).filter(|_| !failed)
}

/// A model as far as it can be read; without meaning once an error was found.
fn read(root: &Node, problems: &mut Problems) -> Model {
    check_lengths(root, problems);
    let simulation::Simulation { duration, warm_up, starts_at } = simulation::read(root, problems);
    let queries = Queries::collect(root);
    let behavior = behavior::read(root, problems);
    let clusters = Clusters::read(root, problems);
    let target_groups = TargetGroups::read(root, problems);
    let mut task_definitions = TaskDefinitions::read(root, &queries, problems);
    applications::apply(root, &mut task_definitions, problems);
    let groups = Groups::read(root, &clusters, problems);
    let attributes = attribute_names(root, &groups, &queries);
    let Fleet { zones, classes, instances } = groups.deal(&attributes);
    let around = Surroundings {
        clusters: &clusters,
        task_definitions: &task_definitions,
        target_groups: &target_groups,
        attributes: &attributes,
        queries: &queries,
    };
    let services = Services::read(root, &around, problems);
    let targets = Targets { clusters: &clusters, services: &services, zones: &zones };
    let faults = faults::read(root, &targets, problems);
    let mut reader = Reader::new(&around, &services, &zones, &instances);
    let actions = reader.read(root, problems);
    services.check_total(|service| reader.peak(service), problems);
    let rollouts = reader.into_rollouts();
    if !problems.has_errors() {
        let port_limit = behavior.reserved_port_limit;
        let fleet = Room { clusters: &clusters, classes: &classes, port_limit };
        fit::check(&services, &rollouts, &task_definitions, &fleet, problems);
        unused::check(&services, &rollouts, &task_definitions, &target_groups, &fleet, problems);
        start_up::check(root, &services, &rollouts, &task_definitions, problems);
        too_late::check(root, duration, problems);
    }
    let attributes = attributes.into_names();
    let standalone_groups = Vec::new();
    let group_names = group_names(&services.services, &standalone_groups);
    Model {
        starts_at,
        duration,
        warm_up,
        member_of: queries.into_member_of(&classes, &attributes, &group_names),
        clusters: clusters.names().map(str::to_owned).collect(),
        zones,
        vpcs: vec!["default".to_owned()],
        classes,
        instances,
        task_definitions: task_definitions.definitions,
        target_groups: target_groups.groups,
        services: services.services,
        standalone_groups,
        faults,
        actions,
        behavior,
        attributes,
    }
}

fn attribute_names(root: &Node, groups: &Groups<'_>, queries: &Queries) -> AttributeNames {
    let mut names = placement::attribute_names(root);
    names.extend(queries.attribute_names());
    names.extend(groups.attribute_names().map(str::to_owned));
    AttributeNames::new(names)
}

/// Reports sections that are longer than a model may be; what is beyond is not read.
fn check_lengths(root: &Node, problems: &mut Problems) {
    for (section, most) in [
        ("taskDefinitions", MAX_TASK_DEFINITIONS),
        ("services", MAX_SERVICES),
        ("clusters", MAX_ENTRIES),
        ("containerInstances", MAX_ENTRIES),
        ("targetGroups", MAX_ENTRIES),
        ("applications", MAX_ENTRIES),
        ("faults", MAX_ENTRIES),
        ("actions", MAX_ENTRIES),
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
