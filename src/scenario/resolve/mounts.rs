//! Volumes by name, and where containers mount them (VD-06, VD-07).

use std::collections::BTreeSet;

use super::super::{Node, Problem, Problems};
use super::container::ContainerDraft;
use super::fields::{flag, is_object, missing, objects, text};
use super::member_rules::is_blank;
use super::names::{check_spelling, shortened, unknown};
use super::task_definition::is_list_of_containers;

/// Reports names that ECS refuses, and mounts of what is not there or in the way of each other.
pub fn check(definition: &Node, drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    let names = names(definition, problems);
    let elsewhere = definition.get("volumes").is_none() && is_list_of_containers(definition);
    for draft in drafts {
        let mut paths = BTreeSet::new();
        for mount in objects(draft.node, "mountPoints") {
            match text(mount, "sourceVolume").filter(|volume| !volume.value.is_empty()) {
                None => problems.push(missing(mount, "sourceVolume", "the mount point").rule("VD-07")),
                Some(volume) if !elsewhere && !names.contains(volume.value) => {
                    let known = names.iter().copied();
                    problems
                        .push(unknown(volume.span, "volume", volume.value, known, problems).rule("VD-07"));
                }
                Some(_) => {}
            }
            if let Some(path) = text(mount, "containerPath").filter(|path| !paths.insert(path.value)) {
                let message = format!("two volumes are mounted at `{}`", shortened(path.value));
                let problem = Problem::error(path.span, message).label("mounted at before").rule("VD-07");
                problems.push(problem.help("give each mount point of a container a path of its own"));
            }
        }
    }
}

fn names<'n>(definition: &'n Node, problems: &mut Problems) -> BTreeSet<&'n str> {
    let mut names = BTreeSet::new();
    for volume in objects(definition, "volumes") {
        if is_blank(volume, "name") {
            if must_be_named(volume) {
                problems.push(missing(volume, "name", "the volume").rule("VD-06"));
            }
            continue;
        }
        let Some(name) = text(volume, "name") else { continue };
        check_spelling(name, "volume name", problems);
        if !names.insert(name.value) {
            let message = format!("two volumes are called `{}`", shortened(name.value));
            let problem = Problem::warning(name.span, message).label("nothing says which one is mounted");
            problems.push(problem.rule("VD-06").help("give each volume a name of its own"));
        }
    }
    names
}

fn must_be_named(volume: &Node) -> bool {
    let kinds = ["efsVolumeConfiguration", "s3filesVolumeConfiguration"];
    flag(volume, "configuredAtLaunch") == Some(true)
        || kinds.iter().any(|kind| volume.get(kind).is_some_and(is_object))
}
