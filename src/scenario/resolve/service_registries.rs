//! `serviceRegistries` of a service: Cloud Map, as far as creating the service checks it (VS-15).

use super::super::{Node, Problem, Problems};
use super::fields::{is_absent, list, objects, text};
use super::names::unknown;
use super::ports::has_own_address;
use super::quantity::whole;
use crate::model::TaskDefinition;

const RULE: &str = "VS-15";

/// Reports registries that do not suit the tasks.
pub fn check(service: &Node, tasks: &TaskDefinition, problems: &mut Problems) {
    let count = list(service, "serviceRegistries").len();
    if let Some(all) = service.get("serviceRegistries").filter(|_| count > 1) {
        let problem =
            Problem::error(&all.span, format!("{count} service registries, and a service takes one"));
        problems.push(problem.label("too many").rule(RULE).help("keep one"));
    }
    for registry in objects(service, "serviceRegistries") {
        check_registry(registry, tasks, problems);
    }
}

fn check_registry(registry: &Node, tasks: &TaskDefinition, problems: &mut Problems) {
    let port = whole(registry, "port", 0..=65_535, RULE, problems);
    let container_port = whole(registry, "containerPort", 0..=65_535, RULE, problems);
    let has_name = !is_absent(registry, "containerName");
    let has_port = !is_absent(registry, "containerPort");
    let fault = match (has_own_address(tasks.network_mode), has_name, has_port) {
        (false, true, true) | (true, false, false) => None,
        (false, ..) => Some((
            "tasks without an interface of their own register a container and its port",
            "write both `containerName` and `containerPort`",
        )),
        (true, true, true) if port.is_some_and(|port| port > 0) => Some((
            "a registry takes a port, or a container and its port, not both",
            "remove `port`, or both `containerName` and `containerPort`",
        )),
        (true, true, true) => None,
        (true, ..) => Some((
            "`containerName` and `containerPort` go together",
            "write both `containerName` and `containerPort`, or neither of them",
        )),
    };
    if let Some((fault, help)) = fault {
        let problem = Problem::error(&registry.span, fault).label("the API refuses it").rule(RULE);
        problems.push(problem.help(help));
        return;
    }
    let Some(name) = text(registry, "containerName") else { return };
    let Some(container) = tasks.containers.iter().find(|container| container.name == name.value) else {
        let known = tasks.containers.iter().map(|container| container.name.as_str());
        problems.push(unknown(name.span, "container", name.value, known, problems).rule(RULE));
        return;
    };
    let mapped =
        |port: u32| container.port_mappings.iter().any(|mapping| u32::from(mapping.container_port) == port);
    if let Some(port) = container_port.filter(|port| !mapped(*port)) {
        let span = &registry.get("containerPort").unwrap_or(registry).span;
        let message = format!("container `{}` of `{}` does not map port {port}", name.value, tasks.name());
        let problem = Problem::error(span, message).label("no port mapping").rule(RULE);
        problems.push(
            problem.help(format!("add portMappings = [{{ containerPort = {port} }}] to the container")),
        );
    }
}
