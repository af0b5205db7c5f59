//! What is wrong with a resource of the folder leaves it out.

use super::draft::{Draft, Entry};
use super::surveyed::selector;
use crate::scenario::{Loaded, Node, Resource, Severity, Span, Survey};

/// Leaves out the resources of the folder that have errors; `false` when an error is none of theirs, or there is nothing left to
/// leave out.
pub fn leave_out(draft: &mut Draft, survey: &Survey, checked: &Loaded) -> bool {
    let mut changed = false;
    for problem in checked.problems.sorted().into_iter().filter(|of| of.severity == Severity::Error) {
        let Some((resource, name)) = problem.span.as_ref().and_then(|span| owner(survey, checked, span))
        else {
            return false;
        };
        let mut entries = draft.entries.iter_mut().filter(|entry| entry.takes == Some(resource));
        let holds = |entry: &&mut Entry| match entry.only.as_slice() {
            [] => !entry.elsewhere.contains(&name),
            only => only.contains(&name),
        };
        let holder = entries.find(holds);
        let Some(holder) = holder else { return false };
        if holder.only.contains(&name) {
            holder.only.retain(|other| *other != name);
            changed = true;
        } else if holder.left_out.iter().all(|other| other.what != name) {
            holder.leave_out(&name, format!("{}: {}", problem.message, problem.label));
            changed = true;
        }
    }
    let of_kind = |resource| survey.resources.get(&resource).map_or(0, Vec::len);
    let Draft { entries, dropped, .. } = draft;
    entries.retain(|entry| {
        let out = entry.left_out.len() + entry.elsewhere.len();
        let is_empty = entry.takes.is_some_and(|resource| out >= of_kind(resource));
        if is_empty {
            dropped.extend(entry.left_out.iter().cloned());
        }
        !is_empty
    });
    changed
}

/// The resource of the folder in which a place is.
fn owner(survey: &Survey, checked: &Loaded, span: &Span) -> Option<(Resource, String)> {
    let text = &checked.sources.get(span.file).text;
    let is_in = |node: &Node| {
        let own = &node.span;
        let contains = own.start <= span.start && span.end <= own.end;
        contains && survey.sources.get(own.file).text == *text
    };
    survey.resources.iter().find_map(|(resource, nodes)| {
        let node = nodes.iter().find(|node| is_in(node))?;
        selector(node, *resource).map(|name| (*resource, name))
    })
}
