//! The measured clock of the service scheduler: passes, what each does, and what waits for the next.

use super::load_balancers::BALANCED;
use plimsoll::observe::TaskRecord;

use super::world::{Run, World};

/// Longest and shortest time between two passes of a service that is not steady: 9.68 s and two jitters of 0.55 s.
pub const PASS: std::ops::RangeInclusive<f64> = 8.579..=10.781;
/// Longest time to the next pass of a steady service.
const STEADY: f64 = 48.0;

pub const WEB: &str = "portMappings = [{ containerPort = 80 }]";

/// Four hosts, two revisions of `web` behind a target group with a delay of 60 s, a deployment at 300 s.
fn deployment(bounds: &str) -> World {
    World::lasting("30m")
        .measured()
        .hosts(4, 2048)
        .definition("web", 1, WEB)
        .definition("web", 2, WEB)
        .target_group("web", "")
        .service("web", 4, &format!("{BALANCED}\ndeploymentConfiguration = {{ {bounds} }}"))
        .action("300s", "updateService = { service = \"web\", taskDefinition = \"web:2\" }")
}

/// The events from second `from` on, as times and texts.
pub fn events(run: &Run, from: f64) -> Vec<(f64, String)> {
    let told = run.events("web").into_iter().filter_map(|line| {
        let (at, text) = line.split_once(' ')?;
        Some((at.parse().ok()?, text.to_owned()))
    });
    told.filter(|(at, _)| *at >= from).collect()
}

/// Whether two times of the log are one.
fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

/// The time of the first event after second `after` that begins so.
pub fn first(events: &[(f64, String)], after: f64, begins: &str) -> f64 {
    let found = events.iter().find(|(at, text)| *at > after && text.starts_with(begins));
    found.unwrap_or_else(|| panic!("no {begins:?} after {after} in {events:#?}")).0
}

/// Worlds in which everything happens that makes a service act.
fn worlds() -> Vec<World> {
    let bounds = [
        "minimumHealthyPercent = 100, maximumPercent = 200",
        "minimumHealthyPercent = 50, maximumPercent = 100",
    ];
    let mut worlds: Vec<World> = bounds.iter().map(|bounds| deployment(bounds)).collect();
    // A drain that ends while the service is steady, at whatever point of its period.
    for delay in [30, 60] {
        worlds.push(
            World::lasting("30m")
                .measured()
                .hosts(4, 2048)
                .definition("web", 1, WEB)
                .target_group("web", &format!("\"deregistration_delay.timeout_seconds\" = {delay}"))
                .service("web", 3, BALANCED)
                .action("10m", "updateService = { service = \"web\", desiredCount = 1 }")
                .fault("action = \"plimsoll:container-hang\"\nservice = \"web\"\nat = \"20m\""),
        );
    }
    let kill = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\nevery = { exponential = { mean = \"70s\" } }";
    let crashes = |lines: &str| {
        World::lasting("1h")
            .measured()
            .hosts(3, 600)
            .definition("web", 1, "")
            .definition("web", 2, "")
            .service("web", 5, lines)
            .fault(kill)
            .action("20m", "updateService = { service = \"web\", taskDefinition = \"web:2\", desiredCount = 8 }")
            .action("25m", "updateContainerInstancesState = { containerInstances = [\"host-1\"], status = \"DRAINING\" }")
            .action("40m", "updateService = { service = \"web\", desiredCount = 2 }")
    };
    worlds.push(crashes(""));
    worlds.push(crashes("deploymentConfiguration = { minimumHealthyPercent = 60, maximumPercent = 120 }"));
    worlds.push(
        World::lasting("1h")
            .measured()
            .hosts(1, 2048)
            .definition("web", 1, WEB)
            .application("web:1", "startUpTime = \"10h\"")
            .target_group("web", "")
            .service("web", 2, BALANCED),
    );
    worlds.push(
        World::lasting("2h")
            .measured()
            .hosts(2, 2048)
            .definition("web", 1, "")
            .application("web:1", "startFailureRatio = 0.9")
            .service("web", 3, ""),
    );
    worlds.push(
        World::lasting("1h")
            .measured()
            .hosts(3, 2048)
            .late_hosts("zone-b", "late", 2, 2048, "17m")
            .definition("web", 1, "stopTimeout = 100")
            .definition("web", 2, "")
            .application("web:1", "shutDownTime = \"90s\"")
            .daemon("web", "")
            .fault(
                "action = \"aws:ec2:terminate-instances\"\nat = \"20m\"\ncount = 1\nreplacedAfter = \"3m\"",
            )
            .action("30m", "updateService = { service = \"web\", taskDefinition = \"web:2\" }"),
    );
    worlds
}

#[test]
fn sc_04_passes_that_are_passed_over_would_have_done_nothing() {
    for (number, world) in worlds().into_iter().enumerate() {
        for seed in 1..7 {
            let sparse = world.run_with(seed).outcome;
            let every = world.clone().behavior("schedulerClock = \"everyPass\"").run_with(seed).outcome;
            assert_eq!(sparse.digest, every.digest, "world {number}, seed {seed}");
            assert!(sparse.events < every.events, "world {number}, seed {seed}");
        }
    }
}

#[test]
fn sc_05_stop_deregistration_and_signal_take_a_pass_each() {
    for seed in 1..20 {
        let run = deployment("minimumHealthyPercent = 100, maximumPercent = 200").run_with(seed);
        let events = events(&run, 300.0);
        let stopped = first(&events, 300.0, "has stopped 1");
        let deregistered = first(&events, stopped, "deregistered 1 targets");
        assert!(PASS.contains(&(deregistered - stopped)), "{stopped} {deregistered}");
        assert!(is_same(first(&events, stopped, "has begun draining connections on 1"), deregistered));
        let at_stop =
            |task: &TaskRecord| task.stopping_at.is_some_and(|at| is_same(at.as_secs_f64(), stopped));
        let old = run.tasks().iter().position(at_stop).expect("a task was replaced");
        let signal =
            run.states(old).iter().find_map(|state| state.strip_suffix(" STOPPING").map(str::to_owned));
        let signal: f64 = signal.expect("it was told to stop").parse().expect("a time");
        // The delay of 60 s ends anywhere between two passes.
        assert!((60.0..=60.0 + PASS.end()).contains(&(signal - deregistered)), "{deregistered} {signal}");
    }
}

#[test]
fn sc_05_a_pass_that_decides_may_deregister_as_well() {
    for seed in 1..20 {
        let world = deployment("minimumHealthyPercent = 0, maximumPercent = 200");
        let run = world.behavior("stopSteps = \"drainAtOnce\"\nfirstTaskAlone = false").run_with(seed);
        let events = events(&run, 300.0);
        let stopped = first(&events, 300.0, "has stopped 4");
        for told in ["deregistered 4 targets", "has begun draining connections on 4", "has started 4"] {
            assert!(is_same(first(&events, 300.0, told), stopped), "{told}: {events:#?}");
        }
        let signal =
            run.states(0).iter().find_map(|state| state.strip_suffix(" STOPPING").map(str::to_owned));
        let signal: f64 = signal.expect("it was told to stop").parse().expect("a time");
        // The delay of 60 s does not end with a pass, which the signal waits for.
        assert!((60.5..=60.0 + PASS.end()).contains(&(signal - stopped)), "{stopped} {signal}");
    }
}

#[test]
fn sc_06_one_pass_registers_all_and_checks_come_soon_after() {
    for seed in 1..20 {
        let run = deployment("minimumHealthyPercent = 100, maximumPercent = 200").run_with(seed);
        let events = events(&run, 300.0);
        let registered = first(&events, 300.0, "registered 1 targets");
        let healthy = run.tasks()[4].healthy_at.expect("the first of the new ones").as_secs_f64();
        assert!((1.5..=3.6).contains(&(healthy - registered)), "{registered} {healthy}");
        let rest = first(&events, registered, "registered ");
        assert!(
            events.contains(&(rest, "registered 3 targets in (target-group web)".to_owned())),
            "{events:#?}"
        );
    }
}

#[test]
fn sc_07_steady_comes_with_completed_when_the_last_old_container_has_ended() {
    for bounds in [
        "minimumHealthyPercent = 100, maximumPercent = 200",
        "minimumHealthyPercent = 50, maximumPercent = 100",
    ] {
        let run = deployment(bounds).run();
        let events = events(&run, 300.0);
        let [.., (completed, first), (steady, last)] = events.as_slice() else { panic!("{events:#?}") };
        assert_eq!((first.as_str(), last.as_str()), ("deployment completed.", "has reached a steady state."));
        assert!(is_same(*completed, *steady), "{events:#?}");
        let steps = run.tasks().into_iter().flat_map(|task| [task.stopped_at, task.healthy_at]).flatten();
        let after = completed - steps.max().expect("something happened").as_secs_f64();
        assert!((0.0..=*PASS.end()).contains(&after), "{after} s after the last end or the last verdict");
        let steady_before = events.iter().filter(|(_, text)| text.starts_with("has reached")).count();
        assert_eq!(steady_before, 1, "a deployment is not steady: {events:#?}");
    }
}

/// Outside a deployment a drain keeps nobody waiting.
#[test]
fn sc_07_a_scale_in_is_steady_while_its_targets_drain() {
    let run = deployment("minimumHealthyPercent = 100, maximumPercent = 200")
        .action("20m", "updateService = { service = \"web\", desiredCount = 2 }")
        .run();
    let events = events(&run, 1_200.0);
    let draining = first(&events, 1_200.0, "has begun draining connections on 2");
    let steady = first(&events, draining, "has reached a steady state");
    assert!(PASS.contains(&(steady - draining)), "{events:#?}");
    // The stop signal still follows the drain on the short grid.
    for task in
        run.tasks().iter().filter(|task| task.stopping_at.is_some_and(|at| at.as_secs_f64() > 1_200.0))
    {
        let gone = task.stopped_at.expect("it ends").as_secs_f64();
        assert!((60.0..=61.0 + PASS.end()).contains(&(gone - draining)), "{draining} {gone}");
    }
}

#[test]
fn sc_08_the_first_task_of_a_revision_starts_alone() {
    let starts = |world: World| {
        let run = world.run();
        let told = events(&run, 0.0).into_iter().filter(|(_, text)| text.starts_with("has started"));
        told.map(|(_, text)| text.trim_start_matches("has started ").trim_end_matches(" tasks").to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let world = || World::lasting("10m").measured().hosts(2, 2048).service("web", 3, "");
    let digest = "image = \"web@sha256:00\"";
    let tagged = |revision| ("web", revision, "");
    let (first, second) = (tagged(1), tagged(2));
    let both = world().definition(first.0, first.1, first.2).definition(second.0, second.1, second.2);
    let update =
        |call: &str| both.clone().action("200s", &format!("updateService = {{ service = \"web\", {call} }}"));
    assert_eq!(starts(both.clone()), "1 2");
    assert_eq!(starts(update("taskDefinition = \"web:2\"")), "1 2 1 2");
    assert_eq!(starts(update("forceNewDeployment = true")), "1 2 3", "the same revision");
    assert_eq!(starts(both.behavior("firstTaskAlone = false")), "3");
    let pinned = world().with(&format!(
        "[[taskDefinitions]]\nfamily = \"web\"\ncontainerDefinitions = [{{ name = \"app\", {digest}, memory = 128 }}]"
    ));
    assert_eq!(starts(pinned), "3");
}

#[test]
fn sc_08_after_three_failed_starts_the_others_do_not_wait_any_more() {
    let run = World::lasting("10m")
        .measured()
        .hosts(2, 2048)
        .definition("web", 1, "")
        .application("web:1", "startFailureRatio = 1.0")
        .service("web", 3, "")
        .run();
    let counts: Vec<usize> = run.creations().iter().map(|(_, count)| *count).take(5).collect();
    assert_eq!(counts, [1, 1, 1, 3, 3]);
}

#[test]
fn sc_11_waits_for_placement_vary_and_end_with_a_pass() {
    let attempts = |seed| {
        let run = World::lasting("30m")
            .measured()
            .hosts(1, 256)
            .definition("web", 1, "cpu = 512")
            .service("web", 1, "")
            .run_with(seed);
        run.number("services.web.placementFailures")
    };
    let mut waits = Vec::new();
    for seed in 1..40 {
        let run = World::lasting("5m")
            .measured()
            .late_hosts("zone-a", "late", 1, 2048, "35s")
            .definition("web", 1, "")
            .service("web", 1, "")
            .run_with(seed);
        let failed = first(&events(&run, 0.0), 0.0, "was unable to place");
        let at: f64 = run.creations()[0].0.parse().expect("a time");
        waits.push(at - failed);
    }
    // 15 s and then 30 s, each more or less, and each time the next pass.
    assert!(waits.iter().all(|wait| (31.5..=58.5 + 2.0 * PASS.end()).contains(wait)), "{waits:?}");
    let (low, high) =
        waits.iter().fold((f64::MAX, 0.0_f64), |(low, high), wait| (low.min(*wait), high.max(*wait)));
    assert!(high - low > 5.0, "{waits:?}");
    // 15 s, 30 s, 5 min, 15 min: 4 or 5 attempts in half an hour.
    assert!((1..10).all(|seed| (4.0..=5.0).contains(&attempts(seed).expect("attempts"))));
}

#[test]
fn sc_13_a_steady_service_says_so_again_at_its_first_pass_after_six_hours() {
    let run =
        World::lasting("25h").measured().hosts(1, 2048).definition("web", 1, "").service("web", 1, "").run();
    let told: Vec<f64> = events(&run, 0.0)
        .into_iter()
        .filter(|(_, text)| text.starts_with("has reached"))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(told.len(), 5);
    let beyond: Vec<f64> = told.windows(2).map(|pair| pair[1] - pair[0] - 21_600.0).collect();
    // Six hours are no multiple of the period here.
    assert!(beyond.iter().all(|beyond| (0.01..=STEADY).contains(beyond)), "{beyond:?}");
}

#[test]
fn sc_16_a_target_is_told_to_be_unhealthy_right_before_its_task_is_stopped() {
    let run = World::lasting("20m")
        .measured()
        .hosts(1, 2048)
        .definition("web", 1, WEB)
        .application("web:1", "timeToFailure = \"400s\"\nstartUpTime = \"10h\"")
        .target_group("web", "")
        .service("web", 1, BALANCED)
        .run();
    let events = events(&run, 0.0);
    let told = events.iter().position(|(_, text)| text.starts_with("is unhealthy in")).expect("it is told");
    assert!(is_same(events[told].0, events[told + 1].0), "{events:#?}");
    assert!(events[told + 1].1.starts_with("has stopped 1"), "{events:#?}");
}

/// A service of one task that has long been steady at 300 s.
fn steady_task() -> World {
    World::lasting("10m").measured().hosts(1, 2048).definition("web", 1, "").service("web", 1, "")
}

/// How long after 300 s the second task is created, by seed.
fn waits_for_a_second_task(world: &World) -> Vec<f64> {
    (1..60).map(|seed| world.run_with(seed).tasks()[1].created_at.as_secs_f64() - 300.0).collect()
}

/// A crash is found by the next pass: within 48 s of a steady service.
#[test]
fn sc_17_a_task_that_exits_is_replaced_by_the_next_pass() {
    let kill = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\nat = \"300s\"";
    let waits = waits_for_a_second_task(&steady_task().fault(kill));
    assert!(waits.iter().all(|wait| (0.0..=STEADY).contains(wait)), "{waits:?}");
    let mean = waits.iter().sum::<f64>() / 59.0;
    // Uniform over periods of 35 to 48 s: 20.75 s.
    assert!((15.0..=27.0).contains(&mean), "{mean}");
}

/// Desired count raised by a call on a steady service: 3 to 11 s, or the steady pass that happens to come before.
#[test]
fn sc_03_a_call_is_answered_within_seconds() {
    let update = "updateService = { service = \"web\", desiredCount = 2 }";
    let waits = waits_for_a_second_task(&steady_task().action("300s", update));
    assert!(waits.iter().all(|wait| (0.0..=11.0).contains(wait)), "{waits:?}");
    assert!(waits.iter().filter(|wait| **wait >= 3.0).count() > 45, "{waits:?}");
}
