//! Files of other tools as AWS's own JSON: what is ECS's is taken, the rest is named.

mod build;
mod cloudformation;
mod compose;
mod copilot;
mod docker;
mod ecspresso;
mod imported;
pub mod parameters;
mod scalar;
mod terraform;
mod units;

pub use cloudformation::Neighbours;
pub use ecspresso::without_calls;
pub use imported::{Companion, ComposeAs, Form, Given, Imported, Resource, Skipped, Waiting};

use crate::tree::{Node, Problems};

/// A format that files of other tools have.
pub struct Format {
    /// What a file of it is called, with its article.
    pub name: &'static str,
    recognises: fn(&Node) -> bool,
    companions: fn(&Node, Option<ComposeAs>) -> Vec<Companion>,
    import: fn(&Given<'_>, &mut Problems) -> Imported,
}

/// All formats.
const FORMATS: [Format; 6] = [
    Format {
        name: "a CloudFormation template",
        recognises: cloudformation::recognises,
        companions: alone,
        import: |given, problems| cloudformation::import(given.root, given.around, problems),
    },
    Format {
        name: "a state or plan of Terraform",
        recognises: terraform::recognises,
        companions: alone,
        import: terraform::import,
    },
    Format {
        name: "an ecspresso configuration",
        recognises: ecspresso::recognises,
        companions: ecspresso::companions,
        import: ecspresso::import,
    },
    Format {
        name: "an ecs-params file of the ECS CLI",
        recognises: compose::params::recognises,
        companions: alone,
        import: compose::params::import,
    },
    Format {
        name: "a Copilot manifest",
        recognises: copilot::recognises,
        companions: alone,
        import: copilot::import,
    },
    Format {
        name: "a Compose file",
        recognises: compose::recognises,
        companions: compose::companions,
        import: compose::import,
    },
];

/// Why nothing else is taken of launch templates and launch configurations.
const OF_LAUNCHES: &str =
    "of it only the type of a group's instances is taken: `instanceType` in [[containerInstances]]";

/// A file of most formats has all that it says.
fn alone(_: &Node, _: Option<ComposeAs>) -> Vec<Companion> {
    Vec::new()
}

/// The format of a tree; `None` where it is of none of them.
#[must_use]
pub fn recognise(root: &Node) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.recognises)(root))
}

impl Format {
    /// The files that belong to a tree of this format, in the order in which [`Given`] takes them.
    #[must_use]
    pub fn companions(&self, root: &Node, compose: Option<ComposeAs>) -> Vec<Companion> {
        (self.companions)(root, compose)
    }

    /// What a tree of this format holds; what it leaves open is told.
    #[must_use]
    pub fn import(&self, given: &Given<'_>, problems: &mut Problems) -> Imported {
        (self.import)(given, problems)
    }
}
