//! `proxyConfiguration`, a proxy of App Mesh among the containers (VD-27).

use super::super::{Node, Problem, Problems, Severity};
use super::container::ContainerDraft;
use super::fields::{is_object, objects, text};
use super::member_rules::is_blank;
use super::names::unknown;
use crate::model::NetworkMode;

const RULE: &str = "VD-27";

/// Properties that must have a value, the user or group whose traffic is left alone aside.
const NEEDED: [&str; 3] = ["AppPorts", "ProxyEgressPort", "ProxyIngressPort"];

/// Reports a proxy that ECS refuses.
pub fn check(definition: &Node, mode: NetworkMode, drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    let Some(proxy) = definition.get("proxyConfiguration").filter(|proxy| is_object(proxy)) else { return };
    if mode != NetworkMode::Awsvpc {
        let message = format!("a proxy is for network mode `awsvpc`, and this is `{mode}`");
        let problem = Problem::error(&proxy.span, message).label("not allowed here").rule(RULE);
        problems.push(problem.help("write networkMode = \"awsvpc\", or remove `proxyConfiguration`"));
    }
    let names = drafts.iter().map(|draft| draft.name.value);
    if let Some(name) = text(proxy, "containerName").filter(|name| !name.value.is_empty())
        && !names.clone().any(|known| known == name.value)
    {
        // Nothing that AWS publishes says that registration compares the two.
        let mut problem =
            unknown(name.span, "container for the proxy", name.value, names, problems).rule(RULE);
        problem.severity = Severity::Warning;
        problems.push(problem);
    }
    check_properties(proxy, problems);
}

fn check_properties(proxy: &Node, problems: &mut Problems) {
    let is_set = |wanted: &str| {
        objects(proxy, "properties").any(|property| {
            text(property, "name").is_some_and(|name| name.value == wanted) && !is_blank(property, "value")
        })
    };
    let mut absent: Vec<&str> = NEEDED.into_iter().filter(|name| !is_set(name)).collect();
    if !is_set("IgnoredUID") && !is_set("IgnoredGID") {
        absent.push("IgnoredUID");
    }
    if !absent.is_empty() {
        let names = absent.join(", ");
        let span = &proxy.get("properties").unwrap_or(proxy).span;
        let problem = Problem::error(span, format!("the proxy has no {names}")).label("missing properties");
        problems.push(problem.rule(RULE).help(format!("add {names} to `properties`")));
    }
}
