//! Compose files, of either meaning: each service one of ECS, or all of them the containers of one task.

mod containers;
pub mod params;
mod ports;
mod services;
mod task;
#[cfg(test)]
mod tests;
mod variables;

use super::imported::{Companion, ComposeAs, Form, Given, Imported, Skipped, Waiting};
use crate::tree::{Member, Node, Problems, Value};

use variables::Variables;

/// What a file of parameters beside a Compose file is called.
const PARAMS: &str = "ecs-params.yml";
/// Keys at the top that are read, or that only say what the file is.
const TOP: [&str; 4] = ["services", "version", "name", "x-aws-cluster"];

/// Whether a tree is a Compose file: each of its services is an object with keys of Compose.
pub fn recognises(root: &Node) -> bool {
    let Some(services) = root.get("services") else { return false };
    let telling = ["image", "build", "deploy", "environment", "ports", "volumes", "command", "extends"];
    let is_service = |member: &Member| {
        let members = member.value.members();
        members.iter().any(|key| telling.contains(&key.name.as_str()) || key.name.starts_with("x-aws"))
    };
    root.get("apiVersion").is_none() && services.members().iter().any(is_service)
}

/// The parameters of the ECS CLI, where its meaning is asked for.
pub fn companions(_: &Node, compose: Option<ComposeAs>) -> Vec<Companion> {
    let params = Companion { path: PARAMS.to_owned(), named: None, form: Form::Yaml };
    if compose == Some(ComposeAs::Task) { vec![params] } else { Vec::new() }
}

/// What a file holds, by its meaning.
pub fn import(given: &Given<'_>, problems: &mut Problems) -> Imported {
    let mut root = given.root.clone();
    let mut variables = Variables::default();
    if let Value::Object(members) = &mut root.value {
        for member in members {
            variables.replace(&mut member.value);
        }
    }
    let (services, mut skipped) = services_of(&root);
    skipped.extend(top_level(&root));
    let compose = match (given.compose, services.len()) {
        (_, 0) => return Imported { skipped, waiting: Some(overlay()), ..Imported::default() },
        (None, count) => return Imported { skipped, waiting: Some(undecided(count)), ..Imported::default() },
        (Some(compose), _) => compose,
    };
    let resources = match compose {
        ComposeAs::Services => services::resources(&root, &services, &mut skipped, problems),
        ComposeAs::Task => {
            let mut params = given.companions.first().cloned().flatten();
            if let Some(params) = &mut params {
                variables.replace(params);
            }
            task::resources(&root, &services, params.as_ref(), &mut skipped, problems)
        }
    };
    variables.tell(problems);
    Imported { resources, skipped, ..Imported::default() }
}

/// The services of which something is taken, and why nothing is of the others.
fn services_of(root: &Node) -> (Vec<&Member>, Vec<Skipped>) {
    let (mut taken, mut skipped) = (Vec::new(), Vec::new());
    for service in root.get("services").map_or(&[][..], Node::members) {
        match containers::reason_against(&service.value) {
            None => taken.push(service),
            Some(why) => skipped.push(Skipped {
                kind: "service".to_owned(),
                name: service.name.clone(),
                why: why.to_owned(),
                span: service.name_span.clone(),
            }),
        }
    }
    (taken, skipped)
}

/// What stands beside the services.
fn top_level(root: &Node) -> Vec<Skipped> {
    let others = root.members().iter().filter(|member| !TOP.contains(&member.name.as_str()));
    let skipped = |member: &Member| Skipped {
        kind: member.name.clone(),
        name: member.name.clone(),
        why: "a scenario has nothing of it".to_owned(),
        span: member.name_span.clone(),
    };
    others.map(skipped).collect()
}

fn overlay() -> Waiting {
    Waiting {
        what: "a Compose file",
        lacks: "none of its services has an image or a build: they add to those of another file",
        remedy: "print both as one with `docker compose -f compose.yaml -f OTHER.yaml config`, and take that"
            .to_owned(),
    }
}

fn undecided(services: usize) -> Waiting {
    let (several, containers) = match services {
        1 => ("its service is one of ECS".to_owned(), "its service is the container".to_owned()),
        _ => (
            format!("its {services} services are {services} of ECS"),
            format!("its {services} services are the containers"),
        ),
    };
    let (apart, each) = (ComposeAs::Services.word(), if services == 1 { "with" } else { "each with" });
    Waiting {
        what: "a Compose file",
        lacks: "it may stand for two things in ECS",
        remedy: format!(
            "write compose = \"{apart}\" beside `file`, and {several}, {each} a task definition of its own, as Compose's \
             ECS integration deploys them; or compose = \"{}\", and {containers} of one task definition with one service, \
             as the ECS CLI runs them, by {PARAMS} beside it; `plimsoll check --compose {apart}` checks the file so",
            ComposeAs::Task.word()
        ),
    }
}
