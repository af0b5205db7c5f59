//! Examples 36 to 39 and 44 to 50: two ledgers, health, order of containers, restarts, ends.

use plimsoll::agent::combined_health;
use plimsoll::cluster::TaskHealth::{Healthy, Unhealthy, Unknown};
use plimsoll::model::RestartPolicy;
use plimsoll::time::SimDuration;

use super::world::{World, behaves, scale, task};

/// A host of 40 units, called GB in the example; a task of `old` takes its time to stop from 101 s on.
fn stopping(old: u32, seconds: u32, new: &[(&str, u32)]) -> World {
    let world = World::lasting("30m").hosts(1, 40);
    let world = world.definition("old", 1, &format!("cpu = {old}, stopTimeout = {seconds}"));
    let mut world = world.application("old:1", "shutDownTime = \"1h\"").service("old", 1, "");
    for (name, cpu) in new {
        world = world.definition(name, 1, &format!("cpu = {cpu}")).service(name, 0, "");
    }
    world.action("100s", &scale("old", 0))
}

pub fn example_36() {
    let run = stopping(10, 60, &[("new", 10)]).action("110s", &scale("new", 1)).run();
    assert_eq!(run.states(0)[3..], ["101 STOPPING", "161 STOPPED"]);
    assert_eq!(run.states(1), ["111 PENDING", "111 ACTIVATING", "114 RUNNING"]);
}

pub fn example_37() {
    let run = stopping(40, 300, &[("u", 40)]).action("110s", &scale("u", 1)).run();
    assert_eq!(run.states(0)[3..], ["101 STOPPING", "401 STOPPED"]);
    assert_eq!(run.states(1), ["111 PENDING", "401 ACTIVATING", "404 RUNNING"]);
}

/// `v` would fit beside the 30 units that are held, and comes after `u`.
pub fn example_38() {
    let world = stopping(30, 300, &[("u", 20), ("v", 5)]).action("110s", &scale("u", 1));
    let run = world.action("120s", &scale("v", 1)).run();
    assert_eq!(run.states(2), ["121 PENDING", "401 ACTIVATING", "404 RUNNING"]);
}

/// Deregistration takes 1,000 s; the control plane sends the new task at once, and it cannot start.
pub fn example_39() {
    let target =
        "loadBalancers = [{ targetGroupArn = \"web\", containerName = \"app\", containerPort = 80 }]";
    let world =
        World::lasting("1h").hosts(1, 256).definition("web", 1, "portMappings = [{ containerPort = 80 }]");
    let world = world.target_group("web", "\"deregistration_delay.timeout_seconds\" = 1000");
    let world = world.service("web", 1, target).definition("new", 1, "").service("new", 0, "");
    let run = world.action("200s", &scale("web", 0)).action("210s", &scale("new", 1)).run();
    assert_eq!(run.states(0)[3], "201 DEACTIVATING");
    assert_eq!(run.states(1)[..2], ["211 PENDING", "1201 ACTIVATING"]);
}

pub fn example_44() {
    for (containers, task) in
        [([Unhealthy, Unknown], Unhealthy), ([Healthy, Unknown], Unknown), ([Healthy, Healthy], Healthy)]
    {
        assert_eq!(combined_health(containers), Some(task));
    }
}

pub fn example_45() {
    let update = r#"updateService = { service = "web", forceNewDeployment = true }"#;
    let world = World::lasting("5m").hosts(1, 2_048).definition("web", 1, "").service("web", 1, "");
    let run = world.action("100s", update).run();
    // The new one is RUNNING at 104 s, and the old one may go 40 s later.
    assert_eq!((run.times(0), run.times(1)), ("1 4 4 145 145".to_owned(), "101 104 104 - -".to_owned()));
}

/// The init container runs at 4 s and exits with 1 after 10 s.
pub fn example_46() {
    let run = |condition: &str| {
        let waits = format!("dependsOn = [{{ containerName = \"init\", condition = \"{condition}\" }}]");
        let world = task("5m", &[("init", "essential = false"), ("app", &waits)]);
        behaves(world, "init", "timeToFailure = \"10s\"\nexitCode = 1").run()
    };
    let failed = run("SUCCESS").tasks().swap_remove(0);
    assert_eq!((failed.exit_code, failed.started_at), (Some(143), None));
    assert_eq!(failed.stopped_at.map(|at| at.as_secs_f64().to_string()), Some("14".to_owned()));
    assert_eq!(run("COMPLETE").times(0), "1 15 15 - -");
}

/// A depends on B.
pub fn example_47() {
    let waits = "dependsOn = [{ containerName = \"b\", condition = \"START\" }]";
    let world = task("5m", &[("a", waits), ("b", "")]);
    let world = behaves(world, "a", "shutDownTime = \"7s\"").action("100s", &scale("web", 0));
    let run = behaves(world, "b", "shutDownTime = \"5s\"").run();
    assert_eq!(run.container_events(0)[2..], ["108 a stopped, exitCode 143", "113 b stopped, exitCode 143"]);
}

pub fn example_48() {
    let policy = RestartPolicy { ignored_exit_codes: vec![0], attempt_period: SimDuration::from_secs(60) };
    let restarts = |code, seconds| policy.restarts(code, SimDuration::from_secs(seconds));
    assert_eq!([restarts(1, 120), restarts(0, 120), restarts(1, 59)], [true, false, false]);
    // Killed 120 s after its start, and again 59 s after its restart.
    let app = "restartPolicy = { enabled = true, ignoredExitCodes = [0], restartAttemptPeriod = 60 }";
    let kill = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\ncount = 1\nexitCode = 1";
    let world = task("5m", &[("app", app)]).fault(&format!("{kill}\nat = \"124s\""));
    let run = world.fault(&format!("{kill}\nat = \"183s\"")).run();
    assert_eq!((run.tasks()[0].restarts, run.times(0)), (Some(1), "1 4 4 183 183".to_owned()));
}

pub fn example_49() {
    let kill =
        "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\ncount = 1\nat = \"100s\"\nexitCode = 137";
    let world = World::lasting("5m").hosts(1, 2_048).definition("web", 1, "").service("web", 1, "");
    let killed = world.fault(kill).run();
    let memory =
        behaves(task("5m", &[("app", "")]), "app", "timeToFailure = \"90s\"\noutOfMemoryRatio = 1").run();
    for run in [&killed, &memory] {
        let task = &run.tasks()[0];
        assert_eq!((task.exit_code, task.stop_code), (Some(137), Some("EssentialContainerExited")));
    }
    let reason = "exitCode 137, reason OutOfMemoryError: Container killed due to memory usage";
    assert!(memory.outcome.log.records().any(|record| record.message.ends_with(reason)));
}

/// The application never reacts to SIGTERM.
pub fn example_50() {
    let run = stopping(10, 30, &[]).run();
    assert_eq!(run.states(0)[3..], ["101 STOPPING", "131 STOPPED"]);
    assert_eq!(run.tasks()[0].exit_code, Some(137));
}
