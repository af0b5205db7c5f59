//! `loadBalancers` of a service: which container and port of its tasks a target group sends requests to.

use super::super::{Node, Problem, Problems};
use super::fields::{Text, is_absent, missing, objects, text};
use super::limits::QUOTA_TARGET_GROUPS;
use super::names::unknown;
use super::quantity::whole;
use super::target_groups::TargetGroups;
use crate::model::{LoadBalancer, NetworkMode, PortMapping, TargetGroupId, TaskDefinition};

const RULE: &str = "API: LoadBalancer";

/// The target groups that tasks of `definition` join.
pub fn read(
    service: &Node,
    definition: &TaskDefinition,
    target_groups: &TargetGroups<'_>,
    problems: &mut Problems,
) -> Vec<LoadBalancer> {
    if let Some(list) = service.get("loadBalancers") {
        let count = list.elements().len();
        if count > QUOTA_TARGET_GROUPS {
            let message = format!("{count} target groups, and a service takes {QUOTA_TARGET_GROUPS}");
            let problem = Problem::error(&list.span, message).label("too many");
            problems.push(problem.rule("quota: target groups per service").help("keep five of them"));
        }
    }
    let entries = objects(service, "loadBalancers");
    entries.filter_map(|entry| load_balancer(entry, definition, target_groups, problems)).collect()
}

fn load_balancer(
    entry: &Node,
    definition: &TaskDefinition,
    target_groups: &TargetGroups<'_>,
    problems: &mut Problems,
) -> Option<LoadBalancer> {
    if let Some(classic) = entry.get("loadBalancerName") {
        problems.push(refuse_classic(entry, classic, definition));
        return None;
    }
    for name in ["targetGroupArn", "containerName", "containerPort"] {
        if is_absent(entry, name) {
            problems.push(missing(entry, name, "the load balancer entry").rule(RULE));
        }
    }
    let group = text(entry, "targetGroupArn").and_then(|written| target_groups.resolve(written, problems));
    if let Some(group) = group {
        target_groups.check_type(group, definition.network_mode, &entry.span, problems);
    }
    let check_port = group.and_then(|group| target_groups.check_port(group));
    let port = whole(entry, "containerPort", 1..=65_535, RULE, problems);
    let port = port.and_then(|port| u16::try_from(port).ok());
    let container = text(entry, "containerName").and_then(|name| container(name, definition, problems))?;
    let port = port?;
    check_mapped(entry, definition, container, port, problems);
    if let Some(check_port) = check_port {
        check_static(check_port, definition, container, port, problems);
    }
    let alternate = alternate(entry, group, definition, target_groups, problems);
    Some(LoadBalancer { target_group: group?, alternate, container, container_port: port })
}

/// The second target group of deployments in stages (VS-29).
fn alternate(
    entry: &Node,
    group: Option<TargetGroupId>,
    definition: &TaskDefinition,
    target_groups: &TargetGroups<'_>,
    problems: &mut Problems,
) -> Option<TargetGroupId> {
    let written = text(entry.get("advancedConfiguration")?, "alternateTargetGroupArn")?;
    let alternate = target_groups.resolve(written, problems)?;
    target_groups.check_type(alternate, definition.network_mode, written.span, problems);
    if Some(alternate) == group {
        let message = "`alternateTargetGroupArn` names the target group that it is the alternate of";
        let problem = Problem::error(written.span, message).label("the same one").rule("VS-29");
        problems.push(problem.help("name a second target group"));
    }
    Some(alternate)
}

/// What is wrong with a Classic Load Balancer, besides that this version does not know them (VS-09).
fn refuse_classic(entry: &Node, classic: &Node, definition: &TaskDefinition) -> Problem {
    if !is_absent(entry, "targetGroupArn") {
        let message = "`loadBalancerName` and `targetGroupArn` cannot both be specified";
        let problem = Problem::error(&classic.span, message).label("one of the two").rule("VS-09");
        return problem.help("remove `loadBalancerName`, which names a Classic Load Balancer");
    }
    if definition.network_mode == NetworkMode::Awsvpc {
        let message = "a Classic Load Balancer takes no `awsvpc` tasks";
        let problem = Problem::error(&classic.span, message).label("the API refuses it").rule("VS-09");
        return problem.help("name a target group in `targetGroupArn`");
    }
    let message = "Classic Load Balancers are not modelled by this version";
    let help = "until then, write `loadBalancers = []` in place of it, or beside `file`, or use `--set`";
    Problem::error(&classic.span, message).label("not modelled").help(help)
}

/// A port of its own for health checks does not go with host ports that nobody knows (VS-12).
fn check_static(
    check_port: &Node,
    definition: &TaskDefinition,
    container: usize,
    port: u16,
    problems: &mut Problems,
) {
    let mappings = &definition.containers[container].port_mappings;
    let is_dynamic = |mapping: &PortMapping| mapping.container_port == port && mapping.host_port == 0;
    if definition.network_mode == NetworkMode::Bridge && mappings.iter().any(is_dynamic) {
        let message =
            format!("the target group is checked on one port, and `{}` has dynamic ones", definition.name());
        let problem = Problem::error(&check_port.span, message).label("the API refuses it").rule("VS-12");
        problems.push(problem.help("write healthCheckPort = \"traffic-port\", or remove it"));
    }
}

fn container(name: Text<'_>, definition: &TaskDefinition, problems: &mut Problems) -> Option<usize> {
    let found = definition.containers.iter().position(|container| container.name == name.value);
    if found.is_none() {
        let known = definition.containers.iter().map(|container| container.name.as_str());
        problems.push(unknown(name.span, "container", name.value, known, problems).rule(RULE));
    }
    found
}

fn check_mapped(
    entry: &Node,
    definition: &TaskDefinition,
    container: usize,
    port: u16,
    problems: &mut Problems,
) {
    let container = &definition.containers[container];
    if container.port_mappings.iter().any(|mapping| mapping.container_port == port) {
        return;
    }
    let message =
        format!("container `{}` of `{}` does not map port {port}", container.name, definition.name());
    let mapped: Vec<_> =
        container.port_mappings.iter().map(|mapping| mapping.container_port.to_string()).collect();
    let span = &entry.get("containerPort").unwrap_or(entry).span;
    let problem = Problem::error(span, message).label("no port mapping").rule(RULE);
    problems.push(match mapped.as_slice() {
        [] => problem.help(format!("add portMappings = [{{ containerPort = {port} }}] to the container")),
        mapped => problem.help(format!("mapped ports: {}", mapped.join(", "))),
    });
}

/// Reports a new revision whose containers no longer match the load balancers of its service.
pub fn check_still_mapped(
    written: Text<'_>,
    load_balancers: &[LoadBalancer],
    before: &TaskDefinition,
    after: &TaskDefinition,
    problems: &mut Problems,
) {
    for balancer in load_balancers {
        let Some(container) = before.containers.get(balancer.container) else { continue };
        let same = after.containers.get(balancer.container).filter(|other| other.name == container.name);
        let port = balancer.container_port;
        let maps =
            same.is_some_and(|other| other.port_mappings.iter().any(|ports| ports.container_port == port));
        if !maps {
            let (name, position) = (&container.name, balancer.container + 1);
            let message = format!("`{}` does not serve the service's load balancer as before", after.name());
            let label = format!("container {position} is not `{name}` with port {port}");
            let help = format!("keep `{name}` as container {position}, and map its port {port}");
            problems.push(Problem::error(written.span, message).label(label).rule(RULE).help(help));
        }
    }
}
