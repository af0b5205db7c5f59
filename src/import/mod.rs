//! Files of other tools as AWS's own JSON: what is ECS's is taken, the rest is named.

mod cloudformation;
mod imported;
pub mod parameters;

pub use imported::{Imported, Resource, Skipped};

use crate::tree::{Node, Problems};

/// A format that files of other tools have.
pub struct Format {
    /// What a file of it is called, with its article.
    pub name: &'static str,
    recognises: fn(&Node) -> bool,
    import: fn(&Node, &mut Problems) -> Imported,
}

/// All formats.
const FORMATS: [Format; 1] = [Format {
    name: "a CloudFormation template",
    recognises: cloudformation::recognises,
    import: cloudformation::import,
}];

/// The format of a tree; `None` where it is of none of them.
#[must_use]
pub fn recognise(root: &Node) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.recognises)(root))
}

impl Format {
    /// What a tree of this format holds; what it leaves open is told.
    #[must_use]
    pub fn import(&self, root: &Node, problems: &mut Problems) -> Imported {
        (self.import)(root, problems)
    }
}
