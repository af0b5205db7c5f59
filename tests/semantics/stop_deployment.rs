//! `stopServiceDeployment` (services.md §2.4).

use plimsoll::observe::DeploymentState::{Completed, RolledBack};

use super::circuit_breaker::{failing, states};
use super::deployments::{ROLL_OUT, bounds, running};
use super::world::World;

const STOP: &str = r#"stopServiceDeployment = { service = "web", stopType = "ROLLBACK" }"#;

/// No circuit breaker, and revision 2 never starts: the call ends what would go on for ever.
#[test]
fn s2_4_3_a_deployment_is_rolled_back_without_a_circuit_breaker() {
    let run = failing(4, &bounds(50, 200)).action("10m", ROLL_OUT).action("20m", STOP).run();
    assert_eq!(states(&run), [Completed, RolledBack]);
    assert_eq!(running(&run), [4, 0, 0]);
    let log = run.log("web", 1200.0);
    let told: Vec<&str> = log.lines().map(|line| line.split(") ").last().unwrap_or(line)).collect();
    let target = &run.outcome.deployments[0].id;
    assert_eq!(
        told,
        [
            "deployment failed: stopped by StopServiceDeployment.",
            &format!("1200 rolling back to deployment {target}."),
            "1201 has started 2 tasks",
            "1205 deployment completed.",
            "1205 has reached a steady state.",
        ]
    );
}

/// Half of revision 2 runs: its tasks leave as those of any older deployment do, and revision 1 starts what it gave up.
#[test]
fn s2_4_3_tasks_that_run_are_replaced_by_those_of_the_target() {
    let world = World::lasting("1h").hosts(1, 6 * 256).definition("web", 1, "").definition("web", 2, "");
    let world = world.service("web", 4, &bounds(50, 100)).action("10m", ROLL_OUT).action("10m 20s", STOP);
    let run = world.run();
    assert_eq!(states(&run), [Completed, RolledBack]);
    assert_eq!(running(&run), [4, 0, 0]);
    assert_eq!(run.number("services.web.deployments.completed"), Some(0.0));
}

/// Nothing is in progress, a rollback is already, or nothing has completed: the run says that the call did nothing.
#[test]
fn s2_4_3_a_call_that_finds_nothing_to_stop_is_told() {
    let told = |world: &World| world.run().outcome.notes.join("\n");
    let good = |at| failing(2, "").action("10m", &ROLL_OUT.replace("web:2", "web:3")).action(at, STOP);
    let none = told(&good("30m"));
    assert!(
        none.contains("stopServiceDeployment at 00:30:00 did nothing: web had no deployment in progress"),
        "{none}"
    );
    let twice = failing(2, &bounds(50, 200)).action("10m", ROLL_OUT).action("20m", STOP);
    let twice = told(&twice.action("20m 1s", &STOP.replace(", stopType = \"ROLLBACK\"", "")));
    assert!(twice.contains("web was being rolled back already"), "{twice}");
    let never = failing(2, "").application("web:1", "startFailureRatio = 1");
    let never = told(&never.action("10m", ROLL_OUT).action("20m", STOP));
    assert!(never.contains("web had no completed deployment to be rolled back to"), "{never}");
}
