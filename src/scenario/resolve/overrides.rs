//! `overrides` of a call: a definition of its own for the tasks that take something else (RS-14).
//!
//! The overrides are written over a copy of the registered definition, which is then read as any other: its rules hold,
//! and what is wrong is told at the override that makes it wrong.

use super::super::{Member, Node, Problem, Problems, Value};
use super::canonical::canonical;
use super::fields::{is_object, objects, required_text};
use super::limits::QUOTA_OVERRIDES;
use super::member_rules::{self, OF_CONTAINER_OVERRIDE, OF_OVERRIDES};
use super::names::unknown;
use super::queries::Queries;
use super::task_definition;
use crate::model::TaskDefinition;

/// Members of a task that decide what it takes.
const OF_TASK: [&str; 2] = ["cpu", "memory"];
/// Members of a container that do.
const OF_CONTAINER: [&str; 4] = ["cpu", "memory", "memoryReservation", "resourceRequirements"];

/// What decides about resources in `overrides`, as a text by which equal ones are known; empty when nothing does.
pub fn key(overrides: &Node) -> String {
    let mut parts: Vec<String> = OF_TASK.iter().filter_map(|name| part(overrides, name)).collect();
    for container in objects(overrides, "containerOverrides") {
        let own: Vec<String> = OF_CONTAINER.iter().filter_map(|name| part(container, name)).collect();
        if !own.is_empty() {
            let name = container.get("name").map_or_else(String::new, canonical);
            parts.push(format!("{name}:{}", own.join(",")));
        }
    }
    parts.join(";")
}

fn part(node: &Node, name: &str) -> Option<String> {
    node.get(name).map(|value| format!("{name}={}", canonical(value)))
}

/// The definition as a call runs it: `base`, which was written as `node`, with other resources.
pub fn apply(
    base: &TaskDefinition,
    node: &Node,
    overrides: &Node,
    queries: &Queries,
    problems: &mut Problems,
) -> TaskDefinition {
    let mut merged = node.clone();
    write_over(&mut merged, overrides, &OF_TASK);
    for container in objects(overrides, "containerOverrides") {
        let Some(name) = container.get("name").and_then(Node::as_str) else { continue };
        if let Some(known) = container_called(&mut merged, name) {
            write_over(known, container, &OF_CONTAINER);
        }
    }
    let mut found = Problems::default();
    let read = task_definition::read(&merged, &base.family, base.revision, queries, &mut found);
    tell(&found, base, node, overrides, queries, problems);
    let mut derived = base.clone();
    derived.demand.resources = read.definition.demand.resources;
    derived
}

/// Tells what is wrong at the overrides: what the definition has by itself is told already, and what it gets only from
/// them is none of its mistakes.
fn tell(
    found: &Problems,
    base: &TaskDefinition,
    node: &Node,
    overrides: &Node,
    queries: &Queries,
    problems: &mut Problems,
) {
    if found.is_empty() {
        return;
    }
    let mut known = Problems::default();
    task_definition::read(node, &base.family, base.revision, queries, &mut known);
    let known = known.sorted();
    let own = overrides_of_resources(overrides);
    for mut problem in found.sorted().into_iter().cloned() {
        let is_at_override =
            problem.span.as_ref().is_some_and(|span| own.iter().any(|member| member.value.span == *span));
        if known.contains(&&problem) || is_at_override {
            problems.push(problem);
            continue;
        }
        let is_cpu = node.get("cpu").is_some_and(|cpu| problem.span.as_ref() == Some(&cpu.span));
        let at = own.iter().find(|member| (member.name == "cpu") == is_cpu);
        problem.span = Some(at.map_or(&overrides.span, |member| &member.value.span).clone());
        let problem = Problem { message: format!("with these overrides, {}", problem.message), ..problem };
        let problem = problem.label(format!("over task definition `{}`", base.name()));
        problems.push(problem.help("lower the override, or override `cpu` and `memory` of the task as well"));
    }
}

/// The members that decide about resources.
fn overrides_of_resources(overrides: &Node) -> Vec<&Member> {
    let mut all: Vec<&Member> = OF_TASK.iter().filter_map(|name| overrides.member(name)).collect();
    for container in objects(overrides, "containerOverrides") {
        all.extend(OF_CONTAINER.iter().filter_map(|name| container.member(name)));
    }
    all
}

/// Reports containers that `definition` does not have, and overrides that are too long for the API (RN-01).
pub fn check(overrides: &Node, definition: &TaskDefinition, problems: &mut Problems) {
    member_rules::check(overrides, OF_OVERRIDES, problems);
    if let Some(storage) = overrides.get("ephemeralStorage").filter(|storage| is_object(storage)) {
        let problem = Problem::warning(&storage.span, "only tasks on Fargate have ephemeral storage");
        let problem = problem.label("changes nothing on instances").rule("VD-33");
        problems.push(problem.help("remove `ephemeralStorage`"));
    }
    for container in objects(overrides, "containerOverrides") {
        let Some(name) = required_text(container, "name", "the container override", problems) else {
            continue;
        };
        member_rules::check(container, OF_CONTAINER_OVERRIDE, problems);
        let names = definition.containers.iter().map(|container| container.name.as_str());
        if !names.clone().any(|known| known == name.value) {
            problems.push(unknown(name.span, "container", name.value, names, problems).rule("RS-14"));
        }
    }
    let length = canonical(overrides).chars().count();
    if length > QUOTA_OVERRIDES {
        let message = format!("the overrides have {length} characters, and ECS takes {QUOTA_OVERRIDES}");
        let problem = Problem::error(&overrides.span, message).label("too long");
        let problem = problem.rule("RN-01: InvalidParameterException");
        problems.push(problem.help("put what they say into the task definition"));
    }
}

fn container_called<'n>(definition: &'n mut Node, name: &str) -> Option<&'n mut Node> {
    let Value::Object(members) = &mut definition.value else { return None };
    let containers = members.iter_mut().find(|member| member.name == "containerDefinitions")?;
    let Value::Array(containers) = &mut containers.value.value else { return None };
    containers.iter_mut().find(|container| container.get("name").and_then(Node::as_str) == Some(name))
}

fn write_over(node: &mut Node, overrides: &Node, names: &[&str]) {
    let Value::Object(members) = &mut node.value else { return };
    for member in names.iter().filter_map(|name| overrides.member(name)) {
        match members.iter_mut().find(|known| known.name == member.name) {
            Some(known) => *known = member.clone(),
            None => members.push(member.clone()),
        }
    }
}
