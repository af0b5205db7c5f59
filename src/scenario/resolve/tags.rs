//! `tags` of a resource.

use std::collections::BTreeSet;

use super::super::{Node, Problem, Problems};
use super::fields::{list, objects, text};
use super::limits::QUOTA_TAGS;
use super::names::shortened;

/// Characters of a tag's key and of its value.
const LENGTHS: [(&str, usize); 2] = [("key", 128), ("value", 256)];

/// Reports more tags than a resource may have, keys given twice, and keys and values that are too long.
pub fn check(node: &Node, problems: &mut Problems) {
    let count = list(node, "tags").len();
    if let Some(tags) = node.get("tags").filter(|_| count > QUOTA_TAGS) {
        let message = format!("{count} tags, and a resource takes {QUOTA_TAGS}");
        let problem = Problem::error(&tags.span, message).label("too many");
        problems.push(problem.rule("quota: tags per resource").help(format!("keep {QUOTA_TAGS}")));
    }
    let mut keys = BTreeSet::new();
    for tag in objects(node, "tags") {
        if let Some(key) = text(tag, "key").filter(|key| !keys.insert(key.value)) {
            let message = format!("the tag `{}` is given twice", shortened(key.value));
            let problem = Problem::error(key.span, message).label("given before").rule("VS-26");
            problems.push(problem.help("remove one of the two"));
        }
        for (name, most) in LENGTHS {
            let Some(written) = text(tag, name) else { continue };
            let length = written.value.chars().count();
            if length > most {
                let message = format!("the {name} of a tag has {length} characters, and ECS takes {most}");
                let problem = Problem::error(written.span, message).label("too long").rule("VS-26");
                problems.push(problem.help("shorten it"));
            }
        }
    }
}
