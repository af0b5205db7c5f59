//! Why a task goes where it goes, or nowhere: the filter and the chain, asked for every step.
//!
//! The same rules as the choosers', told instead of used: [`explain`] never changes anything and draws from a copy of
//! the draw, so its answer is the decision that the next placement would take.

mod miss;
mod refusal;
mod remedy;
mod steps;
#[cfg(test)]
mod tests;

pub use miss::{HeldPort, Holder, Miss, UnmetQuery, port_holder};
pub use refusal::{Alike, Refused};
pub use remedy::{Change, single_changes};
pub use steps::{Compared, DecidedBy, Origin, Placed, RunnerUp, StrategyStep};

use super::filter::Filter;
use super::request::{Decision, Request};
pub use crate::cluster::Rejection as Rule;

use crate::cluster::{Cluster, Rejection};
use crate::rng::Draw;

/// How a request is decided, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Instances registered with the cluster.
    pub registered: u32,
    /// How many are left after each rule, in the order in which rules are judged; also those that turn nobody away; a
    /// topology spread only where it does.
    pub filters: Vec<FilterStep>,
    /// What becomes of those that are left.
    pub outcome: Outcome,
}

/// Instances before and after one rule of the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterStep {
    /// The rule.
    pub rule: Rejection,
    /// Instances that pass it and all rules before it.
    pub left: u32,
    /// Instances that pass all rules before it, but not this one.
    pub rejected: u32,
}

/// Where the task goes, or why it goes nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An instance takes it.
    Placed(Placed),
    /// No instance passes every rule.
    Refused(Refused),
}

impl Explanation {
    /// The decision that it explains.
    #[must_use]
    pub fn decision(&self) -> Decision {
        match &self.outcome {
            Outcome::Placed(placed) => Decision::Place(placed.instance),
            Outcome::Refused(refused) => Decision::Unplaceable(refused.failure),
        }
    }
}

/// Explains how `request` would be decided now, where `random` is the draw that its task would take.
///
/// Takes time in proportion to the instances, and for a refusal also to the tasks on them.
///
/// # Panics
///
/// Never: ids have 32 bits.
#[must_use]
pub fn explain(request: &Request<'_>, cluster: &Cluster, random: &Draw<'_>) -> Explanation {
    let filter = Filter::new(request, cluster);
    let registered: Vec<_> =
        cluster.instances().ids_of(request.cluster).filter(|id| filter.is_registered(*id)).collect();
    let mut rejected = [0; Rejection::COUNT];
    let mut candidates = Vec::new();
    for id in &registered {
        match filter.first_rejection(*id) {
            Some(rule) => rejected[rule as usize] += 1,
            None => candidates.push(*id),
        }
    }
    rejected[Rejection::TopologySpread as usize] = steps::drop_barred(request, cluster, &mut candidates);
    let total = u32::try_from(registered.len()).expect("ids have 32 bits");
    let outcome = if candidates.is_empty() {
        Outcome::Refused(refusal::refused(request, cluster, &registered))
    } else {
        Outcome::Placed(steps::placed(request, cluster, candidates, random))
    };
    Explanation { registered: total, filters: funnel(total, &rejected), outcome }
}

/// What each rule leaves of `registered` instances.
fn funnel(registered: u32, rejected: &[u32; Rejection::COUNT]) -> Vec<FilterStep> {
    let mut left = registered;
    let step = |rule: Rejection| {
        let rejected = rejected[rule as usize];
        left -= rejected;
        FilterStep { rule, left, rejected }
    };
    let judged = |rule: &Rejection| *rule != Rejection::TopologySpread || rejected[*rule as usize] > 0;
    Rejection::ALL.into_iter().filter(judged).map(step).collect()
}
