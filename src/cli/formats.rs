//! The forms in which commands print what they have to say, and in which they read what may be read in two ways.

use clap::ValueEnum;

use crate::scenario::ComposeAs;

/// How an explanation is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainFormat {
    /// For a terminal
    Text,
    /// For programs
    Json,
    /// For pull requests and documents
    Markdown,
}

impl ExplainFormat {
    /// The same for a list.
    pub const fn of_listing(self) -> Format {
        match self {
            Self::Text => Format::Table,
            Self::Json => Format::Json,
            Self::Markdown => Format::Markdown,
        }
    }
}

/// How `check` prints what it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// For a terminal
    Text,
    /// For programs
    Json,
    /// For pull requests and documents; only with --advise
    Markdown,
    /// Annotations of GitHub Actions; not with --advise
    Github,
    /// SARIF 2.1.0, for code scanning; not with --advise
    Sarif,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a terminal
    Table,
    /// For programs
    Json,
    /// For pull requests and documents
    Markdown,
    /// For spreadsheets
    Csv,
}

/// What the services of Compose files are in ECS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Compose {
    /// Each a service with a task definition of its own, as Compose's ECS integration deploys them
    Services,
    /// All of them the containers of one task, as the ECS CLI runs them
    Task,
}

impl From<Compose> for ComposeAs {
    fn from(compose: Compose) -> Self {
        match compose {
            Compose::Services => Self::Services,
            Compose::Task => Self::Task,
        }
    }
}
