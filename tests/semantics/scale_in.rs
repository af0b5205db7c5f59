//! Scale-in beside other reasons to stop tasks.

use super::world::World;

/// A pass may want to stop tasks both as unhealthy and as surplus; no task is stopped for both. Tasks turn unhealthy
/// as their grace period ends, at 45 s, while the service shrinks from three to one.
#[test]
fn si_08_a_task_is_stopped_once_although_it_is_unhealthy_and_surplus() {
    let check = "healthCheck = { command = [\"true\"], interval = 5, timeout = 2, retries = 1 }";
    let world = World::lasting("2m")
        .hosts(2, 2048)
        .definition("web", 1, check)
        .application("web:1", "startUpTime = { exponential = { mean = \"20s\" } }")
        .service(
            "web",
            3,
            "healthCheckGracePeriodSeconds = 41\n\
             deploymentConfiguration = { minimumHealthyPercent = 0, maximumPercent = 100 }",
        )
        .action("44s", "updateService = { service = \"web\", desiredCount = 1 }");
    for seed in 0..60 {
        let run = world.run_with(seed);
        let live = run.tasks().iter().filter(|task| task.stopping_at.is_none()).count();
        assert_eq!(live, 1, "seed {seed}");
    }
}
