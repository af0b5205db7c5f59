//! The control plane frees early, the agent late: tasks wait on their host (placement.md §2.7, examples 36 to 39).

use super::load_balancers::BALANCED;
use super::world::World;

const STOP: &str = r#"stopTask = { service = "old" }"#;

/// A host of 1,024 units with a task of `old` that takes 100 s to stop from 100 s on, and services that want to start.
fn host(old: u32, new: &[(&str, u32)]) -> World {
    let world =
        World::lasting("30m").hosts(1, 1024).definition("old", 1, &format!("cpu = {old}, stopTimeout = 300"));
    let mut world = world.application("old:1", "shutDownTime = \"100s\"").service("old", 1, "");
    for (name, cpu) in new {
        world = world.definition(name, 1, &format!("cpu = {cpu}")).service(name, 0, "");
    }
    world.action("100s", r#"updateService = { service = "old", desiredCount = 0 }"#)
}

fn scale_up(world: World, service: &str, at: &str) -> World {
    world.action(at, &format!("updateService = {{ service = \"{service}\", desiredCount = 1 }}"))
}

/// Example 37: the host is full; the new task is placed at once and waits until the old one is `STOPPED`.
#[test]
fn rt_03_np_05_a_placed_task_waits_for_the_stopping_one() {
    let run = scale_up(host(1024, &[("new", 1024)]), "new", "101s").run();
    assert_eq!(run.states(0)[3..], ["101 STOPPING", "201 STOPPED"]);
    assert_eq!(run.states(1), ["102 PENDING", "201 ACTIVATING", "204 RUNNING"]);
}

/// Example 38: a small task behind the one that waits would fit, and waits as well.
#[test]
fn rt_04_the_head_of_the_queue_blocks_those_behind_it() {
    let world = scale_up(host(768, &[("large", 512), ("small", 128)]), "large", "101s");
    let run = scale_up(world, "small", "110s").run();
    assert_eq!(run.states(1), ["102 PENDING", "201 ACTIVATING", "204 RUNNING"]);
    assert_eq!(run.states(2), ["111 PENDING", "201 ACTIVATING", "204 RUNNING"]);
}

/// Example 36: with room beside the stopping task nobody waits.
#[test]
fn rt_03_a_task_that_fits_beside_the_stopping_one_starts_at_once() {
    let run = scale_up(host(768, &[("small", 128)]), "small", "110s").run();
    assert_eq!(run.states(1), ["111 PENDING", "111 ACTIVATING", "114 RUNNING"]);
}

/// A task that waits in the queue and is no longer wanted leaves it and lets the one behind it start.
#[test]
fn rt_05_a_queued_task_that_is_told_to_stop_consumes_nothing() {
    let world = scale_up(host(768, &[("large", 512), ("small", 128)]), "large", "101s");
    let world = scale_up(world, "small", "110s");
    let run = world.action("150s", r#"updateService = { service = "large", desiredCount = 0 }"#).run();
    assert_eq!(run.states(1), ["102 PENDING", "151 STOPPED"]);
    assert_eq!(run.states(2)[..2], ["111 PENDING", "151 ACTIVATING"]);
}

/// Example 39: while its target is deregistered a task no longer counts on its instance, and the new one sent there
/// cannot start: 101 + 200 s of deregistration.
#[test]
fn rt_02_a_deactivating_task_is_free_in_the_control_plane_and_held_on_the_host() {
    let run = World::lasting("30m")
        .hosts(1, 1024)
        .definition("old", 1, "cpu = 1024, portMappings = [{ containerPort = 80 }]")
        .definition("new", 1, "cpu = 1024")
        .target_group("web", "\"deregistration_delay.timeout_seconds\" = 200")
        .service("old", 1, BALANCED)
        .service("new", 0, "")
        .action("100s", r#"updateService = { service = "old", desiredCount = 0 }"#)
        .action("101s", r#"updateService = { service = "new", desiredCount = 1 }"#)
        .run();
    assert_eq!(run.states(0)[3..], ["101 DEACTIVATING", "301 STOPPING", "301 STOPPED"]);
    assert_eq!(run.states(1), ["102 PENDING", "301 ACTIVATING", "304 RUNNING"]);
}

/// A task that ends by itself holds its resources until the agent says so: with a second container still stopping,
/// that is 100 s later.
#[test]
fn rt_08_a_task_that_ends_by_itself_frees_the_host_when_it_is_stopped() {
    let two = r#"
        [[taskDefinitions]]
        family = "old"
        containerDefinitions = [
          { name = "app", image = "app", cpu = 512, memory = 128 },
          { name = "side", image = "side", cpu = 512, memory = 128, stopTimeout = 300 },
        ]
        [[applications]]
        taskDefinition = "old:1"
        container = "side"
        shutDownTime = "100s""#;
    let world = World::lasting("30m").hosts(1, 1024).with(two);
    let run = world.application("old:1", "timeToFailure = \"96s\"").service("old", 1, "").run();
    // The exit at 4 + 96 s is not yet the agent's report: the replacement is placed a second after that.
    assert_eq!(run.states(0)[2..], ["4 RUNNING", "200 STOPPED"]);
    assert_eq!(run.states(1)[..2], ["201 PENDING", "201 ACTIVATING"]);
}

/// `StopTask` frees the control plane's share at once as well: the replacement is placed on the same full host.
#[test]
fn rt_01_a_task_stopped_by_hand_is_replaced_on_its_own_host() {
    let world = World::lasting("30m").hosts(1, 1024).definition("old", 1, "cpu = 1024");
    let world = world.application("old:1", "shutDownTime = \"20s\"").service("old", 1, "");
    let run = world.action("100s", STOP).run();
    assert_eq!(run.states(0)[3..], ["100 STOPPING", "120 STOPPED"]);
    assert_eq!(run.states(1)[..2], ["101 PENDING", "120 ACTIVATING"]);
}

/// 60 ports of the stopping task, 60 of the new one and the agent's own are more than 100, which is the control plane's
/// limit (RS-08) and counts what it has reserved; the agent only looks whether the ports are free.
#[test]
fn rt_03_the_agent_knows_no_limit_of_100_ports() {
    let ports = |first: u32| {
        let mapping = |port| format!("{{ containerPort = {port}, hostPort = {port} }}");
        let mappings: Vec<String> = (first..first + 60).map(mapping).collect();
        format!("cpu = 256, portMappings = [{}]", mappings.join(", "))
    };
    let world =
        World::lasting("10m").hosts(1, 1024).definition("old", 1, &ports(2_000)).service("old", 1, "");
    let world = world.application("old:1", "shutDownTime = \"25s\"");
    let world = world.definition("new", 1, &ports(3_000)).service("new", 0, "");
    let world = world.action("100s", r#"updateService = { service = "old", desiredCount = 0 }"#);
    let run = scale_up(world, "new", "101s").run();
    assert_eq!(run.states(0)[3..], ["101 STOPPING", "126 STOPPED"]);
    assert_eq!(run.states(1), ["102 PENDING", "102 ACTIVATING", "105 RUNNING"]);
}
