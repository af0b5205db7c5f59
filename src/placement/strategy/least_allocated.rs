//! `least-allocated`: Kubernetes' score for what is emptiest (`noderesources/least_allocated.go`).
//!
//! `(registered − requested) · 100 / registered` for CPU and for memory, each rounded down, and the mean of both,
//! rounded down; the highest wins. See `allocation` for what is simplified.

use super::allocation::{MAX_NODE_SCORE, mean, requested};
use super::registry::Research;
use crate::model::{Candidate, Score, Scored, Strategy};

pub(super) const LEAST_ALLOCATED: Research = Research {
    name: "least-allocated",
    arguments: &[],
    places: "the instance with the highest mean percentage of CPU and memory left",
    stops: "a task on the instance with the lowest without it",
    source: "Kubernetes' scheduler: LeastAllocated",
    make: |_| Strategy::Scored(Scored::new(LeastAllocated)),
};

#[derive(Debug)]
struct LeastAllocated;

impl Score for LeastAllocated {
    fn label(&self) -> String {
        LEAST_ALLOCATED.name.to_owned()
    }

    fn score(&self, candidate: &Candidate<'_>) -> u32 {
        let left = requested(candidate).map(|(requested, registered)| {
            registered.saturating_sub(requested) * u64::from(MAX_NODE_SCORE) / registered
        });
        MAX_NODE_SCORE - mean(left)
    }

    fn looks_at_own_tasks(&self) -> bool {
        false
    }
}
