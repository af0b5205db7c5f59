//! The ways in which the AWS CLI and other tools wrap a resource.

use super::recognise::{Resource, is_lone_container, recognise};
use super::{Problem, foreign};
use crate::tree::{Member, Node, Span, Value};

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
    if let Some(problem) = foreign::of_tree(&root, span) {
        return Err(Box::new(problem));
    }
    if let Some(other) = recognise(&root, beside).filter(|other| *other != resource) {
        let problem = nothing(resource, span).label(format!("it holds {}", other.noun()));
        return Err(Box::new(problem.help(other.place())));
    }
    if resource == Resource::TargetGroup {
        to_camel_case(&mut root);
    }
    if resource == Resource::TaskDefinition && is_lone_container(&root) {
        let span = root.span.clone();
        root = Node { value: Value::Array(vec![root]), span };
    }
    if let Value::Array(elements) = root.value {
        return match resource {
            Resource::TaskDefinition
                if elements.iter().all(|one| one.get("containerDefinitions").is_none()) =>
            {
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

/// Puts `attributes` of a target group, pairs of key and value, among its members, where a scenario writes them.
pub fn spread_attributes(group: &mut Node) {
    let Value::Object(members) = &mut group.value else { return };
    let Some(at) = members.iter().position(|member| member.name == "attributes") else { return };
    if members[at].value.elements().iter().any(|pair| pair.get("key").is_none()) {
        return;
    }
    for pair in members.remove(at).value.elements() {
        let (Some(key), Some(value)) = (pair.get("key"), pair.get("value")) else { continue };
        let Some(name) = key.as_str() else { continue };
        members.retain(|member| member.name != name);
        members.push(Member { name: name.to_owned(), name_span: key.span.clone(), value: value.clone() });
    }
}
