//! Passes while a deployment in stages runs beside the one before it (services.md §2.5): each revision is kept at what it
//! should hold, whatever the others do.

use std::slice;

use super::plan::{Actual, DeploymentView, Desired, Plan, Start};
use super::reconcile;
use crate::model::MaximumCounts;
use crate::time::SimTime;

/// Decides on one pass into an empty plan: for each deployment as if it were a service that wants its target.
///
/// The percentages are of each by itself, so none of blue stops for green, and green comes up as a whole.
pub(super) fn plan(desired: &Desired, actual: &Actual<'_>, now: SimTime, plan: &mut Plan) {
    let (mut starts_allowed, mut blocked, mut wake_at) = (actual.starts_allowed, false, None);
    for view in actual.deployments {
        // What has failed has no target left.
        let view = DeploymentView { failed: false, ..*view };
        let wanted = Desired { desired_count: view.target, early_success: None, ..*desired };
        let (first, deployments) = (plan.starts.len(), slice::from_ref(&view));
        // Tasks of the others that stop are none of its business.
        let maximum_counts = MaximumCounts::RunningAndPending;
        let alone = Actual { deployments, stopping: 0, maximum_counts, starts_allowed, ..*actual };
        reconcile::plan(&wanted, &alone, now, plan);
        plan.working.clear();
        let started: u32 = plan.starts[first..].iter().map(Start::count).sum();
        starts_allowed.count -= started;
        blocked |= plan.blocked;
        wake_at = wake_at.into_iter().chain(plan.wake_at.take()).min();
    }
    let older = actual.deployments.split_last().map_or(&[][..], |(_, older)| older);
    plan.targets.extend(older.iter().map(|view| (view.number, view.target)));
    (plan.desired_count, plan.wake_at) = (desired.desired_count, wake_at);
    (plan.blocked, plan.steady, plan.early) = (blocked, false, false);
}

#[cfg(test)]
mod tests;
