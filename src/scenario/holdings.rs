//! What several values of JSON hold together, in words.

use super::content::Content;
use super::contents::Contents;
use super::resource::Resource;
use super::{Problem, wrapper};
use crate::tree::Span;

/// The problem of a file or a folder that `span` names for resources of a kind that it does not have.
pub fn nothing(contents: &Contents, resource: Resource, span: &Span) -> Problem {
    let what = if contents.is_folder { "folder" } else { "file" };
    let (_, noun) = resource.noun().split_once(' ').unwrap_or_default();
    let problem = Problem::error(span, format!("the {what} holds no {noun}"));
    let held = held(contents);
    let problem = problem.label(match (held.as_slice(), contents.is_folder) {
        ([], true) => "no JSON file in it holds anything that a scenario takes".to_owned(),
        ([], false) => "nothing in it is anything that a scenario takes".to_owned(),
        (held, _) => format!("it holds {}", held.join(", ")),
    });
    let names = contents.documents.iter().find_map(|document| match &document.content {
        Content::Names(names) if names.resource == resource && !names.names.is_empty() => Some(names),
        _ => None,
    });
    match names {
        Some(names) => {
            let commands = names.commands(None).join("; ");
            problem.help(format!("it has only names of them; save what describes them: {commands}"))
        }
        None => {
            problem.help(format!("leave this entry of `{}` out, or save what AWS answers", resource.key()))
        }
    }
}

/// The kinds of which there is something, each with how many of it.
fn held(contents: &Contents) -> Vec<String> {
    let count_of = |resource: Resource| {
        let documents = contents.documents.iter();
        let of_kind = documents
            .filter(|document| matches!(&document.content, Content::Resource(other) if *other == resource));
        of_kind.map(|document| wrapper::count(&document.root, resource)).sum::<usize>()
    };
    let counted = Resource::ALL.into_iter().map(|resource| (resource, count_of(resource)));
    counted
        .filter_map(|(resource, count)| match count {
            0 => None,
            1 => Some(resource.noun().to_owned()),
            _ => Some(format!("{count} {}", resource.plural())),
        })
        .collect()
}
