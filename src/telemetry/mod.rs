//! What CloudWatch knows of a run: datapoints of each minute, built from facts, and the alarms that read them.
//!
//! Only metrics that an alarm watches are kept, as many minutes of each as its alarms look back; a scenario without alarms
//! has none. An alarm is evaluated every minute while what it looks at changes, and not at all while it stays the same.

mod alarms;
mod datapoint;
mod datapoints;
mod evaluation;
mod gauge;
mod given;
mod level;
mod minutes;
mod source;

#[cfg(test)]
mod tests;

pub use alarms::Evaluation;
pub use datapoint::Datapoint;
pub use datapoints::Datapoints;

use crate::cluster::{Cluster, Fact, Observer};
use crate::model::{AlarmId, AlarmState, Model};
use crate::time::SimTime;
use alarms::Alarms;
use source::Sources;

/// The metrics and alarms of a run.
#[derive(Clone, Debug)]
pub struct Telemetry {
    sources: Sources,
    alarms: Alarms,
}

impl Telemetry {
    /// Those of `model` at the start.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self { sources: Sources::new(model), alarms: Alarms::new(model) }
    }

    /// The state of an alarm.
    #[must_use]
    pub fn state(&self, alarm: AlarmId) -> AlarmState {
        self.alarms.state(alarm)
    }

    /// Whether an alarm that was not to be evaluated has to be again.
    #[must_use]
    pub fn has_woken(&self) -> bool {
        self.alarms.has_woken()
    }

    /// When alarms are evaluated first: once the minute in which the run begins is over.
    #[must_use]
    pub fn first_evaluation(&self, model: &Model) -> SimTime {
        self.sources.minutes.start(1) + model.behavior.alarm_evaluation_delay
    }

    /// Takes the alarms that have to be evaluated again, each with the time of its next evaluation.
    pub fn take_woken(&mut self, now: SimTime, model: &Model) -> Vec<(SimTime, AlarmId)> {
        let minute = self.sources.minutes.of(now) + 1;
        let at = self.sources.minutes.start(minute) + model.behavior.alarm_evaluation_delay;
        self.alarms.take_woken().into_iter().map(|alarm| (at, alarm)).collect()
    }

    /// Evaluates an alarm as it is due at `now`; `None` for one that is not simulated.
    pub fn evaluate(&mut self, now: SimTime, alarm: AlarmId, model: &Model) -> Option<Evaluation> {
        self.alarms.evaluate(now, alarm, model, &mut self.sources)
    }

    /// Whether somebody wants to know how the targets of a target group are.
    #[must_use]
    pub fn watches_targets(&self) -> bool {
        self.sources.watch_targets()
    }
}

impl Observer for Telemetry {
    fn on_fact(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster) {
        let alarms = &mut self.alarms;
        self.sources.learn(at, fact, cluster, |metric| alarms.wake(metric));
    }
}
