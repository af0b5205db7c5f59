//! Scale-in beside other reasons to stop tasks.

use super::world::{World, scale};

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

/// Two healthy tasks in each zone and two PENDING ones in zone a, where the room is. The PENDING ones go first, and the
/// choice among the healthy ones no longer counts them: one stays in each zone.
#[test]
fn si_01_si_04_si_11_each_step_counts_what_the_steps_before_it_stop() {
    let zone = r#"{ type = "spread", field = "attribute:ecs.availability-zone" }"#;
    let chain = format!(r#"placementStrategy = [{zone}, {{ type = "binpack", field = "memory" }}]"#);
    for strategies in [format!("placementStrategy = [{zone}]"), chain, String::new()] {
        let run = World::lasting("10m")
            .behavior("taskLaunchTime = \"100s\"")
            .hosts_in("zone-a", "a", 1, 1024)
            .hosts_in("zone-b", "b", 1, 512)
            .definition("web", 1, "")
            .service("web", 4, &strategies)
            .action("200s", &scale("web", 6))
            .action("220s", &scale("web", 2))
            .run();
        assert_eq!(run.placed(200.0), [("a-1".to_owned(), 2)].into());
        assert_eq!(run.moves("web", 200.0), "+2 -2 -2");
        let tasks = run.tasks();
        let left = tasks.iter().filter(|task| task.stopping_at.is_none());
        let mut hosts: Vec<&str> = left.map(|task| run.host_of(task)).collect();
        hosts.sort_unstable();
        assert_eq!(hosts, ["a-1", "b-1"], "{strategies}");
    }
}
