//! The containers of a manifest: that of the image, and its sidecars.

use super::super::build::{self, put, put_some};
use super::super::docker::{environment, health_check, words};
use super::super::scalar::text_of;
use super::Manifest;
use crate::tree::{Member, Node, Span};

/// What Copilot's health checks have where nothing is said, in seconds and checks.
const HEALTH_CHECK: [(&str, i64); 4] = [("interval", 10), ("timeout", 5), ("retries", 2), ("startPeriod", 0)];
const COMMAND: [&str; 2] = ["CMD-SHELL", "curl -f http://localhost/ || exit 1"];

/// All of them.
pub fn of(manifest: &Manifest<'_>) -> Node {
    let (root, span) = (manifest.root, manifest.span);
    let image = root.get("image");
    let mut main = build::object_of([("name", manifest.name.clone())], span);
    put(&mut main, "image", span, image_of(image, manifest.name));
    put_port(&mut main, image.and_then(|image| image.get("port")));
    if let Some(image) = image {
        put_checks(&mut main, image, span);
    }
    put_own(&mut main, root, span);
    let mut all = vec![main];
    for sidecar in root.get("sidecars").map_or(&[][..], Node::members) {
        all.push(of_sidecar(sidecar));
    }
    build::list(all, span)
}

fn of_sidecar(sidecar: &Member) -> Node {
    let (body, span) = (&sidecar.value, &sidecar.name_span);
    let name = build::text(&*sidecar.name, span);
    let mut made = build::object_of([("name", name.clone())], span);
    put(&mut made, "image", span, image_of(body.get("image"), &name));
    put_port(&mut made, body.get("port"));
    put_some(&mut made, "essential", span, body.get("essential").cloned());
    put_checks(&mut made, body, span);
    put_own(&mut made, body, span);
    made
}

/// The port of a container: `8080`, or `8080/udp`.
pub fn port_of(written: &Node) -> Option<(i64, String)> {
    let text = text_of(written)?;
    let (port, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
    Some((port.trim().parse().ok()?, protocol.to_ascii_lowercase()))
}

fn put_port(made: &mut Node, port: Option<&Node>) {
    let Some(port) = port else { return };
    let Some((number, protocol)) = port_of(port) else { return };
    let protocol = if protocol == "udp" { "udp" } else { "tcp" };
    let span = &port.span;
    let mapping =
        [("containerPort", build::integer(number, span)), ("protocol", build::text(protocol, span))];
    put(made, "portMappings", span, build::list(vec![build::object_of(mapping, span)], span));
}

/// The image, or the name of the container where it is built.
fn image_of(image: Option<&Node>, name: &Node) -> Node {
    let location =
        image.and_then(|image| if image.as_str().is_some() { Some(image) } else { image.get("location") });
    location.unwrap_or(name).clone()
}

/// What stands beside the port of a container: its health and the containers that it waits for.
fn put_checks(made: &mut Node, body: &Node, span: &Span) {
    if let Some(written) = body.get("healthcheck") {
        let mut whole = written.clone();
        if written.get("command").is_none() {
            put(&mut whole, "command", &written.span, build::texts(COMMAND, &written.span));
        }
        let mut check = health_check(&whole).unwrap_or_else(|| build::object(&written.span));
        for (name, usual) in HEALTH_CHECK {
            if check.get(name).is_none() {
                put(&mut check, name, &written.span, build::integer(usual, &written.span));
            }
        }
        put(made, "healthCheck", span, check);
    }
    let dependency = |member: &Member| {
        let condition = member.value.as_str().unwrap_or_default().to_ascii_uppercase();
        let members = [
            ("containerName", build::text(&*member.name, &member.name_span)),
            ("condition", build::text(condition, &member.value.span)),
        ];
        build::object_of(members, &member.value.span)
    };
    if let Some(dependencies) = body.get("depends_on") {
        let all = dependencies.members().iter().map(dependency).collect();
        put(made, "dependsOn", span, build::list(all, &dependencies.span));
    }
}

fn put_own(made: &mut Node, body: &Node, span: &Span) {
    put_some(made, "command", span, body.get("command").map(words));
    put_some(made, "entryPoint", span, body.get("entrypoint").map(words));
    put_some(made, "environment", span, body.get("variables").and_then(environment));
    let secret = |member: &Member| {
        let from = text_of(&member.value).unwrap_or_else(|| member.name.clone());
        let members = [
            ("name", build::text(&*member.name, &member.name_span)),
            ("valueFrom", build::text(from, &member.value.span)),
        ];
        build::object_of(members, &member.value.span)
    };
    if let Some(secrets) = body.get("secrets") {
        let all = secrets.members().iter().map(secret).collect();
        put(made, "secrets", span, build::list(all, &secrets.span));
    }
}

/// `linux/arm64`, or a map.
pub fn platform(written: &Node) -> Option<Node> {
    let (family, architecture) = if let Some(text) = written.as_str() {
        let (family, architecture) = text.split_once('/')?;
        (family.to_ascii_uppercase(), architecture.to_ascii_uppercase())
    } else {
        let part = |name: &str| written.get(name).and_then(text_of).map(|text| text.to_ascii_uppercase());
        (part("osfamily")?, part("architecture")?)
    };
    let family = if family == "WINDOWS" { "WINDOWS_SERVER_2019_CORE".to_owned() } else { family };
    let architecture = match architecture.as_str() {
        "AMD64" | "X86_64" => "X86_64".to_owned(),
        "ARM64" | "ARM" => "ARM64".to_owned(),
        _ => architecture,
    };
    let span = &written.span;
    let members = [
        ("operatingSystemFamily", build::text(family, span)),
        ("cpuArchitecture", build::text(architecture, span)),
    ];
    Some(build::object_of(members, span))
}
