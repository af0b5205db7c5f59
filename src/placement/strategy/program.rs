//! `program`: what a program of any language keeps of the instances that are left.
//!
//! It is asked as [`question`](crate::placement::question) has it, where two instances or more are left, and answers with
//! the best of them; later entries go on among these.

use super::registry::{Argument, ArgumentKind, Research};
use crate::model::Strategy;

pub(super) const PROGRAM: Research = Research {
    name: "program",
    arguments: &[Argument {
        name: "command",
        kind: ArgumentKind::Command,
        default: None,
        meaning: "the program and its arguments; a path counts from the folder of the scenario",
    }],
    places: "the instance that the program keeps",
    stops: "a task that the program names",
    source: "docs/programs.md",
    make: |arguments| Strategy::Program(arguments.command("command")),
};
