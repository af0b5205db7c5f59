//! ecspresso: a configuration that names the files of a service and of its task definition, both with calls of its own.

mod calls;
mod text;

use std::collections::BTreeMap;

use super::build::{put, text as text_node};
use super::imported::{Companion, ComposeAs, Form, Given, Imported, Resource, Waiting};
use crate::tree::{Member, Node, Problem, Problems, Value};

use calls::Calls;
pub use text::without_calls;

/// What the configuration names, and the section that takes it.
const NAMED: [(&str, &str); 2] = [("task_definition", "taskDefinitions"), ("service_definition", "services")];
/// Endings of files that are programs: ecspresso runs them.
const PROGRAMS: [&str; 2] = [".jsonnet", ".libsonnet"];
const ENDINGS: [&str; 5] = [".json", ".jsonnet", ".libsonnet", ".yml", ".yaml"];

/// Whether a tree is a configuration.
pub fn recognises(root: &Node) -> bool {
    let named = |key: &str| root.get(key).and_then(Node::as_str);
    let is_file = |name: &str| ENDINGS.iter().any(|ending| name.ends_with(ending));
    named("service_definition").is_some() || named("task_definition").is_some_and(is_file)
}

/// The files that the configuration names, those that are programs left out.
pub fn companions(root: &Node, _: Option<ComposeAs>) -> Vec<Companion> {
    let of = |(key, _): &(&str, &str)| {
        let named = root.get(key)?;
        let path = named.as_str().filter(|path| !is_program(path))?.to_owned();
        Some(Companion { path, named: Some(named.span.clone()), form: Form::Template })
    };
    NAMED.iter().filter_map(of).collect()
}

fn is_program(path: &str) -> bool {
    PROGRAMS.iter().any(|ending| path.ends_with(ending))
}

/// The service and the task definition.
pub fn import(given: &Given<'_>, problems: &mut Problems) -> Imported {
    let mut calls = Calls::new(given.sources);
    let mut read = given.companions.iter();
    let mut files: BTreeMap<&str, Node> = BTreeMap::new();
    for (key, section) in NAMED {
        let Some(named) = given.root.get(key) else { continue };
        if named.as_str().is_none_or(is_program) {
            problems.push(program(named, key));
            continue;
        }
        if let Some(node) = read.next().and_then(Option::as_ref) {
            files.insert(section, calls.resolved(node));
        }
    }
    let settings = calls.resolved(given.root);
    calls.tell(problems);
    let definition = files.remove("taskDefinitions");
    let family =
        definition.as_ref().map(inner("taskDefinition")).and_then(|inner| inner.get("family").cloned());
    let mut imported = Imported::default();
    imported.resources.extend(definition.map(|node| Resource { section: "taskDefinitions", node }));
    if let Some(mut node) = files.remove("services") {
        complete(&mut node, &settings, family);
        imported.resources.push(Resource { section: "services", node });
    }
    if imported.resources.is_empty() {
        imported.waiting = Some(Waiting {
            what: "an ecspresso configuration",
            lacks: "none of the files that it names can be read",
            remedy: "name files of JSON or YAML that are there: what `ecspresso render` prints".to_owned(),
        });
    }
    imported
}

/// What a file holds, where it has it in a member of this name, as AWS answers.
fn inner(wrapper: &'static str) -> impl Fn(&Node) -> &Node {
    move |node| node.get(wrapper).filter(|inner| !inner.members().is_empty()).unwrap_or(node)
}

/// Adds what the configuration says of a service, and the task definition that ecspresso registers for it.
fn complete(node: &mut Node, settings: &Node, family: Option<Node>) {
    let service = match &mut node.value {
        Value::Object(members) => match members.iter().position(|member| member.name == "service") {
            Some(at) if !members[at].value.members().is_empty() => &mut members[at].value,
            _ => node,
        },
        _ => node,
    };
    let mut add = |name: &str, member: Option<&Member>| {
        if let Some(member) = member
            && service.get(name).is_none()
        {
            put(service, name, &member.name_span, member.value.clone());
        }
    };
    add("serviceName", settings.member("service"));
    add("cluster", settings.member("cluster"));
    if let Some(family) = family {
        let span = family.span.clone();
        put(service, "taskDefinition", &span, text_node(family.as_str().unwrap_or_default(), &span));
    }
}

fn program(named: &Node, key: &str) -> Problem {
    let path = named.as_str().unwrap_or_default();
    let command = key.replace('_', "-");
    let problem = Problem::error(&named.span, format!("`{path}` is a program in Jsonnet, which nobody ran"));
    problem
        .label("not JSON")
        .help(format!("save what `ecspresso render {command}` prints, and name that file in its place"))
}
