//! Task definitions: a change of one is a new revision.

use super::api::REGISTER_TASK_DEFINITION;
use super::step::{Command, Step, because, subject};
use crate::scenario::{Departure, Origin, Resource};

/// What only the answers of the API have, and what the API counts itself.
const ANSWERED: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "deleteRequestedAt",
];

/// Whether a resource is a task definition that the variant has otherwise.
pub fn is_registered(departure: &Departure) -> bool {
    departure.resource == Resource::TaskDefinition
        && (departure.origin == Origin::New
            || departure.differences.iter().any(|difference| !ANSWERED.contains(&difference.member.as_str())))
}

/// The registration of a new revision.
pub fn step(departure: &Departure) -> Step {
    let mut input = departure.after.clone();
    input.retain(|name, _| !ANSWERED.contains(&name.as_str()));
    let command = Command::new(&REGISTER_TASK_DEFINITION, input);
    let command = command.in_file(format!("task-definitions/{}", departure.name));
    let because = because(departure, |member| !ANSWERED.contains(&member));
    let step = Step::call(&subject(departure), command, because);
    let whole =
        "the new revision has a number of its own: services and tasks name it by its family, its latest";
    match departure.origin {
        Origin::New => step.note("it is in no file of AWS").note(whole),
        Origin::There => {
            step.note("services of AWS name it, and its description is in no file: compare first").note(whole)
        }
        Origin::File => step.note(whole),
    }
}
