//! The ways in which the AWS CLI and other tools wrap a resource.

use super::Problem;
use super::node::{Member, Node, Span, Value};

/// The resources that a scenario may take from AWS JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// `taskDefinitions`.
    TaskDefinition,
    /// `services`.
    Service,
    /// `targetGroups`.
    TargetGroup,
}

impl Resource {
    /// The resource that a section of the scenario lists.
    #[must_use]
    pub fn of_section(section: &str) -> Option<Self> {
        match section {
            "taskDefinitions" => Some(Self::TaskDefinition),
            "services" => Some(Self::Service),
            "targetGroups" => Some(Self::TargetGroup),
            _ => None,
        }
    }

    /// The member that wraps one, and the member that wraps a list.
    const fn wrappers(self) -> (&'static str, &'static str) {
        match self {
            Self::TaskDefinition => ("taskDefinition", "taskDefinitions"),
            Self::Service => ("service", "services"),
            Self::TargetGroup => ("targetGroup", "targetGroups"),
        }
    }

    const fn noun(self) -> &'static str {
        match self {
            Self::TaskDefinition => "task definition",
            Self::Service => "service",
            Self::TargetGroup => "target group",
        }
    }
}

/// The resources in the JSON that a scenario names at `span`, where `beside` is written beside `file`.
///
/// # Errors
///
/// A problem that says what the file holds instead.
pub fn unwrap(
    mut root: Node,
    resource: Resource,
    beside: &[Member],
    span: &Span,
) -> Result<Vec<Node>, Box<Problem>> {
    if resource == Resource::TargetGroup {
        to_camel_case(&mut root);
    }
    if let Value::Array(elements) = root.value {
        return match resource {
            Resource::TaskDefinition => {
                containers_alone(Node { value: Value::Array(elements), span: root.span }, beside, span)
            }
            Resource::Service | Resource::TargetGroup => some(elements, resource, span),
        };
    }
    let (one, many) = resource.wrappers();
    let Value::Object(members) = &mut root.value else {
        return Err(Box::new(nothing(resource, &root.span).label(format!("this is {}", root.value.kind()))));
    };
    let wrapped = members.iter().position(|member| {
        (member.name == one && matches!(member.value.value, Value::Object(_)))
            || (member.name == many && matches!(member.value.value, Value::Array(_)))
    });
    match wrapped.map(|index| members.swap_remove(index).value) {
        Some(Node { value: Value::Array(elements), .. }) => some(elements, resource, span),
        Some(node) => Ok(vec![node]),
        None => match other_resource(&root, resource) {
            Some(other) => {
                Err(Box::new(nothing(resource, span).label(format!("it holds a {}", other.noun()))))
            }
            None => Ok(vec![root]),
        },
    }
}

/// What an object is instead, where its members leave no doubt.
fn other_resource(root: &Node, expected: Resource) -> Option<Resource> {
    let has_containers = root.get("containerDefinitions").is_some();
    let is_service = root.get("serviceName").is_some() || root.get("desiredCount").is_some();
    match expected {
        Resource::Service | Resource::TargetGroup if has_containers => Some(Resource::TaskDefinition),
        Resource::TaskDefinition | Resource::TargetGroup if is_service && !has_containers => {
            Some(Resource::Service)
        }
        _ => None,
    }
}

fn nothing(resource: Resource, span: &Span) -> Problem {
    Problem::error(span, format!("the file holds no {}", resource.noun()))
}

fn some(elements: Vec<Node>, resource: Resource, span: &Span) -> Result<Vec<Node>, Box<Problem>> {
    if elements.is_empty() {
        return Err(Box::new(nothing(resource, span).label("the list in this file is empty")));
    }
    Ok(elements)
}

/// Terraform keeps the list of containers by itself; the family stands elsewhere.
fn containers_alone(containers: Node, beside: &[Member], span: &Span) -> Result<Vec<Node>, Box<Problem>> {
    if !beside.iter().any(|member| member.name == "family") {
        return Err(Box::new(
            Problem::error(span, "the file holds a list of containers without a task definition around it")
                .label("no family")
                .help("write `family = \"…\"` beside `file`"),
        ));
    }
    let (file, whole) = (containers.span.clone(), containers.span.clone());
    let member = Member {
        name: "containerDefinitions".to_owned(),
        name_span: Span::new(file.file, file.start..file.start),
        value: containers,
    };
    Ok(vec![Node { value: Value::Object(vec![member]), span: whole }])
}

/// Elastic Load Balancing spells `HealthCheckPath` what a scenario, as ECS would, spells `healthCheckPath`.
fn to_camel_case(node: &mut Node) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(to_camel_case),
        Value::Object(members) => {
            for member in members {
                if let Some(first) = member.name.get_mut(..1) {
                    first.make_ascii_lowercase();
                }
                to_camel_case(&mut member.value);
            }
        }
        _ => {}
    }
}
