//! Containers that run on and answer nothing (AD-06): the task stays `RUNNING`, and its checks decide.

use proptest::prelude::*;

use super::load_balancers::BALANCED;
use super::world::{Run, World};

const HANG: &str = "action = \"plimsoll:container-hang\"\nservice = \"web\"\nat = \"300s\"";
const PORT: &str = "portMappings = [{ containerPort = 80 }]";

fn balanced(tasks: u32, service: &str) -> World {
    let world = World::lasting("30m").hosts(3, 4096).definition("web", 1, PORT).target_group("web", "");
    world.service("web", tasks, &format!("{BALANCED}\n{service}"))
}

fn hang(lines: &str) -> String {
    format!("{HANG}\n{lines}")
}

/// How long no task served, in seconds.
fn outage(run: &Run) -> f64 {
    run.number("services.web.outage").expect("a figure")
}

/// Two checks 10 s apart, each with its timeout of 5 s; the containers run, so the agent confirms the stop.
#[test]
fn ad_06_hl_03_a_task_that_hangs_is_replaced_by_its_target() {
    let run = balanced(2, "").fault(HANG).run();
    assert_eq!(run.moves("web", 300.0), "+1 -1");
    let hit: Vec<_> = run.tasks().into_iter().filter(|task| task.stopping_at.is_some()).collect();
    let [hit] = hit.as_slice() else { panic!("one is hit alone: {hit:?}") };
    assert_eq!(hit.stopped_reason.as_deref(), Some("Task failed ELB health checks in (target-group web)"));
    let found = hit.stopping_at.expect("told to stop").as_secs_f64();
    assert!(found >= 315.0, "no sooner than two checks fail: {found}");
    assert!(hit.stopped_at.is_some());
    assert_eq!(run.figure("services.web.healthyCount.final"), "2");
}

/// Four tasks: as many are replaced as were hit.
#[test]
fn a_hang_hits_as_many_tasks_as_it_says() {
    for (count, hit) in [("", 1), ("count = 3", 3), ("count = \"all\"", 4)] {
        let run = balanced(4, "").fault(&hang(count)).run();
        assert_eq!(run.tasks().iter().filter(|task| task.stopped_at.is_some()).count(), hit, "{count}");
        assert_eq!(run.figure("services.web.healthyCount.final"), "4", "{count}");
    }
}

/// Shorter than an interval: a check at most fails, and one is not enough.
#[test]
fn ad_06_a_hang_that_no_two_checks_meet_is_never_noticed() {
    for seed in 0..10 {
        let run = balanced(2, "").fault(&hang("for = \"9s\"\ncount = \"all\"")).run_with(seed);
        assert_eq!(run.log("web", 300.0), "");
        assert!(run.tasks().iter().all(|task| task.stopping_at.is_none()));
    }
}

/// In the grace period no verdict counts: after five minutes the targets answer again, and all is as before; meanwhile
/// nothing served, whatever ECS believed.
#[test]
fn ad_06_a_task_answers_again_when_its_hang_is_over() {
    let quiet = balanced(2, "healthCheckGracePeriodSeconds = 1200");
    let run = quiet.clone().fault(&hang("for = \"5m\"\ncount = \"all\"")).run();
    assert!(run.tasks().iter().all(|task| task.stopping_at.is_none()), "{}", run.log("web", 300.0));
    assert_eq!(run.figure("services.web.healthyCount.final"), "2");
    assert!((outage(&run) - outage(&quiet.run()) - 300.0).abs() < 1e-6, "{}", outage(&run));
}

/// Without checks ECS learns nothing: the tasks serve nothing and count as healthy.
#[test]
fn ad_06_without_checks_a_hang_is_never_noticed() {
    let world = World::lasting("30m").hosts(1, 2048).definition("web", 1, "").service("web", 2, "");
    for (lines, seconds) in [("count = \"all\"\nfor = \"2m\"", 120.0), ("count = \"all\"", 1_500.0)] {
        let run = world.clone().fault(&hang(lines)).run();
        assert_eq!(run.log("web", 300.0), "");
        assert!((outage(&run) - outage(&world.clone().run()) - seconds).abs() < 1e-6, "{}", outage(&run));
    }
    assert!(outage(&world.fault(&hang("")).run()) < 100.0, "one of two serves on");
}

/// Probes 10 s apart, with timeouts of 5 s and two retries: a hang for good fails them, a short one does not.
#[test]
fn ad_06_hl_03_a_container_check_notices_a_hang() {
    let check = "healthCheck = { command = [\"CMD\", \"true\"], interval = 10, timeout = 5, retries = 2 }";
    let world = World::lasting("30m").hosts(1, 2048).definition("web", 1, check).service("web", 1, "");
    let run = world.clone().fault(HANG).run();
    assert_eq!(run.tasks()[0].stopped_reason.as_deref(), Some("Task failed container health checks"));
    // RUNNING at 4 s: probes at 304 and 319 s have no answer, the second of them at 324 s.
    assert!(run.tasks()[0].stopping_at.expect("replaced").as_secs_f64() >= 324.0);
    assert_eq!(run.figure("services.web.healthyCount.final"), "1");
    let short = world.fault(&hang("for = \"15s\"")).run();
    assert_eq!(short.log("web", 300.0), "");
}

/// Hit twice, tasks hang until the later of both ends: a shorter hang does not end a longer one.
#[test]
fn a_hang_lasts_until_the_last_of_its_causes_ends() {
    let world = World::lasting("30m").hosts(1, 2048).definition("web", 1, "").service("web", 1, "");
    let later = |lines: &str| hang(lines).replace("300s", "310s");
    for (first, second, seconds) in [
        ("for = \"60s\"", "for = \"10s\"", 60.0),
        ("for = \"60s\"", "for = \"90s\"", 100.0),
        ("for = \"20s\"", "", 1_500.0),
    ] {
        let run = world.clone().fault(&hang(first)).fault(&later(second)).run();
        let more = outage(&run) - outage(&world.clone().run());
        assert!((more - seconds).abs() < 1e-6, "{first}, {second}: {more}");
    }
}

/// A deployment has replaced it, and its connections are being drained: it answers again, and nobody asks.
#[test]
fn ad_06_a_hang_may_end_while_its_task_drains() {
    let world = World::lasting("30m").hosts(3, 4096).definition("web", 1, PORT);
    let world = world.target_group("web", "\"deregistration_delay.timeout_seconds\" = 600");
    let grace = format!("{BALANCED}\nhealthCheckGracePeriodSeconds = 1200");
    let deploy = r#"updateService = { service = "web", forceNewDeployment = true }"#;
    let run = world.service("web", 1, &grace).fault(&hang("for = \"5m\"")).action("305s", deploy).run();
    let old = &run.tasks()[0];
    let [stopping, stopped] =
        [old.stopping_at, old.stopped_at].map(|at| at.expect("it is replaced").as_secs_f64());
    assert!(stopping < 600.0 && 600.0 < stopped, "it drains as its hang ends: {stopping}, {stopped}");
    assert_eq!(old.stopped_reason.as_deref().map(|reason| &reason[..7]), Some("Scaling"));
    assert_eq!(run.figure("services.web.healthyCount.final"), "1");
}

/// A host that is lost under a task that hangs does not answer again when the hang would be over.
#[test]
fn ad_06_nothing_answers_again_on_a_lost_host() {
    let world = World::lasting("30m").hosts(1, 2048).definition("web", 1, "").service("web", 1, "");
    let lose = "action = \"plimsoll:host-loss\"\nat = \"310s\"";
    let run = world.clone().fault(&hang("for = \"60s\"")).fault(lose).run();
    assert!((outage(&run) - outage(&world.run()) - 1_500.0).abs() < 1e-6, "{}", outage(&run));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// However long tasks hang and however they are checked: at the end all targets are healthy, the old or new ones.
    #[test]
    fn after_a_hang_targets_are_healthy_again_or_replaced(
        (tasks, hit) in (1_u32..5, 1_u32..5),
        (interval, healthy, unhealthy) in (6_u64..31, 2_u32..6, 2_u32..6),
        (lasts, at) in (1_u64..400, 60_u64..400),
        (minimum, maximum) in prop::sample::select(vec![(100, 200), (50, 200), (50, 100), (0, 100), (100, 150)]),
        container_check in any::<bool>(),
        seed in any::<u64>(),
    ) {
        prop_assume!(tasks > 1 || (minimum, maximum) != (100, 150));
        let check = "healthCheck = { command = [\"CMD\", \"true\"], interval = 7, timeout = 3, retries = 2 }";
        let definition = if container_check { format!("{PORT}, {check}") } else { PORT.to_owned() };
        let bounds = format!(
            "deploymentConfiguration = {{ minimumHealthyPercent = {minimum}, maximumPercent = {maximum} }}"
        );
        let group = format!(
            "healthCheckIntervalSeconds = {interval}\nhealthyThresholdCount = {healthy}\nunhealthyThresholdCount = {unhealthy}"
        );
        let world = World::lasting("90m").hosts(3, 4096).definition("web", 1, &definition);
        let world = world.target_group("web", &group).service("web", tasks, &format!("{BALANCED}\n{bounds}"));
        let fault = hang(&format!("for = \"{lasts}s\"\ncount = {hit}")).replace("300s", &format!("{at}s"));
        let run = world.fault(&fault).run_with(seed);
        let figures = ["healthyCount", "runningCount"].map(|name| run.figure(&format!("services.web.{name}.final")));
        prop_assert_eq!(figures, [tasks.to_string(), tasks.to_string()]);
        let replaced = run.tasks().iter().filter(|task| task.stopping_at.is_some()).count();
        prop_assert_eq!(run.tasks().len() - replaced, tasks as usize);
    }
}
