//! AWS JSON checked by itself.

use std::path::Path;

use super::check_document::{check, start_of};
use super::content::Content;
use super::contents::{Contents, Reader};
use super::expected::Expected;
use super::listing::{self, Listing};
use super::load::{Loaded, unreadable};
use super::read::{self, Stored};
use super::resource::Resource;
use super::{Problem, Problems, Sources, documents, left_out, placeholders};
use crate::import::{self, ComposeAs};
use crate::tree::{Member, Node, Span, Value};

/// What is said of files of other tools besides what they hold.
#[derive(Clone, Debug, Default)]
pub struct Importing {
    /// What the services of Compose files are; nothing is taken of them where nobody says it.
    pub compose: Option<ComposeAs>,
    /// `NAME=VALUE` for parameters of templates.
    pub parameters: Vec<String>,
}

/// Checks AWS JSON by itself, bare or as the CLI prints it: whatever a scenario may take from a file.
///
/// What it refers to is not there to be checked, nor where its tasks would go: only the resource itself is.
#[must_use]
pub fn check_json(path: &Path) -> Loaded {
    check_file(path, &Importing::default())
}

/// What a file of another tool is called, with its article; `None` for AWS JSON, and for what cannot be read.
#[must_use]
pub fn tool_of(path: &Path) -> Option<&'static str> {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let bytes = read::bytes(path).ok()?;
    let name = path.display().to_string();
    let file = read::keep(&name, bytes, Expected::AwsJson, &mut sources, &mut problems)?;
    let trees = documents::parse(&sources.get(file).text, file, &mut problems)?;
    trees.iter().find_map(import::recognise).map(|format| format.name)
}

/// As [`check_json`], for a file that may be of another tool.
#[must_use]
pub fn check_file(path: &Path, importing: &Importing) -> Loaded {
    let name = path.display().to_string();
    match read::bytes(path) {
        Ok(bytes) => checked(&name, &name, Stored::File(bytes), importing),
        Err(reason) => unreadable(&name, &reason),
    }
}

/// As [`check_json`], for the content of a file.
#[must_use]
pub fn check_json_text(name: &str, bytes: Vec<u8>) -> Loaded {
    checked(name, name, Stored::File(bytes), &Importing::default())
}

/// Checks all AWS JSON and files of other tools in a folder, each resource by itself, and says what the folder lacks.
#[must_use]
pub fn check_folder(path: &Path, importing: &Importing) -> Loaded {
    let name = path.display().to_string();
    match read::stored(path) {
        Ok(stored) => checked(&name, "", stored, importing),
        Err(reason) => unreadable(&name, &reason),
    }
}

/// What is told of what lies at `name`, whose files are listed with `path` before their names.
fn checked(name: &str, path: &str, stored: Stored, importing: &Importing) -> Loaded {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let parameters = &given(&importing.parameters, &mut sources);
    let compose = importing.compose;
    let mut reader =
        Reader { files: &read::stored, sources: &mut sources, problems: &mut problems, compose, parameters };
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

/// `NAME=VALUE`, as the command line has them.
pub(super) fn given(parameters: &[String], sources: &mut Sources) -> Vec<Member> {
    let file = sources.add_option("--param", parameters.join("\n"));
    let mut start = 0;
    let member = |written: &String| {
        let (name, value) = written.split_once('=').unwrap_or((written, ""));
        let begins = start;
        start += written.len() + 1;
        let at = begins + written.len() - value.len();
        Member {
            name: name.to_owned(),
            name_span: Span::new(file, begins..begins + name.len()),
            value: Node {
                value: Value::String(value.to_owned()),
                span: Span::new(file, at..at + value.len()),
            },
        }
    };
    parameters.iter().map(member).collect()
}

/// What there is, listed, and the kind where all is of one.
fn listed(
    contents: &Contents,
    name: &str,
    sources: &mut Sources,
    problems: &mut Problems,
) -> (Option<Resource>, Option<Listing>) {
    let (mut listing, _) = listing::list(contents, sources, problems);
    if contents.is_folder {
        listing.rows.extend(listing::passed_over(Path::new(name)));
    }
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
                let at = start_of(&document.root);
                let told = left_out::nothing(&document.root, sources, &at);
                problems.push(told.unwrap_or_else(|| nothing_to_check(other, &at)));
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
