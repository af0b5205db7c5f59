//! Draining container instances (placement.md §4.3, services.md example 59).

use super::world::{Run, World, scale};

const DRAIN: &str =
    r#"updateContainerInstancesState = { containerInstances = ["host-1"], status = "DRAINING" }"#;

/// Four tasks on `host-1`, which is drained at 100 s; `host-2` has registered after they were placed.
fn drain(minimum: u32, maximum: u32) -> World {
    // VS-16: a service that was described may have 100 % twice.
    let bounds = format!(
        "runningCount = 0\ndeploymentConfiguration = {{ minimumHealthyPercent = {minimum}, maximumPercent = {maximum} }}"
    );
    World::lasting("30m")
        .hosts(1, 1024)
        .late_hosts("zone-b", "spare", 1, 2048, "50s")
        .definition("web", 1, "")
        .service("web", 4, &bounds)
        .action("100s", DRAIN)
}

fn moves(run: &Run) -> String {
    run.moves("web", 100.0)
}

/// Example 59: with minimum 50 two stop first; with maximum 200 four replacements start first.
#[test]
fn dr_02_the_bounds_govern_a_drain() {
    insta::assert_snapshot!(drain(50, 100).run().log("web", 100.0), @"
    101 has stopped 2 running tasks
    101 has started 2 tasks
    145 has stopped 2 running tasks
    145 has started 2 tasks
    149 has reached a steady state.
    ");
    assert_eq!(moves(&drain(100, 200).run()), "+4 -4");
    assert_eq!(moves(&drain(100, 150).run()), "+2 -2 +2 -2");
    assert_eq!(drain(100, 200).run().placed(100.0), [("spare-1".to_owned(), 4)].into());
}

#[test]
fn dr_03_minimum_and_maximum_of_100_keep_every_task_where_it_is() {
    let run = drain(100, 100).run();
    assert_eq!(moves(&run), "");
    assert_eq!(run.log("web", 100.0).lines().count(), 1, "that it is stuck is told once");
}

/// On `host-1` a task of `old` takes until 201 s to stop, so that the one of `web`, placed at 102 s, waits for the agent
/// when the instance is set to DRAINING at 150 s.
fn waiting() -> World {
    World::lasting("30m")
        .hosts(1, 1024)
        .definition("old", 1, "cpu = 768, stopTimeout = 300")
        .application("old:1", "shutDownTime = \"100s\"")
        .service("old", 1, "")
        .definition("web", 1, "cpu = 512")
        .service("web", 0, "")
        .action("100s", r#"updateService = { service = "old", desiredCount = 0 }"#)
        .action("101s", r#"updateService = { service = "web", desiredCount = 1 }"#)
        .action("150s", DRAIN)
}

/// The call stops it whatever the bounds, and the next pass replaces it.
#[test]
fn dr_01_pending_tasks_on_a_draining_instance_stop_with_the_call() {
    let run = waiting().late_hosts("zone-b", "spare", 1, 2048, "110s").run();
    assert_eq!(run.states(1), ["102 PENDING", "150 STOPPED"]);
    assert_eq!(run.states(2)[..2], ["151 PENDING", "151 ACTIVATING"]);
    assert_eq!(run.placed(150.0), [("spare-1".to_owned(), 1)].into());
}

/// What has not run is counted, and told beside what has: by the pass that stops it, or by the call.
#[test]
fn s9_3_stops_of_pending_tasks_are_told_apart() {
    let world = World::lasting("10m").hosts(1, 1024).definition("web", 1, "").service("web", 2, "");
    let run = world
        .action("100s", &scale("web", 4))
        .action("103s", &scale("web", 1))
        .behavior("taskLaunchTime = \"20s\"")
        .run();
    insta::assert_snapshot!(run.log("web", 103.0), @"
    104 stopped 2 pending tasks.
    104 has stopped 1 running tasks
    105 has reached a steady state.
    ");
    insta::assert_snapshot!(waiting().run().log("web", 150.0), @r#"
    150 stopped 1 pending tasks.
    151 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) encountered error "INACTIVE".
    "#);
}

/// A standalone task that waits behind a service's on the draining instance starts when that one has left the queue.
#[test]
fn dr_01_rt_04_the_call_lets_start_what_waited_behind() {
    let world = waiting().definition("job", 1, "");
    let run = world.action("110s", "runTask = { taskDefinition = \"job\" }").run();
    assert_eq!(run.states(1), ["102 PENDING", "150 STOPPED"]);
    assert_eq!(run.states(2), ["110 PENDING", "150 ACTIVATING", "153 RUNNING"]);
}

/// What the agent has begun to start is past `PENDING`: it leaves as `RUNNING` tasks do, after its replacement where the
/// maximum allows, and otherwise once it runs.
#[test]
fn dr_02_activating_tasks_on_a_draining_instance_leave_within_the_bounds() {
    let slow = |minimum, maximum| drain(minimum, maximum).behavior("taskLaunchTime = \"5m\"").run();
    let run = slow(100, 200);
    // Replaced from 101 s on; those four count as healthy 40 s after RUNNING at 401 s.
    assert_eq!(moves(&run), "+4 -4");
    assert_eq!(run.states(0)[..4], ["1 PENDING", "1 ACTIVATING", "301 RUNNING", "441 STOPPING"]);
    assert_eq!(run.placed(100.0), [("spare-1".to_owned(), 4)].into());
    // All four are in the maximum, and none is healthy before 341 s.
    let run = slow(50, 100);
    assert_eq!(run.states(0)[..3], ["1 PENDING", "1 ACTIVATING", "301 RUNNING"]);
    assert_eq!(moves(&run), "-2 +2 -2 +2");
    assert!(run.tasks().iter().all(|task| task.stopping_at.is_none_or(|at| at.as_secs_f64() >= 341.0)));
}

/// Drained, it stays DRAINING and takes nothing until it is set ACTIVE.
#[test]
fn dr_05_a_drained_instance_stays_draining_until_it_is_set_active() {
    let activate =
        r#"updateContainerInstancesState = { containerInstances = ["host-1"], status = "ACTIVE" }"#;
    let world = drain(100, 200).action("500s", &scale("web", 8));
    let drained = world.clone().run();
    assert_eq!(
        drained.instance_events("host-1"),
        ["0 registered with status ACTIVE, agentConnected true", "100 status DRAINING, agentConnected true"]
    );
    assert_eq!(drained.placed(500.0), [("spare-1".to_owned(), 4)].into());
    let back = world.action("400s", activate).run();
    assert_eq!(back.instance_events("host-1")[2], "400 status ACTIVE, agentConnected true");
    assert_eq!(back.placed(500.0), [("host-1".to_owned(), 4)].into());
}

/// The same call twice drains two instances: the second one passes over the instance that is DRAINING already.
#[test]
fn ci_01_a_count_passes_over_instances_that_are_in_that_status() {
    let set = |status| format!("updateContainerInstancesState = {{ count = 1, status = \"{status}\" }}");
    let world = World::lasting("10m").hosts(3, 1024).definition("web", 1, "").service("web", 1, "");
    let drains = world.action("10s", &set("DRAINING")).action("20s", &set("DRAINING"));
    let run = drains.action("30s", &set("ACTIVE")).action("40s", &set("ACTIVE")).run();
    let later = |host| run.instance_events(host)[1..].to_vec();
    assert_eq!(
        later("host-1"),
        ["10 status DRAINING, agentConnected true", "30 status ACTIVE, agentConnected true"]
    );
    assert_eq!(
        later("host-2"),
        ["20 status DRAINING, agentConnected true", "40 status ACTIVE, agentConnected true"]
    );
    assert!(later("host-3").is_empty());
}

/// A call at 10 s knows nothing of an instance that registers at 60 s, whether by its name or among others.
#[test]
fn ci_01_draining_an_instance_that_has_not_registered_has_no_effect() {
    for which in ["containerInstances = [\"late-1\"]", "count = 1"] {
        let drain = format!("updateContainerInstancesState = {{ {which}, status = \"DRAINING\" }}");
        let world = World::lasting("10m").late_hosts("zone-a", "late", 1, 1024, "60s");
        let run = world.definition("web", 1, "").service("web", 1, "").action("10s", &drain).run();
        assert_eq!(run.instance_events("late-1"), ["60 registered with status ACTIVE, agentConnected true"]);
        assert_eq!(run.tasks().len(), 1);
    }
}
