//! AWS JSON checked by itself.

use std::path::Path;

use super::expected::Expected;
use super::load::{Loaded, unreadable};
use super::made_up::MadeUp;
use super::recognise::{Resource, is_lone_container, recognise};
use super::{Problem, Problems, Sources, aws_json, familiar, foreign, placeholders, read, wrapper};
use crate::tree::{FileId, Member, Node, Span, Value};

/// Checks AWS JSON by itself: a task definition, a service, a target group or the input of a call, bare or as the CLI
/// prints it.
///
/// What it refers to is not there to be checked, nor where its tasks would go: only the resource itself is.
#[must_use]
pub fn check_json(path: &Path) -> Loaded {
    let name = path.display().to_string();
    match read::bytes(path) {
        Ok(bytes) => check_json_text(&name, bytes),
        Err(reason) => unreadable(&name, &reason),
    }
}

/// As [`check_json`], for the content of a file.
#[must_use]
pub fn check_json_text(name: &str, bytes: Vec<u8>) -> Loaded {
    let mut sources = Sources::default();
    let mut problems = Problems::default();
    let file = read::keep(name, bytes, Expected::AwsJson, &mut sources, &mut problems);
    let resource = file.and_then(|file| check(file, &mut sources, &mut problems));
    placeholders::name_them(&mut problems, &sources);
    Loaded { scenario: None, resource, problems, sources }
}

/// Checks the file; says what it is.
fn check(file: FileId, sources: &mut Sources, problems: &mut Problems) -> Option<Resource> {
    let root = aws_json::parse(&sources.get(file).text, file, problems)?;
    let span = Span::new(file, root.span.start..(root.span.start + 1).min(root.span.end));
    if let Some(problem) = foreign::of_tree(&root, &span) {
        problems.push(problem);
        return None;
    }
    let Some(resource) = recognise(&root, &[]) else {
        let message = "neither a task definition, a service, a target group nor the input of a call";
        let problem = Problem::error(&span, message).label("no member says what this is");
        problems.push(problem.help("save what the AWS CLI prints or takes as `--cli-input-json`"));
        return None;
    };
    familiar::vouch(&root, resource, sources);
    let made_up = MadeUp::new(sources);
    let family = [made_up.text("family", "task")];
    let is_list = matches!(root.value, Value::Array(_)) || is_lone_container(&root);
    match wrapper::unwrap(root, resource, &family, &span) {
        Ok(nodes) => {
            for mut node in nodes {
                // Of each by itself: what is told of all others would be gone through for each.
                let mut told = Problems::default();
                placeholders::in_names(&node, sources, &mut told);
                supply(&mut node, resource, is_list, &made_up, &mut told);
                made_up.check(node, resource, sources, &mut told);
                problems.extend(told);
            }
        }
        Err(problem) => problems.push(*problem),
    }
    Some(resource)
}

/// Adds what a file leaves to the scenario that names it, and tells that it does.
///
/// Deployment tools keep the name of a service and its task definition elsewhere; the API takes no service without a name
/// all the same, so that one with a task definition and no name is a mistake.
fn supply(node: &mut Node, resource: Resource, of_list: bool, made_up: &MadeUp, problems: &mut Problems) {
    if resource == Resource::TargetGroup {
        wrapper::spread_attributes(node);
    }
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

/// The warning that a scenario has to supply these members.
fn tell_supplied(names: &[&str], resource: Resource, span: &Span, problems: &mut Problems) {
    if names.is_empty() {
        return;
    }
    let span = Span::new(span.file, span.start..(span.start + 1).min(span.end));
    let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let section = match resource {
        Resource::TaskDefinition => "taskDefinitions",
        Resource::TargetGroup => "targetGroups",
        _ => "services",
    };
    let written: Vec<String> = names.iter().map(|name| format!("{name} = …")).collect();
    let message = format!("{} without {}", resource.noun(), listed.join(" and "));
    let problem =
        Problem::warning(&span, message).label("the scenario that names this file has to supply it");
    let help = format!("in [[{section}]], write beside `file = \"…\"`: {}", written.join(", "));
    problems.push(problem.help(help));
}
