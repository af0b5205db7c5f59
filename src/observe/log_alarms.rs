//! Changes of alarms in the event log, told as CloudWatch tells of them ("Alarm events and `EventBridge`").

use super::bus::{Member, Members};
use super::log::Recorded;
use super::log_text::Line;
use super::names::AlarmNames;
use crate::cluster::AlarmChange;
use crate::model::{AlarmState, Choice};
use crate::time::SimTime;

/// What such events are called.
pub(super) const ALARM_CHANGE: &str = "CloudWatch Alarm State Change";

impl Recorded {
    pub(super) fn alarm(&self, change: AlarmChange) -> Line {
        let names = self.names.alarm_names(change.alarm);
        Line {
            detail_type: ALARM_CHANGE,
            event_name: None,
            resource: format!("alarm:{}", names.name),
            message: format!("{} -> {}: {}", change.from.word(), change.to.word(), reason(names, change)),
        }
    }

    pub(super) fn alarm_detail(&self, at: SimTime, change: AlarmChange) -> Members {
        let names = self.names.alarm_names(change.alarm);
        let mut state = Members::default();
        state.text("value", change.to.word());
        state.text("reason", reason(names, change));
        state.moment("timestamp", at);
        let mut previous = Members::default();
        previous.text("value", change.from.word());
        let mut configuration = Members::default();
        configuration.list("metrics", [Member::Object(metric(names))]);
        let mut members = Members::default();
        members.text("alarmName", &names.name);
        for (name, part) in [("state", state), ("previousState", previous), ("configuration", configuration)]
        {
            members.0.push((name, Member::Object(part)));
        }
        members
    }
}

/// `reason` of a state, without the values of datapoints.
fn reason(names: &AlarmNames, change: AlarmChange) -> String {
    let AlarmChange { from, to, breaching, known, .. } = change;
    if to == AlarmState::InsufficientData {
        return "Insufficient Data: datapoints were unknown.".to_owned();
    }
    if known == 0 {
        return format!("No datapoints were received, which count as {}.", to.word());
    }
    let is_ok = to == AlarmState::Ok;
    let (count, not) = if is_ok { (known - breaching.min(known), "not ") } else { (breaching, "") };
    // As many points within the threshold as leave too few beyond it.
    let needed = names.datapoints_to_alarm;
    let minimum = if is_ok { names.evaluation_periods - needed + 1 } else { needed };
    let (told, threshold) = (names.comparison.told(), decimal(names.threshold));
    let were = if known == 1 { "was" } else { "were" };
    let points = if minimum == 1 { "datapoint" } else { "datapoints" };
    let (from, to) = (from.word(), to.word());
    format!(
        "Threshold Crossed: {count} out of the last {known} datapoints {were} {not}{told} the threshold ({threshold}) \
         (minimum {minimum} {points} for {from} -> {to} transition)."
    )
}

/// Millionths as a decimal with one digit after the point at least.
fn decimal(millionths: i64) -> String {
    let (sign, value) = (if millionths < 0 { "-" } else { "" }, millionths.unsigned_abs());
    let digits = format!("{:06}", value % 1_000_000);
    let digits = digits.trim_end_matches('0');
    format!("{sign}{}.{}", value / 1_000_000, if digits.is_empty() { "0" } else { digits })
}

fn metric(names: &AlarmNames) -> Members {
    let mut watched = Members::default();
    watched.text("namespace", &names.watched.namespace);
    watched.text("name", &names.watched.name);
    watched.0.push(("dimensions", Member::Map(names.watched.dimensions.clone())));
    let mut statistic = Members::default();
    statistic.0.push(("metric", Member::Object(watched)));
    statistic.0.push(("period", Member::Whole(u64::from(names.period) * 60)));
    statistic.text("stat", names.statistic.word());
    Members(vec![("metricStat", Member::Object(statistic)), ("returnData", Member::Flag(true))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_shown_as_cloudwatch_shows_them() {
        for (millionths, shown) in [(50_000_000, "50.0"), (500_000, "0.5"), (-1_250_000, "-1.25"), (0, "0.0")]
        {
            assert_eq!(decimal(millionths), shown);
        }
    }
}
