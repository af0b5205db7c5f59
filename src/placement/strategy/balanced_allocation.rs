//! `balanced-allocation`: Kubernetes' score for equal use of CPU and memory (`noderesources/balanced_allocation.go`).
//!
//! `(1 − σ) · 100`, rounded down, where σ is the standard deviation of the fractions requested of CPU and memory: for
//! two, half their difference. The highest wins; a task that asks for neither is indifferent. See `allocation` for what
//! is simplified; the fractions are exact here, where kube-scheduler rounds them to doubles.

use super::allocation::{MAX_NODE_SCORE, requested};
use super::registry::Research;
use crate::model::{Candidate, Score, Scored, Strategy};

pub(super) const BALANCED_ALLOCATION: Research = Research {
    name: "balanced-allocation",
    arguments: &[],
    places: "the instance that uses CPU and memory most alike with the task",
    stops: "a task on the instance that it makes use them least alike",
    source: "Kubernetes' scheduler: BalancedAllocation",
    make: |_| Strategy::Scored(Scored::new(BalancedAllocation)),
};

#[derive(Debug)]
struct BalancedAllocation;

impl Score for BalancedAllocation {
    fn label(&self) -> String {
        BALANCED_ALLOCATION.name.to_owned()
    }

    fn score(&self, candidate: &Candidate<'_>) -> u32 {
        if candidate.demand.cpu == 0 && candidate.demand.memory == 0 {
            return 0;
        }
        let mut fractions = requested(candidate)
            .map(|(requested, registered)| (u128::from(requested.min(registered)), u128::from(registered)));
        let (Some(cpu), Some(memory)) = (fractions.next(), fractions.next()) else { return 0 };
        // Both fractions over the product of what is registered; half the difference of them is σ.
        let product = cpu.1 * memory.1;
        let difference = (cpu.0 * memory.1).abs_diff(memory.0 * cpu.1);
        let best = u128::from(MAX_NODE_SCORE);
        let score = (best * product - best / 2 * difference) / product;
        MAX_NODE_SCORE - u32::try_from(score).expect("at most 100")
    }

    fn looks_at_own_tasks(&self) -> bool {
        false
    }
}
