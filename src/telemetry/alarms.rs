//! The alarms of a run: their states, and which of them have to be evaluated.

use super::datapoints::Datapoints;
use super::evaluation::{Evaluated, Point, evaluate};
use super::source::Sources;
use crate::model::{Alarm, AlarmId, AlarmState, MetricId, Model};
use crate::time::SimTime;

/// All alarms.
#[derive(Clone, Debug)]
pub(super) struct Alarms {
    list: Vec<AlarmRuntime>,
    /// By metric.
    watching: Vec<Vec<AlarmId>>,
    /// Those that are to be evaluated again, since something has changed.
    woken: Vec<AlarmId>,
}

#[derive(Clone, Copy, Debug)]
struct AlarmRuntime {
    state: AlarmState,
    /// Whether an evaluation is due some time.
    awake: bool,
}

/// An evaluation of an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// The state before.
    pub from: AlarmState,
    /// The state from now on.
    pub to: AlarmState,
    /// How many of the datapoints that count breach the threshold.
    pub breaching: u16,
    /// How many datapoints count.
    pub known: u16,
    /// When it is evaluated next; `None` until something changes.
    pub next_at: Option<SimTime>,
}

impl Alarms {
    pub fn new(model: &Model) -> Self {
        let mut watching = vec![Vec::new(); model.metrics.len()];
        for (index, alarm) in model.alarms.iter().enumerate() {
            if let Some(metric) = alarm.metric {
                watching[metric.index()].push(AlarmId::new(index));
            }
        }
        let runtime = |alarm: &Alarm| AlarmRuntime { state: alarm.state, awake: true };
        Self { list: model.alarms.iter().map(runtime).collect(), watching, woken: Vec::new() }
    }

    pub fn state(&self, alarm: AlarmId) -> AlarmState {
        self.list[alarm.index()].state
    }

    /// A metric has changed: whoever watches it looks again.
    pub fn wake(&mut self, metric: MetricId) {
        for alarm in &self.watching[metric.index()] {
            if !std::mem::replace(&mut self.list[alarm.index()].awake, true) {
                self.woken.push(*alarm);
            }
        }
    }

    pub fn has_woken(&self) -> bool {
        !self.woken.is_empty()
    }

    pub fn take_woken(&mut self) -> Vec<AlarmId> {
        std::mem::take(&mut self.woken)
    }

    pub fn evaluate(
        &mut self,
        now: SimTime,
        id: AlarmId,
        model: &Model,
        sources: &mut Sources,
    ) -> Option<Evaluation> {
        let (alarm, delay) = (model.alarm(id), model.behavior.alarm_evaluation_delay);
        let metric = alarm.metric?;
        sources.advance(now, metric);
        let minutes = sources.minutes;
        let end = minutes.of(SimTime::ZERO + now.since(SimTime::ZERO + delay));
        let length = alarm.evaluation_periods + model.behavior.alarm_extra_datapoints;
        let datapoints = sources.datapoints(metric);
        let points = points(alarm, datapoints, end, length);
        let runtime = &mut self.list[id.index()];
        let from = runtime.state;
        let Evaluated { state: to, breaching, known } = evaluate(alarm, &points, from);
        let range = u64::from(alarm.period) * u64::from(length);
        // All that it looks at is alike, so each evaluation from now on says the same.
        let rests = datapoints.same_since(end).saturating_add(range) <= end;
        let next = if rests { datapoints.next_change(end).map(|minute| minute + 1) } else { Some(end + 1) };
        (runtime.state, runtime.awake) = (to, next.is_some());
        let count = |points: usize| u16::try_from(points).unwrap_or(u16::MAX);
        let next_at = next.map(|minute| minutes.start(minute) + delay);
        Some(Evaluation { from, to, breaching: count(breaching), known: count(known), next_at })
    }
}

/// What an alarm sees of the last `length` periods before the minute `end`, the newest last.
fn points(alarm: &Alarm, datapoints: &dyn Datapoints, end: u64, length: u32) -> Vec<Point> {
    let end = i64::try_from(end).unwrap_or(i64::MAX);
    let point = |back: u32| {
        let end = end - i64::from(back) * i64::from(alarm.period);
        match datapoints.period(end, alarm.period) {
            None => Point::Missing,
            Some(datapoint) => {
                let value = datapoint.compare(alarm.statistic, alarm.threshold);
                if alarm.comparison.breaches(value) { Point::Breaching } else { Point::Within }
            }
        }
    };
    (0..length).rev().map(point).collect()
}
