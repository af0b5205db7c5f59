//! Hand-made scenarios, outcomes and results for the tests of this room and of reports.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Replication, Results, Summaries, Summary, VariantResults};
use crate::engine::Halt;
use crate::model::{
    AttributeId, ClassId, ClusterId, ContainerInstance, InstanceClass, Model, Output, Resources, Service,
    ServiceId, TaskDefinition, TaskDefinitionId, ZONE_ATTRIBUTE, ZoneId,
};
use crate::observe::{
    DeploymentRecord, DeploymentState, EventLog, InstanceRecord, LogRecord, Metric, RunOutcome, Series,
    TaskRecord, TaskRecords,
};
use crate::scenario::{Axis, Provenance, Scenario, Setting, Variant};
use crate::time::{SimDuration, SimTime};

/// One service `web` on two instances, for two hours.
pub(crate) fn model(desired_count: u32, services: &[&str]) -> Model {
    let service = |name: &&str| Service {
        name: (*name).to_owned(),
        cluster: ClusterId::new(0),
        task_definition: TaskDefinitionId::new(0),
        desired_count,
        ..Service::default()
    };
    let class = InstanceClass {
        cluster: ClusterId::new(0),
        zone: ZoneId::new(0),
        instance_type: "m5.large".to_owned(),
        registered: Resources { cpu: 2048, memory: 7680, gpu: 0 },
        attributes: vec![(AttributeId::new(0), "us-east-1a".to_owned())],
        price_micro_usd_per_hour: Some(96_000),
        ..InstanceClass::default()
    };
    let instance = |number: u32| ContainerInstance {
        name: format!("m5.large-{number}"),
        class: ClassId::new(0),
        ..ContainerInstance::default()
    };
    Model {
        duration: SimDuration::from_secs(7200),
        warm_up: None,
        clusters: vec!["default".to_owned()],
        zones: vec!["us-east-1a".to_owned()],
        attributes: vec![ZONE_ATTRIBUTE.to_owned()],
        classes: vec![class],
        instances: vec![instance(1), instance(2)],
        task_definitions: vec![TaskDefinition {
            family: "apache".to_owned(),
            revision: 1,
            ..TaskDefinition::default()
        }],
        services: services.iter().map(service).collect(),
        ..Model::default()
    }
}

/// A scenario with the cross product of `axes`; a service's desired count follows an axis labelled `desiredCount`.
pub(crate) fn scenario(name: &str, axes: &[(&str, &[Setting])]) -> Scenario {
    let axes: Vec<Axis> = axes
        .iter()
        .map(|(label, values)| Axis {
            path: format!("services.web.{label}"),
            label: (*label).to_owned(),
            values: values.to_vec(),
        })
        .collect();
    let mut points: Vec<Vec<Setting>> = vec![Vec::new()];
    for axis in &axes {
        let extend = |point: &Vec<Setting>| {
            let point = point.clone();
            axis.values.iter().map(move |value| [point.as_slice(), std::slice::from_ref(value)].concat())
        };
        points = points.iter().flat_map(|point| extend(point).collect::<Vec<_>>()).collect();
    }
    let variants: Vec<Variant> = points.into_iter().map(|settings| variant(&axes, settings)).collect();
    Scenario {
        name: name.to_owned(),
        question: "How many tasks that bind host port 80 can the hosts carry?".to_owned(),
        answer: Vec::new(),
        expectations: Vec::new(),
        seed: 1,
        replications: 1,
        output: Output::default(),
        axes,
        variants: variants.into(),
        digest: 0x9f0c_0000_0000_0001,
        provenance: Provenance { canonical: "{}".to_owned(), ..Provenance::default() },
        ..Scenario::default()
    }
}

fn variant(axes: &[Axis], settings: Vec<Setting>) -> Variant {
    let parts: Vec<String> =
        axes.iter().zip(&settings).map(|(axis, value)| format!("{}={value}", axis.label)).collect();
    let desired = axes.iter().zip(&settings).find_map(|(axis, value)| match value {
        Setting::Integer(count) if axis.label == "desiredCount" => u32::try_from(*count).ok(),
        _ => None,
    });
    let name = if parts.is_empty() { "default".to_owned() } else { parts.join(", ") };
    Variant { name, settings, written: Vec::new(), model: Arc::new(model(desired.unwrap_or(8), &["web"])) }
}

/// The same scenario with another variant in place of one of them.
pub(crate) fn alter(scenario: &mut Scenario, number: usize, change: impl FnOnce(&mut Variant)) {
    let mut variants: Vec<Variant> = scenario.variants.iter().collect();
    change(&mut variants[number]);
    scenario.variants = variants.into();
}

/// Axes `desiredCount` and `hostPort`.
pub(crate) fn grid_scenario(desired: &[i64], ports: &[i64]) -> Scenario {
    scenario("static-port-density", &[("desiredCount", &integers(desired)), ("hostPort", &integers(ports))])
}

pub(crate) fn integers(values: &[i64]) -> Vec<Setting> {
    values.iter().map(|&value| Setting::Integer(value)).collect()
}

pub(crate) fn texts(values: &[&str]) -> Vec<Setting> {
    values.iter().map(|&value| Setting::Text(value.to_owned())).collect()
}

/// An outcome in which nothing happened.
pub(crate) fn empty_outcome(digest: u64) -> RunOutcome {
    RunOutcome {
        digest,
        events: 0,
        metrics: BTreeMap::new(),
        series: Vec::new(),
        tasks: TaskRecords::default(),
        instances: Vec::new(),
        deployments: Vec::new(),
        log: EventLog::default(),
        notes: Vec::new(),
    }
}

/// An outcome with two tasks, two instances, a deployment and their events.
pub(crate) fn full_outcome(digest: u64) -> RunOutcome {
    let mut outcome = empty_outcome(digest);
    outcome.events = 40;
    outcome
        .metrics
        .insert("services.web.availability".to_owned(), Metric::Number { value: 0.75, unit: "ratio" });
    outcome.tasks = [
        task('a', 0),
        TaskRecord {
            stopping_at: Some(SimTime::from_secs(3_600)),
            stopped_at: Some(SimTime::from_micros(3_630_250_000)),
            stop_code: Some("EssentialContainerExited"),
            stopped_reason: Some("Essential container in task exited, with \"quotes\"".to_owned()),
            exit_code: Some(137),
            restarts: None,
            ..task('b', 1)
        },
    ]
    .into_iter()
    .collect();
    outcome.instances = vec![instance(1, None), instance(2, Some(SimTime::from_secs(3_600)))];
    outcome.deployments = vec![DeploymentRecord {
        started_tasks: 5,
        replaced_tasks: 0,
        failed_tasks: 0,
        stopped_tasks: [0, 1, 1, 0, 0, 0],
        failed_at: None,
        service: ServiceId::new(0),
        id: "ecs-svc/1234567890123456789".to_owned(),
        definition: "apache:1".to_owned(),
        started_at: SimTime::ZERO,
        completed_at: Some(SimTime::from_micros(42_500_000)),
        state: DeploymentState::Completed,
    }];
    outcome.log = [
        LogRecord {
            at: SimTime::from_micros(1_500_000),
            detail_type: "ECS Service Action",
            event_name: Some("SERVICE_TASK_PLACEMENT_FAILURE"),
            resource: "web".to_owned(),
            message: "(service web) was unable to place a task: <RESOURCE:PORTS>".to_owned(),
        },
        LogRecord {
            at: SimTime::from_secs(3_600),
            detail_type: "ECS Task State Change",
            event_name: None,
            resource: "b".repeat(32),
            message: "RUNNING to STOPPED".to_owned(),
        },
    ]
    .into_iter()
    .collect();
    outcome
}

fn task(letter: char, instance: u32) -> TaskRecord {
    TaskRecord {
        id: letter.to_string().repeat(32),
        cluster: ClusterId::new(0),
        service: Some(ServiceId::new(0)),
        group: "service:web".to_owned(),
        definition: "apache:1".to_owned(),
        instance: Some(instance),
        created_at: SimTime::from_micros(1_000_001),
        pull_started_at: None,
        pull_stopped_at: None,
        started_at: Some(SimTime::from_secs(12)),
        healthy_at: Some(SimTime::from_secs(42)),
        stopping_at: None,
        stopped_at: None,
        stop_code: None,
        stopped_reason: None,
        exit_code: None,
        restarts: None,
    }
}

fn instance(number: u32, deregistered_at: Option<SimTime>) -> InstanceRecord {
    InstanceRecord {
        ordinal: number - 1,
        name: format!("m5.large-{number}"),
        instance_type: "m5.large".to_owned(),
        zone: "us-east-1a".to_owned(),
        registered_at: SimTime::ZERO,
        deregistered_at,
        tasks_placed: 1,
        cpu_reserved: 0.125,
        memory_reserved: 1.0 / 15.0,
    }
}

/// A figure without an interval.
pub(crate) fn number(mean: f64, unit: &'static str) -> Summary {
    Summary::Number { mean, interval: None, samples: 1, nonzero: u32::from(mean != 0.0), unit }
}

/// A figure over ten replications.
pub(crate) fn estimate(mean: f64, half_width: f64, unit: &'static str) -> Summary {
    let interval = Some((mean - half_width, mean + half_width));
    Summary::Number { mean, interval, samples: 10, nonzero: if mean == 0.0 { 0 } else { 10 }, unit }
}

/// A guard that ended a run.
pub(crate) const HALT: Halt = Halt::TotalEvents { at: SimTime::from_secs(90), limit: 1_000_000 };

/// What the runs of a variant left, its first replication in full.
pub(crate) struct Left {
    pub of: VariantResults,
    pub replications: Vec<Replication>,
    pub first: Option<RunOutcome>,
}

impl From<VariantResults> for Left {
    /// A single replication with the metrics of the variant.
    fn from(of: VariantResults) -> Self {
        let metric = |summary: &Summary| match summary {
            Summary::Text(word) => Metric::Text(word.clone()),
            Summary::Number { mean, unit, .. } => Metric::Number { value: *mean, unit },
        };
        let metrics = of.metrics.iter().map(|(name, summary)| (name.to_owned(), metric(summary))).collect();
        let outcome = if of.halted.is_empty() { Ok(metrics) } else { Err(HALT) };
        let first = outcome.is_ok().then(|| full_outcome(of.digest));
        let (digest, events) = first.as_ref().map_or((0, 0), |first| (first.digest, first.events));
        Self { replications: vec![Replication { number: 1, seed: 1, digest, events, outcome }], first, of }
    }
}

/// Results with these metrics and the series of a service.
pub(crate) fn variant_results(digest: u64, metrics: &[(&str, Summary)]) -> VariantResults {
    VariantResults {
        digest,
        events: full_outcome(digest).events,
        metrics: metrics.iter().map(|(name, summary)| (*name, summary.clone())).collect(),
        frequencies: Vec::new(),
        expectations: Vec::new(),
        series: service_series("web"),
        notes: Vec::new(),
        halted: Vec::new(),
    }
}

/// Puts a metric among others, in place of the one that has its name.
pub(crate) fn insert(metrics: &mut Summaries, name: &str, summary: Summary) {
    let others = std::mem::take(metrics).into_iter();
    *metrics = others.chain([(name.into(), summary)]).collect();
}

/// Results of a variant whose only replication a guard ended.
pub(crate) fn halted_results() -> VariantResults {
    let halt = HALT;
    VariantResults {
        digest: 0xdead,
        events: 0,
        metrics: Summaries::default(),
        frequencies: Vec::new(),
        expectations: Vec::new(),
        series: Vec::new(),
        notes: Vec::new(),
        halted: vec![(1, halt.to_string())],
    }
}

/// Two hours of a service in steps of a minute: it starts, loses two tasks after an hour and gets them back.
pub(crate) fn service_series(service: &str) -> Vec<Series> {
    let over_time = |stem: &str, value: &dyn Fn(u32) -> f64| Series {
        name: format!("services.{service}.{stem}"),
        unit: "tasks",
        step_seconds: 60.0,
        means: (0..120).map(value).collect(),
    };
    let running = |minute: u32| match minute {
        0 => 2.5,
        60..65 => 6.0,
        65 => 7.25,
        _ => 8.0,
    };
    let healthy = |minute: u32| match minute {
        0 => 0.0,
        1 => 4.5,
        60..68 => 6.0,
        _ => 8.0,
    };
    vec![
        over_time("desiredCount", &|_| 8.0),
        over_time("runningCount", &running),
        over_time("healthyCount", &healthy),
        over_time("pendingCount", &|minute| 8.0 - running(minute)),
    ]
}

/// Reserved shares of a cluster over the same two hours.
pub(crate) fn cluster_series() -> Vec<Series> {
    let over_time = |stem: &str, share: f64| Series {
        name: format!("cluster.{stem}"),
        unit: "ratio",
        step_seconds: 60.0,
        means: (0..120).map(|minute| if (60..65).contains(&minute) { share * 0.75 } else { share }).collect(),
    };
    vec![over_time("cpuReserved", 0.5), over_time("memoryReserved", 0.266_666)]
}

/// The results of a scenario, each variant's made from its settings.
pub(crate) fn results(scenario: &Scenario, of: impl Fn(&Variant) -> VariantResults) -> Results<'_> {
    Results {
        scenario,
        points: scenario.variants.points().collect(),
        variants: scenario.variants.iter().map(|variant| of(&variant)).collect(),
        assumptions: None,
        baseline: None,
    }
}
