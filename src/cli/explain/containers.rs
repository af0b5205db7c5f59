//! What became of the containers of a task, where they have courses of their own.

use serde::Serialize;

use super::document::{clock, seconds};
use super::sentences::counted;
use crate::engine::explain::{ContainerStep, ContainerTrace};

/// A task's containers from their start to their end.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Containers {
    /// The first changes, in order.
    pub changes: Vec<Change>,
    /// How many come after them that are left out.
    pub left_out: u32,
    /// The last ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub last_changes: Vec<Change>,
}

/// A change of a container.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    /// When.
    pub at: f64,
    /// Its name.
    pub container: String,
    /// What became of it.
    pub what: String,
}

impl Containers {
    /// Those of a trace, `None` where nothing is told of single containers.
    pub fn of(trace: &ContainerTrace) -> Option<Self> {
        let change = |step: &ContainerStep| Change {
            at: seconds(step.at),
            container: step.container.clone(),
            what: step.told(),
        };
        (!trace.first.is_empty()).then(|| Self {
            changes: trace.first.iter().map(change).collect(),
            left_out: trace.left_out,
            last_changes: trace.last.iter().map(change).collect(),
        })
    }

    /// A line for each.
    pub fn lines(&self) -> Vec<String> {
        let line = |change: &Change| format!("{}  {} {}", clock(change.at), change.container, change.what);
        let left_out = (self.left_out > 0).then(|| format!("{} left out", counted(self.left_out, "change")));
        let first = self.changes.iter().map(line);
        first.chain(left_out).chain(self.last_changes.iter().map(line)).collect()
    }
}
