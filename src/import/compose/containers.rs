//! A service of a Compose file as a container definition.

use super::super::build::{self, put, put_some};
use super::super::docker::{environment, health_check, words};
use super::super::imported::Skipped;
use super::super::scalar::{integer_of, text_of};
use super::super::units::{mebibytes, seconds};
use super::ports::{Port, ports};
use crate::tree::{Member, Node, Problem, Problems};

/// Keys that decide where tasks go or how they live, or that ECS has as they are. Of the others nothing is taken.
const READ: [&str; 28] = [
    "build",
    "cap_add",
    "cap_drop",
    "command",
    "container_name",
    "cpu_shares",
    "cpus",
    "deploy",
    "entrypoint",
    "environment",
    "expose",
    "healthcheck",
    "hostname",
    "image",
    "init",
    "labels",
    "links",
    "logging",
    "mem_limit",
    "mem_reservation",
    "ports",
    "privileged",
    "profiles",
    "read_only",
    "scale",
    "stop_grace_period",
    "user",
    "working_dir",
];

/// A service of the file with what becomes of it.
pub struct Container {
    /// Its container definition, without CPU and memory.
    pub node: Node,
    /// Its ports.
    pub ports: Vec<Port>,
}

/// The container of a service; with the ports of the host, and links to others, where `in_task`.
pub fn container(service: &Member, in_task: bool, problems: &mut Problems) -> Container {
    let (body, span) = (&service.value, &service.name_span);
    let mut node = build::object(&body.span);
    put(&mut node, "name", span, build::text(&*service.name, span));
    let copied = [
        ("user", "user"),
        ("working_dir", "workingDirectory"),
        ("hostname", "hostname"),
        ("read_only", "readonlyRootFilesystem"),
        ("privileged", "privileged"),
        ("init", "linuxParameters/initProcessEnabled"),
        ("cap_add", "linuxParameters/capabilities/add"),
        ("cap_drop", "linuxParameters/capabilities/drop"),
    ];
    for (from, to) in copied {
        if let Some(member) = body.member(from) {
            put(&mut node, to, &member.name_span, member.value.clone());
        }
    }
    put(&mut node, "image", span, image(service));
    for (from, to) in [("command", "command"), ("entrypoint", "entryPoint")] {
        put_some(&mut node, to, span, body.get(from).map(words));
    }
    put_some(&mut node, "environment", span, body.get("environment").and_then(environment));
    put_some(&mut node, "dockerLabels", span, body.get("labels").and_then(labels));
    put_some(&mut node, "logConfiguration", span, body.get("logging").and_then(logging));
    put_some(&mut node, "healthCheck", span, body.get("healthcheck").and_then(health_check));
    let grace = body.get("stop_grace_period");
    put_some(
        &mut node,
        "stopTimeout",
        span,
        grace.and_then(|of| Some(build::integer(seconds(of)?, &of.span))),
    );
    if in_task && let Some(links) = body.get("links") {
        put(&mut node, "links", span, links.clone());
    }
    let ports = all_ports(body, problems);
    let mapped: Vec<Node> = ports.iter().map(|port| port.mapping(in_task)).collect();
    if !mapped.is_empty() {
        put(&mut node, "portMappings", span, build::list(mapped, span));
    }
    Container { node, ports }
}

/// Why nothing is taken of a service, where that is so.
pub fn reason_against(body: &Node) -> Option<&'static str> {
    if body.get("profiles").is_some_and(|profiles| !profiles.elements().is_empty()) {
        return Some("it is started for its profiles only");
    }
    let has_image = body.get("image").is_some() || body.get("build").is_some();
    (!has_image).then_some("it has neither an image nor a build: it adds to another file")
}

/// The keys of a service of which nothing is taken.
pub fn left_out(service: &Member, also_read: &[&str]) -> Vec<Skipped> {
    let is_read = |name: &str| READ.contains(&name) || also_read.contains(&name);
    let skipped = |member: &Member| Skipped {
        kind: member.name.clone(),
        name: service.name.clone(),
        why: "nothing of it is simulated, or the tool takes nothing of it".to_owned(),
        span: member.name_span.clone(),
    };
    service.value.members().iter().filter(|member| !is_read(&member.name)).map(skipped).collect()
}

/// The image, or the name of the service where it is built.
fn image(service: &Member) -> Node {
    service.value.get("image").cloned().unwrap_or_else(|| {
        let span = service.value.member("build").map_or(&service.name_span, |build| &build.name_span);
        build::text(&*service.name, span)
    })
}

fn labels(node: &Node) -> Option<Node> {
    let mut made = build::object(&node.span);
    for element in node.elements() {
        let (name, value) = element.as_str()?.split_once('=')?;
        set(&mut made, name, &element.span, value.to_owned());
    }
    for member in node.members() {
        set(&mut made, &member.name, &member.name_span, text_of(&member.value)?);
    }
    Some(made)
}

/// A member of a map: its name may hold anything.
fn set(map: &mut Node, name: &str, span: &crate::tree::Span, value: String) {
    if let crate::tree::Value::Object(members) = &mut map.value {
        let value = build::text(value, span);
        members.push(Member { name: name.to_owned(), name_span: span.clone(), value });
    }
}

fn logging(node: &Node) -> Option<Node> {
    let driver = node.get("driver")?;
    let mut made = build::object_of([("logDriver", driver.clone())], &node.span);
    let options = node.get("options").and_then(labels);
    put_some(&mut made, "options", &node.span, options);
    Some(made)
}

fn all_ports(body: &Node, problems: &mut Problems) -> Vec<Port> {
    let mut found = Vec::new();
    for entry in body.get("ports").map_or(&[][..], Node::elements) {
        if let Some(ports) = ports(entry) {
            found.extend(ports);
            continue;
        }
        let problem = Problem::warning(&entry.span, "a port that cannot be read is left out");
        problems.push(problem.label("no port").help("write it as `published:target` or `target`"));
    }
    found
}

/// Memory of a service in MiB; what is below 1 MiB is told and left out.
pub fn memory(node: &Node, problems: &mut Problems) -> Option<Node> {
    match mebibytes(node) {
        Some(size @ 1..) => Some(build::integer(size, &node.span)),
        Some(_) => {
            let problem = Problem::warning(&node.span, "memory below 1 MiB is left out");
            problems.push(problem.label("bytes").help("write a unit, such as `512m`"));
            None
        }
        None => {
            let problem = Problem::warning(&node.span, "a size of memory that cannot be read is left out");
            problems.push(problem.label("no size").help("write it as `512m` or `1.5g`"));
            None
        }
    }
}

/// GPUs that a service reserves, by either form of `deploy.resources.reservations`.
pub fn gpus(reservations: &Node) -> Option<Node> {
    let generic = reservations.get("generic_resources").map_or(&[][..], Node::elements).iter();
    let generic = generic.filter_map(|one| one.get("discrete_resource_spec")).filter_map(|spec| {
        let kind = spec.get("kind")?.as_str()?.to_ascii_lowercase();
        kind.starts_with("gpu").then(|| spec.get("value")).flatten()
    });
    let devices = reservations.get("devices").map_or(&[][..], Node::elements).iter();
    let devices = devices.filter_map(|device| {
        let capabilities = device.get("capabilities")?.elements();
        capabilities.iter().any(|one| one.as_str() == Some("gpu")).then(|| device.get("count")).flatten()
    });
    let count = generic.chain(devices).find_map(|count| Some((integer_of(count)?, &count.span)));
    let (count, span) = count?;
    let members = [("type", build::text("GPU", span)), ("value", build::text(count.to_string(), span))];
    Some(build::list(vec![build::object_of(members, span)], span))
}
