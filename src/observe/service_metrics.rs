//! Figures of one service: counts over time, availability, placement failures, latencies, deployments.

use super::deployments::DeploymentHistory;
use super::gauge::{Gauge, Level};
use super::latency::Latencies;
use super::metrics::Metrics;
use super::outcome::Series;
use super::series::StepSeries;
use super::vacancies::{Vacancies, Vacancy};
use crate::cluster::{Cluster, HealthCounts, PlacementFailure, Rejection};
use crate::model::ServiceId;
use crate::time::{SimDuration, SimTime};

/// The counts that are kept over time, in the order of all arrays here.
const COUNTS: [&str; 5] = ["desiredCount", "runningCount", "healthyCount", "settledCount", "pendingCount"];

/// Name of the reason when there was no instance to be the closest one.
const NO_INSTANCES: &str = "NO_INSTANCES";

/// Figures of one service.
#[derive(Clone, Debug)]
pub(super) struct ServiceMetrics {
    id: ServiceId,
    warm_up_ends: SimTime,
    desired: u32,
    /// Tasks that ECS counts as healthy although their host is dead: available to nobody.
    pub(super) stale_healthy: u32,
    counts: [Gauge; 5],
    series: Option<Box<[StepSeries; 5]>>,
    /// min(1, serving ÷ desired), where healthy tasks serve that are really there; 1 while none are desired.
    availability: Gauge,
    /// 1 while tasks are desired and none serves, else 0.
    outage: Gauge,
    /// Failures by the closest instance's first rejection; the last one counts those without an instance.
    failures: [u64; Rejection::COUNT + 1],
    start_latency: Latencies,
    replacement_latency: Latencies,
    pub(super) vacancies: Vacancies,
    pub(super) deployments: DeploymentHistory,
}

impl ServiceMetrics {
    /// Figures of `id` that count from `from` on, with series in steps of `step` if asked for.
    pub(super) fn new(id: ServiceId, from: SimTime, step: Option<SimDuration>) -> Self {
        let mut figures = Self {
            id,
            warm_up_ends: from,
            desired: 0,
            stale_healthy: 0,
            counts: std::array::from_fn(|_| Gauge::new(from)),
            series: step.map(|step| Box::new(std::array::from_fn(|_| StepSeries::new(step)))),
            availability: Gauge::new(from),
            outage: Gauge::new(from),
            failures: [0; Rejection::COUNT + 1],
            start_latency: Latencies::default(),
            replacement_latency: Latencies::default(),
            vacancies: Vacancies::default(),
            deployments: DeploymentHistory::default(),
        };
        figures.set_levels(SimTime::ZERO, HealthCounts::default());
        figures
    }

    /// The desired count was set.
    pub(super) fn set_desired(&mut self, desired: u32) {
        self.desired = desired;
    }

    /// Takes the present counts from the cluster.
    pub(super) fn refresh(&mut self, at: SimTime, cluster: &Cluster) {
        self.set_levels(at, cluster.service(self.id).all());
    }

    fn set_levels(&mut self, at: SimTime, counts: HealthCounts) {
        let levels = [self.desired, counts.running(), counts.well(), counts.healthy, counts.pending];
        let levels = levels.map(Level::count);
        for (gauge, level) in self.counts.iter_mut().zip(levels) {
            gauge.set(at, level);
        }
        for (series, level) in self.series.iter_mut().flat_map(|all| all.iter_mut()).zip(levels) {
            series.set(at, level);
        }
        let serving = counts.well() - self.stale_healthy;
        // Who wants nothing lacks nothing.
        let available = if self.desired == 0 { (1, 1) } else { (serving.min(self.desired), self.desired) };
        self.availability.set(at, Level::ratio(available.0, available.1));
        self.outage.set(at, Level::count(self.desired > 0 && serving == 0));
    }

    /// How many tasks the service falls short by: what [`vacancies`](super::vacancies) counts.
    pub(super) fn shortfall(&self, cluster: &Cluster) -> usize {
        let staying = cluster.service(self.id).deployment(self.deployments.primary()).staying;
        self.desired.saturating_sub(staying.held()) as usize
    }

    /// A task of `deployment` was created: the vacancy that it fills, if there was one.
    pub(super) fn fill(&mut self, deployment: u32) -> Option<Vacancy> {
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

    /// A task found no instance.
    pub(super) fn placement_failed(&mut self, failure: &PlacementFailure) {
        let reason = failure.closest.map_or(Rejection::COUNT, |(_, rejection)| rejection as usize);
        self.failures[reason] += 1;
    }

    /// Writes all metrics under `services.NAME` and returns the series.
    pub(super) fn finish(mut self, end: SimTime, name: &str, metrics: &mut Metrics) -> Vec<Series> {
        let stem = format!("services.{name}");
        for (gauge, count) in self.counts.iter_mut().zip(COUNTS) {
            gauge.advance(end);
            metrics.put_gauge(&format!("{stem}.{count}"), gauge, "tasks");
            metrics.put(format!("{stem}.{count}.min"), gauge.min(), "tasks");
        }
        self.availability.advance(end);
        metrics.put(format!("{stem}.availability"), self.availability.mean(), "ratio");
        self.outage.advance(end);
        metrics.put(format!("{stem}.outage"), self.outage.seconds(), "seconds");
        write_failures(&self.failures, &stem, metrics);
        metrics.put_latencies(&format!("{stem}.startLatency"), &self.start_latency.sorted());
        metrics.put_latencies(&format!("{stem}.replacementLatency"), &self.replacement_latency.sorted());
        self.deployments.write(self.warm_up_ends, &stem, metrics);
        let series = self.series.map_or_else(Vec::new, |series| Vec::from(*series));
        let named = series.into_iter().zip(COUNTS);
        named.map(|(series, count)| series.finish(end, format!("{stem}.{count}"), "tasks")).collect()
    }
}

/// Total and reasons; reasons that did not occur are absent, and the two about ports share their code.
fn write_failures(failures: &[u64; Rejection::COUNT + 1], stem: &str, metrics: &mut Metrics) {
    let stem = format!("{stem}.placementFailures");
    metrics.put_count(stem.clone(), failures.iter().sum(), "failures");
    let codes = Rejection::ALL.map(Rejection::code).into_iter().chain([NO_INSTANCES]);
    let by_code: Vec<(&str, u64)> = codes.zip(failures.iter().copied()).collect();
    for (code, _) in by_code.iter().filter(|(_, count)| *count > 0) {
        let count = by_code.iter().filter(|(other, _)| other == code).map(|(_, count)| count).sum();
        metrics.put_count(format!("{stem}.{code}"), count, "failures");
    }
}
