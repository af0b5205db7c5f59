//! What is assumed of the time before, and what would tell it.

use std::collections::BTreeSet;

/// What is assumed, and what would tell it.
#[derive(Default)]
pub(super) struct Says {
    pub assumptions: Vec<String>,
    pub commands: BTreeSet<String>,
}

impl Says {
    pub fn assume(&mut self, what: String) {
        self.assumptions.push(what);
    }

    pub fn fetch(&mut self, command: &str) {
        self.commands.insert(command.to_owned());
    }
}
