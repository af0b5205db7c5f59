//! How large results will be, before anything is run: from how many metrics, steps and tasks a scenario has.
//!
//! The sizes of a row are what the bundled scenarios write. What nobody knows before a run, such as how often tasks fail to
//! be placed, is left out, so that an estimate is right within a factor of two where runs go as planned.

use super::tables::MOST_COLUMNS_UNASKED;
use crate::metrics;
use crate::model::{ApiCall, ArrivalSchedule, FaultKind, FaultSchedule, Model, Service, Tables};
use crate::observe::{keeps_series_of, steps_of};
use crate::scenario::{Provenance, Scenario, Variant};
use crate::time::{SimDuration, SimTime};

/// Variants that are looked at, evenly spread; the others are taken to be like them.
const SAMPLED: usize = 16;

/// Bytes of a metric in summary.json, and of its interval, where it has one.
const METRIC: f64 = 74.0;
const INTERVAL: f64 = 48.0;
/// The same in summary.csv and services.csv together.
const CELL: f64 = 9.0;
const INTERVAL_CELLS: f64 = 28.0;
/// Bytes of a metric in a further row of replications.csv and .parquet.
const SAMPLE: f64 = 11.0;
/// Bytes of the name of a metric at the top of a table.
const HEADING: f64 = 36.0;
/// Bytes of a column of replications.parquet, whatever it holds.
const COLUMN: f64 = 330.0;
/// Bytes of a step of a series in timeseries.csv.
const STEP: f64 = 5.0;
/// Bytes of a task in tasks.csv.
const TASK: f64 = 190.0;
/// Lines of events.jsonl that a task has on average, and bytes of one.
const EVENTS_OF_A_TASK: f64 = 4.2;
const EVENT: f64 = 1_030.0;
/// Bytes of a container instance in instances.csv and its lines in events.jsonl.
const INSTANCE: f64 = 1_170.0;
/// Bytes of the pictures of a variant, and of a step of a series in them.
const PICTURES: f64 = 9_000.0;
const DRAWN_STEP: f64 = 2.0;
/// Bytes of what there is once: manifest, headline.
const ONCE: f64 = 8_000.0;

/// Metrics that a service, an arrival stream and a cluster have in practice.
const METRICS_OF_A_SERVICE: f64 = 44.0;
const METRICS_OF_ARRIVALS: f64 = 22.0;
const METRICS_OF_A_CLUSTER: f64 = 26.0;
/// Metrics of a service that a verdict is made of.
const METRICS_OF_A_VERDICT: f64 = 10.0;

/// Bytes by what can be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sizes {
    /// All that is always written.
    pub figures: f64,
    /// summary.json with the metrics of the answer.
    pub answer: f64,
    /// summary.json with all metrics.
    pub all_metrics: f64,
    /// The table of replications with all metrics.
    pub all_samples: f64,
    /// The same with the metrics of the answer.
    pub answer_samples: f64,
    /// The pictures over time of a variant.
    pub pictures: f64,
    /// Time series in few steps.
    pub thinned: f64,
    /// Time series in all their steps.
    pub full: f64,
    /// Records and the event log of one replication.
    pub records: f64,
}

/// What the results of a scenario will take, about.
pub(super) fn sizes(scenario: &Scenario) -> Sizes {
    let count = scenario.variants.len();
    let sampled = count.min(SAMPLED);
    let mut sum = Sizes::default();
    for sample in 0..sampled {
        let variant = scenario.variants.get(sample * count / sampled);
        sum.add(of_variant(&variant, scenario, count), 1.0);
    }
    let mut all = Sizes { figures: ONCE + provenance(scenario), ..Sizes::default() };
    all.add(sum, float(count) / float(sampled.max(1)));
    let model = &scenario.variants.first().model;
    let metrics = metrics_of(model);
    // summary.csv and replications.csv; an interval has three columns of its own.
    all.figures += metrics * HEADING * if scenario.replications > 1 { 5.0 } else { 2.0 };
    if metrics <= float(MOST_COLUMNS_UNASKED)
        || scenario.output.tables.is_some_and(|tables| tables != Tables::Csv)
    {
        all.figures += metrics * COLUMN;
    }
    all.pictures = PICTURES + series_of(model) * steps(model).full * DRAWN_STEP;
    all
}

/// What the manifest keeps of the files that the scenario was read from.
fn provenance(scenario: &Scenario) -> f64 {
    let Provenance { canonical, inputs, .. } = &scenario.provenance;
    let texts = inputs.iter().filter_map(|input| input.text.as_ref()).map(String::len);
    float(canonical.len() + texts.sum::<usize>())
}

impl Sizes {
    fn add(&mut self, other: Self, times: f64) {
        self.figures += other.figures * times;
        self.answer += other.answer * times;
        self.all_metrics += other.all_metrics * times;
        self.all_samples += other.all_samples * times;
        self.answer_samples += other.answer_samples * times;
        self.thinned += other.thinned * times;
        self.full += other.full * times;
        self.records += other.records * times;
    }
}

fn of_variant(variant: &Variant, scenario: &Scenario, variants: usize) -> Sizes {
    let model = &*variant.model;
    let replications = f64::from(scenario.replications);
    // Name and settings begin every row.
    let settings: usize = variant.settings.iter().map(|setting| setting.to_string().len() + 1).sum();
    let start = float(variant.name.len() + settings + 2);
    let metrics = metrics_of(model);
    let (interval, cells) = if replications > 1.0 { (INTERVAL, INTERVAL_CELLS) } else { (0.0, 0.0) };
    let services = float(model.services.len().max(1));
    let figures = metrics * (CELL + cells) + start * (4.0 + services);
    let shown = float(scenario.answer.len()) + METRICS_OF_A_VERDICT * services;
    let (steps, series) = (steps(model), series_of(model));
    let rows = |steps: f64| steps * (start + 8.0 + series * STEP);
    let tasks = tasks_of(model);
    let records = tasks * (TASK + start + EVENTS_OF_A_TASK * (EVENT + float(variant.name.len())))
        + float(model.instances.len()) * (INSTANCE + 2.0 * start);
    // Digest, verdict and notes of each in manifest and summary.
    let told = if variants > 1 { 420.0 } else { 2_000.0 };
    Sizes {
        figures: figures + told,
        answer: shown * (METRIC + interval),
        all_metrics: metrics * (METRIC + interval),
        all_samples: (metrics * SAMPLE + start) * replications,
        answer_samples: (shown * SAMPLE + start) * replications,
        pictures: 0.0,
        thinned: rows(steps.thinned),
        full: rows(steps.full),
        records,
    }
}

fn metrics_of(model: &Model) -> f64 {
    let clusters = if model.clusters.len() > 1 { model.clusters.len() + 1 } else { 1 };
    METRICS_OF_A_SERVICE * float(model.services.len())
        + METRICS_OF_ARRIVALS * float(metrics::arrival_names(model).len())
        + METRICS_OF_A_CLUSTER * float(clusters)
}

struct Steps {
    full: f64,
    thinned: f64,
}

fn steps(model: &Model) -> Steps {
    let full = steps_of(model.duration);
    Steps {
        full: float(full),
        thinned: float(full.div_ceil(full.div_ceil(super::thinning::MOST_STEPS).max(1))),
    }
}

/// Four of a service, two of an arrival stream, five of the cluster.
fn series_of(model: &Model) -> f64 {
    let services = if keeps_series_of(model) { model.services.len() } else { 0 };
    4.0 * float(services) + 2.0 * float(metrics::arrival_names(model).len()) + 5.0
}

/// Tasks that are started, about.
fn tasks_of(model: &Model) -> f64 {
    let services: f64 = model.services.iter().map(|service| tasks_of_service(model, service)).sum();
    let arrivals: f64 = model.arrivals.iter().map(|stream| tasks_of_stream(model, &stream.schedule)).sum();
    let updates = model.actions.iter().filter(|action| matches!(action.call, ApiCall::UpdateService { .. }));
    let instances = float(model.instances.len()).max(1.0);
    let lost = float(updates.count()) / float(model.services.len().max(1)) * services
        + strikes(model) * (services / instances).max(1.0);
    services + arrivals + lost
}

fn tasks_of_service(model: &Model, service: &Service) -> f64 {
    let wanted =
        if service.is_daemon() { float(model.instances.len()) } else { f64::from(service.desired_count) };
    let containers = &model.task_definition(service.task_definition).containers;
    let failures = containers.iter().filter_map(|container| container.application.time_to_failure.as_ref());
    let restarts: f64 = failures.map(|time| times(model.duration, time.typical())).sum();
    wanted * (1.0 + restarts)
}

fn tasks_of_stream(model: &Model, schedule: &ArrivalSchedule) -> f64 {
    match schedule {
        ArrivalSchedule::At(calls) => calls.iter().map(|call| f64::from(call.count)).sum(),
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        ArrivalSchedule::Trace(of) => of.trace.tasks(of.count) as f64,
        ArrivalSchedule::Every { call, gap, from, until, calls } => {
            let made = times(within(model, *until).since(*from), gap.typical());
            #[expect(clippy::cast_precision_loss, reason = "an estimate")]
            let most = calls.map_or(f64::INFINITY, |calls| calls as f64);
            made.min(most) * f64::from(model.call(*call).count())
        }
    }
}

/// Instances and tasks that faults hit.
fn strikes(model: &Model) -> f64 {
    let of = model.faults.iter().filter(|fault| !matches!(fault.kind, FaultKind::ContainerHang { .. }));
    of.map(|fault| match &fault.schedule {
        FaultSchedule::At(_) => 1.0,
        FaultSchedule::Every { gap, until } => {
            times(within(model, *until).since(SimTime::ZERO), gap.typical())
        }
    })
    .sum()
}

/// What has no end of its own ends with the run.
fn within(model: &Model, until: SimTime) -> SimTime {
    until.min(SimTime::ZERO + model.duration)
}

/// How often a length goes into another; a length of nothing is taken for a second.
fn times(whole: SimDuration, part: SimDuration) -> f64 {
    whole.as_secs_f64() / part.as_secs_f64().max(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn float(count: usize) -> f64 {
    count as f64
}
