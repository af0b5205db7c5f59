use crate::cluster::{DeploymentCounts, HealthCounts, TaskCategory};
use crate::model::{DeploymentBounds, MaximumCounts};
use crate::service::{Actual, DeploymentView, Desired, Plan, Planner, Selection, Start, StartsAllowed};
use crate::time::SimTime;

/// So many tasks of each category, of a deployment that should hold `target`.
fn view(number: u32, target: u32, staying: &[(TaskCategory, u32)]) -> DeploymentView {
    let mut counts = HealthCounts::default();
    for (category, count) in staying {
        *counts.of_mut(*category) = *count;
    }
    let counts = DeploymentCounts { staying: counts, ..DeploymentCounts::default() };
    DeploymentView { number, target, counts, ..DeploymentView::default() }
}

/// Deployments and how many of their tasks.
type Moves = Vec<(u32, u32)>;

/// What is started and stopped.
fn moves(deployments: &[DeploymentView], maximum_percent: u32, allowed: u32) -> (Moves, Moves) {
    let bounds = DeploymentBounds { minimum_healthy_percent: 0, maximum_percent };
    let desired = Desired { desired_count: 4, bounds, early_success: None, moving: 0 };
    let starts_allowed = StartsAllowed { count: allowed, ..StartsAllowed::UNLIMITED };
    let maximum_counts = MaximumCounts::UntilStopped;
    let actual = Actual { deployments, sites: &[], stopping: 7, maximum_counts, starts_allowed };
    let mut plan = Plan::default();
    Planner::Beside.plan(&desired, &actual, SimTime::ZERO, &mut plan);
    let starts = plan.starts.iter().map(|start| match *start {
        Start::Anywhere { deployment, count, .. } => (deployment, count),
        _ => panic!("{start:?}"),
    });
    let stops = plan.stops.iter().map(|stop| match stop.tasks {
        Selection::Any { class, count } => (class.deployment, count),
        Selection::Task(task) => panic!("{task:?}"),
    });
    (starts.collect(), stops.collect())
}

#[test]
fn s2_5_2_green_comes_up_as_a_whole_whatever_the_percentages() {
    let blue = view(0, 4, &[(TaskCategory::Healthy, 4)]);
    for maximum in [100, 200] {
        assert_eq!(moves(&[blue, view(1, 4, &[])], maximum, 100), (vec![(1, 4)], vec![]));
        assert_eq!(moves(&[blue, view(1, 0, &[])], maximum, 100), (vec![], vec![]), "not yet");
    }
}

#[test]
fn s2_5_2_each_revision_makes_up_for_its_own_losses() {
    let blue = view(0, 4, &[(TaskCategory::Healthy, 3)]);
    let green = view(1, 4, &[(TaskCategory::Healthy, 2)]);
    assert_eq!(moves(&[blue, green], 200, 100).0, [(0, 1), (1, 2)]);
    assert_eq!(moves(&[blue, green], 200, 2).0, [(0, 1), (1, 1)], "as many as may be launched");
}

#[test]
fn s2_5_13_what_has_no_target_left_goes_as_a_whole() {
    let all: Vec<(TaskCategory, u32)> = TaskCategory::ALL.into_iter().map(|category| (category, 1)).collect();
    let blue = view(0, 4, &[(TaskCategory::Healthy, 4)]);
    for failed in [false, true] {
        let given_up = DeploymentView { failed, ..view(1, 0, &all) };
        let (starts, stops) = moves(&[blue, given_up, view(2, 0, &[])], 200, 100);
        assert_eq!((starts, stops.iter().map(|stop| stop.1).sum::<u32>()), (vec![], 6));
        assert!(stops.iter().all(|stop| stop.0 == 1));
    }
}
