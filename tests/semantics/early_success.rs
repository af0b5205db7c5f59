//! Deployments that are a success before all of their tasks are healthy (services.md §2.2).

use plimsoll::observe::DeploymentState::Completed;

use super::circuit_breaker::states;
use super::deployments::ROLL_OUT;
use super::world::{Run, World};

/// Four tasks, of which 50 % are enough, at 50 to 200 %; those of revision 1 take 20 s to end.
fn early(cleanup: &str) -> Run {
    let criteria = format!(
        "deploymentConfiguration = {{ minimumHealthyPercent = 50, earlySuccessCriteria = {{ enable = true, \
         healthyPercent = 50, sourceServiceRevisionCleanup = \"{cleanup}\" }} }}"
    );
    let world = World::lasting("1h").hosts(1, 6 * 256);
    let world = world.definition("web", 1, "").definition("web", 2, "");
    let world = world.application("web:1", "shutDownTime = \"20s\"");
    world.service("web", 4, &criteria).action("10m", ROLL_OUT).run()
}

#[test]
fn s2_2_4_blocking_completes_when_older_tasks_are_gone() {
    let run = early("BLOCKING");
    assert_eq!(states(&run), [Completed, Completed]);
    insta::assert_snapshot!(run.log("web", 600.0), @"
    601 has stopped 2 running tasks
    601 has started 4 tasks
    645 has stopped 2 running tasks
    665 deployment completed.
    665 has reached a steady state.
    ");
}

#[test]
fn s2_2_4_deferred_completes_before_older_tasks_go() {
    let run = early("DEFERRED");
    assert_eq!(states(&run), [Completed, Completed]);
    insta::assert_snapshot!(run.log("web", 600.0), @"
    601 has stopped 2 running tasks
    601 has started 4 tasks
    605 deployment completed.
    645 has stopped 2 running tasks
    646 has reached a steady state.
    ");
}

/// What fails after the success is no failure of the deployment any more.
#[test]
fn s2_2_4_the_circuit_breaker_ends_with_the_success() {
    let world = World::lasting("3h").hosts(1, 8192).definition("web", 1, "").definition("web", 2, "");
    let world = world.application("web:2", "startFailureRatio = 0.7");
    let lines = "deploymentConfiguration = { minimumHealthyPercent = 0, maximumPercent = 125, earlySuccessCriteria = \
                 { enable = true, healthyPercent = 25, sourceServiceRevisionCleanup = \"DEFERRED\" }, \
                 deploymentCircuitBreaker = { enable = true, rollback = true, thresholdConfiguration = { type = \
                 \"COUNT\", value = 4 } } }";
    let world = world.service("web", 4, lines).action("10m", ROLL_OUT);
    let runs: Vec<Run> = (1..=20).map(|seed| world.run_with(seed)).collect();
    let late = runs.iter().filter(|run| {
        let deployment = &run.outcome.deployments[1];
        deployment.state == Completed && deployment.failed_tasks > 4
    });
    assert!(late.count() > 0);
    assert!(
        runs.iter().all(|run| run.outcome.deployments[1].failed_at.is_none() || states(run)[1] != Completed)
    );
}
