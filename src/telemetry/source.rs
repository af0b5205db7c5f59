//! Which facts move which metric.

use super::datapoints::Datapoints;
use super::gauge::Gauge;
use super::given::Given;
use super::level::Level;
use super::minutes::Minutes;
use crate::cluster::{Cluster, Fact, TargetCounts, TaskStatus};
use crate::model::{
    MetricId, MetricSource, Model, ServiceId, TargetGroupId, TaskDefinition, TaskDefinitionId, TaskId,
    Utilized,
};
use crate::time::SimTime;

/// All metrics that are watched.
#[derive(Clone, Debug)]
pub(super) struct Sources {
    pub minutes: Minutes,
    list: Vec<Source>,
    /// Tasks that run, by service; only of services with a metric.
    services: Vec<(ServiceId, Running)>,
    /// Metrics by target group, in the order of the groups.
    groups: Vec<(TargetGroupId, MetricId, bool)>,
}

#[derive(Clone, Debug)]
enum Source {
    Gauge(Box<Gauge>),
    Given(Given),
}

/// Tasks of a service that are `RUNNING`, by what they run, and the metrics that they make.
#[derive(Clone, Debug, Default)]
struct Running {
    tasks: Vec<(TaskDefinitionId, u32)>,
    metrics: Vec<(MetricId, Option<Utilized>)>,
}

impl Sources {
    pub fn new(model: &Model) -> Self {
        let minutes = Minutes::from(model.starts_at);
        let mut sources = Self { minutes, list: Vec::new(), services: Vec::new(), groups: Vec::new() };
        for (index, source) in model.metrics.iter().enumerate() {
            let id = MetricId::new(index);
            let gauge = || Source::Gauge(Box::new(Gauge::new(minutes, kept(model, id))));
            let made = match source {
                MetricSource::Given(samples) => Source::Given(Given::new(minutes, samples)),
                MetricSource::Utilization { service, of } => {
                    sources.running(*service).metrics.push((id, Some(*of)));
                    gauge()
                }
                MetricSource::RunningTaskCount(service) => {
                    sources.running(*service).metrics.push((id, None));
                    gauge()
                }
                MetricSource::HealthyHostCount(group) => {
                    sources.groups.push((*group, id, true));
                    gauge()
                }
                MetricSource::UnHealthyHostCount(group) => {
                    sources.groups.push((*group, id, false));
                    gauge()
                }
            };
            sources.list.push(made);
        }
        sources.groups.sort_unstable();
        // A service counts from the start; one without tasks reports no utilization.
        for (_, running) in &sources.services {
            for (id, _) in running.metrics.iter().filter(|(_, of)| of.is_none()) {
                if let Source::Gauge(gauge) = &mut sources.list[id.index()] {
                    gauge.set(SimTime::ZERO, Some(Level::of_count(0)));
                }
            }
        }
        sources
    }

    /// Whether a metric counts targets.
    pub fn watch_targets(&self) -> bool {
        !self.groups.is_empty()
    }

    /// Accounts for the time up to `now`.
    pub fn advance(&mut self, now: SimTime, metric: MetricId) {
        if let Source::Gauge(gauge) = &mut self.list[metric.index()] {
            gauge.advance(now);
        }
    }

    pub fn datapoints(&self, metric: MetricId) -> &dyn Datapoints {
        match &self.list[metric.index()] {
            Source::Gauge(gauge) => gauge.as_ref(),
            Source::Given(given) => given,
        }
    }

    /// Takes in a fact; tells which metrics it has changed.
    pub fn learn(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster, changed: impl FnMut(MetricId)) {
        match *fact {
            _ if self.list.is_empty() => {}
            Fact::TaskStatus { task, from } => self.task_changes(at, (task, Some(from)), cluster, changed),
            Fact::TaskFound(task) => self.task_changes(at, (task, None), cluster, changed),
            Fact::Targets { target_group, counts } => {
                self.targets_change(at, target_group, counts, changed);
            }
            _ => {}
        }
    }

    fn task_changes(
        &mut self,
        at: SimTime,
        (id, from): (TaskId, Option<TaskStatus>),
        cluster: &Cluster,
        mut changed: impl FnMut(MetricId),
    ) {
        let task = cluster.task(id);
        let (ran, runs) = (from == Some(TaskStatus::Running), task.status == TaskStatus::Running);
        let position = task
            .service
            .filter(|_| ran != runs)
            .and_then(|service| self.services.binary_search_by_key(&service, |(of, _)| *of).ok());
        let Some(position) = position else { return };
        let running = &mut self.services[position].1;
        running.count(task.definition, runs);
        for (metric, of) in &running.metrics {
            let level = running.level(*of, cluster.model());
            if let Source::Gauge(gauge) = &mut self.list[metric.index()]
                && gauge.set(at, level)
            {
                changed(*metric);
            }
        }
    }

    /// A group without targets reports nothing.
    fn targets_change(
        &mut self,
        at: SimTime,
        group: TargetGroupId,
        counts: TargetCounts,
        mut changed: impl FnMut(MetricId),
    ) {
        let first = self.groups.partition_point(|(of, ..)| *of < group);
        for (_, metric, healthy) in self.groups[first..].iter().take_while(|(of, ..)| *of == group) {
            let count = if *healthy { counts.healthy } else { counts.unhealthy };
            let level = (counts.registered > 0).then(|| Level::of_count(count));
            if let Source::Gauge(gauge) = &mut self.list[metric.index()]
                && gauge.set(at, level)
            {
                changed(*metric);
            }
        }
    }

    fn running(&mut self, service: ServiceId) -> &mut Running {
        let found = self.services.binary_search_by_key(&service, |(of, _)| *of);
        let position = found.unwrap_or_else(|position| {
            self.services.insert(position, (service, Running::default()));
            position
        });
        &mut self.services[position].1
    }
}

impl Running {
    fn count(&mut self, definition: TaskDefinitionId, more: bool) {
        let found = self.tasks.iter().position(|(of, _)| *of == definition);
        let position = found.unwrap_or_else(|| {
            self.tasks.push((definition, 0));
            self.tasks.len() - 1
        });
        let tasks = &mut self.tasks[position].1;
        *tasks = if more { *tasks + 1 } else { *tasks - 1 };
        if *tasks == 0 {
            self.tasks.swap_remove(position);
        }
    }

    fn level(&self, of: Option<Utilized>, model: &Model) -> Option<Level> {
        let Some(of) = of else {
            return Some(Level::of_count(self.tasks.iter().map(|(_, tasks)| tasks).sum()));
        };
        let part = |(id, tasks): &(TaskDefinitionId, u32)| {
            let (value, weight) = utilization(model.task_definition(*id), of);
            Level::of_tasks(*tasks, value, weight)
        };
        self.tasks.iter().map(part).reduce(Level::with)
    }
}

/// What a task uses of what it reserves, in millionths of a percent, and how much that is.
fn utilization(definition: &TaskDefinition, of: Utilized) -> (i64, u32) {
    let resources = &definition.demand.resources;
    match of {
        Utilized::Cpu => (definition.utilization.cpu.unwrap_or_default(), resources.cpu),
        Utilized::Memory => (definition.utilization.memory.unwrap_or_default(), resources.memory),
    }
}

/// How many minutes of a metric are looked at, at most.
fn kept(model: &Model, metric: MetricId) -> usize {
    let behavior = &model.behavior;
    let late = behavior.alarm_evaluation_delay.as_micros().div_ceil(60_000_000);
    let alarms = model.alarms.iter().filter(|alarm| alarm.metric == Some(metric));
    let looked_at = alarms.map(|alarm| {
        u64::from(alarm.period) * u64::from(alarm.evaluation_periods + behavior.alarm_extra_datapoints)
    });
    let kept = looked_at.max().unwrap_or(0) + late + 1;
    usize::try_from(kept).unwrap_or(usize::MAX)
}
