//! The words of the event log.

use super::*;
use crate::cluster::{ExitStatus, PlacementFailure, Rejection};

fn text(outcome: &RunOutcome) -> String {
    let line = |record: crate::observe::LogRecord| {
        let name = record.event_name.unwrap_or("-");
        format!("{} | {} | {name} | {} | {}", record.at, record.detail_type, record.resource, record.message)
    };
    outcome.log.records().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_life_of_a_task_in_the_words_of_ecs() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Full);
    let host = stage.register(0, 0);
    stage.deploy(0, 0, 0);
    let task = stage.create(1, WEB, 0, host);
    let target_group = TargetGroupId::new(0);
    stage.event(1, WEB, ServiceEvent::StartedTasks(&[task]));
    stage.status(2, task, TaskStatus::Activating);
    stage.event(2, WEB, ServiceEvent::RegisteredTargets { tasks: &[task], target_group });
    stage.heal(5, task);
    stage.deployment_becomes(6, 0, DeploymentState::Completed);
    stage.event(6, WEB, ServiceEvent::SteadyState);
    stage.event(50, WEB, ServiceEvent::UnhealthyTarget { task, target_group });
    stage.stop(51, task, StopCause::FailedTargetHealth(target_group));
    stage.status(51, task, TaskStatus::Deactivating);
    stage.event(51, WEB, ServiceEvent::StoppedTasks(&[task]));
    stage.event(51, WEB, ServiceEvent::BegunDraining(&[task]));
    stage.event(51, WEB, ServiceEvent::DeregisteredTargets { tasks: &[task], target_group });
    stage.status(60, task, TaskStatus::Stopping);
    stage.cluster.set_exit_status(task, ExitStatus::TERMINATED);
    stage.status(61, task, TaskStatus::Stopped);
    stage.connect(70, host, false);
    stage.set_status(80, host, InstanceStatus::Draining);
    insta::assert_snapshot!(text(&stage.finish(100)), @"
    00:00:00 | ECS Container Instance State Change | - | container-instance/default/hosts-1 | registered with status ACTIVE, agentConnected true
    00:00:00 | ECS Deployment State Change | SERVICE_DEPLOYMENT_IN_PROGRESS | service/default/web | ECS deployment ecs-svc/1090313563424616469 in progress.
    00:00:01 | ECS Task State Change | - | task/default/b6d104c365ec8a95a1aac638ae20e136 | lastStatus PENDING, desiredStatus RUNNING, taskDefinition web:1, containerInstance hosts-1
    00:00:01 | ECS Service Action | - | service/default/web | (service web) has started 1 tasks: (task b6d104c365ec8a95a1aac638ae20e136).
    00:00:02 | ECS Task State Change | - | task/default/b6d104c365ec8a95a1aac638ae20e136 | lastStatus ACTIVATING, desiredStatus RUNNING
    00:00:02 | ECS Service Action | - | service/default/web | (service web) registered 1 targets in (target-group web-tg)
    00:00:05 | ECS Task State Change | - | task/default/b6d104c365ec8a95a1aac638ae20e136 | lastStatus RUNNING, desiredStatus RUNNING
    00:00:06 | ECS Deployment State Change | SERVICE_DEPLOYMENT_COMPLETED | service/default/web | (service web) (deployment ecs-svc/1090313563424616469) deployment completed.
    00:00:06 | ECS Service Action | SERVICE_STEADY_STATE | service/default/web | (service web) has reached a steady state.
    00:00:50 | ECS Service Action | - | service/default/web | (service web) (task b6d104c365ec8a95a1aac638ae20e136) is unhealthy in (target-group web-tg) due to (reason Health checks failed).
    00:00:51 | ECS Task State Change | - | task/default/b6d104c365ec8a95a1aac638ae20e136 | lastStatus RUNNING, desiredStatus STOPPED, stopCode ServiceSchedulerInitiated, stoppedReason Task failed ELB health checks in (target-group web-tg)
    00:00:51 | ECS Task State Change | - | task/default/b6d104c365ec8a95a1aac638ae20e136 | lastStatus DEACTIVATING, desiredStatus STOPPED, stopCode ServiceSchedulerInitiated, stoppedReason Task failed ELB health checks in (target-group web-tg)
    00:00:51 | ECS Service Action | - | service/default/web | (service web) has stopped 1 running tasks: (task b6d104c365ec8a95a1aac638ae20e136).
    00:00:51 | ECS Service Action | - | service/default/web | (service web) has begun draining connections on 1 tasks.
    00:00:51 | ECS Service Action | - | service/default/web | (service web) deregistered 1 targets in (target-group web-tg)
    00:01:00 | ECS Task State Change | - | task/default/b6d104c365ec8a95a1aac638ae20e136 | lastStatus STOPPING, desiredStatus STOPPED, stopCode ServiceSchedulerInitiated, stoppedReason Task failed ELB health checks in (target-group web-tg)
    00:01:01 | ECS Task State Change | - | task/default/b6d104c365ec8a95a1aac638ae20e136 | lastStatus STOPPED, desiredStatus STOPPED, stopCode ServiceSchedulerInitiated, stoppedReason Task failed ELB health checks in (target-group web-tg), exitCode 143
    00:01:10 | ECS Container Instance State Change | - | container-instance/default/hosts-1 | status ACTIVE, agentConnected false
    00:01:20 | ECS Container Instance State Change | - | container-instance/default/hosts-1 | status DRAINING, agentConnected false
    ");
}

#[test]
fn several_tasks_share_a_line() {
    let mut model = model();
    model.services[WEB].task_definition = TaskDefinitionId::new(1);
    let mut stage = Stage::new(&model, Detail::Full);
    let host = stage.register(0, 0);
    let tasks = [stage.create(1, WEB, 0, host), stage.create(1, WEB, 0, host)];
    let target_group = TargetGroupId::new(0);
    stage.event(1, WEB, ServiceEvent::StartedTasks(&tasks));
    for task in tasks {
        stage.event(2, WEB, ServiceEvent::RegisteredTargets { tasks: &[task], target_group });
    }
    for task in tasks {
        stage.event(3, WEB, ServiceEvent::RegisteredTargets { tasks: &[task], target_group });
        stage.event(3, WEB, ServiceEvent::DeregisteredTargets { tasks: &[task], target_group });
    }
    let outcome = stage.finish(100);
    let lines = outcome.log.records().filter(|record| record.detail_type == "ECS Service Action");
    let lines: Vec<String> = lines.map(|record| record.message).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    (service web) has started 2 tasks: (task b6d104c365ec8a95a1aac638ae20e136) (task bfc3ebae3d9fc1791256a62d175df355).
    (service web) registered 2 targets in (target-group web-tg)
    (service web) registered 2 targets in (target-group web-tg)
    (service web) deregistered 2 targets in (target-group web-tg)
    ");
}

#[test]
fn a_change_told_twice_is_one_line() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Full);
    let host = stage.register(0, 0);
    let task = stage.create(1, WEB, 0, host);
    stage.status(2, task, TaskStatus::Running);
    // The engine may change both statuses before it tells of either.
    stage.cluster.stop_task(task, StopCause::HostTerminated, SimTime::from_secs(3));
    stage.cluster.set_task_status(task, TaskStatus::Stopping, SimTime::from_secs(3));
    stage.tell(3, &Fact::TaskStopping(task));
    stage.tell(3, &Fact::TaskStatus { task, from: TaskStatus::Running });
    let outcome = stage.finish(100);
    let lines: Vec<String> = outcome.log.records().skip(3).map(|record| record.message).collect();
    insta::assert_snapshot!(lines.join("\n"), @"lastStatus STOPPING, desiredStatus STOPPED, stopCode TerminationNotice, stoppedReason Host EC2 (instance hosts-1) terminated.");
}

#[test]
fn a_placement_failure_names_the_closest_instance() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Full);
    let host = stage.register(0, 0);
    let reasons = Rejection::ALL.map(|rejection| Some((host, rejection)));
    for closest in reasons.into_iter().chain([None]) {
        let failure = PlacementFailure { closest, tally: [0; Rejection::COUNT] };
        stage.event(1, WEB, ServiceEvent::PlacementFailed(failure));
    }
    stage.event(2, WEB, ServiceEvent::StartImpaired);
    stage.event(2, WEB, ServiceEvent::DeploymentBlocked);
    let outcome = stage.finish(100);
    let lines = outcome.log.records().filter(|record| record.detail_type == "ECS Service Action");
    let lines: Vec<String> =
        lines.map(|record| format!("{:?} {}", record.event_name, record.message)).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) encountered error "INACTIVE".
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) encountered error "AGENT".
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) encountered error "LOCATION".
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) is missing an attribute required by your task.
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) has insufficient CPU units available.
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) has insufficient memory available.
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) is already using a port required by your task.
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) encountered error "RESOURCE:PORTS".
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) encountered error "RESOURCE:ENI".
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) encountered error "RESOURCE:GPU".
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) encountered error "MemberOf placement constraint unsatisfied".
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) encountered error "DistinctInstance placement constraint unsatisfied".
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance hosts-1) encountered error "topologySpread".
    Some("SERVICE_TASK_PLACEMENT_FAILURE") (service web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.
    Some("SERVICE_TASK_START_IMPAIRED") (service web) is unable to consistently start tasks successfully.
    None (service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.
    "#);
}

#[test]
fn repeated_failures_are_counted_but_shown_once() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Full);
    let failure = PlacementFailure { closest: None, tally: [0; Rejection::COUNT] };
    for at in [1, 16, 46] {
        stage.event(at, WEB, ServiceEvent::PlacementFailed(failure));
    }
    let outcome = stage.finish(100);
    assert_eq!(outcome.log.len(), 1);
    assert_figures(&outcome, &[("services.web.placementFailures", Some(3.0))]);
}
