//! Figures of one service: counts over time, availability, placement failures, latencies, deployments.

use super::deployments::DeploymentHistory;
use super::gauge::{Gauge, Level};
use super::latency::Latencies;
use super::metrics::Metrics;
use super::outcome::Series;
use super::series::StepSeries;
use super::service_level::{Beginning, ServiceLevel};
use super::start_failures::StartFailures;
use super::vacancies::{Vacancies, Vacancy};
use crate::cluster::{Cluster, HealthCounts, PlacementFailure, Rejection};
use crate::model::{Model, ServiceId, StartError};
use crate::time::{SimDuration, SimTime};

/// The counts that are kept over time, in the order of all arrays here.
const COUNTS: [&str; 5] = ["desiredCount", "runningCount", "healthyCount", "settledCount", "pendingCount"];

/// Name of the reason when there was no instance to be the closest one.
const NO_INSTANCES: &str = "NO_INSTANCES";

/// Figures of one service.
#[derive(Clone, Debug)]
pub(super) struct ServiceMetrics {
    id: ServiceId,
    is_daemon: bool,
    /// Whether a call creates it.
    created_by_call: bool,
    warm_up_ends: SimTime,
    pub(super) desired: u32,
    /// As counted last.
    pub(super) latest: HealthCounts,
    /// Tasks that ECS counts as healthy although their host is dead: available to nobody.
    pub(super) stale_healthy: u32,
    counts: [Gauge; 5],
    series: Option<Box<[StepSeries; 5]>>,
    pub(super) level: ServiceLevel,
    /// When tasks were started last.
    started_at: Option<SimTime>,
    /// What stood in the way of the last tasks that were to be placed; `None` where they found an instance.
    unplaced: Option<Unplaced>,
    /// Failures by the closest instance's first rejection; the last one counts those without an instance.
    failures: [u64; Rejection::COUNT + 1],
    start_failures: StartFailures,
    /// How often containers of its tasks were started again in place; `None` where no definition that it used asks for that.
    container_restarts: Option<u64>,
    start_latency: Latencies,
    replacement_latency: Latencies,
    image_pull: Latencies,
    pub(super) vacancies: Vacancies,
    pub(super) deployments: DeploymentHistory,
}

/// Tasks that found no instance.
#[derive(Clone, Copy, Debug)]
struct Unplaced {
    at: SimTime,
    /// Instances by the first rule that they failed.
    tally: [u32; Rejection::COUNT],
}

impl ServiceMetrics {
    /// Figures of `id`, with series in steps of `step` if asked for.
    pub(super) fn new(model: &Model, id: ServiceId, step: Option<SimDuration>) -> Self {
        let from = SimTime::ZERO + model.warm_up.unwrap_or_default();
        let service = model.service(id);
        let mut figures = Self {
            id,
            is_daemon: service.is_daemon(),
            created_by_call: service.created_by_call,
            warm_up_ends: from,
            desired: 0,
            latest: HealthCounts::default(),
            stale_healthy: 0,
            counts: std::array::from_fn(|_| Gauge::new(from)),
            series: step.map(|step| Box::new(std::array::from_fn(|_| StepSeries::new(step)))),
            level: ServiceLevel::new(model.warm_up, service.bounds),
            started_at: None,
            unplaced: None,
            failures: [0; Rejection::COUNT + 1],
            start_failures: StartFailures::default(),
            container_restarts: None,
            start_latency: Latencies::default(),
            replacement_latency: Latencies::default(),
            image_pull: Latencies::default(),
            vacancies: Vacancies::default(),
            deployments: DeploymentHistory::default(),
        };
        figures.set_levels(SimTime::ZERO, HealthCounts::default());
        figures
    }

    /// The desired count was set. Who is created to want nothing is steady at once; a daemon does not know yet.
    pub(super) fn set_desired(&mut self, at: SimTime, desired: u32) {
        let is_creation = self.deployments.iter().next().is_none();
        if is_creation && self.created_by_call {
            self.is_created(at);
        }
        self.desired = desired;
        self.unplaced = None;
        if is_creation && desired == 0 && !self.is_daemon {
            self.begin(at, Beginning::SteadyState);
        }
    }

    /// A call created it: nothing before counts.
    fn is_created(&mut self, at: SimTime) {
        if at > self.warm_up_ends {
            self.counts.iter_mut().for_each(|gauge| gauge.restart(at));
        }
        self.level.count_from(at);
    }

    /// Nothing is left to do.
    pub(super) fn is_steady(&mut self, at: SimTime) {
        self.unplaced = None;
        self.begin(at, Beginning::SteadyState);
    }

    /// It was there before the run.
    pub(super) fn is_found(&mut self, at: SimTime) {
        self.begin(at, Beginning::Found);
    }

    /// Figures count from now on, if what they begin with is more than what they began with so far.
    fn begin(&mut self, at: SimTime, with: Beginning) {
        if self.level.begin(at, with) {
            for gauge in &mut self.counts {
                gauge.restart_min(at);
            }
        }
    }

    /// Takes the present counts from the cluster.
    pub(super) fn refresh(&mut self, at: SimTime, cluster: &Cluster) {
        self.set_levels(at, cluster.service(self.id).all());
    }

    fn set_levels(&mut self, at: SimTime, counts: HealthCounts) {
        self.latest = counts;
        let levels = [self.desired, counts.running(), counts.well(), counts.healthy, counts.pending];
        let levels = levels.map(Level::count);
        for (gauge, level) in self.counts.iter_mut().zip(levels) {
            gauge.set(at, level);
        }
        for (series, level) in self.series.iter_mut().flat_map(|all| all.iter_mut()).zip(levels) {
            series.set(at, level);
        }
        self.level.set(at, self.desired, counts.well() - self.stale_healthy);
    }

    /// How many tasks the service falls short by: what [`vacancies`](super::vacancies) counts.
    pub(super) fn shortfall(&self, cluster: &Cluster) -> usize {
        let staying = cluster.service(self.id).deployment(self.deployments.primary()).staying;
        self.desired.saturating_sub(staying.held()) as usize
    }

    /// A task of `deployment` was created: the vacancy that it fills, if there was one.
    pub(super) fn fill(&mut self, deployment: u32) -> Option<Vacancy> {
        self.deployments.task_created(deployment);
        if deployment == self.deployments.primary() {
            self.vacancies.fill()
        } else {
            self.vacancies.fill_older()
        }
    }

    /// Lets the vacancies follow the shortfall where no task was lost.
    pub(super) fn reconcile_needs(&mut self, at: SimTime, cluster: &Cluster) {
        let shortfall = self.shortfall(cluster);
        self.vacancies.shrink(shortfall);
        self.vacancies.grow(shortfall, Vacancy::planned(at));
    }

    /// A deployment became PRIMARY: its tasks are needed from now on.
    pub(super) fn start_needs_over(&mut self, at: SimTime, cluster: &Cluster) {
        let counts = cluster.service(self.id).all();
        let missing = self.desired.saturating_sub(counts.held()) as usize;
        let shortfall = self.shortfall(cluster);
        self.vacancies.start_over(missing, shortfall, at);
    }

    /// A task that filled `vacancy` is healthy for the first time.
    ///
    /// Latencies that began in the warm-up do not count.
    pub(super) fn first_healthy(&mut self, at: SimTime, vacancy: Vacancy) {
        if vacancy.since >= self.warm_up_ends {
            self.start_latency.push(at.since(vacancy.since));
            if vacancy.lost_healthy {
                self.replacement_latency.push(at.since(vacancy.since));
            }
        }
    }

    /// The images of a task were pulled in this time; pulls that began in the warm-up do not count.
    pub(super) fn pulled(&mut self, started_at: SimTime, stopped_at: SimTime) {
        if started_at >= self.warm_up_ends {
            self.image_pull.push(stopped_at.since(started_at));
        }
    }

    /// Tasks were started. Those of a daemon say nothing of the instances that have none.
    pub(super) fn started(&mut self, at: SimTime) {
        self.started_at = Some(at);
        if !self.is_daemon {
            self.unplaced = None;
        }
    }

    /// A deployment became PRIMARY, of which nothing is known yet.
    pub(super) fn forget_failures(&mut self) {
        self.unplaced = None;
    }

    /// A task found no instance, after all those of the same round that did.
    pub(super) fn placement_failed(&mut self, at: SimTime, failure: &PlacementFailure) {
        let reason = failure.closest.map_or(Rejection::COUNT, |(_, rejection)| rejection as usize);
        self.failures[reason] += 1;
        // The tasks of a daemon fail one by one, each on its own instance.
        let before = self.unplaced.filter(|before| self.is_daemon && before.at == at);
        let tally = before.map_or([0; Rejection::COUNT], |before| before.tally);
        let tally = std::array::from_fn(|rule| tally[rule] + failure.tally[rule]);
        self.unplaced = Some(Unplaced { at, tally });
        if self.started_at != Some(at) {
            self.begin(at, Beginning::PlacementFailure);
        }
    }

    /// A task failed to start.
    pub(super) fn start_failed(&mut self, error: Option<StartError>) {
        self.start_failures.add(error);
    }

    /// Containers of its tasks are started again in place from now on, so many times so far.
    pub(super) fn count_restarts(&mut self, more: u64) {
        *self.container_restarts.get_or_insert(0) += more;
    }

    /// The rule that most instances put in the way of the last task that was to be placed, if it found none.
    pub(super) fn unplaced(&self) -> Option<&'static str> {
        Some(Rejection::of_most(&self.unplaced?.tally).map_or(NO_INSTANCES, Rejection::code))
    }

    /// Writes all metrics under `services.NAME` and returns the series.
    pub(super) fn finish(mut self, end: SimTime, name: &str, metrics: &mut Metrics) -> Vec<Series> {
        let stem = format!("services.{name}");
        for (gauge, count) in self.counts.iter_mut().zip(COUNTS) {
            gauge.advance(end);
            metrics.put_gauge(&format!("{stem}.{count}"), gauge, "tasks");
            metrics.put(format!("{stem}.{count}.min"), gauge.min(), "tasks");
        }
        self.level.write(end, &stem, metrics);
        write_failures(&self.failures, &stem, metrics);
        self.start_failures.write(&stem, metrics);
        if let Some(restarts) = self.container_restarts {
            metrics.put_count(format!("{stem}.containerRestarts"), restarts, "restarts");
        }
        metrics.put_latencies(&format!("{stem}.startLatency"), &self.start_latency.sorted());
        metrics.put_latencies(&format!("{stem}.replacementLatency"), &self.replacement_latency.sorted());
        metrics.put_latencies(&format!("{stem}.imagePull"), &self.image_pull.sorted());
        self.deployments.write((self.warm_up_ends, end), &stem, metrics);
        let series = self.series.map_or_else(Vec::new, |series| Vec::from(*series));
        let named = series.into_iter().zip(COUNTS);
        named.map(|(series, count)| series.finish(end, format!("{stem}.{count}"), "tasks")).collect()
    }
}

/// What stands for each reason, in the order in which failures are counted.
fn codes() -> [&'static str; Rejection::COUNT + 1] {
    std::array::from_fn(|reason| Rejection::ALL.get(reason).map_or(NO_INSTANCES, |of| of.code()))
}

/// Total and reasons; reasons that did not occur are absent, and the two about ports share their code.
fn write_failures(failures: &[u64; Rejection::COUNT + 1], stem: &str, metrics: &mut Metrics) {
    let stem = format!("{stem}.placementFailures");
    metrics.put_count(stem.clone(), failures.iter().sum(), "failures");
    let by_code: Vec<(&str, u64)> = codes().into_iter().zip(failures.iter().copied()).collect();
    for (code, _) in by_code.iter().filter(|(_, count)| *count > 0) {
        let count = by_code.iter().filter(|(other, _)| other == code).map(|(_, count)| count).sum();
        metrics.put_count(format!("{stem}.{code}"), count, "failures");
    }
}
