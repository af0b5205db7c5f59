//! How far deployments come, by what is told of them.

use super::*;

#[test]
fn a_deployment_is_in_the_state_told_last() {
    use DeploymentState::{Completed, InProgress, Stuck, Superseded};
    let (web, at) = (TaskDefinitionId::new(0), SimTime::from_secs);
    let mut all = DeploymentHistory::default();
    all.start(0, web, at(0));
    all.change(0, Completed, at(60));
    all.start(1, web, at(100));
    all.change(1, Stuck, at(150));
    all.change(1, Superseded, at(200));
    all.start(2, web, at(200));
    let states = |all: &DeploymentHistory| all.iter().map(Deployment::state).collect::<Vec<_>>();
    assert_eq!(states(&all), [Completed, Superseded, InProgress]);
    all.change(2, Completed, at(500));
    // The first one creates the service, and is no update.
    assert_eq!((all.count(Completed), all.count(Stuck), all.primary()), (1, 0, 2));
    let longest = all.durations(at(0)).sorted().percentile(50);
    assert_eq!(longest, Some(SimDuration::from_secs(300)));
    // It began before the counted part of the run.
    assert_eq!(all.durations(at(201)).sorted().percentile(50), None);
}

#[test]
fn a_deployment_is_stuck_after_three_failures_in_a_row() {
    use DeploymentState::{Completed, InProgress, Stuck, Superseded};
    let (web, at) = (TaskDefinitionId::new(0), SimTime::from_secs);
    let exited = Some(StopCause::EssentialContainerExited);
    let fail = |all: &mut DeploymentHistory, times: u32, cause| {
        for _ in 0..times {
            all.task_ended_early(1, cause);
        }
        let update = &all.list[1];
        (update.state(), update.keeps_failing(), update.failed_tasks)
    };
    let mut all = DeploymentHistory::default();
    all.start(0, web, at(0));
    all.start(1, web, at(100));
    assert_eq!(fail(&mut all, 2, exited), (InProgress, false, 2));
    all.task_settled(1);
    // Hosts that go and users that stop tasks are no failures of the revision.
    assert_eq!(fail(&mut all, 9, Some(StopCause::HostTerminated)), (InProgress, false, 2));
    assert_eq!(fail(&mut all, 2, Some(StopCause::CannotStart(None))), (InProgress, false, 4));
    assert_eq!(fail(&mut all, 1, Some(StopCause::FailedContainerHealth)), (Stuck, true, 5));
    for state in [Stuck, Completed, Superseded] {
        all.change(1, state, at(200));
        assert_eq!(all.list[1].state(), state);
    }
    assert_eq!(all.list[0].failed_tasks, 0);
}
