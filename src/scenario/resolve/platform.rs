//! What a task definition is for: operating system, capacity and status (VD-28, VD-33, VD-35).

use super::super::{Node, Problem, Problems};
use super::fields::{Text, is_object, text};
use super::names::unknown_word;

const FAMILIES: [&str; 3] = ["LINUX", "WINDOWS_SERVER_2022_CORE", "WINDOWS_SERVER_2025_CORE"];

/// Reports operating systems that ECS does not know, and tells what is taken otherwise than ECS would.
pub fn check(definition: &Node, fargate: bool, problems: &mut Problems) {
    if let Some(family) = family(definition) {
        check_family(family, problems);
    }
    if let Some(storage) = definition.get("ephemeralStorage").filter(|node| is_object(node) && !fargate) {
        let problem = Problem::warning(&storage.span, "only tasks on Fargate have ephemeral storage");
        let problem = problem.label("changes nothing on instances").rule("VD-33");
        problems.push(problem.help("remove `ephemeralStorage`"));
    }
    let inactive = text(definition, "status")
        .filter(|status| ["INACTIVE", "DELETE_IN_PROGRESS"].contains(&status.value));
    if let Some(status) = inactive {
        let message = format!("the task definition is `{}`", status.value);
        let problem = Problem::warning(status.span, message).label("taken as `ACTIVE`").rule("VD-35");
        problems.push(problem.help("ECS runs it in services that have it already, and nowhere else"));
    }
}

/// Whether its containers are for Windows.
pub fn is_windows(definition: &Node) -> bool {
    family(definition).is_some_and(|family| family.value.starts_with("WINDOWS"))
}

fn family(definition: &Node) -> Option<Text<'_>> {
    let family = text(definition.get("runtimePlatform")?, "operatingSystemFamily")?;
    Some(family).filter(|family| !family.value.is_empty())
}

fn check_family(family: Text<'_>, problems: &mut Problems) {
    if family.value.starts_with("WINDOWS_SERVER_") {
        let problem =
            Problem::warning(family.span, "Windows containers are not modelled").label("taken as Linux");
        let help = "expect Linux rules for CPU, memory, ports and what a container may say";
        problems.push(problem.rule("VD-28").help(help));
    } else if family.value != "LINUX" {
        problems.push(unknown_word(family, "operatingSystemFamily", &FAMILIES).rule("VD-28"));
    }
}
