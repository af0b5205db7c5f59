//! Tasks behind target groups: joining, counting as healthy, leaving (services.md §4).

use std::collections::BTreeSet;

use super::world::{World, seconds};

pub const BALANCED: &str =
    r#"loadBalancers = [{ targetGroupArn = "web", containerName = "app", containerPort = 80 }]"#;
const PORT: &str = "portMappings = [{ containerPort = 80 }]";
const STOP_ALL: &str = r#"updateService = { service = "web", desiredCount = 0 }"#;

/// `count` hosts and one task behind a target group that is checked every 10 s.
fn balanced(count: u32, service: &str) -> World {
    let world = World::lasting("30m").hosts(count, 2048).definition("web", 1, PORT).target_group("web", "");
    world.service("web", 1, &format!("{BALANCED}\n{service}"))
}

/// The one target group knows after 20 s at most, the other one first looks after 90 s: at 91 s, told at 100 s.
#[test]
fn s4_1_1_a_task_is_healthy_when_all_its_target_groups_say_so() {
    let both = r#"loadBalancers = [
        { targetGroupArn = "web", containerName = "app", containerPort = 80 },
        { targetGroupArn = "slow", containerName = "app", containerPort = 80 },
    ]"#;
    let world = |balancers: &str| {
        let world = World::lasting("30m").hosts(1, 2048).definition("web", 1, PORT).target_group("web", "");
        let world =
            if balancers.contains("slow") { world.target_group("slow", "protocol = \"TCP\"") } else { world };
        world.behavior("nlbRegistrationDelay = \"90s\"").service("web", 1, balancers).run()
    };
    assert_eq!(world(both).times(0), "1 4 92 - -");
    let one = world(BALANCED).tasks()[0].healthy_at.expect("healthy");
    assert!(one.as_secs_f64() <= 20.0, "{one}");
}

#[test]
fn s4_1_2_targets_join_in_activating_and_leave_in_deactivating() {
    let run = balanced(1, "").behavior("taskLaunchTime = \"8s\"").action("100s", STOP_ALL).run();
    let log = run.log("web", 0.0);
    assert!(
        log.starts_with("1 has started 1 tasks\n2 registered 1 targets in (target-group web)\n"),
        "{log}"
    );
    assert!(log.contains("\n101 deregistered 1 targets in (target-group web)"), "{log}");
    let states = run.states(0);
    assert_eq!(states[..3], ["1 PENDING", "1 ACTIVATING", "9 RUNNING"]);
    assert_eq!(states[3..], ["101 DEACTIVATING", "161 STOPPING", "161 STOPPED"]);
}

/// Registered at 2 s, by the pass after the launch has begun, and checked from 92 s on; one check is enough.
#[test]
fn s4_1_4_a_network_load_balancer_takes_minutes_to_register() {
    let world = World::lasting("30m").hosts(1, 2048).definition("web", 1, PORT);
    let world = world.target_group("web", "protocol = \"TCP\"").service("web", 1, BALANCED);
    assert_eq!(world.clone().behavior("nlbRegistrationDelay = \"90s\"").run().times(0), "1 4 92 - -");
    for seed in 0..20 {
        let healthy = world.run_with(seed).tasks()[0].healthy_at.expect("healthy").as_secs_f64();
        assert!((62.0..=182.0).contains(&healthy), "{healthy}");
    }
}

/// Tasks that answer at once are found healthy by their first check, which comes within the first interval.
#[test]
fn s4_1_5_the_first_check_comes_soon_after_the_registration() {
    let world = balanced(1, "").behavior("taskLaunchTime = \"0s\"");
    let healthy = |seed| world.run_with(seed).tasks()[0].healthy_at.expect("healthy");
    let times: Vec<_> = (0..60).map(healthy).collect();
    // Registered at 2 s, and checked 1.5 to 3.6 s later.
    assert!(times.iter().all(|at| (3.5..=5.6).contains(&at.as_secs_f64())), "{times:?}");
    let distinct: BTreeSet<String> = times.into_iter().map(seconds).collect();
    assert!(distinct.len() >= 50, "{distinct:?}");
}

/// The application answers 100 s after 4 s, and five passes later its target is healthy again: at 160 s at the latest.
/// Failed checks count from the end of the grace period on, which begins as the task does: at 4 s.
#[test]
fn s4_1_6_checks_are_ignored_during_the_grace_period() {
    let with_grace = |seconds: u32| {
        let world = balanced(1, &format!("healthCheckGracePeriodSeconds = {seconds}"));
        world.application("web:1", "startUpTime = \"100s\"").run()
    };
    let long = with_grace(160);
    assert_eq!(long.creations(), [("1".to_owned(), 1)]);
    // 4 + 60 + 1 = 65.
    assert_eq!(with_grace(60).creations()[1].0, "65");
    let none = with_grace(0);
    let second: f64 = none.creations()[1].0.parse().expect("a time");
    assert!(second < 45.0, "{second}");
}

/// Worked example 57: the whole deregistration delay, then the signal, then at most `stopTimeout`.
#[test]
fn s4_4_1_the_scheduler_drains_before_it_signals() {
    for (shut_down, stopped_at, exit_code) in [("5s", 166, 143), ("2m", 191, 137)] {
        let application = format!("shutDownTime = \"{shut_down}\"");
        let run = balanced(1, "").application("web:1", &application).action("100s", STOP_ALL).run();
        assert_eq!(run.states(0)[3..5], ["101 DEACTIVATING", "161 STOPPING"]);
        assert_eq!(run.states(0)[5], format!("{stopped_at} STOPPED"));
        assert_eq!(run.tasks()[0].exit_code, Some(exit_code));
        assert!(run.log("web", 100.0).starts_with(
            "101 has stopped 1 running tasks\n101 deregistered 1 targets in (target-group web)\n\
             101 has begun draining connections on 1 tasks."
        ));
    }
}

/// The signal goes out as the target leaves; the replacement comes a second later.
#[test]
fn s4_4_4_stop_task_signals_at_once() {
    let stop = r#"stopTask = { service = "web", reason = "to see" }"#;
    let world = balanced(1, "").application("web:1", "shutDownTime = \"5s\"").action("100s", stop);
    let run = world.run();
    assert_eq!(run.states(0)[3..], ["100 STOPPING", "105 STOPPED"]);
    assert_eq!(run.tasks()[0].stop_code, Some("UserInitiated"));
    let log = run.log("web", 100.0);
    assert!(
        log.starts_with("100 deregistered 1 targets in (target-group web)\n101 has started 1 tasks\n"),
        "{log}"
    );
}

/// The replacement is healthy first; then the task on the draining instance leaves its target group before it stops.
#[test]
fn s4_4_5_draining_an_instance_drains_its_targets() {
    let drain = r#"updateContainerInstancesState = { containerInstances = ["host-1"], status = "DRAINING" }"#;
    let run = balanced(2, "").action("100s", drain).run();
    let (first, second) = (&run.tasks()[0], &run.tasks()[1]);
    assert_eq!((run.host_of(first), run.host_of(second)), ("host-1", "host-2"));
    assert_eq!(seconds(second.created_at), "101");
    // By the pass that finds the replacement healthy: one follows RUNNING after a second, one the verdict.
    let healthy = second.healthy_at.expect("healthy").as_secs_f64();
    assert!((104.0..105.0).contains(&healthy), "{healthy}");
    assert_eq!(run.states(0)[3..], ["105 DEACTIVATING", "165 STOPPING", "165 STOPPED"]);
}

/// The target joins as the launch begins; what fails before the containers are there is not held against the task.
#[test]
fn s4_1_2_a_slow_launch_is_not_killed_for_failed_checks() {
    let run = World::lasting("10m")
        .behavior("taskLaunchTime = \"90s\"")
        .hosts(1, 2048)
        .definition("web", 1, PORT)
        .target_group("web", "healthCheckIntervalSeconds = 30")
        .service("web", 1, BALANCED)
        .run();
    assert_eq!(run.creations(), [("1".to_owned(), 1)]);
    assert_eq!(run.states(0), ["1 PENDING", "1 ACTIVATING", "91 RUNNING"]);
    assert!(run.log("web", 0.0).contains("\n2 registered 1 targets"), "{}", run.log("web", 0.0));
}

/// A sidecar that takes an hour delays neither the target on `app` nor the container check of `app`.
#[test]
fn s4_1_1_hl_02_readiness_is_a_matter_of_each_container() {
    let definition = |check: &str| {
        format!(
            r#"
            [[taskDefinitions]]
            family = "web"
            containerDefinitions = [
              {{ name = "side", image = "side", cpu = 256, memory = 128 }},
              {{ name = "app", image = "app", cpu = 256, memory = 128, {PORT}{check} }},
            ]
            [[applications]]
            taskDefinition = "web:1"
            container = "side"
            startUpTime = "1h""#
        )
    };
    let world = |check: &str| World::lasting("10m").hosts(1, 2048).with(&definition(check));
    let targets = world("").target_group("web", "").service("web", 1, BALANCED).run();
    assert_eq!(targets.creations(), [("1".to_owned(), 1)]);
    // Registered at 2 s, its first check that counts comes within 10 s of 4 s.
    let healthy = targets.tasks()[0].healthy_at.expect("healthy");
    assert!(healthy.as_secs_f64() <= 20.0, "{healthy}");
    let check = ", healthCheck = { command = [\"CMD\", \"true\"], interval = 10 }";
    assert_eq!(world(check).service("web", 1, "").run().times(0), "1 4 14 - -");
}

/// The old task leaves its target group for 200 s; until then the deployment is in progress.
#[test]
fn s2_2_3_a_deployment_is_completed_when_the_old_targets_are_gone() {
    let run = World::lasting("30m")
        .hosts(1, 2048)
        .definition("web", 1, PORT)
        .target_group("web", "\"deregistration_delay.timeout_seconds\" = 200")
        .service("web", 1, BALANCED)
        .action("100s", r#"updateService = { service = "web", forceNewDeployment = true }"#)
        .run();
    let told_to_stop = run.tasks()[0].stopping_at.expect("replaced").as_secs_f64();
    let gone = told_to_stop + 200.0;
    assert_eq!(run.states(0)[3], format!("{told_to_stop} DEACTIVATING"));
    assert_eq!(run.states(0)[4], format!("{gone} STOPPING"));
    let log = run.log("web", told_to_stop);
    let completed = log.lines().find_map(|event| event.strip_suffix(" deployment completed."));
    // A second to react.
    let completed: f64 = completed.expect("it completes").parse().expect("a time");
    assert!((completed - gone - 1.0).abs() < 1e-6, "{log}");
}
