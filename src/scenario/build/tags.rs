//! `tags` of a resource.

use super::super::{Node, Problem, Problems};
use super::fields::list;
use super::limits::QUOTA_TAGS;

/// Reports more tags than a resource may have.
pub fn check(node: &Node, problems: &mut Problems) {
    let count = list(node, "tags").len();
    if let Some(tags) = node.get("tags").filter(|_| count > QUOTA_TAGS) {
        let message = format!("{count} tags, and a resource takes {QUOTA_TAGS}");
        let problem = Problem::error(&tags.span, message).label("too many");
        problems.push(problem.rule("quota: tags per resource").help(format!("keep {QUOTA_TAGS}")));
    }
}
