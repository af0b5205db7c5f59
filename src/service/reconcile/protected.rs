//! Tasks that are protected from scale-in (SI-07).

use proptest::prelude::*;

use super::model_service::{self, counts, desired};
use crate::cluster::{DeploymentCounts, HealthCounts, TaskCategory};
use crate::model::MaximumCounts;
use crate::service::{DeploymentView, Plan, Selection, StartsAllowed};
use crate::time::SimTime;

fn plan(wanted: u32, (minimum, maximum): (u32, u32), views: &[DeploymentView]) -> Plan {
    let desired = desired(wanted, minimum, maximum);
    let counted = MaximumCounts::UntilStopped;
    model_service::plan(&desired, views, StartsAllowed::UNLIMITED, counted, 0, SimTime::from_secs(100))
}

fn view(number: u32, target: u32, there: &str, protected: &str) -> DeploymentView {
    let staying = |words| DeploymentCounts { staying: counts(words), ..DeploymentCounts::default() };
    DeploymentView {
        number,
        target,
        counts: staying(there),
        protected: staying(protected),
        ..DeploymentView::default()
    }
}

fn stopped(plan: &Plan) -> u32 {
    let stops = plan.stops.iter().map(|stop| match stop.tasks {
        Selection::Any { count, .. } => count,
        Selection::Task(_) => 1,
    });
    stops.sum()
}

#[test]
fn si_07_scale_in_leaves_protected_tasks() {
    let few = plan(2, (100, 200), &[view(0, 0, "h6", "h3")]);
    assert_eq!((stopped(&few), few.steady), (3, false), "three of six are protected, two are wanted");
    let none = plan(2, (100, 200), &[view(0, 0, "h3", "h3")]);
    assert_eq!((stopped(&none), none.steady, none.blocked), (0, false, false), "never steady");
    let enough = plan(3, (100, 200), &[view(0, 0, "h3", "h3")]);
    assert!(enough.stops.is_empty() && enough.steady, "as many as are wanted");
}

#[test]
fn s1_7_1_unprotected_tasks_go_in_their_place() {
    // Of the pending ones first, all are protected; so running ones go.
    let plan = plan(4, (100, 200), &[view(0, 0, "p2 h4", "p2")]);
    assert_eq!(stopped(&plan), 2);
    let Selection::Any { class, .. } = plan.stops[0].tasks else { panic!("any of a class") };
    assert_eq!(class.category, TaskCategory::Healthy);
}

#[test]
fn s2_2_8_protected_tasks_hold_a_deployment_open() {
    let waits = plan(4, (100, 200), &[view(0, 4, "h4", "h1"), view(1, 0, "h4", "")]);
    assert_eq!((stopped(&waits), waits.steady), (3, false));
    let still = plan(4, (100, 200), &[view(0, 0, "h1", "h1"), view(1, 0, "h4", "")]);
    assert_eq!((stopped(&still), still.steady), (0, false), "it is open as long as the task is protected");
    let over = plan(4, (100, 200), &[view(0, 0, "h1", ""), view(1, 0, "h4", "")]);
    assert_eq!(stopped(&over), 1);
}

#[test]
fn si_07_unhealthy_tasks_are_replaced_all_the_same() {
    let replaced = plan(2, (100, 200), &[view(0, 0, "h2 u1", "u1")]);
    assert_eq!(stopped(&replaced), 1);
}

fn health_counts() -> impl Strategy<Value = (HealthCounts, HealthCounts)> {
    prop::collection::vec((0_u32..5, 0_u32..5), 6).prop_map(|pairs| {
        let (mut there, mut protected) = (HealthCounts::default(), HealthCounts::default());
        for (category, (all, some)) in TaskCategory::ALL.into_iter().zip(pairs) {
            *there.of_mut(category) = all;
            *protected.of_mut(category) = some.min(all);
        }
        (there, protected)
    })
}

proptest! {
    /// Whatever a service is: no plan needs a protected task for what spares them.
    #[test]
    fn si_07_no_plan_needs_a_protected_task(
        wanted in 0_u32..12,
        minimum in 0_u32..=100,
        maximum in 100_u32..=200,
        parts in prop::collection::vec((0_u32..8, health_counts(), health_counts()), 1..4),
    ) {
        let views: Vec<_> = (0..).zip(&parts).map(|(number, (target, staying, draining))| DeploymentView {
            number,
            target: *target,
            counts: DeploymentCounts { staying: staying.0, draining: draining.0 },
            protected: DeploymentCounts { staying: staying.1, draining: draining.1 },
            ..DeploymentView::default()
        }).collect();
        let plan = plan(wanted, (minimum, maximum), &views);
        for view in &views {
            for draining in [true, false] {
                for category in TaskCategory::ALL {
                    let sparing: u32 = plan.stops.iter().filter(|stop| stop.cause.spares_protected()).map(|stop| {
                        match stop.tasks {
                            Selection::Any { class, count }
                                if class.deployment == view.number
                                    && class.category == category
                                    && class.draining == draining => count,
                            _ => 0,
                        }
                    }).sum();
                    let free = view.counts.part(draining).of(category) - view.protected.part(draining).of(category);
                    prop_assert!(sparing <= free, "{category:?}: {plan:?}");
                }
            }
        }
    }
}
