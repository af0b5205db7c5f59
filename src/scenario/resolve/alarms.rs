//! `[[alarms]]`: alarms of CloudWatch as `PutMetricAlarm` takes them (services.md §2.4).

use std::collections::BTreeMap;

use super::super::shape::words::{self, of};
use super::super::{Node, Problem, Problems, Value};
use super::fields::{Text, is_absent, list, missing, objects, required_text, text};
use super::limits::MAX_ENTRIES;
use super::names::{shortened, unknown_word};
use super::output::word;
use super::quantity::{signed_millionths, whole};
use crate::model::{
    Alarm, AlarmId, AlarmState, Behavior, Choice, Comparison, DeploymentAlarms, MetricNames, MissingData,
    Statistic,
};
use crate::time::SimDuration;

const RULE: &str = "API: PutMetricAlarm";
/// An alarm that looks back further is evaluated once an hour, and not simulated.
const DAY: u32 = 24 * 60 * 60;

/// The alarms of a scenario, by name.
pub struct Alarms<'n> {
    /// The alarms by id; what they watch is found out when services are known.
    pub list: Vec<Alarm>,
    /// Where each was written.
    pub nodes: Vec<&'n Node>,
    /// The longest bake time that ECS computes.
    bake_limit: SimDuration,
}

impl<'n> Alarms<'n> {
    /// Reads the section.
    pub fn read(root: &'n Node, behavior: &Behavior, problems: &mut Problems) -> Self {
        let mut declared: BTreeMap<&str, (Alarm, &Node)> = BTreeMap::new();
        for node in objects(root, "alarms").take(MAX_ENTRIES) {
            let Some(name) = required_text(node, "alarmName", "the alarm", problems) else { continue };
            let alarm = read_alarm(node, name, problems);
            if declared.insert(name.value, (alarm, node)).is_some() {
                let message = format!("alarm `{}` is declared twice", shortened(name.value));
                let problem = Problem::error(name.span, message).label("declared before");
                problems.push(problem.help("remove one, or give it another `alarmName`"));
            }
        }
        let (list, nodes) = declared.into_values().unzip();
        Self { list, nodes, bake_limit: behavior.alarm_bake_limit }
    }

    /// `alarms` of a deployment configuration that are enabled. An alarm that is not declared is never in ALARM.
    pub fn of_deployment(&self, written: &Node, rollback: bool, problems: &mut Problems) -> DeploymentAlarms {
        let mut alarms = Vec::new();
        for name in list(written, "alarmNames").iter().filter_map(super::fields::as_text) {
            let found = self.list.binary_search_by(|alarm| alarm.name.as_str().cmp(name.value));
            if let Ok(position) = found {
                alarms.push(AlarmId::new(position));
                continue;
            }
            let message = format!("alarm `{}` is not declared", shortened(name.value));
            let problem = Problem::warning(name.span, message).label("it never goes into ALARM");
            problems.push(problem.rule("S2.4-1").help(
                "add it to [[alarms]], such as by `file` with what `aws cloudwatch describe-alarms` prints; composite \
                 alarms are not modelled",
            ));
        }
        alarms.sort_unstable();
        alarms.dedup();
        let bakes = alarms.iter().map(|id| self.list[id.index()].bake());
        let bake = bakes.max().unwrap_or(SimDuration::ZERO).min(self.bake_limit);
        DeploymentAlarms { alarms, rollback, bake }
    }
}

/// An alarm of which it is not known yet what it watches; one that cannot be simulated keeps a period of its own.
fn read_alarm(node: &Node, name: Text<'_>, problems: &mut Problems) -> Alarm {
    let computed = ["metrics", "extendedStatistic", "thresholdMetricId", "evaluationCriteria"];
    let plain = computed.iter().all(|member| is_absent(node, member));
    if plain {
        for member in ["comparisonOperator", "threshold", "evaluationPeriods", "period"] {
            if is_absent(node, member) {
                problems.push(missing(node, member, "the alarm").rule(RULE));
            }
        }
    }
    let evaluation_periods = whole(node, "evaluationPeriods", 1..=DAY, RULE, problems).unwrap_or(1);
    let needed = whole(node, "datapointsToAlarm", 1..=DAY, RULE, problems).unwrap_or(evaluation_periods);
    if let Some(written) = node.get("datapointsToAlarm").filter(|_| needed > evaluation_periods) {
        let message =
            format!("`datapointsToAlarm` ({needed}) is above `evaluationPeriods` ({evaluation_periods})");
        let problem = Problem::error(&written.span, message).label("the API refuses it").rule(RULE);
        problems.push(problem.help(format!("write {evaluation_periods} or less")));
    }
    Alarm {
        name: name.value.to_owned(),
        watched: metric_names(node),
        metric: None,
        statistic: word(node, "statistic", problems).unwrap_or(Statistic::Average),
        period: period(node, problems),
        evaluation_periods,
        datapoints_to_alarm: needed.min(evaluation_periods),
        threshold: signed_millionths(node, "threshold", problems).unwrap_or_default(),
        comparison: comparison(node, problems).unwrap_or(Comparison::Greater),
        missing: word(node, "treatMissingData", problems).unwrap_or(MissingData::Missing),
        state: word(node, "stateValue", problems).unwrap_or(AlarmState::InsufficientData),
    }
}

/// `period` in minutes.
fn period(node: &Node, problems: &mut Problems) -> u32 {
    let Some(seconds) = whole(node, "period", 10..=7 * DAY, RULE, problems) else { return 1 };
    if seconds % 60 != 0
        && ![10, 20, 30].contains(&seconds)
        && let Some(written) = node.get("period")
    {
        let message = format!("`period` is {seconds}, which is no multiple of 60");
        let problem = Problem::error(&written.span, message).label("the API refuses it").rule(RULE);
        problems.push(problem.help("write 10, 20, 30 or a multiple of 60, such as 60"));
    }
    seconds.div_ceil(60)
}

/// Operators of anomaly detection are the API's, and have no one threshold.
fn comparison(node: &Node, problems: &mut Problems) -> Option<Comparison> {
    let written = text(node, "comparisonOperator")?;
    let known = Comparison::of(written.value);
    if known.is_none() && !words::BAND_OPERATORS.contains(&written.value) {
        problems.push(unknown_word(written, "comparisonOperator", &of::<Comparison>()).rule(RULE));
    }
    known
}

fn metric_names(node: &Node) -> MetricNames {
    let owned = |name: &str| text(node, name).map_or_else(String::new, |text| text.value.to_owned());
    let pair = |node: &Node| {
        let member = |name: &str| text(node, name).map(|text| text.value.to_owned());
        Some((member("name")?, member("value")?))
    };
    MetricNames {
        namespace: owned("namespace"),
        name: owned("metricName"),
        dimensions: objects(node, "dimensions").filter_map(pair).collect(),
    }
}

/// What of an alarm, whatever it watches, is not simulated.
pub fn not_simulated(node: &Node, alarm: &Alarm) -> Option<(&'static str, &'static str)> {
    let present = |name: &str| !is_absent(node, name);
    let short = node.get("period").is_some_and(|period| matches!(period.value, Value::Integer(10 | 20 | 30)));
    let operator = text(node, "comparisonOperator");
    let band = operator.is_some_and(|written| words::BAND_OPERATORS.contains(&written.value));
    [
        (present("metrics"), "metrics", "metric math"),
        (present("extendedStatistic"), "extendedStatistic", "a percentile"),
        (present("thresholdMetricId") || band, "comparisonOperator", "a band of anomaly detection"),
        (present("evaluationCriteria"), "evaluationCriteria", "a query"),
        (present("evaluationWindow"), "evaluationWindow", "a window of the wall clock"),
        (short, "period", "a high-resolution period"),
        (alarm.interval() > SimDuration::from_secs(u64::from(DAY)), "evaluationPeriods", "more than a day"),
    ]
    .into_iter()
    .find(|(is_so, ..)| *is_so)
    .map(|(_, member, what)| (member, what))
}
