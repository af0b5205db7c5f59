//! Why a task goes where it goes, or nowhere: the filter and the chain, asked for every step.
//!
//! The same rules as the choosers', told instead of used: [`explain`] never changes anything and draws from a copy of
//! the draw, so its answer is the decision that the next placement would take.

mod fix;
mod question;
mod refusal;
mod shortfall;
mod steps;
#[cfg(test)]
mod tests;
mod trial;

pub use fix::{Change, single_changes};
pub use question::{Asked, Daemon, Question};
pub use refusal::{Alike, Refused};
pub use shortfall::{HeldPort, Holder, Shortfall, UnmetQuery, port_holder};
pub use steps::{Compared, DecidedBy, Origin, PASSED_OVER, Placed, RunnerUp, StrategyStep};
pub use trial::Trial;

use super::filter::Filter;
use super::request::Decision;
pub use crate::cluster::Rejection as Rule;

use crate::cluster::Rejection;
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

/// Explains how the task of `question` would be decided now, where `random` is the draw that it would take.
///
/// Takes time in proportion to the instances, and for a refusal also to the tasks on them.
///
/// # Panics
///
/// Never: ids have 32 bits.
#[must_use]
pub fn explain(question: &Question<'_>, random: &Draw<'_>) -> Explanation {
    let (request, cluster) = (question.request, question.cluster);
    let filter = Filter::new(request, cluster);
    let registered = question.instances(cluster);
    let mut rejected = [0; Rejection::COUNT];
    let mut candidates = Vec::new();
    for id in &registered {
        match question.rejection(&filter, *id) {
            Some(rule) => rejected[rule as usize] += 1,
            None => candidates.push(*id),
        }
    }
    if question.asked == Asked::All {
        rejected[Rejection::TopologySpread as usize] = steps::drop_barred(request, cluster, &mut candidates);
    }
    let total = u32::try_from(registered.len()).expect("ids have 32 bits");
    let outcome = match (candidates.first(), question.asked) {
        (None, _) => Outcome::Refused(refusal::refused(question, &registered)),
        (Some(_), Asked::All) => Outcome::Placed(steps::placed(request, cluster, candidates, random)),
        (Some(instance), Asked::Daemon(_)) => {
            Outcome::Placed(Placed::meant_for(*instance, DecidedBy::Daemon))
        }
        (Some(instance), Asked::Named(_)) => Outcome::Placed(Placed::meant_for(*instance, DecidedBy::Call)),
    };
    let mut filters = funnel(total, &rejected);
    filters.retain(|step| question.counts(step.rule));
    Explanation { registered: total, filters, outcome }
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
