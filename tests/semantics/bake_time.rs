//! The bake time of rolling deployments (services.md §2.4).

use plimsoll::observe::DeploymentState::{Completed, InProgress, RolledBack, Stuck};

use super::alarms::{REPLACED, TO_THREE, alarm, cpu_alarm, durations, errors, monitored, world};
use super::circuit_breaker::states;
use super::deployments::{ROLL_OUT, running};
use super::world::World;

#[test]
fn s2_4_2_a_rolling_deployment_bakes_when_its_tasks_are_healthy_and_the_older_ones_gone() {
    let alarmed = |more: &str, rollback| monitored("\"quiet\"", rollback, more);
    let quiet = |more: &str| alarm("quiet", "AWS/ECS", "CPUUtilization", &[("ServiceName", "web")], more);
    for (what, service, alarm, bake) in [
        ("none", String::new(), String::new(), 0.0),
        ("written", "deploymentConfiguration = { bakeTimeInMinutes = 3 }".to_owned(), String::new(), 180.0),
        ("two periods and one", alarmed("", true), quiet(""), 180.0),
        ("at most five minutes", alarmed("", true), quiet("period = 300\nevaluationPeriods = 3"), 300.0),
        ("nobody rolls back", alarmed("", false), quiet(""), 0.0),
        ("written wins", alarmed(", bakeTimeInMinutes = 1", true), quiet(""), 60.0),
        ("not enabled", alarmed("", true).replace("enable = true", "enable = false"), quiet(""), 0.0),
    ] {
        let run = world(&service).with(&alarm).action("20m", TO_THREE).run();
        assert_eq!(states(&run), [Completed, Completed], "{what}");
        assert_eq!(durations(&run)[1], Some(REPLACED + bake), "{what}");
        // It is in progress all the time, and steady only after.
        let log = run.log("web", 1_200.0);
        let end: Vec<&str> = log.lines().rev().take(2).collect();
        let at = (1_200.0 + REPLACED + bake).to_string();
        assert!(end.iter().all(|line| line.starts_with(&at)), "{what}: {log}");
    }
}

/// A task that fails meanwhile is replaced, and the time goes on; a deployment that bakes can be stopped, and replaced.
#[test]
fn s2_4_2_a_deployment_that_bakes_is_in_progress() {
    let bakes = "deploymentConfiguration = { bakeTimeInMinutes = 10 }";
    let stop = r#"stopTask = { service = "web", count = 1 }"#;
    let run = world(bakes).action("20m", ROLL_OUT).action("25m", stop).run();
    assert_eq!(durations(&run)[1], Some(REPLACED + 600.0));
    let short = world(bakes).action("20m", ROLL_OUT).action("30m 40s", stop).run();
    let took = durations(&short)[1].expect("completed");
    assert!((REPLACED + 600.0..REPLACED + 660.0).contains(&took), "{took}");
    let roll_back = r#"stopServiceDeployment = { service = "web", stopType = "ROLLBACK" }"#;
    let run = world(bakes).action("20m", ROLL_OUT).action("25m", roll_back).run();
    assert_eq!((states(&run), running(&run)), (vec![Completed, RolledBack], [4, 0, 0]));
    let run = world(bakes).action("20m", ROLL_OUT).action("25m", TO_THREE).run();
    assert_eq!((durations(&run)[1], durations(&run)[2]), (None, Some(REPLACED + 600.0)));
}

/// A run that ends in a bake time, or before an alarm is evaluated, proves nothing.
#[test]
fn s2_4_2_a_pending_bake_and_a_pending_alarm_are_ways_on() {
    let bakes = world("deploymentConfiguration = { bakeTimeInMinutes = 30 }").action("45m", ROLL_OUT).run();
    assert_eq!(states(&bakes), [Completed, InProgress]);
    let blocked = |alarms: &str| {
        let world = World::lasting("1h").hosts(3, 2048).definition("web", 1, "").definition("web", 2, "");
        let bounds = "minimumHealthyPercent = 50, maximumPercent = 100";
        world
            .service("web", 1, &format!("deploymentConfiguration = {{ {bounds}{alarms} }}"))
            .action("10m", ROLL_OUT)
    };
    assert_eq!(states(&blocked("").run()), [Completed, Stuck]);
    let named = ", alarms = { alarmNames = [\"errors\"], enable = true, rollback = false }";
    assert_eq!(states(&blocked(named).with(&errors(100)).run()), [Completed, InProgress]);
    assert_eq!(states(&blocked(named).with(&errors(20)).run()), [Completed, Stuck]);
}

/// All passes there are bring about the same as those that have a cause.
#[test]
fn s2_4_2_bake_times_are_the_same_with_every_pass() {
    let digest = |clock: &str| {
        let configuration = monitored("\"high\"", true, ", bakeTimeInMinutes = 5");
        let world = world(&configuration).measured().with(&cpu_alarm("")).behavior(clock);
        let run = world.action("10m", TO_THREE).action("30m", ROLL_OUT).run();
        assert_eq!(states(&run), [Completed, Completed, RolledBack]);
        run.outcome.digest
    };
    assert_eq!(digest(""), digest("schedulerClock = \"everyPass\""));
}
