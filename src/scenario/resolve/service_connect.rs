//! `serviceConnectConfiguration` of a service, as far as creating the service checks it (LV-05).

use std::collections::BTreeMap;

use super::super::{Node, Problem, Problems};
use super::fields::{flag, is_absent, list, missing, objects, text};
use super::limits::QUOTA_SERVICES_PER_NAMESPACE;
use super::names::{shortened, unknown};
use super::quantity::whole;
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
    check_entries(connect, problems);
    let containers = objects(definition, "containerDefinitions");
    let mappings = containers.flat_map(|container| objects(container, "portMappings"));
    let names: Vec<&str> =
        mappings.filter_map(|mapping| text(mapping, "name")).map(|name| name.value).collect();
    for port in objects(connect, "services").filter_map(|service| text(service, "portName")) {
        if !names.contains(&port.value) {
            let known = names.iter().copied();
            problems.push(
                unknown(port.span, "port mapping with the name", port.value, known, problems).rule(RULE),
            );
        }
    }
}

/// What an entry needs, and how its names and ports are spelt.
fn check_entries(connect: &Node, problems: &mut Problems) {
    const RULE: &str = "VS-24";
    for entry in objects(connect, "services") {
        if is_absent(entry, "portName") {
            problems.push(missing(entry, "portName", "the Service Connect service").rule(RULE));
        }
        let aliases = list(entry, "clientAliases");
        if let [_, second, ..] = aliases {
            let message =
                format!("{} client aliases, and a Service Connect service takes one", aliases.len());
            let problem = Problem::error(&second.span, message).label("too many").rule(RULE);
            problems.push(problem.help("keep one"));
        }
        whole(entry, "ingressPortOverride", 0..=65_535, RULE, problems);
        let named = [(entry, "discoveryName", 64, "_-")];
        let clients = aliases.iter().map(|alias| (alias, "dnsName", 127, "_-."));
        for (node, name, most, signs) in named.into_iter().chain(clients) {
            check_dns_name(node, name, most, signs, problems);
        }
        for alias in objects(entry, "clientAliases") {
            if is_absent(alias, "port") {
                problems.push(missing(alias, "port", "the client alias").rule(RULE));
            }
            whole(alias, "port", 0..=65_535, RULE, problems);
        }
    }
    if let Some(log) =
        connect.member("accessLogConfiguration").filter(|_| is_absent(connect, "logConfiguration"))
    {
        let problem =
            Problem::error(&log.name_span, "access logs of Service Connect need a `logConfiguration`");
        problems.push(problem.label("nowhere to log to").rule(RULE).help("add `logConfiguration`"));
    }
}

fn check_dns_name(node: &Node, name: &str, most: usize, signs: &str, problems: &mut Problems) {
    let Some(written) = text(node, name) else { return };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || signs.contains(c);
    if written.value.len() > most || written.value.starts_with('-') || !written.value.chars().all(plain) {
        let message = format!("`{name}` cannot be `{}`", shortened(written.value));
        let problem = Problem::error(written.span, message).label("a name the API refuses").rule("VS-24");
        problems.push(problem.help(format!(
            "use up to {most} lower-case letters, digits and `{signs}`, with no hyphen at the beginning"
        )));
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
