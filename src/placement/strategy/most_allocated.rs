//! `most-allocated`: Kubernetes' score for what is fullest (`noderesources/most_allocated.go`).
//!
//! `requested · 100 / registered` for CPU and for memory, each rounded down, and the mean of both, rounded down; the
//! highest wins. See `allocation` for what is simplified.

use super::allocation::{MAX_NODE_SCORE, mean, requested};
use super::registry::Research;
use crate::model::{Candidate, Score, Scored, Strategy};

pub(super) const MOST_ALLOCATED: Research = Research {
    name: "most-allocated",
    arguments: &[],
    places: "the instance with the highest mean percentage of CPU and memory taken",
    stops: "a task on the instance with the lowest without it",
    source: "Kubernetes' scheduler: MostAllocated",
    make: |_| Strategy::Scored(Scored::new(MostAllocated)),
};

#[derive(Debug)]
struct MostAllocated;

impl Score for MostAllocated {
    fn label(&self) -> String {
        MOST_ALLOCATED.name.to_owned()
    }

    fn score(&self, candidate: &Candidate<'_>) -> u32 {
        let taken = requested(candidate).map(|(requested, registered)| {
            requested.min(registered) * u64::from(MAX_NODE_SCORE) / registered
        });
        MAX_NODE_SCORE - mean(taken)
    }

    fn looks_at_own_tasks(&self) -> bool {
        false
    }
}
