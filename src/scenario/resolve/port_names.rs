//! Names of port mappings, by which services refer to them (VD-17).

use std::collections::BTreeSet;

use super::super::{Problem, Problems};
use super::container::ContainerDraft;
use super::fields::{objects, text};
use super::names::shortened;

const RULE: &str = "VD-17";
const MOST: usize = 64;

/// Reports names that ECS refuses, and those that two mappings have.
pub fn check(drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    let mappings = drafts.iter().flat_map(|draft| objects(draft.node, "portMappings"));
    let names = mappings.filter_map(|mapping| text(mapping, "name")).filter(|name| !name.value.is_empty());
    for name in names {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        let called = shortened(name.value);
        if name.value.len() > MOST || name.value.starts_with('-') || !name.value.chars().all(allowed) {
            let message = format!("port mapping name `{called}` is not one that ECS accepts");
            let problem = Problem::error(name.span, message).label("a name ECS refuses").rule(RULE);
            problems.push(problem.help(format!(
                "use at most {MOST} lower-case letters, digits, `_` and `-`, no `-` in front"
            )));
        } else if !seen.insert(name.value) {
            let problem = Problem::warning(name.span, format!("two port mappings are called `{called}`"));
            let problem = problem.label("which one a service means, nothing says").rule(RULE);
            problems.push(problem.help("give each port mapping of the task a name of its own"));
        }
    }
}
