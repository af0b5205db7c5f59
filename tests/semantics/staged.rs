//! Blue/green, linear and canary deployments (services.md §2.5).

use plimsoll::observe::DeploymentState::{Completed, RolledBack, Superseded};

use super::circuit_breaker::states;
use super::deployments::{ROLL_OUT, running};
use super::world::{Run, World};

const PORT: &str = "portMappings = [{ containerPort = 80 }]";

/// A service with two target groups and this `deploymentConfiguration`.
pub fn service(configuration: &str) -> String {
    format!(
        "loadBalancers = [{{ targetGroupArn = \"web\", containerName = \"app\", containerPort = 80, \
         advancedConfiguration = {{ alternateTargetGroupArn = \"green\", productionListenerRule = \"rule\", \
         roleArn = \"role\" }} }}]\ndeploymentConfiguration = {{ {configuration} }}"
    )
}

/// Four tasks of three revisions on hosts with plenty of room.
pub fn world(duration: &str, configuration: &str) -> World {
    let world =
        World::lasting(duration).hosts(2, 20_000).definition("web", 1, PORT).definition("web", 2, PORT);
    let world = world.definition("web", 3, PORT).target_group("web", "").target_group("green", "");
    world.service("web", 4, &service(configuration))
}

/// The hook of a function, called in a stage, with more members.
fn hook(stage: &str, more: &str) -> String {
    format!(
        "lifecycleHooks = [{{ hookTargetArn = \"arn\", roleArn = \"role\", lifecycleStages = [\"{stage}\"], {more} }}]"
    )
}

/// Stages and shares from ten minutes on: what was told, and when in seconds.
pub fn course(run: &Run) -> Vec<(f64, String)> {
    let log = run.log("web", 600.0);
    let told = log.lines().filter_map(|line| {
        let (at, text) = line.split_once(' ')?;
        let text = text.split(") ").last()?;
        let stage = text.strip_prefix("entered stage ").map(|stage| stage.trim_end_matches('.'));
        let share = text.strip_prefix("has ").and_then(|share| share.strip_suffix(" of production traffic."));
        Some((at.parse().expect("a time"), stage.or(share)?.to_owned()))
    });
    told.collect()
}

/// When each share of traffic was reached, in whole minutes since the first.
pub fn shares(run: &Run) -> Vec<(u64, String)> {
    let shares: Vec<(f64, String)> =
        course(run).into_iter().filter(|(_, text)| text.ends_with("percent")).collect();
    let first = shares.first().map_or(0.0, |first| first.0);
    let minute = |at: f64| format!("{:.0}", (at - first) / 60.0).parse().expect("a number");
    shares.iter().map(|(at, text)| (minute(*at), text.trim_end_matches(" percent").to_owned())).collect()
}

fn moment(run: &Run, what: &str) -> f64 {
    let course = course(run);
    course.iter().find(|(_, text)| text == what).unwrap_or_else(|| panic!("{what} in {course:?}")).0
}

#[test]
fn s2_5_1_s2_5_3_s2_5_4_a_blue_green_deployment_goes_through_its_stages() {
    let run = world("2h", "strategy = \"BLUE_GREEN\", bakeTimeInMinutes = 5").action("10m", ROLL_OUT).run();
    assert_eq!((states(&run), running(&run)), (vec![Completed, Completed], [0, 4, 0]));
    let told: Vec<String> = course(&run).into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        told,
        [
            "PRE_SCALE_UP",
            "SCALE_UP",
            "POST_SCALE_UP",
            "TEST_TRAFFIC_SHIFT",
            "POST_TEST_TRAFFIC_SHIFT",
            "PRE_PRODUCTION_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT",
            "100 percent",
            "POST_PRODUCTION_TRAFFIC_SHIFT",
            "BAKE_TIME",
            "CLEAN_UP",
        ]
    );
    assert!((moment(&run, "CLEAN_UP") - moment(&run, "100 percent") - 300.0).abs() < 0.1);
    // Green is healthy before it has traffic, and blue stays until the bake time is over.
    let tasks = run.tasks();
    let (shifted, over) = (moment(&run, "100 percent"), moment(&run, "CLEAN_UP"));
    let of = |definition: &'static str| tasks.iter().filter(move |task| task.definition == definition);
    assert!(of("web:2").all(|task| task.healthy_at.is_some_and(|at| at.as_secs_f64() <= shifted)));
    assert!(of("web:1").all(|task| task.stopping_at.is_some_and(|at| at.as_secs_f64() >= over)));
    assert_eq!(run.figure("services.web.deployments.exposure"), "0");
}

/// Twice as many tasks, also where the percentages would not let one start, or would let blue stop.
#[test]
fn s2_5_2_green_comes_up_beside_blue_whatever_the_percentages() {
    for percentages in ["maximumPercent = 200", "minimumHealthyPercent = 0, maximumPercent = 100"] {
        let run =
            world("2h", &format!("strategy = \"BLUE_GREEN\", {percentages}")).action("10m", ROLL_OUT).run();
        assert_eq!(states(&run), [Completed, Completed], "{percentages}");
        assert_eq!(run.figure("services.web.runningCount.max"), "8", "{percentages}");
        assert_eq!(run.figure("services.web.healthyCount.min"), "4", "{percentages}");
    }
}

#[test]
fn s2_5_5_linear_steps_and_their_bake_times() {
    let linear =
        "strategy = \"LINEAR\", linearConfiguration = { stepPercent = 40.0, stepBakeTimeInMinutes = 3 }";
    let run = world("2h", linear).action("10m", ROLL_OUT).run();
    let expected = [(0, "40"), (3, "80"), (6, "100")].map(|(at, share)| (at, share.to_owned()));
    assert_eq!((shares(&run), states(&run)), (expected.to_vec(), vec![Completed, Completed]));
}

#[test]
fn s2_5_6_a_canary_and_then_the_rest() {
    let canary =
        "strategy = \"CANARY\", canaryConfiguration = { canaryPercent = 0.5, canaryBakeTimeInMinutes = 7 }";
    let run = world("2h", canary).action("10m", ROLL_OUT).run();
    let expected = [(0, "0.5"), (7, "100")].map(|(at, share)| (at, share.to_owned()));
    assert_eq!((shares(&run), states(&run)), (expected.to_vec(), vec![Completed, Completed]));
}

/// Green is in the other target group, and the deployment after it goes back to the first one.
#[test]
fn s2_5_8_the_target_groups_take_turns() {
    let third = ROLL_OUT.replace("web:2", "web:3");
    let run = world("3h", "strategy = \"BLUE_GREEN\"").action("10m", ROLL_OUT).action("1h", &third).run();
    assert_eq!((states(&run), running(&run)), (vec![Completed; 3], [0, 0, 4]));
    let groups: Vec<String> = run
        .events("web")
        .iter()
        .filter(|event| event.contains("registered") && !event.contains("deregistered"))
        .filter_map(|event| {
            event.split("target-group ").nth(1).map(|group| group.trim_end_matches(')').to_owned())
        })
        .collect();
    let mut turns = groups.clone();
    turns.dedup();
    assert_eq!(turns, ["web", "green", "web"], "{groups:?}");
}

/// Hand figure: 5 % of the traffic for the two minutes that the function takes are 6 s of all of it.
#[test]
fn s2_5_9_s2_5_12_a_failing_function_sends_the_traffic_back_and_green_goes() {
    let fails = hook("PRODUCTION_TRAFFIC_SHIFT", "hookDuration = \"2m\", hookStatus = \"FAILED\"");
    let run = world("2h", &format!("strategy = \"CANARY\", {fails}")).action("10m", ROLL_OUT).run();
    assert_eq!((states(&run), running(&run)), (vec![Completed, RolledBack], [4, 0, 0]));
    let expected = [(0, "5"), (2, "0")].map(|(at, share)| (at, share.to_owned()));
    assert_eq!(shares(&run), expected);
    assert_eq!(run.figure("services.web.deployments.exposure"), "6");
    assert_eq!(run.figure("services.web.healthyCount.min"), "4");
    let log = run.log("web", 600.0);
    assert!(log.contains("rolling back to deployment"), "{log}");
}

/// Nobody answers for two hours.
#[test]
fn s2_5_10_a_pause_waits_for_the_call_or_its_time_out() {
    let pause = "lifecycleHooks = [{ targetType = \"PAUSE\", lifecycleStages = [\"POST_SCALE_UP\"], \
                 timeoutConfiguration = { timeoutInMinutes = 120 } }]";
    let paused = || world("4h", &format!("strategy = \"BLUE_GREEN\", {pause}")).action("10m", ROLL_OUT);
    let run = paused().run();
    assert_eq!((states(&run), running(&run)), (vec![Completed, RolledBack], [4, 0, 0]));
    let failed = run.outcome.deployments[1].failed_at.expect("it failed").as_secs_f64();
    assert!((failed - moment(&run, "POST_SCALE_UP") - 7_200.0).abs() < 0.1);
    let call = |action: &str| format!("continueServiceDeployment = {{ service = \"web\"{action} }}");
    let run = paused().action("1h", &call("")).run();
    assert_eq!((states(&run), moment(&run, "100 percent")), (vec![Completed, Completed], 3_600.0));
    let run = paused().action("1h", &call(", action = \"ROLLBACK\"")).run();
    assert_eq!((states(&run), shares(&run)), (vec![Completed, RolledBack], Vec::new()));
    let notes = paused().action("11m", ROLL_OUT).action("3h 30m", &call("")).run().outcome.notes.join("\n");
    assert!(
        notes
            .contains("continueServiceDeployment at 03:30:00 did nothing: web had no deployment that paused"),
        "{notes}"
    );
}

/// Revision 2 never answers; the API has the circuit breaker for rolling deployments alone, so that a day ends it.
#[test]
fn s2_5_11_s2_5_14_green_that_never_is_healthy_goes_after_a_day_whatever_the_circuit_breaker() {
    let breaker = "strategy = \"BLUE_GREEN\", deploymentCircuitBreaker = { enable = true, rollback = true }";
    let world = world("26h", breaker).application("web:2", "startUpTime = \"48h\"").action("10m", ROLL_OUT);
    let run = world.run();
    assert_eq!((states(&run), running(&run)), (vec![Completed, RolledBack], [4, 0, 0]));
    let failed = run.outcome.deployments[1].failed_at.expect("it failed").as_secs_f64();
    assert!((failed - moment(&run, "SCALE_UP") - 86_400.0).abs() < 0.1, "{failed}");
    assert_eq!(shares(&run), []);
    assert_eq!(run.figure("services.web.healthyCount.min"), "4");
}

/// A call in each stage: blue ends with all that is wanted, and has the traffic.
#[test]
fn s2_5_12_every_stage_can_be_rolled_back() {
    let stop = "stopServiceDeployment = { service = \"web\" }";
    let configuration = "strategy = \"LINEAR\", linearConfiguration = { stepPercent = 50, stepBakeTimeInMinutes = 2 }, \
                         bakeTimeInMinutes = 2";
    let uncalled = world("2h", configuration).action("10m", ROLL_OUT).run();
    let mut times: Vec<f64> = course(&uncalled).into_iter().map(|(at, _)| at).collect();
    times.dedup();
    assert!(times.len() >= 5, "{times:?}");
    for at in times {
        let at = format!("{:.0}ms", (at + 0.5) * 1_000.0);
        let run = world("2h", configuration).action("10m", ROLL_OUT).action(&at, stop).run();
        assert_eq!((states(&run), running(&run)), (vec![Completed, RolledBack], [4, 0, 0]), "{at}");
        assert!(shares(&run).last().is_none_or(|last| last.1 == "0"), "{at}");
        assert!(run.number("services.web.healthyCount.min") >= Some(4.0), "{at}");
    }
}

/// The third revision comes while the canary of the second has traffic: blue has all of it again, the second goes, and only
/// then does the third come up.
#[test]
fn s2_5_13_an_update_takes_the_place_of_a_deployment_in_progress() {
    let third = ROLL_OUT.replace("web:2", "web:3");
    let run = world("3h", "strategy = \"CANARY\"").action("10m", ROLL_OUT).action("15m", &third).run();
    assert_eq!((states(&run), running(&run)), (vec![Completed, Superseded, Completed], [0, 0, 4]));
    let expected = [(0, "5"), (4, "0"), (6, "5"), (16, "100")].map(|(_, share)| share.to_owned());
    assert_eq!(shares(&run).into_iter().map(|(_, share)| share).collect::<Vec<_>>(), expected);
    let (reconcile, next) = (moment(&run, "RECONCILE_SERVICE"), course(&run));
    let scale_up = next.iter().rfind(|(_, text)| text == "SCALE_UP").expect("twice").0;
    assert!(reconcile >= 900.0 && scale_up >= reconcile);
    assert_eq!(run.figure("services.web.runningCount.max"), "8");
    assert_eq!(run.figure("services.web.healthyCount.min"), "4");
}

/// Blue loses a task while both run, and green one: each starts one of its own.
#[test]
fn s2_5_2_both_revisions_replace_what_they_lose() {
    let stop = "stopTask = { service = \"web\", count = 8 }";
    let run = world("2h", "strategy = \"BLUE_GREEN\", bakeTimeInMinutes = 30")
        .action("10m", ROLL_OUT)
        .action("20m", stop)
        .run();
    let of = |definition: &str| run.tasks().iter().filter(|task| task.definition == definition).count();
    assert_eq!((of("web:1"), of("web:2"), states(&run)), (8, 8, vec![Completed, Completed]));
}

/// What a deployment in stages waits for as the run ends, where nothing else stands in its way.
#[test]
fn s2_5_9_s2_5_10_what_is_open_is_limited_by_its_stage() {
    let bake = "strategy = \"BLUE_GREEN\", bakeTimeInMinutes = 60";
    let slow = format!("{bake}, {}", hook("PRE_PRODUCTION_TRAFFIC_SHIFT", "hookDuration = \"30m\""));
    let pause = format!(
        "{bake}, lifecycleHooks = [{{ targetType = \"PAUSE\", lifecycleStages = [\"POST_SCALE_UP\"] }}]"
    );
    for (configuration, duration, expected) in [
        (bake, "30m", Some("BAKE_TIME:bake")),
        (&slow, "30m", Some("PRE_PRODUCTION_TRAFFIC_SHIFT:hook")),
        (&pause, "30m", Some("POST_SCALE_UP:pause")),
        (bake, "605s", Some("SCALE_UP:tasks")),
        (bake, "2h", None),
    ] {
        let run = world(duration, configuration).action("10m", ROLL_OUT).run();
        let limited = run.word("services.web.deployments.open.limitedBy");
        assert_eq!(limited, expected, "{configuration} {duration}");
    }
}
