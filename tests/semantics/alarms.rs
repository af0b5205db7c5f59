//! Deployment alarms (services.md §2.4), and the alarms and metrics behind them.

use plimsoll::engine::explain::explain_service;
use plimsoll::model::{AlarmId, AlarmState, ServiceId};
use plimsoll::observe::DeploymentState::{Completed, Failed, RolledBack};
use plimsoll::time::SimTime;

use super::circuit_breaker::states;
use super::deployments::{ROLL_OUT, running};
use super::load_balancers::BALANCED;
use super::staged;
use super::world::{Run, World, scale, seconds};

pub const TO_THREE: &str = r#"updateService = { service = "web", taskDefinition = "web:3" }"#;
/// The minutes from the call until the last task of the new revision is healthy and the older ones are gone, in seconds.
pub const REPLACED: f64 = 46.0;

/// An alarm of the average utilization of `web` above 80 %, two minutes of two unless `more` says otherwise.
pub fn cpu_alarm(more: &str) -> String {
    alarm("high", "AWS/ECS", "CPUUtilization", &[("ClusterName", "default"), ("ServiceName", "web")], more)
}

pub fn alarm(name: &str, namespace: &str, metric: &str, dimensions: &[(&str, &str)], more: &str) -> String {
    let defaults = [
        ("period", "60"),
        ("evaluationPeriods", "2"),
        ("threshold", "80"),
        ("comparisonOperator", "\"GreaterThanThreshold\""),
    ];
    let rest: Vec<String> = defaults
        .iter()
        .filter(|(key, _)| !more.contains(key))
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    let dimensions: Vec<String> = dimensions
        .iter()
        .map(|(name, value)| format!("{{ name = \"{name}\", value = \"{value}\" }}"))
        .collect();
    format!(
        "[[alarms]]\nalarmName = \"{name}\"\nnamespace = \"{namespace}\"\nmetricName = \"{metric}\"\ndimensions = [{}]\n{}\n{more}",
        dimensions.join(", "),
        rest.join("\n")
    )
}

/// `deploymentConfiguration` with these alarms and more.
pub fn monitored(names: &str, rollback: bool, more: &str) -> String {
    format!(
        "deploymentConfiguration = {{ alarms = {{ alarmNames = [{names}], enable = true, rollback = {rollback} }}{more} }}"
    )
}

/// Four tasks that use 40 % of their CPU, of a second revision 95 %, of a third 50 %, with this service.
pub fn world(service: &str) -> World {
    let mut world = World::lasting("1h").hosts(4, 20_000);
    for (revision, used) in [(1, 40), (2, 95), (3, 50)] {
        world = world
            .definition("web", revision, "")
            .with(&format!("[[applications]]\ntaskDefinition = \"web:{revision}\"\ncpuUtilization = {used}"));
    }
    world.service("web", 4, service)
}

/// Changes of alarms as `SECONDS NAME TEXT`.
fn changes(run: &Run) -> Vec<String> {
    let told =
        run.outcome.log.records().filter(|record| record.detail_type == "CloudWatch Alarm State Change");
    told.map(|record| {
        let name = record.resource.trim_start_matches("alarm:").to_owned();
        let states = record.message.split(':').next().unwrap_or_default().to_owned();
        format!("{} {name} {states}", seconds(record.at))
    })
    .collect()
}

/// What is told of deployments from a second on: what it is and when, in seconds since then.
fn told(run: &Run, from: f64, what: &str) -> Option<f64> {
    let log = run.log("web", from);
    let line = log.lines().find(|line| line.contains(what))?;
    Some(line.split(' ').next()?.parse::<f64>().ok()? - from)
}

/// How long each deployment took, in seconds, if it completed.
pub fn durations(run: &Run) -> Vec<Option<f64>> {
    let took =
        |of: &plimsoll::observe::DeploymentRecord| Some(of.completed_at?.since(of.started_at).as_secs_f64());
    run.outcome.deployments.iter().map(took).collect()
}

/// An alarm that is in ALARM from a moment on, for two minutes: a value of 100 in one minute.
pub fn errors(minute: u32) -> String {
    let at = minute * 60 + 1;
    alarm("errors", "Shop", "Errors", &[], &format!("evaluationPeriods = 1\nseries = [[{at}, 100]]"))
}

#[test]
fn s2_4_1_an_alarm_ends_a_deployment_at_the_next_look() {
    let run = world(&monitored("\"high\"", true, ", bakeTimeInMinutes = 5"))
        .with(&cpu_alarm(""))
        .action("10m", ROLL_OUT)
        .run();
    // New tasks run from second 604 on. The average of minutes 11 and 12 is 95 %, which CloudWatch looks at 40 s later.
    assert_eq!(changes(&run)[..2], ["100 high INSUFFICIENT_DATA -> OK", "820 high OK -> ALARM"]);
    // ECS looks every 30 s from the call on.
    assert_eq!(told(&run, 600.0, "deployment failed: alarm detected."), Some(240.0));
    assert_eq!(states(&run), [Completed, RolledBack]);
    assert_eq!(running(&run), [4, 0, 0]);
    let names: Vec<&str> = run.outcome.log.records().filter_map(|record| record.event_name).collect();
    let after: Vec<&str> = names.into_iter().skip(2).collect();
    assert_eq!(
        after,
        [
            "SERVICE_STEADY_STATE",
            "SERVICE_DEPLOYMENT_IN_PROGRESS",
            "SERVICE_DEPLOYMENT_FAILED",
            "SERVICE_DEPLOYMENT_IN_PROGRESS",
            "SERVICE_DEPLOYMENT_COMPLETED",
            "SERVICE_STEADY_STATE",
        ]
    );
    let rollback =
        run.outcome.log.records().find(|record| record.message.starts_with("ECS deployment alarm"));
    assert!(rollback.is_some_and(|record| record.message.contains("rolling back to deploymentId")));
}

/// Without `rollback` it fails and starts nothing more; a good revision that follows is not monitored, since the alarm is in
/// ALARM as it begins, whatever it does from then on.
#[test]
fn s2_4_1_an_alarm_that_is_in_alarm_at_the_start_is_ignored_for_the_whole_deployment() {
    let configuration = monitored("\"high\", \"errors\"", false, ", bakeTimeInMinutes = 12");
    let run = world(&configuration)
        .with(&cpu_alarm(""))
        .with(&errors(33))
        .action("20m", ROLL_OUT)
        .action("30m", TO_THREE)
        .run();
    assert_eq!(states(&run), [Completed, Failed, Completed]);
    assert_eq!(running(&run), [0, 0, 4]);
    let changes = changes(&run);
    let at = |what: &str| {
        changes.iter().position(|line| line.contains(what)).unwrap_or_else(|| panic!("{changes:?}"))
    };
    assert!(at("high OK -> ALARM") < at("high ALARM -> OK"), "{changes:?}");
    assert!(at("errors INSUFFICIENT_DATA -> ALARM") > at("high OK -> ALARM"), "{changes:?}");
    // The state that AWS described counts from the start, of an alarm of which nothing is simulated too.
    let described = alarm("high", "Shop", "Latency", &[], "stateValue = \"ALARM\"");
    let run = world(&monitored("\"high\"", true, "")).with(&described).action("10m", ROLL_OUT).run();
    assert_eq!((states(&run), durations(&run)[1]), (vec![Completed, Completed], Some(REPLACED)));
}

/// Either of the two ends it, with its own `rollback`; ECS looks at alarms from the first task that runs on.
#[test]
fn s2_4_1_circuit_breaker_and_alarms_work_beside_each_other() {
    let breaker = |rollback: bool| {
        format!(
            ", deploymentCircuitBreaker = {{ enable = true, rollback = {rollback} }}, bakeTimeInMinutes = 20"
        )
    };
    for (starts, breaker_rolls_back, alarm_rolls_back, minute, expected) in [
        (true, true, false, 31, [Completed, Failed]),
        (true, false, true, 31, [Completed, RolledBack]),
        (false, true, false, 58, [Completed, RolledBack]),
        (false, false, true, 31, [Completed, Failed]),
        // The rollback is a deployment of its own, and bakes under the same alarm.
        (false, true, false, 31, [Failed, Failed]),
    ] {
        let configuration = monitored("\"errors\"", alarm_rolls_back, &breaker(breaker_rolls_back));
        let mut world = world(&configuration).with(&errors(minute)).action("30m", ROLL_OUT);
        if !starts {
            world = world.with(
                "[[applications]]\ntaskDefinition = \"web:2\"\ncontainer = \"app\"\nstartFailureRatio = 1",
            );
        }
        let run = world.run();
        assert_eq!(states(&run), expected, "{starts} {breaker_rolls_back} {alarm_rolls_back} {minute}");
        let log = run.log("web", 1_800.0);
        let first = log.lines().find(|line| line.contains("deployment failed")).expect("it failed");
        assert_eq!(first.contains("alarm detected"), starts, "{log}");
    }
}

/// An alarm that ECS does not see in ALARM ends nothing: it was over before the next look.
#[test]
fn s2_4_1_what_is_over_before_ecs_looks_has_no_effect() {
    for (interval, expected) in [("30s", RolledBack), ("20m", Completed)] {
        let run = world(&monitored("\"errors\"", true, ", bakeTimeInMinutes = 10"))
            .with(&errors(31))
            .behavior(&format!("alarmPollInterval = \"{interval}\""))
            .action("30m", ROLL_OUT)
            .run();
        assert_eq!(states(&run), [Completed, expected], "{interval}: {:?}", changes(&run));
    }
}

#[test]
fn s2_4_1_alarms_end_deployments_in_stages_too() {
    let configuration = "strategy = \"BLUE_GREEN\", bakeTimeInMinutes = 20, \
                         alarms = { alarmNames = [\"errors\"], enable = true, rollback = true }";
    let run = staged::world("2h", configuration)
        .with(&errors(15))
        .action("10m", super::deployments::ROLL_OUT)
        .run();
    assert_eq!((states(&run), running(&run)), (vec![Completed, RolledBack], [4, 0, 0]));
    let shares: Vec<String> = staged::shares(&run).into_iter().map(|(_, share)| share).collect();
    assert_eq!(shares, ["100", "0"]);
    // Its bake time is that of the stage, and ends with a last look.
    let quiet = staged::world("2h", configuration)
        .with(&errors(90))
        .action("10m", super::deployments::ROLL_OUT)
        .run();
    assert_eq!(states(&quiet), [Completed, Completed]);
    let at_the_end = configuration.replace("20,", "5,");
    let late = staged::world("2h", &at_the_end)
        .behavior("alarmPollInterval = \"1h\"")
        .with(&errors(13))
        .action("10m", super::deployments::ROLL_OUT)
        .run();
    assert_eq!(states(&late), [Completed, RolledBack], "{}", late.log("web", 600.0));
}

#[test]
fn s6_1_utilization_is_what_all_tasks_use_of_what_they_reserve() {
    // Four tasks at 40 % and four at 95 % of the same CPU are 67.5 %; behind a maximum of 100 % two and two.
    for (threshold, breaches) in [("67", true), ("68", false)] {
        let more = format!("threshold = {threshold}\nstatistic = \"Average\"\nevaluationPeriods = 1");
        let run =
            world("").behavior("healthyAfter = \"5m\"").with(&cpu_alarm(&more)).action("10m", ROLL_OUT).run();
        let at = changes(&run).into_iter().find(|line| line.ends_with("OK -> ALARM"));
        let first = if breaches { "760" } else { "1000" };
        assert!(at.as_ref().is_some_and(|at| at.starts_with(first)), "{threshold}: {:?}", changes(&run));
    }
    // Maximum and sample count are over tasks.
    let most = cpu_alarm("statistic = \"Maximum\"\nthreshold = 90\nevaluationPeriods = 1");
    let run = world("").with(&most).action("10m", ROLL_OUT).run();
    assert_eq!(changes(&run)[1], "700 high OK -> ALARM");
    let many = cpu_alarm("statistic = \"SampleCount\"\nthreshold = 4\nevaluationPeriods = 1");
    let run = world("").with(&many).action("10m", &scale("web", 6)).run();
    assert_eq!(changes(&run)[1], "700 high OK -> ALARM");
}

#[test]
fn s2_4_1_running_tasks_and_hosts_are_counted() {
    let cluster = [("ClusterName", "default"), ("ServiceName", "web")];
    let less = "comparisonOperator = \"LessThanThreshold\"\nevaluationPeriods = 1\nthreshold = 3";
    let low = alarm("low", "ECS/ContainerInsights", "RunningTaskCount", &cluster, less);
    let run = world("").with(&low).action("10m", &scale("web", 2)).run();
    assert_eq!(changes(&run), ["100 low INSUFFICIENT_DATA -> OK", "700 low OK -> ALARM"]);

    let group = [("TargetGroup", "targetgroup/web/0a1b"), ("LoadBalancer", "app/web/1")];
    let healthy = alarm("healthy", "AWS/ApplicationELB", "HealthyHostCount", &group, less);
    let unhealthy = alarm(
        "unhealthy",
        "AWS/ApplicationELB",
        "UnHealthyHostCount",
        &group,
        "statistic = \"Maximum\"\nevaluationPeriods = 1\nthreshold = 0",
    );
    let world = World::lasting("1h").hosts(2, 2048).target_group("web", "").definition(
        "web",
        1,
        "portMappings = [{ containerPort = 80 }]",
    );
    let world = world.service("web", 3, BALANCED).with(&healthy).with(&unhealthy);
    let hang = "action = \"plimsoll:container-hang\"\nservice = \"web\"\nat = \"20m\"";
    let run = world.fault(hang).run();
    let changes = changes(&run);
    let of = |name: &str| -> Vec<String> {
        let lines = changes.iter().filter(|line| line.split(' ').nth(1) == Some(name));
        lines.map(|line| line.split(' ').skip(2).collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(of("unhealthy")[1..], ["OK -> ALARM", "ALARM -> OK"], "{changes:?}");
    assert_eq!(of("healthy").last().map(String::as_str), Some("ALARM -> OK"), "{changes:?}");
}

/// A service without tasks reports no utilization: after the range of two periods and two more, all of it is missing.
#[test]
fn s2_4_1_missing_data_is_treated_as_the_alarm_says() {
    for (treatment, last) in [
        ("missing", "OK -> INSUFFICIENT_DATA"),
        ("ignore", "INSUFFICIENT_DATA -> OK"),
        ("breaching", "OK -> ALARM"),
        ("notBreaching", "INSUFFICIENT_DATA -> OK"),
    ] {
        let run = world("")
            .with(&cpu_alarm(&format!("treatMissingData = \"{treatment}\"")))
            .action("10m", &scale("web", 0))
            .run();
        assert!(
            changes(&run).last().is_some_and(|line| line.ends_with(last)),
            "{treatment}: {:?}",
            changes(&run)
        );
    }
}

/// The alarm of a service that does nothing is not evaluated for a week.
#[test]
fn s2_4_1_what_does_not_change_is_not_evaluated() {
    let events = |alarms: &str| {
        let world =
            World::lasting("7d").hosts(2, 2048).definition("web", 1, "").service("web", 2, "").with(alarms);
        world.with("[[applications]]\ntaskDefinition = \"web\"\ncpuUtilization = 50").run().outcome.events
    };
    let more = events(&cpu_alarm("")) - events("");
    assert!(more < 10, "{more}");
}

#[test]
fn s2_4_1_changes_are_told_as_cloudwatch_tells_them() {
    let run = world("").with(&cpu_alarm("alarmDescription = \"hot\"")).action("10m", ROLL_OUT).run();
    let mut told = run
        .outcome
        .log
        .bus_events(plimsoll::model::Events::Changes)
        .filter(|event| event.record.detail_type.starts_with("CloudWatch"));
    let event = told.nth(1).expect("two changes");
    assert_eq!(event.arn, "arn:aws:cloudwatch:us-east-1:111122223333:alarm:high");
    assert_eq!(
        event.record.message,
        "OK -> ALARM: Threshold Crossed: 2 out of the last 2 datapoints were greater than the threshold (80.0) \
         (minimum 2 datapoints for OK -> ALARM transition)."
    );
    let back = run.outcome.log.records().find(|record| record.message.starts_with("INSUFFICIENT_DATA -> OK"));
    assert!(back.is_some_and(|back| back.message.contains(
        "1 out of the last 1 datapoints was not greater than the threshold (80.0) (minimum 1 datapoint for"
    )));
    let members: Vec<&str> = event.detail.0.iter().map(|(name, _)| *name).collect();
    assert_eq!(members, ["alarmName", "state", "previousState", "configuration"]);
}

#[test]
fn s2_4_1_s2_4_2_explain_names_alarms_and_bake_times() {
    let model = world(&monitored("\"high\"", true, ", bakeTimeInMinutes = 5"))
        .with(&cpu_alarm(""))
        .action("20m", TO_THREE)
        .model();
    let at = |secs: u64| {
        let answer =
            explain_service(&model, 1, ServiceId::new(0), SimTime::from_secs(secs)).expect("no guard");
        answer.monitoring
    };
    let watched = (AlarmId::new(0), AlarmState::Ok);
    let begun = at(1_210).expect("in progress");
    assert_eq!((begun.bakes_until, begun.alarms.as_slice(), begun.ignored), (None, &[watched][..], false));
    let until = at(1_300).and_then(|monitoring| monitoring.bakes_until);
    assert_eq!(until.map(SimTime::as_secs_f64), Some(1_200.0 + REPLACED + 300.0));
    assert_eq!(at(1_600), None, "it is complete");
}
