//! Rolling deployments, step by step (services.md §1.2, §2 and the examples of §12).

use plimsoll::observe::{DeploymentState, TaskRecord};

use super::world::{Run, World, scale, seconds};

pub const ROLL_OUT: &str = r#"updateService = { service = "web", taskDefinition = "web:2" }"#;

/// Both percentages of a service.
pub fn bounds(minimum: u32, maximum: u32) -> String {
    let bounds = format!(
        "deploymentConfiguration = {{ minimumHealthyPercent = {minimum}, maximumPercent = {maximum} }}"
    );
    // VS-16: with 100 % twice, a service that was described.
    if (minimum, maximum) == (100, 100) { format!("runningCount = 0\n{bounds}") } else { bounds }
}

/// A host with room for `room` tasks, `desired` of them revision 1, and three revisions to choose from.
pub fn world(desired: u32, minimum: u32, maximum: u32, room: u32) -> World {
    let world = World::lasting("1h").hosts(1, room * 256);
    let world = world.definition("web", 1, "").definition("web", 2, "").definition("web", 3, "");
    world.service("web", desired, &bounds(minimum, maximum))
}

/// Revision 2 is rolled out after 10 min.
fn roll_out(desired: u32, minimum: u32, maximum: u32, room: u32) -> Run {
    world(desired, minimum, maximum, room).action("10m", ROLL_OUT).run()
}

/// How many tasks of each revision still run.
pub fn running(run: &Run) -> [usize; 3] {
    let of = |revision: &str| {
        let tasks = run.tasks();
        tasks.iter().filter(|task| task.definition == revision && task.stopping_at.is_none()).count()
    };
    ["web:1", "web:2", "web:3"].map(of)
}

/// Example 12 of services.md: each round takes 3 s to start, 40 s to count as healthy and 1 s to react.
#[test]
fn s1_2_12_six_tasks_at_100_to_200_with_room_for_eight() {
    let run = roll_out(6, 100, 200, 8);
    assert_eq!(run.moves("web", 600.0), "+2 -2 +2 -2 +2 -2");
    insta::assert_snapshot!(run.log("web", 600.0), @"
    601 has started 2 tasks
    601 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    645 has stopped 2 running tasks
    645 has started 2 tasks
    645 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    689 has stopped 2 running tasks
    689 has started 2 tasks
    733 has stopped 2 running tasks
    734 deployment completed.
    734 has reached a steady state.
    ");
    assert_eq!(running(&run), [0, 6, 0]);
}

/// Example 13: lower = 3, room 8 − 3 = 5; then 3 + 5 − 3 = 5 could go, 3 are there; 6 − 5 = 1 is missing.
#[test]
fn s1_2_12_six_tasks_at_50_to_200_with_room_for_eight() {
    let run = roll_out(6, 50, 200, 8);
    insta::assert_snapshot!(run.log("web", 600.0), @"
    601 has stopped 3 running tasks
    601 has started 5 tasks
    601 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    645 has stopped 3 running tasks
    645 has started 1 tasks
    649 deployment completed.
    649 has reached a steady state.
    ");
    assert_eq!(running(&run), [0, 6, 0]);
}

/// Example 14.
#[test]
fn s1_2_12_six_tasks_at_50_to_200_with_plenty_of_room() {
    let run = roll_out(6, 50, 200, 100);
    insta::assert_snapshot!(run.log("web", 600.0), @"
    601 has stopped 3 running tasks
    601 has started 6 tasks
    645 has stopped 3 running tasks
    646 deployment completed.
    646 has reached a steady state.
    ");
    assert_eq!(running(&run), [0, 6, 0]);
}

/// Examples 8 and 9: start before stop without an outage, and stop before start with one.
#[test]
fn s1_2_12_one_task_starts_first_or_stops_first() {
    let first = roll_out(1, 100, 200, 2);
    assert_eq!(first.moves("web", 600.0), "+1 -1");
    assert_eq!(first.times(0), "1 4 4 645 645");
    assert_eq!(first.times(1), "601 604 604 - -");
    let outage = roll_out(1, 0, 100, 2);
    assert_eq!(outage.moves("web", 600.0), "-1 +1");
    assert_eq!(outage.times(0), "1 4 4 601 601");
    assert_eq!(outage.times(1), "601 604 604 - -");
}

/// Example 17 and deadlock 1 of §2.7: no host has the port free, and no task may stop. A spare host is the cure.
#[test]
fn np_06_s2_7_1_a_fixed_port_without_a_spare_host_is_stuck() {
    let port = "portMappings = [{ containerPort = 80, hostPort = 80 }]";
    let fleet = |count| {
        let world = World::lasting("1h").hosts(count, 2048);
        let world = world.definition("web", 1, port).definition("web", 2, port);
        world.service("web", 3, &bounds(100, 200)).action("10m", ROLL_OUT).run()
    };
    let stuck = fleet(3);
    insta::assert_snapshot!(stuck.log("web", 600.0), @"
    601 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) is already using a port required by your task.
    ");
    assert_eq!(running(&stuck), [3, 0, 0]);
    let spare = fleet(4);
    assert_eq!(spare.moves("web", 600.0), "+1 -1 +1 -1 +1 -1");
    assert_eq!(running(&spare), [0, 3, 0]);
}

/// Example 16 and deadlock 3 of §2.7.
#[test]
fn s2_7_3_minimum_and_maximum_of_100_block_a_deployment() {
    let run = roll_out(3, 100, 100, 100);
    insta::assert_snapshot!(run.log("web", 600.0), @"
    601 was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.
    ");
    assert_eq!(
        run.outcome.deployments.last().map(|deployment| deployment.state),
        Some(DeploymentState::Stuck)
    );
}

/// Deadlock 2 of §2.7: lower and upper round to the desired count. With maximum 100 nothing is above it either.
#[test]
fn hl_05_s2_7_2_deployments_that_can_never_move() {
    for (desired, minimum, maximum) in
        [(1, 50, 100), (1, 100, 134), (2, 75, 100), (3, 100, 125), (3, 67, 133)]
    {
        let run = roll_out(desired, minimum, maximum, 100);
        assert_eq!(run.moves("web", 600.0), "", "{desired} tasks at {minimum} to {maximum}");
        let log = run.log("web", 600.0);
        assert!(log.starts_with("601 was unable to stop or start tasks during a deployment"), "{log}");
    }
    assert_eq!(roll_out(3, 66, 133, 100).moves("web", 600.0), "-1 +1 -1 +1 -1 +1");
}

#[test]
fn s2_1_1_task_definitions_and_force_start_a_deployment_and_nothing_else_does() {
    let strategies = r#"placementStrategy = [{ type = "binpack", field = "cpu" }]"#;
    for (update, deployments) in [
        (r#"taskDefinition = "web:2""#.to_owned(), 2),
        ("forceNewDeployment = true".to_owned(), 2),
        (r#"taskDefinition = "web:1""#.to_owned(), 1),
        ("desiredCount = 3".to_owned(), 1),
        (bounds(50, 150), 1),
        (strategies.to_owned(), 1),
    ] {
        let call = format!("updateService = {{ service = \"web\", {update} }}");
        let run = world(2, 100, 200, 10).action("10m", &call).run();
        assert_eq!(run.outcome.deployments.len(), deployments, "{update}");
        let replaced = run.tasks().iter().filter(|task| task.stopping_at.is_some()).count();
        assert_eq!(replaced, if deployments == 2 { 2 } else { 0 }, "{update}");
    }
}

/// Revision 3 comes while two tasks of revision 2 are not healthy yet: they are the first to go.
#[test]
fn s2_2_6_a_deployment_supersedes_one_that_has_only_begun() {
    let third = r#"updateService = { service = "web", taskDefinition = "web:3" }"#;
    let run = world(6, 100, 200, 8).action("10m", ROLL_OUT).action("10m 20s", third).run();
    insta::assert_snapshot!(run.log("web", 600.0), @"
    601 has started 2 tasks
    601 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    621 has stopped 2 running tasks
    621 has started 2 tasks
    621 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    665 has stopped 2 running tasks
    665 has started 2 tasks
    665 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    709 has stopped 2 running tasks
    709 has started 2 tasks
    753 has stopped 2 running tasks
    754 deployment completed.
    754 has reached a steady state.
    ");
    assert_eq!(running(&run), [0, 0, 6]);
    let states: Vec<_> = run.outcome.deployments.iter().map(|deployment| deployment.state).collect();
    assert_eq!(states, [DeploymentState::Completed, DeploymentState::Superseded, DeploymentState::Completed]);
}

/// Revision 3 comes when two tasks of revision 2 are healthy and two more have started.
#[test]
fn s2_2_6_a_deployment_supersedes_one_that_is_half_done() {
    let third = r#"updateService = { service = "web", taskDefinition = "web:3" }"#;
    let run = world(6, 100, 200, 8).action("10m", ROLL_OUT).action("11m", third).run();
    insta::assert_snapshot!(run.log("web", 600.0), @"
    601 has started 2 tasks
    601 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    645 has stopped 2 running tasks
    645 has started 2 tasks
    645 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    660 has stopped 2 running tasks
    660 has started 2 tasks
    660 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    704 has stopped 2 running tasks
    704 has started 2 tasks
    704 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    748 has stopped 2 running tasks
    748 has started 2 tasks
    792 has stopped 2 running tasks
    793 deployment completed.
    793 has reached a steady state.
    ");
    assert_eq!(running(&run), [0, 0, 6]);
}

/// At 602 s the new tasks do not run yet, so it is an old one that crashes; the deployment replaces its replacement later.
#[test]
fn hl_04_a_crash_during_a_deployment_is_replaced_by_its_own_revision() {
    let crash = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\nat = \"602s\"";
    let run = world(2, 100, 200, 4).action("10m", ROLL_OUT).fault(crash).run();
    let created: Vec<String> =
        run.tasks().iter().map(|task| format!("{} {}", seconds(task.created_at), task.definition)).collect();
    assert_eq!(created, ["1 web:1", "1 web:1", "601 web:2", "601 web:2", "603 web:1"]);
    assert_eq!(running(&run), [0, 2, 0]);
}

/// Four hosts for three tasks of a host each. One is lost while the first new task starts; its old task fits nowhere
/// any more, and the room below the maximum of four goes to PRIMARY instead.
#[test]
fn hl_04_an_old_revision_that_cannot_be_placed_does_not_starve_primary() {
    let run = World::lasting("1h")
        .hosts(4, 1024)
        .definition("web", 1, "cpu = 1024")
        .definition("web", 2, "cpu = 256")
        .service("web", 3, &bounds(100, 134))
        .action("10m", ROLL_OUT)
        .action("10m", r#"terminateInstances = { containerInstances = ["host-1"] }"#)
        .run();
    let tasks = run.tasks();
    let created = tasks.iter().map(|task| format!("{} {}", seconds(task.created_at), task.definition));
    let created: Vec<String> = created.skip(3).collect();
    // The old task that goes at 675 s is not followed by another of its revision in the same pass.
    assert_eq!(created, ["601 web:2", "631 web:2", "675 web:2"]);
    assert_eq!(running(&run), [0, 3, 0]);
}

/// At 30 s no task has been judged, and the lower bound needs both: they stay until the new ones are healthy.
#[test]
fn s2_2_1_unjudged_tasks_survive_a_forced_deployment_as_far_as_they_are_needed() {
    let force = r#"updateService = { service = "web", forceNewDeployment = true }"#;
    let run = world(2, 100, 200, 8).action("30s", force).run();
    assert_eq!(run.moves("web", 30.0), "+2 -2");
    // Started at 31 s, running at 34 s, healthy at 74 s, and a second to react.
    assert_eq!([run.times(0), run.times(1)], ["1 4 4 75 75", "1 4 4 75 75"]);
}

/// Two old tasks crash, and whatever takes their places lets no old task fit any more. PRIMARY takes the room instead,
/// beside the four that it is to start anyway, and yet no more than four in all; and once PRIMARY's tasks are healthy, an
/// old one that goes for them does not come back in the place it left.
#[test]
fn hl_04_primary_takes_the_room_of_lost_tasks_up_to_its_count() {
    let run = World::lasting("20m")
        .hosts(4, 4000)
        .definition("web", 1, "cpu = 3400")
        .definition("web", 2, "cpu = 700")
        .definition("filler", 1, "cpu = 700")
        .service("web", 4, "")
        .fault("action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\ncount = 2\nat = \"605s\"")
        .action("10m", ROLL_OUT)
        .action(
            "605s",
            r#"runTask = { taskDefinition = "filler:1", count = 2, placementStrategy = [{ type = "spread", field = "instanceId" }] }"#,
        )
        .run();
    let tasks = run.tasks();
    let live_at = |at, definition: &str| {
        let of = tasks.iter().filter(|task| task.definition == definition);
        of.filter(|task| task.created_at <= at && task.stopping_at.is_none_or(|stopping| stopping > at))
            .count()
    };
    for task in &tasks {
        assert!(live_at(task.created_at, "web:2") <= 4, "at {}", seconds(task.created_at));
        let stopped = |other: &&TaskRecord| {
            other.definition == task.definition && other.stopping_at == Some(task.created_at)
        };
        assert_eq!(tasks.iter().find(stopped), None, "started and stopped at {}", seconds(task.created_at));
    }
    insta::assert_snapshot!(run.log("web", 600.0), @"
    601 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    616 has started 4 tasks
    616 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) has insufficient CPU units available.
    660 has stopped 2 running tasks
    661 deployment completed.
    661 has reached a steady state.
    ");
    assert_eq!(running(&run), [0, 4, 0]);
}

/// Revision 2 starts and fails without end: the update is stuck, the creation is not among its durations, and a note says
/// so. One that fails twice and then runs is not stuck.
#[test]
fn a_deployment_whose_tasks_fail_without_end_is_named() {
    let fails = "timeToFailure = \"5s\"\nexitCode = 1";
    let run = world(1, 100, 200, 4).application("web:2", fails).action("10m", ROLL_OUT).run();
    assert_eq!(run.figure("services.web.deployments.stuck"), "1");
    assert_eq!(run.figure("services.web.deployments.completed"), "0");
    assert_eq!(run.number("services.web.deployments.duration.max"), None);
    assert!(run.number("services.web.creation.duration").is_some_and(|seconds| seconds < 60.0));
    let failed =
        run.tasks().iter().filter(|task| task.definition == "web:2" && task.stopped_at.is_some()).count();
    assert!(failed >= 3);
    assert_eq!(run.figure("services.web.deployments.failedTasks"), failed.to_string());
    let update = &run.outcome.deployments[1];
    assert_eq!((update.state, update.failed_tasks as usize), (DeploymentState::Stuck, failed));
    assert_eq!(run.figure("services.web.deployments.failedInARow"), failed.to_string());
    assert_eq!(run.word("services.web.deployments.open.definition"), Some("web:2"));
    assert_eq!(run.word("services.web.deployments.open.limitedBy"), Some("TASKS_FAIL"));

    let run = world(1, 100, 200, 4).action("10m", ROLL_OUT).run();
    assert_eq!(run.figure("services.web.deployments.failedTasks"), "0");
    assert_eq!(run.figure("services.web.deployments.completed"), "1");
    assert_eq!(run.figure("services.web.deployments.open"), "0");
    assert_eq!(run.figure("services.web.deployments.failedInARow"), "0");
}

/// 2 s to be healthy at 12 min; in the two minutes without a desired task nothing is missing, and before the first steady
/// state nothing counts.
#[test]
fn time_with_nothing_desired_counts_as_available() {
    let run = World::lasting("20m")
        .hosts(1, 1024)
        .definition("web", 1, "")
        .service("web", 1, "")
        .action("10m", &scale("web", 0))
        .action("12m", &scale("web", 1))
        .run();
    let again = run.tasks()[1].healthy_at.expect("it becomes healthy");
    let missing = again.as_secs_f64() - 720.0;
    let availability = run.number("services.web.availability").expect("there is one");
    let counted = 1_200.0 - run.number("services.web.countsFrom").expect("there is one");
    assert!(missing > 1.0 && counted < 1_200.0, "{missing} s missing of {counted}");
    assert!((availability - (1.0 - missing / counted)).abs() < 1e-9, "{availability}, {missing} s missing");
}
