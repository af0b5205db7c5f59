//! What a file of another tool holds.

use crate::tree::{Node, Span};

/// Everything in a file: what a scenario can name, and what is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// What a scenario can name, in the order of the file.
    pub resources: Vec<Resource>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
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
