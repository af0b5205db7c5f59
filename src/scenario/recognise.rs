//! What a tree of AWS JSON is, by its members.

use super::described::described;
use super::resource::Resource;
use super::shape::{CREATE_SERVICE, Effect, RUN_TASK};
use crate::tree::{Member, Node, Value};

/// What `root` is, where `beside` is written beside the name of its file; `None` where no member tells.
///
/// `CreateService` needs a name and `RunTask` a task definition: an input with a task definition, no name and no member
/// that only services have is one of `RunTask`.
///
/// A container by itself is a task definition of which only that is written.
pub fn recognise(root: &Node, beside: &[Member]) -> Option<Resource> {
    if let Value::Array(elements) = &root.value {
        let first = elements.first()?;
        return match recognise(first, &[]) {
            Some(known) if known.wrappers().is_some() => Some(known),
            _ => is_container(first).then_some(Resource::TaskDefinition),
        };
    }
    if let Some(described) = described(root) {
        return Some(described);
    }
    let find = |name: &str| {
        let written = beside.iter().find(|member| member.name == name).map(|member| &member.value);
        written.or_else(|| root.get(name))
    };
    let has = |name: &str| find(name).is_some();
    let is_text = |name: &str| find(name).is_some_and(|value| value.as_str().is_some());
    let is_object = |name: &str| find(name).is_some_and(|value| matches!(value.value, Value::Object(_)));
    let is_list = |name: &str| find(name).is_some_and(|value| matches!(value.value, Value::Array(_)));
    if is_object("taskDefinition")
        || ["containerDefinitions", "requiresCompatibilities"].into_iter().any(has)
        || is_list("taskDefinitions")
    {
        return Some(Resource::TaskDefinition);
    }
    if is_target_group(root) {
        return Some(Resource::TargetGroup);
    }
    if is_object("service") || is_list("services") || has("serviceName") {
        return Some(Resource::Service);
    }
    if is_text("service") || has("forceNewDeployment") {
        return Some(Resource::UpdateService);
    }
    if has("containerInstances") && (has("taskDefinition") || has("overrides")) {
        return Some(Resource::StartTask);
    }
    // What the API only answers, such as `status`, other answers have too.
    let of_services = |member: &Member| {
        let known = CREATE_SERVICE.member(&member.name);
        known.is_some_and(|known| known.effect != Effect::ReadOnly) && RUN_TASK.member(&member.name).is_none()
    };
    if root.members().iter().chain(beside).any(of_services) {
        return Some(Resource::Service);
    }
    if is_lone_container(root) {
        return Some(Resource::TaskDefinition);
    }
    let of_run_task = ["taskDefinition", "overrides", "startedBy", "count"];
    of_run_task.into_iter().any(has).then_some(Resource::RunTask)
}

/// A single entry of `containerDefinitions` in place of the list.
pub fn is_lone_container(root: &Node) -> bool {
    root.get("name").is_some() && root.get("image").is_some()
}

/// An entry of `containerDefinitions`, which Terraform keeps by itself.
fn is_container(node: &Node) -> bool {
    let telling = ["image", "essential", "portMappings", "memory", "memoryReservation", "environment"];
    node.get("name").is_some() && telling.iter().any(|name| node.get(name).is_some())
        || node.get("image").is_some()
}

/// A target group, or its attributes alone, as Elastic Load Balancing spells them or as a scenario does.
fn is_target_group(root: &Node) -> bool {
    let telling = ["TargetGroups", "TargetGroupName", "TargetGroupArn", "TargetType", "targetGroups"];
    let of_input = root.get("Name").is_some() && root.get("Protocol").is_some();
    let camel = ["targetGroupName", "targetGroupArn", "targetType"];
    let attributes = root.get("Attributes").or_else(|| root.get("attributes"));
    let keyed = attributes.is_some_and(|all| all.elements().iter().any(|one| one.get("Key").is_some()));
    of_input || keyed || telling.iter().chain(&camel).any(|name| root.get(name).is_some())
}
