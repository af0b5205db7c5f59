//! What becomes of a deployment that is not over at the end: stuck where nothing pending can move it, in progress where
//! something can.

use plimsoll::observe::DeploymentState::{self, Completed, InProgress, Stuck};

use super::deployments::{ROLL_OUT, bounds};
use super::world::World;

const PORT: &str = "portMappings = [{ containerPort = 80, hostPort = 80 }]";

/// Three tasks with a fixed port on three hosts: a deployment finds no fourth one.
fn on_full_hosts() -> World {
    let world = World::lasting("1h").hosts(3, 2048).definition("web", 1, PORT).definition("web", 2, PORT);
    world.service("web", 3, &bounds(100, 200)).action("10m", ROLL_OUT)
}

/// Percentages that allow neither a stop nor a start.
fn between_its_bounds() -> World {
    let world = World::lasting("1h").hosts(3, 2048).definition("web", 1, "").definition("web", 2, "");
    world.service("web", 1, &bounds(50, 100)).action("10m", ROLL_OUT)
}

/// A task that works for two hours, where `web` would have room.
fn with_work(world: World) -> World {
    let world = world.definition("batch", 1, PORT);
    world.hosts_in("zone-a", "more", 1, 2048).action("1m", "runTask = { taskDefinition = \"batch:1\", count = 1, runTime = \"2h\", placementConstraints = [{ type = \"memberOf\", expression = \"attribute:ecs.availability-zone == zone-a\" }] }")
}

/// State of the last deployment of `web`, and what is said of it.
fn end_of(world: &World) -> (DeploymentState, String) {
    let outcome = world.run().outcome;
    let is_proof = |note: &&String| note.starts_with("web: deployment of web:2 is stuck");
    let note = outcome.notes.iter().find(is_proof).cloned().unwrap_or_default();
    (outcome.deployments.last().expect("two deployments").state, note)
}

#[test]
fn sc_04_a_deployment_is_stuck_where_nothing_that_is_pending_can_move_it() {
    let fails = |after: &str| format!("timeToFailure = \"{after}\"");
    let fault =
        |at: &str| format!("action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\nevery = \"{at}\"");
    for (what, world, state, said) in [
        ("full hosts", on_full_hosts(), Stuck, "RESOURCE:PORTS (80/tcp)"),
        ("percentages", between_its_bounds(), Stuck, "PERCENTAGES"),
        (
            "a host that comes later",
            on_full_hosts().late_hosts("zone-a", "late", 1, 2048, "2h"),
            InProgress,
            "",
        ),
        ("a host that came", on_full_hosts().late_hosts("zone-a", "late", 1, 2048, "30m"), Completed, ""),
        ("work that ends later", with_work(on_full_hosts()), InProgress, ""),
        ("room is no help to percentages", with_work(between_its_bounds()), Stuck, "PERCENTAGES"),
        (
            "a crash to come",
            on_full_hosts().application("web:1", &fails("40h")),
            Stuck,
            "only a failure could change it",
        ),
        (
            "a fault to come",
            between_its_bounds().fault(&fault("5h")),
            Stuck,
            "only a failure could change it",
        ),
    ] {
        let (found, note) = end_of(&world);
        assert_eq!(found, state, "{what}: {note}");
        assert_eq!(note.is_empty(), said.is_empty(), "{what}: {note}");
        assert!(note.contains(said), "{what}: {note}");
        let has_way_out = note.contains("only a failure");
        assert_eq!(has_way_out, said.contains("only a failure"), "{what}: {note}");
    }
}

/// Services that wait for each other's room alone never move each other.
#[test]
fn sc_04_two_that_wait_for_room_are_both_stuck() {
    let other = r#"updateService = { service = "api", forceNewDeployment = true }"#;
    let world = on_full_hosts().definition("api", 1, PORT.replace("80", "81").as_str());
    let world = world.service("api", 3, &bounds(100, 200)).action("10m", other);
    let outcome = world.run().outcome;
    let states: Vec<_> = outcome.deployments.iter().map(|deployment| deployment.state).collect();
    assert_eq!(states, [Completed, Stuck, Completed, Stuck]);
}
