//! AWS JSON checked by itself.

use std::path::Path;

use super::check_document::{check, start_of};
use super::content::Content;
use super::contents::{Contents, Reader};
use super::listing::{self, Listing};
use super::load::{Loaded, unreadable};
use super::read::{self, Stored};
use super::resource::Resource;
use super::{Problem, Problems, Sources, placeholders};
use crate::import::ComposeAs;
use crate::tree::Span;

/// Checks AWS JSON by itself, bare or as the CLI prints it: whatever a scenario may take from a file.
///
/// What it refers to is not there to be checked, nor where its tasks would go: only the resource itself is.
#[must_use]
pub fn check_json(path: &Path) -> Loaded {
    check_file(path, None)
}

/// As [`check_json`], for a file that may be a Compose file: what such a file stands for is `compose`.
#[must_use]
pub fn check_file(path: &Path, compose: Option<ComposeAs>) -> Loaded {
    let name = path.display().to_string();
    match read::bytes(path) {
        Ok(bytes) => checked(&name, &name, Stored::File(bytes), compose),
        Err(reason) => unreadable(&name, &reason),
    }
}

/// As [`check_json`], for the content of a file.
#[must_use]
pub fn check_json_text(name: &str, bytes: Vec<u8>) -> Loaded {
    checked(name, name, Stored::File(bytes), None)
}

/// Checks all AWS JSON in a folder, each resource by itself, and says what the folder lacks; Compose files in it stand for
/// `compose`.
#[must_use]
pub fn check_folder(path: &Path, compose: Option<ComposeAs>) -> Loaded {
    let name = path.display().to_string();
    match read::stored(path) {
        Ok(stored) => checked(&name, "", stored, compose),
        Err(reason) => unreadable(&name, &reason),
    }
}

/// What is told of what lies at `name`, whose files are listed with `path` before their names.
fn checked(name: &str, path: &str, stored: Stored, compose: Option<ComposeAs>) -> Loaded {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let mut reader = Reader { files: &read::stored, sources: &mut sources, problems: &mut problems, compose };
    let contents = reader.read(path, Path::new(name), stored);
    let (resource, listing) = contents.map_or((None, None), |contents| {
        let are_known = |contents: &Contents| {
            contents.documents.iter().all(|document| matches!(document.content, Content::Resource(_)))
        };
        if contents.is_folder || contents.documents.len() > 1 && are_known(&contents) {
            return listed(&contents, name, &mut sources, &mut problems);
        }
        (check_each(&contents, &mut sources, &mut problems), None)
    });
    placeholders::name_them(&mut problems, &sources);
    Loaded { scenario: None, resource, listing, problems, sources }
}

/// What there is, listed, and the kind where all is of one.
fn listed(
    contents: &Contents,
    name: &str,
    sources: &mut Sources,
    problems: &mut Problems,
) -> (Option<Resource>, Option<Listing>) {
    let (listing, _) = listing::list(contents, sources, problems);
    if let Some(problem) = listing::nothing_there(&listing, name) {
        problems.push(problem);
    }
    let mut kinds = contents.documents.iter().map(|document| match document.content {
        Content::Resource(resource) => Some(resource),
        _ => None,
    });
    let first = kinds.next().flatten();
    (first.filter(|_| !contents.is_folder && kinds.all(|kind| kind == first)), Some(listing))
}

/// Checks each value of a file; says what it is, where that is one thing.
fn check_each(contents: &Contents, sources: &mut Sources, problems: &mut Problems) -> Option<Resource> {
    let (mut known, mut is_unknown) = (None, false);
    for document in &contents.documents {
        problems.extend(document.warnings.clone());
        match &document.content {
            Content::Resource(resource) => {
                check(document, *resource, sources, problems);
                known = Some(*resource);
            }
            Content::Unknown if is_unknown => {}
            // Why it waits has been told.
            Content::Waiting(_) if document.warnings.has_errors() => {}
            other => {
                is_unknown |= matches!(other, Content::Unknown);
                problems.push(nothing_to_check(other, &start_of(&document.root)));
            }
        }
    }
    known
}

/// The problem of a file that holds nothing to check.
fn nothing_to_check(content: &Content, span: &Span) -> Problem {
    match content {
        Content::Names(names) => names.problem(span),
        Content::Waiting(waiting) => {
            let problem = Problem::warning(span, format!("this is {}", waiting.what)).label(waiting.lacks);
            problem.help(waiting.remedy.clone())
        }
        Content::Foreign(foreign) => foreign.problem(span),
        Content::Resource(_) | Content::Unknown => {
            let problem = Problem::error(span, NOTHING_KNOWN).label("no member says what this is");
            problem.help("save what the AWS CLI prints or takes as `--cli-input-json`")
        }
    }
}

/// What is said of a file of no known kind.
const NOTHING_KNOWN: &str = "neither a cluster, a container instance, a task definition, a service, a task, a target group, \
                             a capacity provider, an Auto Scaling group, a scalable target, a scaling policy nor the input of \
                             a call";
