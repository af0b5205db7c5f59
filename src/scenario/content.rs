//! What a tree of JSON is: something that a scenario takes, names of it, or something else that is known.

use super::described::described;
use super::foreign::{self, Foreign};
use super::names_only::Names;
use super::recognise::recognise;
use super::resource::Resource;
use crate::import::Waiting;
use crate::tree::{Member, Node};

/// What a tree is.
pub enum Content {
    /// One or several of a kind.
    Resource(Resource),
    /// Names of a kind.
    Names(Names),
    /// A file of another tool that gives resources only together with something else.
    Waiting(Waiting),
    /// Something that no scenario takes.
    Foreign(&'static Foreign),
    /// Nothing that is known.
    Unknown,
}

impl Content {
    /// What `root` is, where `beside` is written beside the name of its file.
    pub fn of(root: &Node, beside: &[Member]) -> Self {
        if let Some(resource) = described(root) {
            return Self::Resource(resource);
        }
        if let Some(names) = Names::of(root).or_else(|| Names::of_attributes(root)) {
            return Self::Names(names);
        }
        if let Some(foreign) = foreign::in_tree(root) {
            return Self::Foreign(foreign);
        }
        recognise(root, beside).map_or(Self::Unknown, Self::Resource)
    }
}
