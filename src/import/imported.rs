//! What an importer is given, and what it makes of it.

use super::cloudformation::Neighbours;
use crate::tree::{FileId, Node, Sources, Span};

/// What an importer is given.
pub struct Given<'a> {
    /// The tree of the file.
    pub root: &'a Node,
    /// The texts of all files.
    pub sources: &'a Sources,
    /// What a Compose file stands for, where that was said.
    pub compose: Option<ComposeAs>,
    /// The trees of its companions, in their order; `None` of one that is not there or that cannot be read.
    pub companions: Vec<Option<Node>>,
    /// Templates that it may refer to.
    pub around: &'a Neighbours,
}

/// What the services of a Compose file are in ECS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComposeAs {
    /// Each a service with a task definition of its own, as Compose's ECS integration deploys them.
    Services,
    /// All of them the containers of one task, as the ECS CLI runs them.
    Task,
}

impl ComposeAs {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Services, Self::Task];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::Task => "task",
        }
    }

    /// What a word stands for.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// A file that another file names, or that stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// Its path, from the folder of the file that it belongs to.
    pub path: String,
    /// Where it is named; `None` for one that may be there by its usual name.
    pub named: Option<Span>,
    /// What its text is.
    pub form: Form,
}

/// What the text of a companion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// YAML.
    Yaml,
    /// JSON, or YAML by the ending of its name, with calls of ecspresso in it.
    Template,
}

/// Everything in a file: what a scenario can name, and what is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// What a scenario can name, in the order of the file.
    pub resources: Vec<Resource>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
    /// Other files that it was made of, by their paths.
    pub others: Vec<(String, FileId)>,
    /// Why there is nothing yet.
    pub waiting: Option<Waiting>,
}

/// A resource, spelt as the API spells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The section of a scenario that it belongs to: `services`, `taskDefinitions`, ….
    pub section: &'static str,
    /// The input of the call that makes it; each part knows where in the file it is from.
    pub node: Node,
}

/// A part of a file that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// What the format calls it: a type, or a key.
    pub kind: String,
    /// Its name in the file.
    pub name: String,
    /// Why.
    pub why: String,
    /// Where.
    pub span: Span,
}

/// A file that gives resources only together with something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What it holds, with its article.
    pub what: &'static str,
    /// What it waits for, as the rest of a sentence about the file.
    pub lacks: &'static str,
    /// What to do, and what becomes of it then.
    pub remedy: String,
}
