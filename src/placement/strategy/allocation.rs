//! What kube-scheduler's three allocation scores have in common.
//!
//! Scores of 0 to 100 in whole numbers over CPU and memory, weighed alike, as by default; the new task counts as
//! requested. Simplified: kube-scheduler adds the scores of all its plugins with weights, here a score is an entry of a
//! chain of its own; and where a container asks for no CPU or memory, kube-scheduler's least and most allocated count
//! 0.1 cores and 200 MB for it, here it counts nothing, as in ECS.

use super::resource::Resource;
use crate::model::Candidate;

/// The best score of kube-scheduler.
pub(super) const MAX_NODE_SCORE: u32 = 100;

/// What is requested of each resource with the new task, and what the instance registers; none it does not have.
pub(super) fn requested<'a>(candidate: &'a Candidate<'_>) -> impl Iterator<Item = (u64, u64)> + 'a {
    [Resource::Cpu, Resource::Memory].into_iter().filter_map(|resource| {
        let of = |resources| u64::from(resource.of(resources));
        let registered = of(candidate.class.registered);
        let taken = registered.saturating_sub(of(candidate.free));
        (registered > 0).then(|| (taken + of(candidate.demand), registered))
    })
}

/// The mean of the scores of the resources, rounded down; 0 without any.
pub(super) fn mean(scores: impl Iterator<Item = u64>) -> u32 {
    let (sum, count) = scores.fold((0, 0), |(sum, count), score| (sum + score, count + 1));
    u32::try_from(u64::checked_div(sum, count).unwrap_or(0)).expect("a mean of scores up to 100")
}
