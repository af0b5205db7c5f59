//! `[[alarms]]`, what they watch, and the deployments that name them.

use super::super::{built, listing, model};
use super::{assert_errors, assert_warnings, service};
use crate::model::{
    AlarmId, AlarmState, Comparison, DeploymentAlarms, MetricId, MetricSource, MissingData, ServiceId,
    Statistic, Utilized,
};
use crate::scenario::Severity;
use crate::time::{SimDuration, SimTime};

const NAMES: &str =
    "deploymentConfiguration = { alarms = { alarmNames = [\"a\"], enable = true, rollback = true } }";
const OF_SERVICE: &str = "namespace = \"AWS/ECS\"\nmetricName = \"CPUUtilization\"\ndimensions = [{ name = \"ServiceName\", value = \"web\" }]";
const PLAIN: &str =
    "period = 60\nevaluationPeriods = 3\nthreshold = 1\ncomparisonOperator = \"GreaterThanThreshold\"";
const USED: &str = "\n[[applications]]\ntaskDefinition = \"app\"\ncpuUtilization = 62.5\n";

fn alarm(lines: &str) -> String {
    format!("\n[[alarms]]\nalarmName = \"a\"\n{lines}\n")
}

#[test]
fn s2_4_1_s6_1_alarms_are_read_with_what_they_watch() {
    let more = "statistic = \"Maximum\"\nperiod = 300\nevaluationPeriods = 5\ndatapointsToAlarm = 3\nthreshold = -0.5\n\
                comparisonOperator = \"LessThanOrEqualToThreshold\"\ntreatMissingData = \"notBreaching\"\nstateValue = \"OK\"";
    let read = model(&(service(NAMES) + &alarm(&format!("{OF_SERVICE}\n{more}")) + USED));
    let found = &read.alarms[0];
    assert_eq!(
        (found.metric, found.statistic, found.period),
        (Some(MetricId::new(0)), Statistic::Maximum, 5)
    );
    assert_eq!((found.evaluation_periods, found.datapoints_to_alarm, found.threshold), (5, 3, -500_000));
    assert_eq!(
        (found.comparison, found.missing, found.state),
        (Comparison::LessOrEqual, MissingData::NotBreaching, AlarmState::Ok)
    );
    let service_id = ServiceId::new(0);
    assert_eq!(read.metrics, [MetricSource::Utilization { service: service_id, of: Utilized::Cpu }]);
    assert_eq!(read.task_definitions[0].utilization.cpu, Some(62_500_000));
    // Six periods of five minutes are more than ECS waits.
    let bake = SimDuration::from_mins(5);
    let expected = DeploymentAlarms { alarms: vec![AlarmId::new(0)], rollback: true, bake };
    assert_eq!(read.services[0].end_conditions.alarms, Some(expected));
}

#[test]
fn s2_4_1_a_series_takes_the_place_of_what_is_simulated() {
    let series = "series = [[\"2m\", 3], [60, \"0.5\"], [\"2026-01-01T00:00:30Z\", -1], [\"2025-12-31T23:59:59Z\", 9]]";
    let read = model(&(service("") + &alarm(&format!("{PLAIN}\n{series}"))));
    let secs = SimTime::from_secs;
    let samples = [(secs(30), -1_000_000), (secs(60), 500_000), (secs(120), 3_000_000)];
    assert_eq!(read.metrics, [MetricSource::Given(samples.into())]);
}

#[test]
fn s2_4_1_what_is_wrong_with_alarms_is_told() {
    let rule = "API: PutMetricAlarm";
    let of = |lines: &str| service("") + &alarm(lines);
    let changed = |from: &str, to: &str| of(&PLAIN.replace(from, to));
    assert_errors(&[
        ("", "the alarm has no `alarmName`", service("") + "\n[[alarms]]\n" + PLAIN + "\n"),
        ("", "alarm `a` is declared twice", of(PLAIN) + &alarm(PLAIN)),
        (rule, "the alarm has no `threshold`", changed("threshold = 1\n", "")),
        (rule, "the alarm has no `period`", changed("period = 60\n", "")),
        (rule, "`period` is 90, which is no multiple of 60", changed("60", "90")),
        (
            rule,
            "`datapointsToAlarm` (4) is above `evaluationPeriods` (3)",
            of(&format!("{PLAIN}\ndatapointsToAlarm = 4")),
        ),
        (rule, "`comparisonOperator` cannot be `Above`", changed("GreaterThanThreshold", "Above")),
        ("", "`threshold` is too large", changed("threshold = 1", "threshold = 1e15")),
        ("", "`treatMissingData` cannot be `bad`", of(&format!("{PLAIN}\ntreatMissingData = \"bad\""))),
        ("", "`series` is no list", of(&format!("{PLAIN}\nseries = 5"))),
        ("", "this is no time and value", of(&format!("{PLAIN}\nseries = [[1, 2], [3]]"))),
        (
            "S6-1",
            "nothing says what tasks of app:1 use",
            service(NAMES) + &alarm(&format!("{OF_SERVICE}\n{PLAIN}")),
        ),
    ]);
    let watches = |lines: &str| of(&format!("{PLAIN}\n{lines}"));
    assert_warnings(&[
        // Nobody's deployment depends on it.
        ("S6-1", "nothing says what tasks of app:1 use", watches(OF_SERVICE)),
        (
            "S2.4-1",
            "`5XX` of `AWS/ApplicationELB`",
            watches("namespace = \"AWS/ApplicationELB\"\nmetricName = \"5XX\""),
        ),
        ("S2.4-1", "not simulated: metric math", watches("metrics = [{ id = \"m\" }]")),
        ("S2.4-1", "not simulated: a percentile", watches("extendedStatistic = \"p99\"")),
        ("S2.4-1", "not simulated: a high-resolution period", of(&PLAIN.replace("60", "10"))),
        ("S2.4-1", "not simulated: more than a day", of(&PLAIN.replace("60", "43200"))),
    ]);
}

/// All bad pairs at once, and no advice to give what was given.
#[test]
fn s2_4_1_a_series_is_told_all_that_is_wrong_with_it() {
    let series = "series = [[\"44m\", 9], [\"45m\", \"x\"], [1]]";
    let (_, problems) = built(&(service("") + &alarm(&format!("{PLAIN}\n{series}"))));
    assert_eq!(listing(&problems), [(Severity::Error, None, "this is no time and value"); 2]);
}

/// What a series cannot help is not to be mended by one.
#[test]
fn s2_4_1_what_is_not_simulated_with_a_series_either_says_what_is() {
    let series = "series = [[1, 2]]\nextendedStatistic = \"p99\"";
    let (_, problems) = built(&(service("") + &alarm(&format!("{PLAIN}\n{series}"))));
    let help = problems.sorted()[0].help.clone().expect("a remedy");
    assert!(help.starts_with("write an alarm of a `statistic`"), "{help}");
}

/// A word that the API does not know is no band either.
#[test]
fn s2_4_1_an_operator_that_is_misspelt_is_no_band_of_anomaly_detection() {
    let text = service("") + &alarm(&PLAIN.replace("GreaterThanThreshold", "GreaterThan"));
    let (_, problems) = built(&text);
    let bands = listing(&problems).into_iter().filter(|(.., message)| message.contains("anomaly")).count();
    assert_eq!(bands, 0, "{:?}", listing(&problems));
}
