//! The ways in which the AWS CLI and other tools wrap a resource.

use super::content::Content;
use super::recognise::is_lone_container;
use super::resource::Resource;
use super::{Problem, Sources, group_attributes, left_out};
use crate::text::camel_case;
use crate::tree::{Member, Node, Span, Value};

/// The resources in the JSON that a scenario names at `span`, where `beside` is written beside `file`.
///
/// # Errors
///
/// A problem that says what the file holds instead.
pub fn unwrap(
    root: Node,
    resource: Resource,
    beside: &[Member],
    (sources, span): (&Sources, &Span),
) -> Result<Vec<Node>, Box<Problem>> {
    match Content::of(&root, beside) {
        Content::Names(names) => return Err(Box::new(names.problem(span))),
        Content::Foreign(foreign) => {
            let nothing = left_out::nothing(&root, sources, span);
            return Err(Box::new(nothing.unwrap_or_else(|| foreign.problem(span))));
        }
        Content::Resource(other) if other != resource => {
            let problem = nothing(resource, span).label(format!("it holds {}", other.noun()));
            return Err(Box::new(problem.help(other.place())));
        }
        Content::Resource(_) | Content::Waiting(_) | Content::Unknown => {}
    }
    of_wrapped(root, resource, beside, span)
}

/// As [`unwrap`], for JSON that is known to hold the resource.
pub fn of_wrapped(
    mut root: Node,
    resource: Resource,
    beside: &[Member],
    span: &Span,
) -> Result<Vec<Node>, Box<Problem>> {
    if resource.has_capitals() {
        to_camel_case(&mut root);
    }
    if resource == Resource::ScalingPolicy && root.get("targetValue").is_some() {
        root = in_member("targetTrackingScalingPolicyConfiguration", root);
    }
    if resource == Resource::TaskDefinition && is_lone_container(&root) {
        root = in_list(root);
    }
    if let Value::Array(elements) = root.value {
        return match resource {
            Resource::TaskDefinition if are_containers(&elements) => {
                containers_alone(Node { value: Value::Array(elements), span: root.span }, beside, span)
            }
            _ if resource.wrappers().is_none() => {
                Err(Box::new(nothing(resource, span).label("it holds a list, and a call takes one input")))
            }
            _ => some(elements, resource, span),
        };
    }
    let Value::Object(members) = &mut root.value else {
        return Err(Box::new(nothing(resource, &root.span).label(format!("this is {}", root.value.kind()))));
    };
    let wrapped = members.iter().position(|member| {
        resource.wrappers().is_some_and(|(one, many)| {
            (member.name == one && matches!(member.value.value, Value::Object(_)))
                || (member.name == many && matches!(member.value.value, Value::Array(_)))
        })
    });
    match wrapped.map(|index| members.swap_remove(index).value) {
        Some(Node { value: Value::Array(elements), .. }) => some(elements, resource, span),
        Some(node) => Ok(vec![node]),
        None => Ok(vec![root]),
    }
}

/// Whether the resources in `root` can be told from others without anything beside `file`.
pub fn stands_alone(root: &Node, resource: Resource) -> bool {
    match resource {
        Resource::TaskDefinition => !is_lone_container(root) && !are_containers(root.elements()),
        Resource::TargetGroup => !group_attributes::are_alone(root),
        _ => true,
    }
}

fn are_containers(elements: &[Node]) -> bool {
    !elements.is_empty() && elements.iter().all(|one| one.get("containerDefinitions").is_none())
}

fn in_list(node: Node) -> Node {
    let span = node.span.clone();
    Node { value: Value::Array(vec![node]), span }
}

/// An object with `node` as its only member.
fn in_member(name: &str, node: Node) -> Node {
    let span = node.span.clone();
    let name_span = Span::new(span.file, span.start..span.start);
    let member = Member { name: name.to_owned(), name_span, value: node };
    Node { value: Value::Object(vec![member]), span }
}

fn nothing(resource: Resource, span: &Span) -> Problem {
    let (_, noun) = resource.noun().split_once(' ').unwrap_or_default();
    Problem::error(span, format!("the file holds no {noun}"))
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
            Problem::error(span, "the file holds containers without a task definition around them")
                .label("no family")
                .help("write `family = \"…\"` beside `file`"),
        ));
    }
    Ok(vec![in_member("containerDefinitions", containers)])
}

/// Other services of AWS spell `HealthCheckPath` what a scenario, as ECS would, spells `healthCheckPath`.
pub fn to_camel_case(node: &mut Node) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(to_camel_case),
        Value::Object(members) => {
            for member in members {
                member.name = camel_case(&member.name);
                to_camel_case(&mut member.value);
            }
        }
        _ => {}
    }
}

/// How many resources there are in JSON that is known to hold some.
pub fn count(root: &Node, resource: Resource) -> usize {
    let Some((_, many)) = resource.wrappers() else { return 1 };
    let listed = root.members().iter().find(|member| camel_case(&member.name) == many);
    match (&root.value, listed.map(|member| &member.value.value)) {
        (Value::Array(elements), _) if resource != Resource::TaskDefinition || !are_containers(elements) => {
            elements.len()
        }
        (_, Some(Value::Array(elements))) => elements.len(),
        _ => 1,
    }
}
