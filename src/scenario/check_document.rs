//! A value of AWS JSON checked by itself, each of its resources in the smallest scenario around it.

use super::contents::Document;
use super::made_up::MadeUp;
use super::recognise::is_lone_container;
use super::resource::Resource;
use super::{Problem, Problems, Sources, incomplete, placeholders, supplied, wrapper};
use crate::tree::{Member, Node, Span, Value};

/// Checks all resources of a document; gives them, with what was made up for them.
pub fn check(
    document: &Document,
    resource: Resource,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Vec<Node> {
    let (root, span) = (&document.root, start_of(&document.root));
    incomplete::tell(root, resource, problems);
    let made_up = MadeUp::new(sources);
    let family = [made_up.text("family", "task")];
    let is_list = matches!(root.value, Value::Array(_)) || is_lone_container(root);
    match wrapper::of_wrapped(root.clone(), resource, &family, &span) {
        Ok(mut nodes) => {
            for node in &mut nodes {
                // Of each by itself: what is told of all others would be gone through for each.
                let mut told = Problems::default();
                placeholders::in_names(node, sources, &mut told);
                supply(node, resource, is_list, &made_up, &mut told);
                made_up.check(node.clone(), resource, sources, &mut told);
                problems.extend(told);
            }
            nodes
        }
        Err(problem) => {
            problems.push(*problem);
            Vec::new()
        }
    }
}

/// Where it is said of a tree what it is.
pub fn start_of(root: &Node) -> Span {
    Span::new(root.span.file, root.span.start..(root.span.start + 1).min(root.span.end))
}

/// Adds what a file leaves to the scenario that names it, and tells that it does.
///
/// Deployment tools keep the name of a service and its task definition elsewhere; the API takes no service without a name
/// all the same, so that one with a task definition and no name is a mistake.
fn supply(node: &mut Node, resource: Resource, of_list: bool, made_up: &MadeUp, problems: &mut Problems) {
    supplied::add(node, resource);
    let mut supplied: Vec<Member> = Vec::new();
    let lacks = |name: &str| node.get(name).is_none();
    if resource == Resource::TaskDefinition && of_list && lacks("family") {
        supplied.push(made_up.text("family", "task"));
    }
    if resource == Resource::Service && lacks("taskDefinition") {
        supplied.push(made_up.text("taskDefinition", "task"));
        if lacks("serviceName") {
            supplied.push(made_up.text("serviceName", "service"));
            let is_daemon = node.get("schedulingStrategy").and_then(Node::as_str) == Some("DAEMON");
            if lacks("desiredCount") && !is_daemon {
                supplied.push(made_up.integer("desiredCount", 0));
            }
        }
    }
    if resource == Resource::ContainerInstance && lacks("instanceType") && !states_its_type(node) {
        supplied.push(made_up.text("instanceType", "m5.large"));
    }
    let nameless = ["name", "targetGroupName", "targetGroupArn"].into_iter().all(lacks);
    if resource == Resource::TargetGroup && nameless {
        supplied.push(made_up.text("name", "group"));
    }
    let names: Vec<&str> = supplied.iter().map(|member| member.name.as_str()).collect();
    tell_supplied(&names, resource, &node.span, problems);
    if let Value::Object(members) = &mut node.value {
        members.extend(supplied);
    }
}

/// Whether an attribute states the type of a container instance: not all answers of AWS have it.
fn states_its_type(instance: &Node) -> bool {
    let attributes = instance.get("attributes").map_or(&[][..], Node::elements);
    let name = |attribute: &Node| attribute.get("name").and_then(Node::as_str) == Some("ecs.instance-type");
    attributes.iter().any(|attribute| name(attribute) && attribute.get("value").is_some())
}

/// The warning that a scenario has to supply these members.
fn tell_supplied(names: &[&str], resource: Resource, span: &Span, problems: &mut Problems) {
    if names.is_empty() {
        return;
    }
    let span = Span::new(span.file, span.start..(span.start + 1).min(span.end));
    let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let section = resource.key();
    let written: Vec<String> = names.iter().map(|name| format!("{name} = …")).collect();
    let message = format!("{} without {}", resource.noun(), listed.join(" and "));
    let problem =
        Problem::warning(&span, message).label("the scenario that names this file has to supply it");
    let help = format!("in [[{section}]], write beside `file = \"…\"`: {}", written.join(", "));
    problems.push(problem.help(help));
}
