//! What holds replacements back under the rules that were measured: the 40 s, the 88 s, and tasks that have not stopped yet.

use super::clock::{PASS, WEB, events, first};
use super::load_balancers::BALANCED;
use super::world::World;

/// A rollout without load balancer waits 40 s before it stops old tasks, and a creation does not.
#[test]
fn sc_09_the_forty_seconds_hold_back_stops_and_nothing_else() {
    let run = World::lasting("10m")
        .measured()
        .hosts(2, 2048)
        .definition("web", 1, "")
        .definition("web", 2, "")
        .service("web", 1, "")
        .action("200s", "updateService = { service = \"web\", taskDefinition = \"web:2\" }")
        .run();
    let events = events(&run, 0.0);
    let (started, steady) = (first(&events, 0.0, "has started 1"), first(&events, 0.0, "has reached"));
    assert!(steady - started < 2.0 * PASS.end(), "{events:#?}");
    let running = run.tasks()[1].started_at.expect("the new one runs").as_secs_f64();
    let stopped = first(&events, 200.0, "has stopped 1");
    assert!((40.0..=40.0 + PASS.end()).contains(&(stopped - running)), "{running} {stopped}");
    let (healthy, settled) =
        (run.number("services.web.healthyCount.mean"), run.number("services.web.settledCount.mean"));
    assert!(healthy > settled, "{healthy:?} {settled:?}");
}

/// Targets that never answer: the first task is replaced by the next pass, its replacements 88 s after they are unhealthy.
#[test]
fn sc_10_a_replacement_is_replaced_no_sooner_than_88_seconds_after_it_became_unhealthy() {
    let world = World::lasting("30m")
        .measured()
        .hosts(1, 4096)
        .definition("web", 1, WEB)
        .application("web:1", "startUpTime = \"10h\"")
        .target_group("web", "")
        // Room for a third task while the first one drains.
        .service("web", 1, &format!("{BALANCED}\ndeploymentConfiguration = {{ maximumPercent = 400 }}"));
    let gaps = |world: &World| {
        let times: Vec<f64> =
            world.run().creations().iter().map(|(at, _)| at.parse().expect("a time")).collect();
        times.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>()
    };
    let measured = gaps(&world);
    // Registered by the pass after the start, two checks 10 s apart, then 88 s.
    assert!(measured[0] < 60.0 && measured[1..].iter().all(|gap| *gap > 100.0), "{measured:?}");
    let at_once = gaps(&world.behavior("unhealthyReplacementInterval = \"0s\""));
    assert!(at_once.iter().all(|gap| *gap < 60.0), "{at_once:?}");
}

/// What may not be replaced yet does not bring a steady service on to the short grid: 88 s, and what is left of a steady pass.
#[test]
fn sc_10_a_steady_service_waits_on_its_own_clock() {
    let world = World::lasting("20m")
        .measured()
        .hosts(1, 4096)
        .definition("web", 1, WEB)
        .target_group("web", "\"deregistration_delay.timeout_seconds\" = 30")
        .service("web", 1, BALANCED)
        .fault("action = \"plimsoll:container-hang\"\nservice = \"web\"\nat = \"5m\"")
        .fault("action = \"plimsoll:container-hang\"\nservice = \"web\"\nat = \"10m\"");
    let waits: Vec<f64> =
        (1..30).map(|seed| world.run_with(seed).tasks()[2].created_at.as_secs_f64() - 600.0).collect();
    // Unhealthy 15 to 25 s after the fault: two checks 10 s apart that take 5 s.
    assert!(waits.iter().all(|wait| (103.0..=161.0).contains(wait)), "{waits:?}");
    assert!(waits.iter().any(|wait| *wait > 135.0), "the short grid: {waits:?}");
}

/// A task that shuts down for 20 s is in the way of its successor until it is STOPPED.
#[test]
fn sc_14_nothing_starts_at_100_percent_before_the_old_task_is_stopped() {
    let world = World::lasting("30m")
        .measured()
        .hosts(2, 2048)
        .definition("web", 1, "")
        .definition("web", 2, "")
        .application("web:1", "shutDownTime = \"20s\"")
        .service("web", 1, "deploymentConfiguration = { minimumHealthyPercent = 0, maximumPercent = 100 }")
        .action("5m", "updateService = { service = \"web\", taskDefinition = \"web:2\" }");
    let started = |world: &World| {
        let run = world.run();
        let ended = run.tasks()[0].stopped_at.expect("it ends").as_secs_f64();
        run.tasks()[1].created_at.as_secs_f64() - ended
    };
    let after = started(&world);
    assert!((0.0..=*PASS.end()).contains(&after), "{after}");
    assert!(started(&world.behavior("maximumCounts = \"runningAndPending\"")) < 0.0);
}

#[test]
fn sc_15_a_daemon_waits_for_the_end_of_the_one_before() {
    let run = World::lasting("1h")
        .measured()
        .hosts(3, 2048)
        .definition("web", 1, "stopTimeout = 600")
        .definition("web", 2, "")
        .application("web:1", "shutDownTime = \"10m\"")
        .daemon("web", "")
        .action("10m", "updateService = { service = \"web\", taskDefinition = \"web:2\" }")
        .run();
    let tasks = run.tasks();
    for new in &tasks[3..] {
        let old = tasks[..3].iter().find(|old| old.instance == new.instance).expect("one was there");
        let waited = new.created_at.as_secs_f64() - old.stopped_at.expect("it ends").as_secs_f64();
        assert!((0.0..=*PASS.end()).contains(&waited), "{waited}");
    }
    let events = events(&run, 600.0);
    let completed = first(&events, 600.0, "deployment completed");
    assert!((1_200.0..1_260.0).contains(&completed), "{completed}");
}
