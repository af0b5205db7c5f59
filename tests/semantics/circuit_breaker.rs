//! The deployment circuit breaker: what counts, at how many, and what becomes of the deployment (services.md §2.3).

use plimsoll::observe::DeploymentState::{self, Completed, Failed, RolledBack, Stuck};

use super::deployments::{ROLL_OUT, running};
use super::load_balancers::BALANCED;
use super::world::{Run, World};

/// Percentages with a circuit breaker, which rolls back or does not.
pub fn breaker(minimum: u32, maximum: u32, rollback: bool) -> String {
    with(minimum, maximum, &format!("enable = true, rollback = {rollback}"))
}

/// Percentages with a circuit breaker that is so.
fn with(minimum: u32, maximum: u32, breaker: &str) -> String {
    format!(
        "deploymentConfiguration = {{ minimumHealthyPercent = {minimum}, maximumPercent = {maximum}, \
         deploymentCircuitBreaker = {{ {breaker} }} }}"
    )
}

/// Hosts with plenty of room, revision 1 that runs, and revision 2, no task of which starts.
pub fn failing(desired: u32, lines: &str) -> World {
    let world = World::lasting("4h").hosts(2, 200_000).definition("web", 1, "").definition("web", 2, "");
    let world = world.definition("web", 3, "").application("web:2", "startFailureRatio = 1");
    world.service("web", desired, lines)
}

pub fn states(run: &Run) -> Vec<DeploymentState> {
    run.outcome.deployments.iter().map(|deployment| deployment.state).collect()
}

fn created(run: &Run, definition: &str) -> usize {
    run.tasks().iter().filter(|task| task.definition == definition).count()
}

/// One task at a time, or four, so that the threshold is met exactly: half of the desired count, but 3 to 200.
#[test]
fn s2_3_1_a_deployment_fails_at_half_of_the_desired_count() {
    for (desired, maximum, failures) in [(1, 200, 3), (6, 117, 3), (25, 104, 13), (400, 101, 200)] {
        let world = failing(desired, &breaker(100, maximum, false)).behavior("throttleAfter = 1000");
        let run = world.action("10m", ROLL_OUT).run();
        assert_eq!(states(&run), [Completed, Failed], "{desired}");
        assert_eq!(created(&run, "web:2"), failures, "{desired}");
        assert_eq!(run.number("services.web.deployments.failed"), Some(1.0));
        // What has failed starts nothing more, and what there was stays.
        assert_eq!(running(&run), [desired as usize, 0, 0]);
    }
}

/// Without a breaker nothing ends a deployment: it goes on for ever.
#[test]
fn s2_3_1_nothing_fails_without_a_circuit_breaker() {
    for lines in
        ["", "deploymentConfiguration = { deploymentCircuitBreaker = { enable = false, rollback = true } }"]
    {
        let run = failing(1, lines).action("10m", ROLL_OUT).run();
        assert_eq!(states(&run), [Completed, Stuck]);
    }
}

/// Of 50 tasks 1 % is one; bounded it is three (worked example 23).
#[test]
fn s2_3_2_the_threshold_is_a_count_or_a_share() {
    for (threshold, failures) in [
        ("type = \"COUNT\", value = 1", 1),
        ("type = \"COUNT\", value = 5", 5),
        ("type = \"UNBOUNDED_PERCENT\", value = 1", 1),
        ("type = \"BOUNDED_PERCENT\", value = 1", 3),
        ("type = \"BOUNDED_PERCENT\", value = 20", 10),
    ] {
        let breaker = format!("enable = true, rollback = false, thresholdConfiguration = {{ {threshold} }}");
        let world = failing(50, &with(100, 102, &breaker)).behavior("throttleAfter = 1000");
        let run = world.action("10m", ROLL_OUT).run();
        assert_eq!(
            (states(&run), created(&run, "web:2")),
            (vec![Completed, Failed], failures),
            "{threshold}"
        );
    }
}

/// The desired count is raised from 6 to 20 meanwhile: ten failures it takes then.
#[test]
fn s2_3_2_percentages_are_of_the_latest_desired_count() {
    let world = failing(6, &breaker(100, 117, false)).behavior("throttleAfter = 1000");
    let world = world
        .action("10m", r#"updateService = { service = "web", taskDefinition = "web:2", desiredCount = 20 }"#);
    let run = world.run();
    assert_eq!(states(&run), [Completed, Failed]);
    assert!(created(&run, "web:2") >= 10, "{}", created(&run, "web:2"));
}

/// Three failed starts; FAILED with the pass that sees the third, and the rollback with it; the task of revision 1 was there
/// all the time, so that nothing is left to do but to say so (measured: FAILED and rollback within 1 ms).
#[test]
fn s2_3_3_s2_3_9_s9_16_s9_17_a_failed_deployment_is_rolled_back_to_the_one_before() {
    let run = failing(1, &breaker(100, 200, true)).action("10m", ROLL_OUT).run();
    assert_eq!(states(&run), [Completed, RolledBack]);
    assert_eq!(created(&run, "web:1"), 1);
    let [first, second] = [0, 1].map(|index: usize| run.outcome.deployments[index].id.clone());
    let log: Vec<String> = run.outcome.log.records().map(|record| record.message).collect();
    let from = log.iter().position(|line| line.contains("deployment failed")).expect("it fails");
    let expected = [
        format!("(service web) (deployment {second}) deployment failed: tasks failed to start."),
        format!("(service web) rolling back to deployment {first}."),
        format!("ECS deployment circuit breaker: rolling back to deploymentId {first}."),
        format!("(service web) (deployment {first}) deployment completed."),
        "(service web) has reached a steady state.".to_owned(),
    ];
    assert_eq!(log[from..], expected);
    let names: Vec<Option<&str>> = run.outcome.log.records().map(|record| record.event_name).collect();
    let deployment = Some("SERVICE_DEPLOYMENT_IN_PROGRESS");
    assert_eq!(
        names[from..],
        [
            Some("SERVICE_DEPLOYMENT_FAILED"),
            None,
            deployment,
            Some("SERVICE_DEPLOYMENT_COMPLETED"),
            Some("SERVICE_STEADY_STATE")
        ]
    );
    assert_eq!(run.word("services.web.deployments.failed.definition"), Some("web:2"));
    assert_eq!(run.number("services.web.deployments.rolledBack"), Some(1.0));
}

/// At 0 to 100 % the old task is gone when the new one fails: the rollback starts one, with images that are known.
#[test]
fn s2_3_9_a_rollback_starts_what_is_gone() {
    let world = failing(2, &breaker(0, 100, true)).action("10m", ROLL_OUT).measured();
    let run = world.run();
    assert_eq!(states(&run), [Completed, RolledBack]);
    assert_eq!((created(&run, "web:1"), running(&run)), (4, [2, 0, 0]));
    let last = run.creations().last().cloned().expect("tasks");
    assert_eq!(last.1, 2, "none of them starts alone (SC-08)");
}

/// A container that never answers, checked by its target group or by itself: each replaced task counts when it has ended.
#[test]
fn s2_3_4_tasks_that_are_replaced_for_their_health_count() {
    let check = "healthCheck = { command = [\"CMD\", \"false\"], interval = 10, retries = 2 }";
    for (container, service) in [("portMappings = [{ containerPort = 80 }]", BALANCED), (check, "")] {
        let world = World::lasting("2h").hosts(1, 8192);
        let world = world.definition("web", 1, container).definition("web", 2, container);
        let world = world.application("web:2", "startUpTime = \"10h\"").target_group("web", "");
        let world = world.service("web", 1, &format!("{service}\n{}", breaker(100, 200, true)));
        let run = world.action("10m", ROLL_OUT).run();
        assert_eq!(states(&run), [Completed, RolledBack]);
        let failed = &run.outcome.deployments[1];
        assert!(failed.replaced_tasks >= 3, "{failed:?}");
        let ended = run
            .tasks()
            .into_iter()
            .filter(|task| task.definition == "web:2")
            .filter_map(|task| task.stopped_at);
        let failed_at = failed.failed_at.expect("it failed");
        assert_eq!(ended.filter(|at| *at <= failed_at).count(), 3, "FAILED once the third has ended");
    }
}

/// A container that exits after 50 s: without a check it counts as healthy from RUNNING and never fails the deployment; with one
/// that would pass only later, each exit before is a failure; with one that has passed before, none is.
#[test]
fn s2_3_5_s2_3_6_an_exit_counts_only_before_the_first_report_of_a_check() {
    let check = "healthCheck = { command = [\"CMD\", \"true\"], interval = 30, retries = 10 }";
    for (container, start_up, expected) in
        [("", "0s", Completed), (check, "10h", RolledBack), (check, "0s", Completed)]
    {
        let world = World::lasting("2h").hosts(1, 8192);
        let world = world.definition("web", 1, "").definition("web", 2, container);
        let crash = format!("timeToFailure = \"50s\"\nexitCode = 1\nstartUpTime = \"{start_up}\"");
        let world = world.application("web:2", &crash).service("web", 1, &breaker(100, 200, true));
        let run = world.action("10m", ROLL_OUT).run();
        assert_eq!(states(&run)[1], expected, "{container} {start_up}");
    }
}

/// Tasks that are healthy in time and tasks that are not take turns: without `resetOnHealthyTask` three failures in all are
/// enough, with it three in a row.
#[test]
fn s2_3_5_a_healthy_task_resets_the_count() {
    let failed = |reset: bool, seed: u64| {
        let check = "healthCheck = { command = [\"CMD\", \"true\"], interval = 10, retries = 2 }";
        let breaker = format!("enable = true, rollback = false, resetOnHealthyTask = {reset}");
        let world = World::lasting("2h").hosts(1, 8192).definition("web", 1, "").definition("web", 2, check);
        let world = world.application("web:2", "startUpTime = { uniform = [\"0s\", \"40s\"] }");
        let run = world.service("web", 6, &with(100, 117, &breaker)).action("10m", ROLL_OUT).run_with(seed);
        let deployment = &run.outcome.deployments[1];
        if deployment.state == Failed {
            let mut row = 0;
            let mut history: Vec<_> = run
                .tasks()
                .into_iter()
                .filter(|task| task.definition == "web:2")
                .flat_map(|task| {
                    let failed =
                        task.stopped_reason.as_deref() == Some("Task failed container health checks");
                    [
                        task.healthy_at.map(|at| (at, true)),
                        task.stopped_at.filter(|_| failed).map(|at| (at, false)),
                    ]
                })
                .flatten()
                .filter(|(at, _)| Some(*at) <= deployment.failed_at)
                .collect();
            history.sort_unstable();
            for (_, healthy) in history {
                row = if healthy && reset { 0 } else { row + u32::from(!healthy) };
            }
            assert_eq!(row, 3, "seed {seed}, reset {reset}");
        }
        deployment.state == Failed
    };
    let outcomes: Vec<(bool, bool)> =
        (1..=20).map(|seed| (failed(true, seed), failed(false, seed))).collect();
    assert!(outcomes.iter().any(|(reset, never)| !reset && *never), "{outcomes:?}");
    assert!(outcomes.iter().any(|(reset, _)| !reset), "{outcomes:?}");
}

/// A task that is too large for every host: each round of placements that fails is one failed start, so that the third, 45 s
/// after the first, ends it, and not the end of the wait behind it.
#[test]
fn s2_3_7_rounds_of_placements_without_an_instance_count() {
    let world = World::lasting("1h").hosts(3, 2048).definition("web", 1, "");
    let world = world.definition("web", 2, "cpu = 4096").service("web", 2, &breaker(100, 200, true));
    let run = world.action("10m", ROLL_OUT).run();
    assert_eq!(states(&run), [Completed, RolledBack]);
    let failed_at = run.outcome.deployments[1].failed_at.expect("it failed").as_secs_f64();
    assert!((645.0..=650.0).contains(&failed_at), "{failed_at}");
}

/// Images are to be resolved by the first task: after three tries the others would go on without, but a deployment with a
/// circuit breaker fails, however many failures its threshold would take.
#[test]
fn sc_08_three_failed_tries_to_resolve_images_fail_it() {
    let roll_out =
        |rollback| failing(50, &breaker(100, 200, rollback)).measured().action("10m", ROLL_OUT).run();
    for (rollback, state) in [(true, RolledBack), (false, Failed)] {
        let run = roll_out(rollback);
        assert_eq!((states(&run)[1], created(&run, "web:2")), (state, 3));
    }
}

/// The creation of a service fails as well; there is nothing before it.
#[test]
fn s2_3_9_a_service_that_never_ran_stalls() {
    let world = World::lasting("1h").hosts(1, 8192).definition("web", 1, "");
    let world = world.application("web:1", "startFailureRatio = 1");
    let run = world.service("web", 2, &breaker(100, 200, true)).run();
    assert_eq!(states(&run), [Failed]);
    assert_eq!(run.word("services.web.missingCount.limitedBy"), Some("DEPLOYMENT_FAILED"));
    assert!(!run.log("web", 0.0).contains("rolling back"));
}

/// Revision 2 fails without a rollback; revision 3 replaces it and all of revision 1.
#[test]
fn s2_3_8_an_update_goes_on_from_a_failed_deployment() {
    let world = failing(4, &breaker(50, 200, false)).action("10m", ROLL_OUT);
    let third = r#"updateService = { service = "web", taskDefinition = "web:3" }"#;
    let run = world.action("1h", third).run();
    assert_eq!(states(&run), [Completed, Failed, Completed]);
    assert_eq!(running(&run), [0, 0, 4]);
}

/// 1 is complete, 2 fails and is rolled back; its task, which checks do not find healthy, takes 20 min to end, so that 1 is
/// still in progress when 3 fails: 3 cannot be rolled back and launches nothing (worked example 22).
#[test]
fn s2_3_9_a_rollback_in_progress_is_no_target() {
    let check =
        "stopTimeout = 1200, healthCheck = { command = [\"CMD\", \"false\"], interval = 10, retries = 2 }";
    let world = World::lasting("2h").hosts(1, 8192).definition("web", 1, "").definition("web", 2, check);
    let world = world.application("web:2", "startUpTime = \"10h\"\nshutDownTime = \"20m\"");
    let world = world.definition("web", 3, "").application("web:3", "startFailureRatio = 1");
    let breaker = with(
        100,
        400,
        "enable = true, rollback = true, thresholdConfiguration = { type = \"COUNT\", value = 1 }",
    );
    let world = world.service("web", 1, &breaker).action("10m", ROLL_OUT);
    let third = r#"updateService = { service = "web", taskDefinition = "web:3" }"#;
    let run = world.action("32m", third).run();
    let log = run.log("web", 600.0);
    assert_eq!(states(&run), [DeploymentState::Superseded, Failed, Failed], "{log}");
    assert_eq!(log.matches("rolling back to deployment").count(), 1, "{log}");
    assert_eq!((created(&run, "web:3"), running(&run)), (1, [1, 0, 0]));
}

/// One task of a DAEMON service on each of ten hosts: five failures of them end its deployment, and the rollback puts the old
/// ones back.
#[test]
fn s2_3_1_p1_8_a_daemon_has_a_circuit_breaker_too() {
    let world = World::lasting("2h").hosts(10, 2048).definition("web", 1, "").definition("web", 2, "");
    let world = world.application("web:2", "startFailureRatio = 1");
    let lines = "deploymentConfiguration = { minimumHealthyPercent = 90, deploymentCircuitBreaker = { enable = true, rollback = true } }";
    let run = world.daemon("web", lines).action("10m", ROLL_OUT).run();
    assert_eq!(states(&run), [Completed, RolledBack]);
    assert_eq!((created(&run, "web:2"), running(&run)), (5, [10, 0, 0]));
}
