//! Examples 19 to 23 and 25: thresholds of the circuit breaker, rollbacks, early success.

use plimsoll::model::{EarlySuccess, SourceCleanup};
use plimsoll::observe::DeploymentState::{Completed, Failed, Superseded};

use super::SEEDS;
use crate::semantics::circuit_breaker::{failing, states};
use crate::semantics::deployments::{ROLL_OUT, running};
use crate::semantics::world::{Run, World};

/// Revision 2 of a service of `desired` tasks never starts; tasks come one after the other, images are known, and the throttle
/// does not grow.
fn update(desired: u32, maximum: u32, threshold: &str) -> World {
    let lines = format!(
        "deploymentConfiguration = {{ maximumPercent = {maximum}, deploymentCircuitBreaker = {{ enable = true, \
         rollback = false{threshold} }} }}"
    );
    let world = failing(desired, &lines).measured().behavior("firstTaskAlone = false\nthrottleAfter = 1000");
    world.action("10m", ROLL_OUT)
}

fn failures(run: &Run) -> usize {
    run.tasks().iter().filter(|task| task.definition == "web:2").count()
}

fn fails_after(desired: u32, maximum: u32, threshold: &str, expected: usize) {
    for seed in SEEDS {
        let run = update(desired, maximum, threshold).run_with(seed);
        assert_eq!(
            (states(&run), failures(&run)),
            (vec![Completed, Failed], expected),
            "{desired}, seed {seed}"
        );
        assert_eq!(running(&run), [desired as usize, 0, 0], "seed {seed}");
    }
}

/// At 800 tasks 1 % is eight at a time, at 400 it is four: both divide 200.
pub fn example_19() {
    for (desired, maximum, expected) in [(1, 200, 3), (25, 104, 13), (400, 101, 200), (800, 101, 200)] {
        fails_after(desired, maximum, "", expected);
    }
}

pub fn example_20() {
    for (desired, maximum, expected) in [(5, 120, 3), (6, 117, 3), (7, 115, 4)] {
        fails_after(desired, maximum, "", expected);
    }
}

/// The pass after the third failure says so; in the measured clock as well with the throttle, and with images to be resolved.
pub fn example_21() {
    let lines =
        "deploymentConfiguration = { deploymentCircuitBreaker = { enable = true, rollback = false } }";
    for seed in SEEDS {
        let run = failing(1, lines).measured().action("10m", ROLL_OUT).run_with(seed);
        assert_eq!((states(&run), failures(&run)), (vec![Completed, Failed], 3), "seed {seed}");
        let third = run.tasks().last().and_then(|task| task.stopped_at).expect("it ended");
        let failed = run.outcome.deployments[1].failed_at.expect("it failed");
        assert!(failed.since(third).as_secs_f64() <= 10.3, "seed {seed}");
    }
}

/// Revision 2 stops slowly, so that the deployment before is still in progress when revision 3 fails.
pub fn example_22() {
    let check =
        "stopTimeout = 1800, healthCheck = { command = [\"CMD\", \"false\"], interval = 10, retries = 2 }";
    let lines = "deploymentConfiguration = { maximumPercent = 400, deploymentCircuitBreaker = { enable = true, \
                 rollback = true, thresholdConfiguration = { type = \"COUNT\", value = 1 } } }";
    let world =
        World::lasting("2h").measured().hosts(1, 8192).definition("web", 1, "").definition("web", 2, check);
    let world = world.application("web:2", "startUpTime = \"10h\"\nshutDownTime = \"30m\"");
    let world = world.definition("web", 3, "").application("web:3", "startFailureRatio = 1");
    let third = r#"updateService = { service = "web", taskDefinition = "web:3" }"#;
    let world = world.service("web", 1, lines).action("10m", ROLL_OUT).action("45m", third);
    for seed in SEEDS {
        let run = world.run_with(seed);
        assert_eq!(states(&run), [Superseded, Failed, Failed], "seed {seed}: {}", run.log("web", 600.0));
        assert_eq!(running(&run), [1, 0, 0], "seed {seed}");
        let third = run.tasks().iter().filter(|task| task.definition == "web:3").count();
        assert_eq!(third, 1, "seed {seed}: it launches nothing more");
    }
}

pub fn example_23() {
    let threshold = |kind: &str, value: u32| {
        format!(", thresholdConfiguration = {{ type = \"{kind}\", value = {value} }}")
    };
    fails_after(100, 101, &threshold("COUNT", 1), 1);
    fails_after(50, 102, &threshold("UNBOUNDED_PERCENT", 1), 1);
    fails_after(50, 102, &threshold("BOUNDED_PERCENT", 1), 3);
}

/// Revision 2 comes one by one; it is told to be complete by the first pass that finds so many of it healthy.
pub fn example_25() {
    for (desired, percent, needed) in [(2, 50, 1), (3, 50, 2), (10, 80, 8), (100, 90, 90), (10, 100, 10)] {
        let early = EarlySuccess { healthy_percent: percent, cleanup: SourceCleanup::Blocking };
        assert_eq!(early.needed(desired), needed);
    }
    for (desired, percent, needed) in [(3_u32, 50, 2), (10, 80, 8)] {
        for seed in SEEDS {
            let lines = format!(
                "deploymentConfiguration = {{ minimumHealthyPercent = 0, maximumPercent = 100, earlySuccessCriteria = \
                 {{ enable = true, healthyPercent = {percent}, sourceServiceRevisionCleanup = \"DEFERRED\" }} }}"
            );
            // Launches are so rare that each pass starts one.
            let world = World::lasting("2h")
                .measured()
                .hosts(1, 20_000)
                .behavior("launchRatePerMinute = 5\nlaunchBurst = 1");
            let world = world.definition("web", 1, "").definition("web", 2, "");
            let run = world.service("web", desired, &lines).action("30m", ROLL_OUT).run_with(seed);
            let completed = run.outcome.deployments[1].completed_at.expect("it completes");
            let started = run.tasks().into_iter().filter(|task| task.definition == "web:2");
            let healthy = started.filter(|task| task.started_at.is_some_and(|at| at < completed)).count();
            assert_eq!(healthy, needed, "seed {seed}");
            assert_eq!(running(&run), [0, desired as usize, 0], "seed {seed}");
        }
    }
}
