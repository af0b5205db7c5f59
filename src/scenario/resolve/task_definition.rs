//! One task definition: what `RegisterTaskDefinition` would accept, and what it asks of an instance.

use std::collections::BTreeSet;

use super::super::shape::words;
use super::super::{Node, Problem, Problems};
use super::canonical::canonical;
use super::container::{self, ContainerDraft};
use super::environment;
use super::execution_role;
use super::fargate;
use super::fields::{Text, as_text, list, missing, objects, text};
use super::image_tags;
use super::limits::{QUOTA_CONSTRAINTS, QUOTA_CONTAINERS, QUOTA_DEFINITION_BYTES};
use super::logs;
use super::member_rules::{self, OF_TASK_DEFINITION};
use super::mounts;
use super::names::unknown_word;
use super::platform;
use super::port_names;
use super::ports;
use super::proxy;
use super::queries::Queries;
use super::required_attributes;
use super::siblings;
use super::start_order;
use super::tags;
use super::task_size::{self, TaskSize};
use super::volumes;
use crate::model::{Container, Demand, NetworkMode, QueryId, TaskDefinition, Utilization};

/// A definition, and what it requires of instances by name; its applications are added later.
pub struct Draft {
    /// The definition without its required attributes.
    pub definition: TaskDefinition,
    /// Names of the required attributes.
    pub required: BTreeSet<String>,
}

/// Reads a definition.
pub fn read(node: &Node, family: &str, revision: u32, queries: &Queries, problems: &mut Problems) -> Draft {
    let network_mode = network_mode(node, problems);
    check_size(node, problems);
    tags::check(node, problems);
    volumes::check(node, problems);
    let compatibilities = compatibilities(node, problems);
    let fargate = compatibilities.contains(&"FARGATE");
    member_rules::check(node, OF_TASK_DEFINITION, problems);
    platform::check(node, fargate, problems);
    let member_of = member_of(node, queries, problems);
    let drafts = containers(node, network_mode, problems);
    siblings::check(network_mode, &drafts, problems);
    start_order::check(&drafts, problems);
    ports::check_clashes(network_mode, &drafts, problems);
    port_names::check(&drafts, problems);
    mounts::check(node, &drafts, problems);
    logs::check(&drafts, problems);
    environment::check(&drafts, problems);
    execution_role::check(node, fargate, &drafts, problems);
    proxy::check(node, network_mode, &drafts, problems);
    let size = TaskSize::read(node, problems);
    let only_fargate = fargate && !compatibilities.contains(&"EC2");
    let resources = task_size::demand(node, &size, &drafts, only_fargate, problems);
    if fargate {
        fargate::check(node, network_mode, &size, &drafts, problems);
    }
    let host_ports = ports::reserved(network_mode, &drafts);
    let dependencies = start_order::dependencies_of(&drafts);
    let containers = drafts.into_iter().zip(dependencies);
    let required = required_attributes::of_definition(node, network_mode, size.cpu);
    let definition = TaskDefinition {
        family: family.to_owned(),
        revision,
        network_mode,
        demand: Demand {
            resources,
            ports: host_ports,
            interfaces: u32::from(network_mode == NetworkMode::Awsvpc),
        },
        required_attributes: Vec::new(),
        member_of,
        containers: containers
            .map(|(draft, depends_on)| Container { depends_on, ..draft.container })
            .collect(),
        images: Vec::new(),
        image_tags: image_tags::are_resolved(node),
        start_failure_millionths: 0,
        start_error: None,
        utilization: Utilization::default(),
    };
    Draft { definition, required }
}

/// Whether this is a list of containers by itself, as Terraform keeps it: volumes and roles stand elsewhere.
pub fn is_list_of_containers(node: &Node) -> bool {
    node.get("containerDefinitions").is_some_and(|containers| containers.span == node.span)
}

fn network_mode(node: &Node, problems: &mut Problems) -> NetworkMode {
    let Some(written) = text(node, "networkMode") else { return NetworkMode::Bridge };
    match written.value {
        "bridge" => NetworkMode::Bridge,
        "host" => NetworkMode::Host,
        "awsvpc" => NetworkMode::Awsvpc,
        "none" => NetworkMode::None,
        "overlay" => {
            let problem =
                Problem::warning(written.span, "network mode `overlay` is hypothetical: it is not ECS");
            problems.push(problem.label("tasks take neither host ports nor interfaces"));
            NetworkMode::Overlay
        }
        // Windows only; behaves as bridge does as far as host ports go.
        "default" | "nat" => {
            let message =
                format!("network mode `{}` belongs to Windows and is taken as bridge", written.value);
            problems.push(Problem::warning(written.span, message).label("not modelled"));
            NetworkMode::Bridge
        }
        _ => {
            problems.push(unknown_word(written, "networkMode", &["bridge", "host", "awsvpc", "none"]));
            NetworkMode::Bridge
        }
    }
}

/// RS-18: what is written must not be longer than ECS takes.
fn check_size(node: &Node, problems: &mut Problems) {
    let bytes = canonical(node).len();
    if bytes > QUOTA_DEFINITION_BYTES {
        let message =
            format!("the task definition has {bytes} bytes, and ECS takes {QUOTA_DEFINITION_BYTES}");
        let problem = Problem::error(&node.span, message).label("too long").rule("RS-18");
        problems.push(problem.help("shorten it: keep environment variables in files, or split it"));
    }
}

fn compatibilities<'n>(node: &'n Node, problems: &mut Problems) -> Vec<&'n str> {
    let written: Vec<Text<'_>> = list(node, "requiresCompatibilities").iter().filter_map(as_text).collect();
    for compatibility in &written {
        match compatibility.value {
            "EC2" | "FARGATE" => {}
            "EXTERNAL" | "MANAGED_INSTANCES" => {
                let message = format!("`{}` capacity is not modelled", compatibility.value);
                problems.push(Problem::warning(compatibility.span, message).label("taken as EC2"));
            }
            _ => problems.push(unknown_word(*compatibility, "requiresCompatibilities", words::LAUNCH_TYPES)),
        }
    }
    written.into_iter().map(|text| text.value).collect()
}

/// Its constraints: queries. `distinctInstance` belongs to services and `RunTask` alone (CN-02).
fn member_of(node: &Node, queries: &Queries, problems: &mut Problems) -> Vec<QueryId> {
    let mut found = BTreeSet::new();
    for constraint in objects(node, "placementConstraints") {
        let Some(kind) = text(constraint, "type") else { continue };
        match kind.value {
            "memberOf" => found.extend(queries.read(constraint, problems)),
            "distinctInstance" => problems.push(
                Problem::error(kind.span, "`distinctInstance` cannot be part of a task definition")
                    .label("not allowed here")
                    .rule("CN-02")
                    .help("move it to `placementConstraints` of the service"),
            ),
            _ => problems.push(unknown_word(kind, "type", &["memberOf"])),
        }
    }
    let count = list(node, "placementConstraints").len();
    if let Some(constraints) = node.get("placementConstraints").filter(|_| count > QUOTA_CONSTRAINTS) {
        let message = format!("{count} placement constraints, and ECS takes {QUOTA_CONSTRAINTS}");
        let problem = Problem::error(&constraints.span, message).label("too many").rule("CN-01");
        problems.push(problem.help("join expressions with `and`"));
    }
    found.into_iter().collect()
}

fn containers<'n>(
    node: &'n Node,
    network_mode: NetworkMode,
    problems: &mut Problems,
) -> Vec<ContainerDraft<'n>> {
    let Some(written) = node.get("containerDefinitions") else {
        problems.push(missing(node, "containerDefinitions", "the task definition").rule("VD-01"));
        return Vec::new();
    };
    let count = written.elements().len();
    if matches!(&written.value, super::super::Value::Array(elements) if elements.is_empty()) {
        let problem = Problem::error(&written.span, "the task definition has no container").label("empty");
        problems.push(problem.rule("VD-01").help("add a container with `name`, `image` and `memory`"));
    }
    if count > QUOTA_CONTAINERS {
        let message = format!("{count} containers, and a task definition takes {QUOTA_CONTAINERS}");
        let problem = Problem::error(&written.span, message).label("too many").rule("RS-18");
        problems.push(problem.help("split the task definition"));
    }
    // Of far too many the first say enough: each is compared with the others.
    let drafts: Vec<ContainerDraft<'_>> = objects(node, "containerDefinitions")
        .take(10 * QUOTA_CONTAINERS)
        .filter_map(|definition| container::read(definition, network_mode, problems))
        .collect();
    check_names(&drafts, problems);
    if !drafts.is_empty() && !drafts.iter().any(|draft| draft.container.essential) {
        let problem = Problem::error(&written.span, "no container of the task definition is essential");
        let problem = problem.label("all say `essential = false`").rule("LC-05");
        problems.push(problem.help("set `essential = true` on the container that the task is about"));
    }
    drafts
}

fn check_names(drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for name in drafts.iter().map(|draft| draft.name).filter(|name| !seen.insert(name.value)) {
        let message = format!("two containers are called `{}`", name.value);
        let problem = Problem::error(name.span, message).label("called so before").rule("VD-04");
        problems.push(problem.help("give each container a name of its own"));
    }
}
