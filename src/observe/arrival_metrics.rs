//! Figures of standalone tasks: what each arrival stream asked for and got, and what became of its tasks.

use std::sync::Arc;

use super::gauge::{Gauge, Level};
use super::latency::Latencies;
use super::metrics::Metrics;
use super::outcome::Series;
use super::series::{MOST_SERVICES, StepSeries};
use crate::cluster::{CallAnswer, DesiredStatus, FailureReason, StopCause, Task, TaskStatus};
use crate::metrics::arrival_names;
use crate::model::{ArrivalId, CallId, Model, TaskId};
use crate::time::{SimDuration, SimTime};

/// Figures of all standalone tasks, by who called for them.
#[derive(Clone, Debug)]
pub(super) struct ArrivalMetrics {
    model: Arc<Model>,
    /// The arrival streams, then all actions together, where there are some that call.
    callers: Vec<CallerFigures>,
    /// By slot of the task store: who called for its task, and whether it counts as running.
    live: Vec<Live>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Live {
    /// `None` for a task that was there before the run: nobody's figures count it.
    caller: Option<usize>,
    runs: bool,
}

/// Figures of one caller.
#[derive(Clone, Debug)]
struct CallerFigures {
    warm_up_ends: SimTime,
    calls: u64,
    requested: u64,
    placed: u64,
    refused: [u64; FailureReason::COUNT],
    completed: u64,
    failed: u64,
    running: u32,
    running_count: Gauge,
    series: Option<StepSeries>,
    start_latency: Latencies,
}

impl ArrivalMetrics {
    /// Figures that count from the end of the warm-up on, with series in steps of `step`.
    pub(super) fn new(model: &Arc<Model>, step: SimDuration) -> Self {
        let from = SimTime::ZERO + model.warm_up.unwrap_or_default();
        let callers = arrival_names(model).len();
        let step = (callers <= MOST_SERVICES).then_some(step);
        // Calls by actions may be injected where the model declares none; figures without a name are left out.
        let callers = (0..=model.arrivals.len()).map(|_| CallerFigures::new(from, step)).collect();
        Self { model: Arc::clone(model), callers, live: Vec::new() }
    }

    /// A call was answered; its tasks have been created and nothing has happened to them since.
    pub(super) fn on_answer(&mut self, answer: &CallAnswer<'_>) {
        let caller = self.caller(answer.call);
        self.callers[caller].answer(answer);
        for task in answer.tasks {
            self.remember(*task, Some(caller));
        }
    }

    /// A standalone task was there before the run.
    pub(super) fn on_found(&mut self, task: TaskId) {
        self.remember(task, None);
    }

    fn remember(&mut self, task: TaskId, caller: Option<usize>) {
        if self.live.len() <= task.slot() {
            self.live.resize(task.slot() + 1, Live::default());
        }
        self.live[task.slot()] = Live { caller, runs: false };
    }

    /// Status or desired status of a standalone task changed.
    pub(super) fn on_task_changed(&mut self, at: SimTime, id: TaskId, task: &Task) {
        let live = &mut self.live[id.slot()];
        let Some(caller) = live.caller.map(|caller| &mut self.callers[caller]) else { return };
        let runs = task.status == TaskStatus::Running && task.desired == DesiredStatus::Running;
        if runs && !live.runs {
            caller.starts(at, task.created_at);
        } else if live.runs && !runs {
            caller.stops(at);
        }
        live.runs = runs;
        if task.status == TaskStatus::Stopped {
            caller.ends(task);
        }
    }

    /// Writes all metrics and returns the series.
    pub(super) fn finish(self, end: SimTime, metrics: &mut Metrics) -> Vec<Series> {
        let named = self.callers.into_iter().zip(arrival_names(&self.model));
        named.filter_map(|(caller, name)| caller.finish(end, &format!("arrivals.{name}"), metrics)).collect()
    }

    fn caller(&self, call: CallId) -> usize {
        self.model.call(call).arrivals.map_or(self.model.arrivals.len(), ArrivalId::index)
    }
}

impl CallerFigures {
    fn new(from: SimTime, step: Option<SimDuration>) -> Self {
        let mut figures = Self {
            warm_up_ends: from,
            calls: 0,
            requested: 0,
            placed: 0,
            refused: [0; FailureReason::COUNT],
            completed: 0,
            failed: 0,
            running: 0,
            running_count: Gauge::new(from),
            series: step.map(StepSeries::new),
            start_latency: Latencies::default(),
        };
        figures.set_running(SimTime::ZERO, 0);
        figures
    }

    fn answer(&mut self, answer: &CallAnswer<'_>) {
        self.calls += 1;
        self.placed += answer.tasks.len() as u64;
        self.requested += answer.tasks.len() as u64;
        for (reason, tasks) in answer.refused {
            self.refused[reason.index()] += u64::from(*tasks);
            self.requested += u64::from(*tasks);
        }
    }

    /// Latencies of calls in the warm-up do not count.
    fn starts(&mut self, at: SimTime, called_at: SimTime) {
        self.set_running(at, self.running + 1);
        if called_at >= self.warm_up_ends {
            self.start_latency.push(at.since(called_at));
        }
    }

    fn stops(&mut self, at: SimTime) {
        self.set_running(at, self.running - 1);
    }

    fn set_running(&mut self, at: SimTime, running: u32) {
        self.running = running;
        self.running_count.set(at, Level::count(running));
        if let Some(series) = &mut self.series {
            series.set(at, Level::count(running));
        }
    }

    fn ends(&mut self, task: &Task) {
        let by_itself = task.stop_cause == Some(StopCause::EssentialContainerExited);
        if by_itself && task.exit_code == Some(0) {
            self.completed += 1;
        } else {
            self.failed += 1;
        }
    }

    fn finish(mut self, end: SimTime, stem: &str, metrics: &mut Metrics) -> Option<Series> {
        metrics.put_count(format!("{stem}.calls"), self.calls, "calls");
        let refused: u64 = self.refused.iter().sum();
        for (name, count) in [
            ("requested", self.requested),
            ("placed", self.placed),
            ("refused", refused),
            ("completed", self.completed),
            ("failed", self.failed),
        ] {
            metrics.put_count(format!("{stem}.{name}"), count, "tasks");
        }
        self.write_reasons(stem, metrics);
        metrics.put_latencies(&format!("{stem}.startLatency"), &self.start_latency.sorted());
        self.running_count.advance(end);
        let stem = format!("{stem}.runningCount");
        metrics.put_gauge(&stem, &self.running_count, "tasks");
        self.series.map(|series| series.finish(end, stem, "tasks"))
    }

    /// Reasons that did not occur are absent; those that share a code are added up.
    fn write_reasons(&self, stem: &str, metrics: &mut Metrics) {
        let by_code = || FailureReason::all().map(FailureReason::code).zip(self.refused);
        for (code, _) in by_code().filter(|(_, tasks)| *tasks > 0) {
            let tasks = by_code().filter(|(other, _)| *other == code).map(|(_, tasks)| tasks).sum();
            metrics.put_count(format!("{stem}.refused.{code}"), tasks, "tasks");
        }
    }
}
