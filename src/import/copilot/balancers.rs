//! Target groups of a manifest: of `http`, and of each listener of `nlb`.

use super::super::build::{self, put, put_some};
use super::super::scalar::{boolean_of, text_of};
use super::super::units::seconds;
use super::Manifest;
use super::containers::port_of;
use crate::tree::{Node, Span};

/// Seconds that a target drains, and that a task is given before its checks count, where nothing is said.
const DELAY: i64 = 60;
const GRACE: i64 = 60;

/// A target group and the container behind it.
pub struct Group {
    /// As the API takes it.
    pub node: Node,
    /// Seconds in which failed checks of a new task do not count.
    pub grace: i64,
    /// Where it is written.
    pub span: Span,
    container: Node,
    port: i64,
}

impl Group {
    /// The entry in `loadBalancers` of the service.
    pub fn entry(&self) -> Node {
        let name = self.node.get("name").cloned().unwrap_or_else(|| self.container.clone());
        let members = [
            ("containerName", self.container.clone()),
            ("containerPort", build::integer(self.port, &self.span)),
            ("targetGroupArn", name),
        ];
        build::object_of(members, &self.span)
    }
}

/// All of them, that of `http` first.
pub fn of(manifest: &Manifest<'_>) -> Vec<Group> {
    let root = manifest.root;
    let is_on = |written: &&Node| boolean_of(written) != Some(false);
    let is_public = root.get("type").and_then(Node::as_str) == Some(super::SERVICES[0]);
    let mut groups = Vec::new();
    match root.get("http") {
        Some(http) if is_on(&http) => groups.extend(group(manifest, http, "HTTP", "")),
        None if is_public => groups.extend(group(manifest, root, "HTTP", "")),
        _ => {}
    }
    if let Some(nlb) = root.get("nlb").filter(is_on) {
        let others = nlb.get("additional_listeners").map_or(&[][..], Node::elements);
        for (at, listener) in std::iter::once(nlb).chain(others).enumerate() {
            let protocol =
                listener.get("port").and_then(port_of).map_or_else(String::new, |(_, protocol)| protocol);
            // A listener that ends TLS talks TCP to its targets.
            let protocol = if protocol == "udp" { "UDP" } else { "TCP" };
            groups.extend(group(manifest, listener, protocol, &format!("-nlb{at}")));
        }
    }
    groups
}

/// The target group of a listener; `None` where no port tells which.
fn group(manifest: &Manifest<'_>, listener: &Node, protocol: &str, end: &str) -> Option<Group> {
    let root = manifest.root;
    let is_own = std::ptr::eq(listener, root);
    let get = |name: &str| if is_own { None } else { listener.get(name) };
    let sidecar =
        get("target_container").and_then(|name| Some((name, root.get("sidecars")?.get(name.as_str()?)?)));
    let own_port = root.get("image").and_then(|image| image.get("port"));
    let exposed = sidecar.map_or(own_port, |(_, body)| body.get("port"));
    let (port, _) = get("target_port").or(exposed).or_else(|| get("port")).and_then(port_of)?;
    let span = exposed.map_or(manifest.span, |port| &port.span);
    let start: String = manifest
        .text()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .take(32_usize.saturating_sub(end.len()))
        .collect();
    let members = [
        ("name", build::text(format!("{start}{end}"), span)),
        ("protocol", build::text(if protocol == "HTTP" && port == 443 { "HTTPS" } else { protocol }, span)),
        ("port", build::integer(port, span)),
        ("targetType", build::text("ip", span)),
    ];
    let mut node = build::object_of(members, span);
    let delay = get("deregistration_delay").and_then(seconds).unwrap_or(DELAY);
    put(&mut node, "deregistration_delay.timeout_seconds", span, build::integer(delay, span));
    let check = get("healthcheck");
    if let Some(check) = check {
        put_check(&mut node, check);
    }
    let grace = check.and_then(|check| check.get("grace_period")).and_then(seconds).unwrap_or(GRACE);
    let container = sidecar.map_or(manifest.name, |(name, _)| name).clone();
    Some(Group { node, grace, span: span.clone(), container, port })
}

/// A path alone, or a map.
fn put_check(group: &mut Node, check: &Node) {
    let span = &check.span;
    let path = if check.as_str().is_some() { Some(check) } else { check.get("path") };
    put_some(group, "healthCheckPath", span, path.cloned());
    let port = check.get("port").and_then(|port| Some(build::text(text_of(port)?, &port.span)));
    put_some(group, "healthCheckPort", span, port);
    for (from, to) in
        [("healthy_threshold", "healthyThresholdCount"), ("unhealthy_threshold", "unhealthyThresholdCount")]
    {
        put_some(group, to, span, check.get(from).cloned());
    }
    for (from, to) in [("interval", "healthCheckIntervalSeconds"), ("timeout", "healthCheckTimeoutSeconds")] {
        let length = check.get(from).and_then(|of| Some(build::integer(seconds(of)?, &of.span)));
        put_some(group, to, span, length);
    }
}
