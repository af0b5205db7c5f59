//! `serviceConnectConfiguration` of a service, as far as creating the service checks it (LV-05).

use std::collections::BTreeMap;

use super::super::{Node, Problem, Problems};
use super::fields::{flag, objects, text};
use super::limits::QUOTA_SERVICES_PER_NAMESPACE;
use super::names::{shortened, unknown};
use crate::model::NetworkMode;

const RULE: &str = "LV-05";

/// Reports what keeps ECS from adding its proxy to tasks of `definition`.
pub fn check(service: &Node, definition: &Node, mode: NetworkMode, problems: &mut Problems) {
    let Some(connect) = service.get("serviceConnectConfiguration") else { return };
    let Some(enabled) = connect.get("enabled").filter(|_| flag(connect, "enabled") == Some(true)) else {
        return;
    };
    if !matches!(mode, NetworkMode::Bridge | NetworkMode::Awsvpc) {
        let message = format!("Service Connect is not for tasks in network mode `{mode}`");
        let problem = Problem::error(&enabled.span, message).label("bridge or awsvpc only").rule(RULE);
        problems.push(problem.help("use network mode `bridge` or `awsvpc`, or switch Service Connect off"));
    }
    let containers = objects(definition, "containerDefinitions");
    let mappings = containers.flat_map(|container| objects(container, "portMappings"));
    let names: Vec<&str> =
        mappings.filter_map(|mapping| text(mapping, "name")).map(|name| name.value).collect();
    for port in objects(connect, "services").filter_map(|service| text(service, "portName")) {
        if !names.contains(&port.value) {
            let known = names.iter().copied();
            problems.push(unknown(port.span, "port mapping with the name", port.value, known).rule(RULE));
        }
    }
}

/// Warns of more services in a namespace than it takes.
pub fn check_namespaces(services: &[&Node], problems: &mut Problems) {
    let mut members: BTreeMap<&str, usize> = BTreeMap::new();
    for service in services {
        let Some(connect) = service.get("serviceConnectConfiguration") else { continue };
        let namespace = text(connect, "namespace").filter(|_| flag(connect, "enabled") == Some(true));
        let Some(namespace) = namespace else { continue };
        let count = members.entry(namespace.value).or_default();
        *count += 1;
        if *count == QUOTA_SERVICES_PER_NAMESPACE + 1 {
            let name = shortened(namespace.value);
            let message = format!(
                "namespace `{name}` has more than the {QUOTA_SERVICES_PER_NAMESPACE} services of the quota"
            );
            let problem = Problem::warning(namespace.span, message).label("above the quota");
            problems.push(problem.rule("quota: services per namespace").help("use several namespaces"));
        }
    }
}
