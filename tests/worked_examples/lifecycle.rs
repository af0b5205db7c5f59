//! Examples 36 to 39, 44, 45, 49 and 50: two ledgers, health, ends.

use plimsoll::agent::combined_health;
use plimsoll::cluster::TaskHealth::{Healthy, Unhealthy, Unknown};

use super::world::{World, scale};

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

pub fn example_49() {
    let kill =
        "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\ncount = 1\nat = \"100s\"\nexitCode = 137";
    let world = World::lasting("5m").hosts(1, 2_048).definition("web", 1, "").service("web", 1, "");
    let task = world.fault(kill).run().tasks().swap_remove(0);
    assert_eq!((task.exit_code, task.stop_code), (Some(137), Some("EssentialContainerExited")));
}

/// The application never reacts to SIGTERM.
pub fn example_50() {
    let run = stopping(10, 30, &[]).run();
    assert_eq!(run.states(0)[3..], ["101 STOPPING", "131 STOPPED"]);
    assert_eq!(run.tasks()[0].exit_code, Some(137));
}
