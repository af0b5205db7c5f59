//! Names that secrets share with nothing else (VD-24).

use std::collections::BTreeSet;

use super::super::{Problem, Problems};
use super::container::ContainerDraft;
use super::fields::{objects, text};
use super::names::shortened;

/// Reports secrets that are called as another secret or an environment variable of their container.
pub fn check(drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    for draft in drafts {
        let variables = objects(draft.node, "environment").filter_map(|variable| text(variable, "name"));
        let mut taken: BTreeSet<&str> = variables.map(|name| name.value).collect();
        for name in objects(draft.node, "secrets").filter_map(|secret| text(secret, "name")) {
            if !taken.insert(name.value) {
                let message = format!("the name of secret `{}` is taken", shortened(name.value));
                let problem =
                    Problem::error(name.span, message).label("a variable or secret is called so already");
                problems.push(problem.rule("VD-24").help("remove one of the two, or rename it"));
            }
        }
    }
}
