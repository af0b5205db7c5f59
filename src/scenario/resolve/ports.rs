//! Port mappings: what each network mode allows, and which host ports a task reserves (RS-15…RS-17, NP-01…NP-04).

use std::collections::BTreeSet;

use super::super::shape::words;
use super::super::{Node, Problem, Problems};
use super::container::ContainerDraft;
use super::fields::{is_absent, missing, objects, text};
use super::names::unknown_word;
use super::port_ranges;
use super::quantity::whole;
use crate::model::{HostPorts, NetworkMode, PortMapping, Protocol};

/// The range from which hosts hand out dynamic ports (NP-01).
const DYNAMIC_PORTS: std::ops::RangeInclusive<u16> = 32_768..=60_999;

/// A port mapping and where it was written.
pub struct Mapping<'n> {
    /// The ports.
    pub ports: PortMapping,
    /// The entry.
    pub node: &'n Node,
}

/// The `portMappings` of a container definition.
pub fn read<'n>(node: &'n Node, mode: NetworkMode, problems: &mut Problems) -> Vec<Mapping<'n>> {
    if let Some(mappings) = node.get("portMappings").filter(|mappings| !mappings.elements().is_empty())
        && mode == NetworkMode::None
    {
        let problem = Problem::error(&mappings.span, "network mode `none` allows no port mappings");
        let problem = problem.label("no network to map ports of").rule("RS-16");
        problems.push(problem.help("remove `portMappings`, or use another `networkMode`"));
        return Vec::new();
    }
    port_ranges::check_count(node, problems);
    port_ranges::check_overlaps(node, problems);
    objects(node, "portMappings").filter_map(|mapping| read_mapping(mapping, mode, problems)).collect()
}

fn read_mapping<'n>(node: &'n Node, mode: NetworkMode, problems: &mut Problems) -> Option<Mapping<'n>> {
    if !is_absent(node, "containerPortRange") {
        port_ranges::check(node, mode, problems);
        return None;
    }
    if is_absent(node, "containerPort") {
        let help = "add `containerPort`, such as 80";
        problems.push(missing(node, "containerPort", "the port mapping").rule("NP-01").help(help));
    }
    let container_port = port(node, "containerPort", 1, problems);
    let host_port = port(node, "hostPort", 0, problems).unwrap_or(0);
    let protocol = protocol(node, problems);
    let container_port = container_port?;
    let host_port = match mode {
        NetworkMode::Bridge => host_port,
        // The container's port is the host's (or the interface's) own.
        NetworkMode::Host | NetworkMode::Awsvpc | NetworkMode::Overlay | NetworkMode::None => {
            check_equal(node, mode, container_port, host_port, problems);
            container_port
        }
    };
    if mode == NetworkMode::Bridge && DYNAMIC_PORTS.contains(&host_port) {
        let (low, high) = (DYNAMIC_PORTS.start(), DYNAMIC_PORTS.end());
        let message = format!("host port {host_port} lies in the dynamic range {low} to {high}");
        let span = &node.get("hostPort").unwrap_or(node).span;
        let problem = Problem::warning(span, message).label("may be handed out to another task");
        problems.push(problem.rule("NP-01").help("choose a port below the range, or 0"));
    }
    Some(Mapping { ports: PortMapping { container_port, host_port, protocol }, node })
}

fn port(node: &Node, name: &str, least: u32, problems: &mut Problems) -> Option<u16> {
    u16::try_from(whole(node, name, least..=65_535, "API: PortMapping", problems)?).ok()
}

fn protocol(node: &Node, problems: &mut Problems) -> Protocol {
    match text(node, "protocol") {
        None => Protocol::Tcp,
        Some(written) if written.value.eq_ignore_ascii_case("tcp") => Protocol::Tcp,
        Some(written) if written.value.eq_ignore_ascii_case("udp") => Protocol::Udp,
        Some(written) => {
            problems.push(unknown_word(written, "protocol", words::PORT_PROTOCOLS).rule("RS-15"));
            Protocol::Tcp
        }
    }
}

/// In host and awsvpc mode nothing translates ports.
fn check_equal(node: &Node, mode: NetworkMode, container: u16, host: u16, problems: &mut Problems) {
    if host == 0 || host == container {
        return;
    }
    let message =
        format!("host port {host} differs from container port {container} in network mode `{mode}`");
    let span = &node.get("hostPort").unwrap_or(node).span;
    let problem = Problem::error(span, message).label("must equal the container port").rule("RS-16");
    problems
        .push(problem.help(format!("remove `hostPort`, write {container}, or use network mode `bridge`")));
}

/// Reports ports that two mappings of one task want for themselves.
pub fn check_clashes(mode: NetworkMode, drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    let shared_network = mode != NetworkMode::Bridge;
    let mut host_ports = BTreeSet::new();
    let mut container_ports = BTreeSet::new();
    for draft in drafts {
        if !shared_network {
            container_ports.clear();
        }
        for mapping in &draft.mappings {
            check_container_port(mapping, &mut container_ports, problems);
            let PortMapping { host_port, protocol, .. } = mapping.ports;
            // An address of its own holds the port in awsvpc mode, yet the task has only one.
            if host_port != 0 && !host_ports.insert((protocol, host_port)) {
                let what = if has_own_address(mode) { "port" } else { "host port" };
                let message = format!("{what} {host_port}/{protocol} is taken twice in one task");
                let member = mapping.node.get("hostPort").or_else(|| mapping.node.get("containerPort"));
                let span = &member.unwrap_or(mapping.node).span;
                let problem = Problem::error(span, message).label("taken before").rule("RS-16");
                problems
                    .push(problem.help("use another port, or 0 for a dynamic one in network mode `bridge`"));
            }
        }
    }
}

/// Whether the tasks of this mode are reached at an address of their own, whatever ports their host has in use.
pub fn has_own_address(mode: NetworkMode) -> bool {
    matches!(mode, NetworkMode::Awsvpc | NetworkMode::Overlay)
}

/// RS-17: no container port for two protocols. In bridge mode each container has its own ports.
fn check_container_port(
    mapping: &Mapping<'_>,
    seen: &mut BTreeSet<(u16, Protocol)>,
    problems: &mut Problems,
) {
    let ports = mapping.ports;
    let other = match ports.protocol {
        Protocol::Tcp => Protocol::Udp,
        Protocol::Udp => Protocol::Tcp,
    };
    if seen.contains(&(ports.container_port, other)) {
        let message = format!("container port {} is mapped for two protocols", ports.container_port);
        let span = &mapping.node.get("containerPort").unwrap_or(mapping.node).span;
        let problem = Problem::error(span, message).label("mapped for the other one before").rule("RS-17");
        problems.push(problem.help("give one of the protocols another container port"));
    }
    seen.insert((ports.container_port, ports.protocol));
}

/// Host ports that a task reserves on its instance: static ones, in bridge and host mode (RS-16, NP-04).
pub fn reserved(mode: NetworkMode, drafts: &[ContainerDraft<'_>]) -> HostPorts {
    if !matches!(mode, NetworkMode::Bridge | NetworkMode::Host) {
        return HostPorts::default();
    }
    let of = |protocol: Protocol| -> Vec<u16> {
        let mappings = drafts.iter().flat_map(|draft| &draft.mappings).map(|mapping| mapping.ports);
        let ports: BTreeSet<u16> = mappings
            .filter(|ports| ports.protocol == protocol && ports.host_port != 0)
            .map(|ports| ports.host_port)
            .collect();
        ports.into_iter().collect()
    };
    HostPorts { tcp: of(Protocol::Tcp), udp: of(Protocol::Udp) }
}
