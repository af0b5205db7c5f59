//! Since when tasks are needed, and how deployments end.

use super::*;

/// A model whose only instance holds many tasks of the service.
fn roomy() -> Model {
    let mut model = model();
    model.services[WEB].task_definition = TaskDefinitionId::new(1);
    model.classes[0].registered = Resources { cpu: 100_000, memory: 100_000, gpu: 0 };
    model
}

#[test]
fn a_task_is_needed_since_the_desired_count_was_raised() {
    let model = roomy();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    stage.desire(5, WEB, 2);
    let one = stage.create(10, WEB, 0, host);
    stage.heal(20, one);
    let two = stage.create(30, WEB, 0, host);
    stage.heal(45, two);
    assert_figures(
        &stage.finish(100),
        &[
            // 20 − 5 and 45 − 5.
            ("services.web.startLatency.p50", Some(15.0)),
            ("services.web.startLatency.p95", Some(40.0)),
            ("services.web.startLatency.max", Some(40.0)),
            ("services.web.replacementLatency.max", None),
        ],
    );
}

#[test]
fn a_lower_desired_count_withdraws_the_youngest_needs() {
    let model = roomy();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    stage.desire(0, WEB, 1);
    stage.desire(10, WEB, 2);
    stage.desire(20, WEB, 1);
    stage.desire(30, WEB, 2);
    let tasks = [stage.create(40, WEB, 0, host), stage.create(40, WEB, 0, host)];
    stage.heal(50, tasks[0]);
    stage.heal(50, tasks[1]);
    // Needed since 0 s and since 30 s.
    assert_figures(
        &stage.finish(100),
        &[("services.web.startLatency.p50", Some(20.0)), ("services.web.startLatency.max", Some(50.0))],
    );
}

#[test]
fn a_lost_task_is_replaced_by_the_next_one_that_becomes_healthy() {
    let model = roomy();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    stage.desire(0, WEB, 1);
    let one = stage.create(0, WEB, 0, host);
    stage.heal(0, one);
    stage.lose(10, one, StopCause::EssentialContainerExited);
    // The first attempt never becomes healthy, so the loss at 10 s is still to be made good.
    let failed = stage.create(15, WEB, 0, host);
    stage.lose(20, failed, StopCause::CannotStart(None));
    let replacement = stage.create(25, WEB, 0, host);
    stage.heal(40, replacement);
    assert_figures(
        &stage.finish(100),
        &[
            ("services.web.replacementLatency.max", Some(30.0)),
            ("services.web.replacementLatency.p50", Some(30.0)),
            ("services.web.startLatency.p50", Some(0.0)),
            ("services.web.startLatency.max", Some(30.0)),
        ],
    );
}

#[test]
fn a_dead_host_counts_from_its_death_and_not_from_when_ecs_notices() {
    let model = roomy();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let (dead, alive) = (stage.register(0, 0), stage.register(0, 0));
    stage.desire(0, WEB, 2);
    let tasks = [stage.create(0, WEB, 0, dead), stage.create(0, WEB, 0, dead)];
    stage.heal(0, tasks[0]);
    stage.heal(0, tasks[1]);
    stage.lose_power(10, tasks[0]);
    stage.lose_power(10, tasks[1]);
    stage.health(30, tasks[0], TaskHealth::Unhealthy);
    stage.lose(40, tasks[0], StopCause::HostTerminated);
    stage.lose(40, tasks[1], StopCause::HostTerminated);
    for at in [60, 80] {
        let task = stage.create(at - 5, WEB, 0, alive);
        stage.heal(at, task);
    }
    assert_figures(
        &stage.finish(100),
        &[
            // 60 − 10 and 80 − 10.
            ("services.web.replacementLatency.p50", Some(50.0)),
            ("services.web.replacementLatency.max", Some(70.0)),
            // Both for 10 s, none for 50 s, one for 20 s, both for 20 s.
            ("services.web.availability", Some(0.4)),
            ("services.web.outage", Some(50.0)),
            // What ECS counts: 2 for 30 s, 1 for 10 s, 0 for 20 s, 1 for 20 s, 2 for 20 s.
            ("services.web.healthyCount.mean", Some(1.3)),
        ],
    );
}

#[test]
fn an_unhealthy_task_is_lost_when_it_turns_unhealthy() {
    let model = roomy();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    stage.desire(0, WEB, 1);
    let one = stage.create(0, WEB, 0, host);
    stage.heal(0, one);
    stage.health(10, one, TaskHealth::Unhealthy);
    // HL-03: the replacement starts first.
    let two = stage.create(12, WEB, 0, host);
    stage.heal(30, two);
    stage.stop(31, one, StopCause::FailedContainerHealth);
    assert_figures(&stage.finish(100), &[("services.web.replacementLatency.max", Some(20.0))]);
}

#[test]
fn a_task_that_recovers_needs_no_replacement() {
    let model = roomy();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    stage.desire(0, WEB, 1);
    let one = stage.create(0, WEB, 0, host);
    stage.heal(0, one);
    stage.health(10, one, TaskHealth::Unhealthy);
    stage.health(20, one, TaskHealth::Healthy);
    stage.desire(50, WEB, 2);
    let two = stage.create(60, WEB, 0, host);
    stage.heal(70, two);
    assert_figures(
        &stage.finish(100),
        &[("services.web.startLatency.max", Some(20.0)), ("services.web.replacementLatency.max", None)],
    );
}

#[test]
fn scale_in_is_no_loss() {
    let model = roomy();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    stage.desire(0, WEB, 2);
    let tasks = [stage.create(0, WEB, 0, host), stage.create(0, WEB, 0, host)];
    stage.heal(0, tasks[0]);
    stage.heal(0, tasks[1]);
    stage.desire(10, WEB, 1);
    stage.stop(11, tasks[0], StopCause::ScalingActivity);
    stage.desire(50, WEB, 2);
    let three = stage.create(51, WEB, 0, host);
    stage.heal(53, three);
    assert_figures(
        &stage.finish(100),
        &[("services.web.startLatency.max", Some(3.0)), ("services.web.replacementLatency.max", None)],
    );
}

#[test]
fn dr_02_tasks_on_a_draining_instance_are_needed_elsewhere() {
    let model = roomy();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let (old, new) = (stage.register(0, 0), stage.register(0, 0));
    stage.desire(0, WEB, 1);
    let one = stage.create(0, WEB, 0, old);
    stage.heal(0, one);
    stage.set_status(10, old, InstanceStatus::Draining);
    let two = stage.create(14, WEB, 0, new);
    stage.heal(35, two);
    stage.stop(36, one, StopCause::ScalingActivity);
    assert_figures(
        &stage.finish(100),
        &[("services.web.startLatency.max", Some(25.0)), ("services.web.replacementLatency.max", None)],
    );
}

#[test]
fn a_deployment_needs_all_its_tasks_from_its_start() {
    let model = roomy();
    let mut stage = Stage::new(&model, Detail::Metrics);
    let host = stage.register(0, 0);
    stage.desire(0, WEB, 2);
    stage.deploy(0, 0, 1);
    let old = [stage.create(0, WEB, 0, host), stage.create(0, WEB, 0, host)];
    stage.heal(0, old[0]);
    stage.heal(0, old[1]);
    stage.deployment_becomes(3, 0, DeploymentState::Completed);
    stage.deploy(10, 1, 1);
    let first = stage.create(12, WEB, 1, host);
    stage.heal(20, first);
    // HL-04: a lost task of the old revision is replaced by its like, and takes no need of the deployment.
    stage.lose(22, old[1], StopCause::EssentialContainerExited);
    let like = stage.create(23, WEB, 0, host);
    stage.heal(26, like);
    stage.stop(27, like, StopCause::ScalingActivity);
    stage.stop(28, old[0], StopCause::ScalingActivity);
    let second = stage.create(30, WEB, 1, host);
    stage.heal(50, second);
    stage.deployment_becomes(52, 1, DeploymentState::Completed);
    assert_figures(
        &stage.finish(100),
        &[
            // Five starts: 0, 0, 10, 4 and 40 s.
            ("services.web.startLatency.p50", Some(4.0)),
            ("services.web.startLatency.max", Some(40.0)),
            ("services.web.replacementLatency.max", Some(4.0)),
            ("services.web.creation.duration", Some(3.0)),
            ("services.web.deployments.completed", Some(1.0)),
            ("services.web.deployments.duration.p50", Some(42.0)),
            ("services.web.deployments.duration.max", Some(42.0)),
        ],
    );
}

#[test]
fn deployments_are_counted_by_their_last_state() {
    let model = roomy();
    for (state, stuck, in_progress) in
        [(DeploymentState::Stuck, 1.0, 0.0), (DeploymentState::InProgress, 0.0, 1.0)]
    {
        let mut stage = Stage::new(&model, Detail::Metrics);
        stage.deploy(0, 0, 0);
        stage.deployment_becomes(0, 0, DeploymentState::Completed);
        stage.deploy(0, 1, 1);
        stage.deployment_becomes(5, 1, DeploymentState::Superseded);
        stage.deploy(5, 2, 1);
        stage.deployment_becomes(10, 2, DeploymentState::Stuck);
        stage.deployment_becomes(20, 2, state);
        assert_figures(
            &stage.finish(100),
            &[
                ("services.web.deployments.superseded", Some(1.0)),
                ("services.web.deployments.stuck", Some(stuck)),
                ("services.web.deployments.inProgress", Some(in_progress)),
                ("services.web.deployments.failed", Some(0.0)),
            ],
        );
    }
}

/// A deployment that failed is counted apart from one that was rolled back, and its definition is named either way; what it
/// was rolled back to is PRIMARY again, and took as long as it did at first.
#[test]
fn s2_3_8_s2_3_9_failed_deployments_are_counted() {
    let model = roomy();
    for rolls_back in [false, true] {
        let mut stage = Stage::new(&model, Detail::Metrics);
        stage.deploy(0, 0, 0);
        stage.deployment_becomes(3, 0, DeploymentState::Completed);
        stage.deploy(10, 1, 1);
        let why = crate::cluster::FailedBy::CircuitBreaker;
        stage.event(50, WEB, ServiceEvent::DeploymentFailed { deployment: 1, why });
        if rolls_back {
            stage.event(50, WEB, ServiceEvent::RollingBack { from: 1, to: 0, why });
            stage.deployment_becomes(90, 0, DeploymentState::Completed);
            stage.deployment_becomes(90, 1, DeploymentState::RolledBack);
        }
        let outcome = stage.finish(100);
        let rolled_back = f64::from(u8::from(rolls_back));
        assert_figures(
            &outcome,
            &[
                ("services.web.creation.duration", Some(3.0)),
                ("services.web.deployments.failed", Some(1.0 - rolled_back)),
                ("services.web.deployments.rolledBack", Some(rolled_back)),
                ("services.web.deployments.completed", Some(0.0)),
                ("services.web.deployments.open", Some(0.0)),
            ],
        );
        let name = outcome.metrics.get("services.web.deployments.failed.definition");
        assert_eq!(name, Some(&Metric::Text(model.task_definition(TaskDefinitionId::new(1)).name())));
    }
}
