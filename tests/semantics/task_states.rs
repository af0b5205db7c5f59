//! The states of a task and when it counts as healthy (placement.md §3).

use super::world::World;

fn one_task(container: &str) -> World {
    World::lasting("10m").hosts(1, 2048).definition("web", 1, container).service("web", 1, "")
}

/// Worked examples 18 of services.md and 45 of placement.md: `RUNNING` and healthy at 4 s, and 40 s later healthy to the
/// lower bound, which then lets the old task go.
#[test]
fn hl_01_the_lower_bound_counts_a_task_without_checks_after_40_seconds() {
    assert_eq!(one_task("").run().times(0), "1 4 4 - -");
    let update = r#"updateService = { service = "web", forceNewDeployment = true }"#;
    let replaced = |behavior| one_task("").behavior(behavior).action("100s", update).run().times(0);
    assert_eq!(replaced(""), "1 4 4 145 145");
    assert_eq!(replaced("healthyAfter = \"7s\""), "1 4 4 112 112");
}

/// The first probe comes an interval after the start; the application answers after 12 s.
#[test]
fn hl_02_a_task_with_a_container_check_counts_when_it_passes() {
    let check = "healthCheck = { command = [\"CMD\", \"true\"], interval = 10 }";
    let run = one_task(check).application("web:1", "startUpTime = \"12s\"").run();
    assert_eq!(run.times(0), "1 4 24 - -");
}

/// All that the agent goes through before `RUNNING` is one state, and what it waits for another.
#[test]
fn lc_02_the_agent_reports_running_and_stopped_only() {
    let stop = r#"updateService = { service = "web", desiredCount = 0 }"#;
    let world = one_task("").application("web:1", "shutDownTime = \"5s\"");
    assert_eq!(
        world.action("100s", stop).run().states(0),
        ["1 PENDING", "1 ACTIVATING", "4 RUNNING", "101 STOPPING", "106 STOPPED"]
    );
    let crashing = one_task("").application("web:1", "timeToFailure = \"30s\"").run();
    assert_eq!(crashing.states(0), ["1 PENDING", "1 ACTIVATING", "4 RUNNING", "34 STOPPED"]);
    let failing = one_task("").application("web:1", "startFailureRatio = 1").run();
    assert_eq!(failing.states(0), ["1 PENDING", "1 ACTIVATING", "4 STOPPED"]);
}

#[test]
fn lc_08_tasks_behind_a_load_balancer_are_deactivating_before_they_stop() {
    let stop = r#"updateService = { service = "web", desiredCount = 0 }"#;
    let balanced = World::lasting("10m")
        .hosts(1, 2048)
        .definition("web", 1, "portMappings = [{ containerPort = 80 }]")
        .application("web:1", "shutDownTime = \"5s\"")
        .target_group("web", "")
        .service("web", 1, super::load_balancers::BALANCED)
        .action("100s", stop)
        .run();
    assert_eq!(
        balanced.states(0),
        ["1 PENDING", "1 ACTIVATING", "4 RUNNING", "101 DEACTIVATING", "161 STOPPING", "166 STOPPED"]
    );
}

/// `app` ends by itself at 100 s and has nothing left to shut down; only `side` takes its 5 s.
#[test]
fn lc_05_tm_01_a_container_that_has_ended_does_not_shut_down_again() {
    let two = r#"
        [[taskDefinitions]]
        family = "web"
        containerDefinitions = [
          { name = "app", image = "app", cpu = 256, memory = 128, stopTimeout = 300 },
          { name = "side", image = "side", cpu = 256, memory = 128 },
        ]
        [[applications]]
        taskDefinition = "web:1"
        container = "side"
        shutDownTime = "5s""#;
    let world = World::lasting("3m").hosts(1, 2048).with(two).service("web", 1, "");
    let run = world.application("web:1", "timeToFailure = \"96s\"\nshutDownTime = \"60s\"").run();
    assert_eq!(run.states(0)[2..], ["4 RUNNING", "105 STOPPED"]);
}

/// Every stop is counted by `stopCode`, and by its reason where the code has several (EX-02).
#[test]
fn ex_02_stops_are_counted_by_stop_code_and_reason() {
    let run = World::lasting("20m")
        .hosts(2, 2_048)
        .definition("web", 1, "")
        .definition("web", 2, "")
        .service("web", 3, "")
        .fault("action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\nat = \"2m\"")
        .action("4m", "updateService = { service = \"web\", taskDefinition = \"web:2\" }")
        .action("8m", "stopTask = { service = \"web\" }")
        .action("12m", "terminateInstances = { containerInstances = [\"host-1\"] }")
        .run();
    let count = |name: &str| run.number(&format!("services.web.{name}"));
    let on_host = count("stopped.TerminationNotice").expect("some were on it");
    for (name, expected) in [
        ("stopped", Some(5.0 + on_host)),
        ("stopped.EssentialContainerExited", Some(1.0)),
        ("stopped.ServiceSchedulerInitiated", Some(3.0)),
        ("stopped.ServiceSchedulerInitiated:scalingActivity", Some(3.0)),
        ("stopped.UserInitiated:stopTask", Some(1.0)),
        ("stopped.InfrastructureHealth", None),
        ("deployments.startedTasks", Some(8.0 + on_host)),
    ] {
        assert_eq!(count(name), expected, "{name}");
    }
    let by_deployment: Vec<_> = run.outcome.deployments.iter().map(|of| of.stopped_tasks).collect();
    assert_eq!(by_deployment[0], [0, 1, 3, 0, 0, 0]);
    assert_eq!(by_deployment[1][3], 1);
}
