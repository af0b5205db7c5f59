//! Task scale-in protection (SI-07, services.md §8).

use super::world::{World, scale};

fn world(desired: u32) -> World {
    World::lasting("4h")
        .hosts(2, 2048)
        .definition("web", 1, "")
        .definition("web", 2, "")
        .service("web", desired, "")
}

fn protect(count: u32, more: &str) -> String {
    format!("updateTaskProtection = {{ service = \"web\", count = {count}, protectionEnabled = true{more} }}")
}

/// Of six, the three oldest are protected; two are wanted. The third goes when its protection expires.
#[test]
fn si_07_protected_tasks_stay_until_they_are_not_any_more() {
    let run = world(6)
        .action("100s", &protect(3, ", expiresInMinutes = 10"))
        .action("200s", &scale("web", 2))
        .run();
    assert_eq!(run.moves("web", 200.0), "-3 -1");
    assert_eq!(run.moves("web", 699.0), "-1");
    let stopped: Vec<bool> = run.tasks().iter().map(|task| task.stopping_at.is_some()).collect();
    assert_eq!(stopped[3..], [true, true, true], "the unprotected ones went first");
    let log = run.log("web", 200.0);
    assert!(
        log.contains("Reason: The number of protected tasks are more than the desired count of tasks."),
        "{log}"
    );
    let steady = log.lines().filter(|line| line.contains("steady state.")).count();
    assert_eq!(steady, 1, "not before: {log}");
}

#[test]
fn s9_15_the_event_of_protected_tasks_has_a_name() {
    let run = world(3).action("100s", &protect(3, "")).action("200s", &scale("web", 1)).run();
    let name = "TASKSET_SCALE_IN_FAILURE_BY_TASK_PROTECTION";
    assert_eq!(run.outcome.log.records().filter(|line| line.event_name == Some(name)).count(), 1);
}

/// Two hours where nothing is said; another call extends it, or ends it.
#[test]
fn s8_protection_expires_after_two_hours_and_is_reset_by_calls() {
    let scaled = |more: &[(&str, &str)]| {
        let world = world(2).action("100s", &protect(2, "")).action("200s", &scale("web", 1));
        let world = more.iter().fold(world, |world, (at, call)| world.action(at, call));
        let run = world.run();
        let stopped = run.tasks().iter().filter_map(|task| task.stopping_at).min();
        stopped.map(|at| (at.as_secs_f64() / 60.0).floor())
    };
    assert_eq!(scaled(&[]), Some(121.0));
    assert_eq!(
        scaled(&[("1h", "updateTaskProtection = { service = \"web\", protectionEnabled = false }")]),
        Some(60.0)
    );
    let extended =
        "updateTaskProtection = { service = \"web\", protectionEnabled = true, expiresInMinutes = 2880 }";
    // DEPLOYMENT_BLOCKED: more are protected than are wanted, so that nothing is set.
    assert_eq!(scaled(&[("1h", extended)]), Some(121.0));
    let before =
        world(2).action("100s", &protect(2, "")).action("1h", extended).action("61m", &scale("web", 1));
    assert!(before.run().tasks().iter().all(|task| task.stopping_at.is_none()));
}

/// The old task stays although the new ones are there, and the deployment with it.
#[test]
fn s2_2_8_a_protected_task_holds_a_deployment_open() {
    let run = world(3)
        .action("100s", &protect(1, ", expiresInMinutes = 60"))
        .action("200s", "updateService = { service = \"web\", taskDefinition = \"web:2\" }")
        .run();
    let completed = run.log("web", 200.0);
    let completed =
        completed.lines().find(|line| line.ends_with("deployment completed.")).expect("it completes");
    let at: f64 = completed.split(' ').next().expect("a time").parse().expect("a number");
    assert!((3_700.0..3_800.0).contains(&at), "{completed}");
    assert_eq!(run.figure("services.web.deployments.completed"), "1");
}

/// `StopTask`, failed checks and a lost host end a protected task like any other.
#[test]
fn s8_protection_is_from_scale_in_alone() {
    let stop = world(2)
        .action("100s", &protect(2, ""))
        .action("200s", "stopTask = { service = \"web\", count = \"all\" }");
    assert_eq!(stop.run().tasks().iter().filter(|task| task.stopping_at.is_some()).count(), 2);
    let lost = world(2).action("100s", &protect(2, "")).action("200s", "terminateInstances = { count = 2 }");
    assert_eq!(lost.run().tasks().iter().filter(|task| task.stopping_at.is_some()).count(), 2);
    let check = "healthCheck = { command = [\"true\"], interval = 5, timeout = 2, retries = 2 }";
    let sick = World::lasting("20m").hosts(2, 2048).definition("web", 1, check).service("web", 2, "");
    let sick = sick
        .action("100s", &protect(2, ""))
        .fault("action = \"plimsoll:container-hang\"\nservice = \"web\"\nat = \"200s\"")
        .run();
    let replaced: Vec<_> = sick.tasks().into_iter().filter(|task| task.stopping_at.is_some()).collect();
    assert_eq!(replaced.len(), 1);
    assert_eq!(replaced[0].stop_code, Some("ServiceSchedulerInitiated"));
}
