//! What a tree of AWS JSON is, by its members.

use super::shape::{
    CREATE_SERVICE, Effect, REGISTER_TASK_DEFINITION, RUN_TASK, START_TASK, Shape, TARGET_GROUP, TASK,
    UPDATE_SERVICE,
};
use crate::tree::{Member, Node, Value};

/// What a scenario may take from AWS JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// `taskDefinitions`.
    TaskDefinition,
    /// `services`.
    Service,
    /// `targetGroups`.
    TargetGroup,
    /// `tasks`.
    Task,
    /// `runTask` of an arrival or an action.
    RunTask,
    /// `startTask` of an action.
    StartTask,
    /// `updateService` of an action.
    UpdateService,
}

impl Resource {
    /// The resource that a section of the scenario lists.
    pub(super) fn of_section(section: &str) -> Option<Self> {
        match section {
            "taskDefinitions" => Some(Self::TaskDefinition),
            "services" => Some(Self::Service),
            "targetGroups" => Some(Self::TargetGroup),
            "tasks" => Some(Self::Task),
            _ => None,
        }
    }

    /// The call that a member of an action or an arrival stream makes.
    pub(super) fn of_call(member: &str) -> Option<Self> {
        match member {
            "runTask" => Some(Self::RunTask),
            "startTask" => Some(Self::StartTask),
            "updateService" => Some(Self::UpdateService),
            _ => None,
        }
    }

    /// What it is called, with its article.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::TaskDefinition => "a task definition",
            Self::Service => "a service",
            Self::TargetGroup => "a target group",
            Self::Task => "a task",
            Self::RunTask => "the input of RunTask",
            Self::StartTask => "the input of StartTask",
            Self::UpdateService => "the input of UpdateService",
        }
    }

    /// What it may hold.
    pub(super) const fn shape(self) -> &'static Shape {
        match self {
            Self::TaskDefinition => &REGISTER_TASK_DEFINITION,
            Self::Service => &CREATE_SERVICE,
            Self::TargetGroup => &TARGET_GROUP,
            Self::Task => &TASK,
            Self::RunTask => &RUN_TASK,
            Self::StartTask => &START_TASK,
            Self::UpdateService => &UPDATE_SERVICE,
        }
    }

    /// Where a scenario names a file that holds one.
    #[must_use]
    pub const fn place(self) -> &'static str {
        match self {
            Self::TaskDefinition => "name it with `file = \"…\"` in [[taskDefinitions]]",
            Self::Service => "name it with `file = \"…\"` in [[services]]",
            Self::TargetGroup => "name it with `file = \"…\"` in [[targetGroups]]",
            Self::Task => "name it with `file = \"…\"` in [[tasks]]",
            Self::RunTask => "write runTask = { file = \"…\" } in [[actions]] or [[arrivals]]",
            Self::StartTask => "write startTask = { file = \"…\" } in [[actions]]",
            Self::UpdateService => "write updateService = { file = \"…\" } in [[actions]]",
        }
    }

    /// The member that wraps one, and the member that wraps a list; calls have neither.
    pub(super) const fn wrappers(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::TaskDefinition => Some(("taskDefinition", "taskDefinitions")),
            Self::Service => Some(("service", "services")),
            Self::TargetGroup => Some(("targetGroup", "targetGroups")),
            Self::Task => Some(("task", "tasks")),
            Self::RunTask | Self::StartTask | Self::UpdateService => None,
        }
    }
}

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
    if has("taskDefinition") && has("containerInstances") {
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

/// What AWS itself has said, which no input of a call and no file of another tool looks like.
pub fn described(root: &Node) -> Option<Resource> {
    let holds_objects = |name: &str| {
        let elements = root.get(name).map_or(&[][..], Node::elements);
        !elements.is_empty() && elements.iter().all(|one| matches!(one.value, Value::Object(_)))
    };
    let is_object = |name: &str| root.get(name).is_some_and(|one| matches!(one.value, Value::Object(_)));
    let is_task = is_object("task") || holds_objects("tasks") || root.get("taskArn").is_some();
    is_task.then_some(Resource::Task)
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
