//! What needs `executionRoleArn`, the role by which ECS itself reads secrets, pulls and logs (VD-23).

use super::super::{Node, Problem, Problems, Severity};
use super::container::ContainerDraft;
use super::fields::{is_object, list, text};
use super::logs;
use super::member_rules::is_blank;
use super::required_attributes::is_in_ecr;
use super::task_definition::is_list_of_containers;

const RULE: &str = "VD-23";

/// Reports what ECS cannot do without a role.
pub fn check(definition: &Node, fargate: bool, drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    if !is_blank(definition, "executionRoleArn") || is_list_of_containers(definition) {
        return;
    }
    for draft in drafts {
        let container = draft.node;
        let filled = |name| container.get(name).filter(|_| !list(container, name).is_empty());
        if let Some(secrets) = filled("secrets") {
            problems.push(needed(secrets, Severity::Error, "`secrets`"));
        }
        if let Some(files) = filled("environmentFiles") {
            problems.push(needed(files, Severity::Warning, "`environmentFiles`"));
        }
        if let Some(credentials) = container.get("repositoryCredentials").filter(|node| is_object(node)) {
            problems.push(needed(credentials, Severity::Error, "a private registry"));
        }
        let log = logs::driver(container);
        if let Some((_, log)) = log.filter(|(_, log)| !list(log, "secretOptions").is_empty()) {
            problems.push(needed(log, Severity::Warning, "`secretOptions`"));
        }
        if fargate {
            on_fargate(container, problems);
        }
    }
}

/// Instances have a role of their own to pull and log by, Fargate has not.
fn on_fargate(container: &Node, problems: &mut Problems) {
    if let Some((_, log)) = logs::driver(container).filter(|(driver, _)| driver.value == "awslogs") {
        problems.push(needed(log, Severity::Error, "log driver `awslogs` on Fargate"));
    }
    if let Some(image) = container
        .get("image")
        .filter(|_| text(container, "image").is_some_and(|image| is_in_ecr(image.value)))
    {
        problems.push(needed(image, Severity::Error, "an image of Amazon ECR on Fargate"));
    }
}

/// ECS refuses what is an error; without a role, what is a warning fails when a task starts.
fn needed(node: &Node, severity: Severity, what: &str) -> Problem {
    let message = format!("{what} needs `executionRoleArn`, and the task definition has none");
    let problem = match severity {
        Severity::Error => Problem::error(&node.span, message).label("ECS has no role for it"),
        Severity::Warning => Problem::warning(&node.span, message).label("on ECS its tasks do not start"),
    };
    problem.rule(RULE).help("add `executionRoleArn` to the task definition")
}
