use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::cluster::TargetCounts;
use crate::model::{
    Alarm, Comparison, MetricId, MetricNames, MetricSource, MissingData, Statistic, TargetGroupId,
};
use crate::time::SimDuration;

/// One target group with an alarm of how many of its targets are healthy, or an alarm of given values.
fn model(source: MetricSource, alarm: Alarm, starts_at: i64) -> Arc<Model> {
    Arc::new(Model {
        starts_at,
        metrics: vec![source],
        alarms: vec![Alarm { metric: Some(MetricId::new(0)), ..alarm }],
        ..Model::default()
    })
}

fn alarm() -> Alarm {
    Alarm {
        name: "low".to_owned(),
        watched: MetricNames::default(),
        metric: None,
        statistic: Statistic::Average,
        period: 1,
        evaluation_periods: 1,
        datapoints_to_alarm: 1,
        threshold: 2_000_000,
        comparison: Comparison::Less,
        missing: MissingData::Missing,
        state: AlarmState::Ok,
    }
}

/// States of the alarm as it is evaluated when it is due, and not at all while it rests, as `SECONDS STATE`; then how often
/// it was.
fn lazily(model: &Arc<Model>, counts: &[(u64, u32)], until: u64) -> (Vec<(SimTime, AlarmState)>, usize) {
    let (cluster, id) = (Cluster::new(Arc::clone(model)), AlarmId::new(0));
    let mut telemetry = Telemetry::new(model);
    let mut due = Some(telemetry.first_evaluation(model));
    let (mut states, mut evaluations) = (Vec::new(), 0);
    let mut counts = counts.iter().copied().peekable();
    loop {
        let change = counts.peek().map(|(at, _)| SimTime::from_secs(*at));
        let next = change.into_iter().chain(due).min();
        let Some(now) = next.filter(|now| *now < SimTime::from_secs(until)) else {
            return (states, evaluations);
        };
        if due == Some(now) {
            let Evaluation { from, to, next_at, .. } = telemetry.evaluate(now, id, model).expect("simulated");
            (due, evaluations) = (next_at, evaluations + 1);
            if from != to {
                states.push((now, to));
            }
            continue;
        }
        let (_, healthy) = counts.next().expect("the change that was looked at");
        let counts = TargetCounts { registered: healthy.max(1), healthy, unhealthy: 0 };
        let fact = Fact::Targets { target_group: TargetGroupId::new(0), counts };
        telemetry.on_fact(now, &fact, &cluster);
        if telemetry.has_woken() {
            assert_eq!(due, None, "only who rests is woken");
            due = telemetry.take_woken(now, model).first().map(|(at, _)| *at);
        }
    }
}

/// The same, looked at every minute with datapoints that are added up second by second.
fn minute_by_minute(model: &Model, counts: &[(u64, u32)], until: u64) -> Vec<(SimTime, AlarmState)> {
    let alarm = &model.alarms[0];
    let over = model.starts_at.rem_euclid(60_000_000).unsigned_abs() / 1_000_000;
    let level = |second: u64| {
        let before = counts.iter().take_while(|(at, _)| *at <= second);
        before.last().map(|(_, count)| i64::from(*count) * 1_000_000)
    };
    let point = |end: i64| {
        let seconds = (end - i64::from(alarm.period) * 60).max(0)..end.max(0);
        let levels: Vec<i64> = seconds.filter_map(|second| level(second.unsigned_abs())).collect();
        if levels.is_empty() {
            return evaluation::Point::Missing;
        }
        let (sum, count) =
            (levels.iter().map(|level| i128::from(*level)).sum::<i128>(), levels.len() as i128);
        let value = match alarm.statistic {
            Statistic::Minimum => {
                i128::from(*levels.iter().min().expect("some")).cmp(&alarm.threshold.into())
            }
            Statistic::Maximum => {
                i128::from(*levels.iter().max().expect("some")).cmp(&alarm.threshold.into())
            }
            _ => sum.cmp(&(i128::from(alarm.threshold) * count)),
        };
        if alarm.comparison.breaches(value) {
            evaluation::Point::Breaching
        } else {
            evaluation::Point::Within
        }
    };
    let (mut state, mut states) = (alarm.state, Vec::new());
    let length = alarm.evaluation_periods + model.behavior.alarm_extra_datapoints;
    let delay = model.behavior.alarm_evaluation_delay;
    for minute in 1.. {
        let end = minute * 60 - over;
        let now = SimTime::from_secs(end) + delay;
        if now >= SimTime::from_secs(until) {
            return states;
        }
        let back = |k: u32| i64::try_from(end).expect("small") - i64::from(k * alarm.period) * 60;
        let points: Vec<_> = (0..length).rev().map(|k| point(back(k))).collect();
        let to = evaluation::evaluate(alarm, &points, state).state;
        if to != state {
            states.push((now, to));
        }
        state = to;
    }
    states
}

proptest! {
    /// An alarm that is evaluated only while something changes goes through the same states as one that never rests.
    #[test]
    fn s2_4_1_an_alarm_that_rests_misses_nothing(
        changes in prop::collection::vec((0..900_u64, 0..4_u32), 0..8),
        (period, periods, needed, threshold) in (1..4_u32, 1..4_u32, 1..4_u32, 0..4_i64),
        statistic in prop::sample::select(vec![Statistic::Average, Statistic::Minimum, Statistic::Maximum]),
        missing in prop::sample::select(<MissingData as crate::model::Choice>::ALL.to_vec()),
        over in 0..60_i64,
    ) {
        let mut counts = changes;
        counts.sort_by_key(|(at, _)| *at);
        counts.dedup_by_key(|(at, _)| *at);
        let alarm = Alarm {
            period,
            evaluation_periods: periods,
            datapoints_to_alarm: needed.min(periods),
            threshold: threshold * 1_000_000,
            statistic,
            missing,
            ..alarm()
        };
        let model = model(MetricSource::HealthyHostCount(TargetGroupId::new(0)), alarm, over * 1_000_000);
        let (states, evaluations) = lazily(&model, &counts, 40_000);
        prop_assert_eq!(states, minute_by_minute(&model, &counts, 40_000));
        // Every change is looked at for as long as it is in the range, and nothing else.
        prop_assert!(evaluations <= (counts.len() + 1) * (15 + 17), "{evaluations}");
    }
}

#[test]
fn given_values_are_looked_at_when_they_come() {
    let secs = SimTime::from_secs;
    let samples: Vec<(SimTime, i64)> =
        [(70, 1), (100, 4), (36_000, 9)].map(|(at, value)| (secs(at), value * 1_000_000)).into();
    let missing = MissingData::NotBreaching;
    let sum = Alarm {
        statistic: Statistic::Sum,
        comparison: Comparison::GreaterOrEqual,
        threshold: 5_000_000,
        missing,
        ..alarm()
    };
    let model = model(MetricSource::Given(samples.into()), sum, 0);
    let (states, evaluations) = lazily(&model, &[], 40_000);
    // 1 + 4 in the minute that ends at 120 s; the newest real datapoint counts until it is out of the range of three.
    let expected = [
        (160, AlarmState::Alarm),
        (340, AlarmState::Ok),
        (36_100, AlarmState::Alarm),
        (36_280, AlarmState::Ok),
    ];
    assert_eq!(states, expected.map(|(at, state)| (secs(at), state)));
    assert!(evaluations < 12, "{evaluations}");
}

#[test]
fn a_gauge_keeps_no_more_minutes_than_are_looked_at() {
    let minutes = minutes::Minutes::from(0);
    let mut gauge = gauge::Gauge::new(minutes, 3);
    gauge.set(SimTime::ZERO, Some(level::Level::of_count(2)));
    gauge.set(SimTime::from_secs(90), Some(level::Level::of_count(4)));
    gauge.advance(SimTime::ZERO + SimDuration::from_mins(100_000));
    let compared = |minute: u64, value: i64| {
        let datapoint = gauge.minute(minute)?;
        Some(datapoint.compare(Statistic::Average, value * 1_000_000))
    };
    assert_eq!(compared(99_999, 4), Some(std::cmp::Ordering::Equal));
    assert_eq!((compared(99_996, 4), compared(100_000, 4)), (None, None));
    let mut early = gauge::Gauge::new(minutes, 3);
    early.set(SimTime::ZERO, Some(level::Level::of_count(2)));
    early.set(SimTime::from_secs(90), Some(level::Level::of_count(4)));
    early.advance(SimTime::from_secs(121));
    assert_eq!(
        early.minute(1).map(|half| half.compare(Statistic::Average, 3_000_000)),
        Some(std::cmp::Ordering::Equal)
    );
}
