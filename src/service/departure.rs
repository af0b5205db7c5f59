//! The scheduler's decision for a service that was deleted: all of its tasks stop, whatever they do (LC-07).

use super::plan::{Actual, Plan, Selection, Stop, StopKind, TaskClass};
use crate::cluster::TaskCategory;

/// Decides on one pass into an empty plan.
pub(super) fn plan(actual: &Actual<'_>, plan: &mut Plan) {
    for view in actual.deployments {
        for draining in [true, false] {
            for category in TaskCategory::ALL {
                let count = view.counts.part(draining).of(category);
                let class = TaskClass { deployment: view.number, category, draining };
                let stop = Stop { tasks: Selection::Any { class, count }, cause: StopKind::Deleted };
                plan.stops.extend((count > 0).then_some(stop));
            }
        }
        plan.targets.push((view.number, 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{DeploymentCounts, HealthCounts};
    use crate::model::{DeploymentBounds, MaximumCounts};
    use crate::service::{DeploymentView, Desired, Planner, StartsAllowed};
    use crate::time::SimTime;

    /// Percentages do not matter, nor does protection from scale-in.
    #[test]
    fn lc_07_everything_goes_and_nothing_comes() {
        let counts = DeploymentCounts {
            staying: HealthCounts { pending: 1, healthy: 2, ..HealthCounts::default() },
            draining: HealthCounts { unhealthy: 1, ..HealthCounts::default() },
        };
        let view = DeploymentView { counts, protected: counts, ..DeploymentView::default() };
        let actual = Actual {
            deployments: &[view],
            sites: &[],
            stopping: 0,
            maximum_counts: MaximumCounts::UntilStopped,
            starts_allowed: StartsAllowed::UNLIMITED,
        };
        let desired = Desired {
            desired_count: 0,
            bounds: DeploymentBounds::REPLICA_DEFAULT,
            early_success: None,
            moving: 0,
        };
        let mut plan = Plan::default();
        Planner::Departing.plan(&desired, &actual, SimTime::ZERO, &mut plan);
        let stopped: u32 = plan
            .stops
            .iter()
            .map(|stop| match stop.tasks {
                Selection::Any { count, .. } => count,
                Selection::Task(_) => 1,
            })
            .sum();
        assert_eq!((stopped, plan.starts.len(), plan.steady), (4, 0, false));
        assert!(plan.stops.iter().all(|stop| stop.cause == StopKind::Deleted));
    }
}
