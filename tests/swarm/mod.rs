//! Random little worlds, run with the auditor looking after every event.
//!
//! Each world switches features on and off at random, so that interactions appear: static ports, target groups,
//! container checks, order and restarts of containers, crashes, lost hosts, drains, deployments, scale-in, odd percentages, daemons,
//! standalone tasks, images.

mod actions;
mod alarms;
mod calls;
mod containers;
mod endings;
mod faults;
mod forks;
mod images;
mod liveness;
mod promises;
mod records;

use std::sync::Arc;

use plimsoll::engine::{Limits, Simulation};
use plimsoll::model::{
    Action, AttributeId, Behavior, Choice, ClassId, ClusterId, Constraints, ContainerInstance,
    DeploymentBounds, DeploymentStrategy, Distribution, EndConditions, HostPorts, InstanceClass,
    LoadBalancer, LoadBalancerKind, MemberOf, Model, PlacementRules, QueryId, Resources, SchedulingStrategy,
    Service, StoppedHostTasks, Strategy, TargetGroup, TargetGroupId, TaskDefinition, TaskDefinitionId,
    ZONE_ATTRIBUTE, ZoneId,
};
use plimsoll::observe::{Detail, Recorder, RunEnd};
use plimsoll::query::Query;
use plimsoll::time::{SimDuration, SimTime};
use proptest::prelude::*;
use proptest::strategy::Strategy as _;

use actions::{call, created, suited, when};
use alarms::{alarms, metrics};
use calls::{caller, task_call, with_calls};
use containers::definition;
use endings::{end_conditions, strategy};
use faults::{fault, fault_kind};
use images::{pulled, with_images};
use promises::Promises;
use records::contradictions;

const ZONES: usize = 3;

/// What a daemon may ask of its instances; the tasks of others answer some of it anew all the time.
const QUERIES: [&str; 6] = [
    "attribute:ecs.availability-zone != zone-0",
    "runningTasksCount < 2",
    "not(task:group == service:service-0)",
    "agentConnected == true",
    "attribute:stack == new",
    "not(attribute:stack exists)",
];

/// Classes that are declared; as many come of them by calls, which put an attribute.
const CLASSES: usize = 2 * ZONES;

/// Which of them tasks of others answer.
const ASK_FOR_TASKS: std::ops::RangeInclusive<usize> = 1..=2;

fn seconds(range: std::ops::Range<u64>) -> impl proptest::strategy::Strategy<Value = SimDuration> {
    range.prop_map(SimDuration::from_secs)
}

fn durations() -> impl proptest::strategy::Strategy<Value = Distribution> {
    prop_oneof![
        seconds(0..90).prop_map(Distribution::Constant),
        (seconds(0..20), seconds(20..90)).prop_map(|(low, high)| Distribution::Uniform { low, high }),
        seconds(1..120).prop_map(|mean| Distribution::Exponential { mean }),
    ]
}

fn bounds() -> impl proptest::strategy::Strategy<Value = DeploymentBounds> {
    (prop::sample::select(vec![0, 50, 66, 100]), prop::sample::select(vec![100, 133, 200])).prop_map(
        |(minimum_healthy_percent, maximum_percent)| DeploymentBounds {
            minimum_healthy_percent,
            maximum_percent,
        },
    )
}

fn strategies() -> impl proptest::strategy::Strategy<Value = Vec<Strategy>> {
    let one = prop_oneof![
        Just(Strategy::Random),
        Just(Strategy::SpreadInstance),
        Just(Strategy::SpreadAttribute(AttributeId::new(0))),
        Just(Strategy::SpreadAttribute(AttributeId::new(1))),
        Just(Strategy::BinpackCpu),
        Just(Strategy::BinpackMemory),
    ];
    prop::collection::vec(one, 0..4)
}

fn service() -> impl proptest::strategy::Strategy<Value = Service> {
    let replica = (
        0..7_u32,
        bounds(),
        strategies(),
        (any::<bool>(), any::<bool>()),
        prop::bool::weighted(0.4),
        seconds(0..120),
    );
    let service = replica.prop_map(
        |(desired_count, bounds, strategies, (distinct_instance, rebalances), balanced, grace)| Service {
            name: String::new(),
            cluster: ClusterId::new(0),
            task_definition: TaskDefinitionId::new(0),
            scheduling: SchedulingStrategy::Replica,
            desired_count,
            bounds,
            end_conditions: EndConditions::default(),
            strategy: DeploymentStrategy::Rolling,
            placement: PlacementRules {
                strategies,
                constraints: Constraints { distinct_instance, ..Constraints::default() },
                ..PlacementRules::default()
            },
            load_balancers: balanced
                .then_some(LoadBalancer {
                    target_group: TargetGroupId::new(0),
                    alternate: Some(TargetGroupId::new(1)),
                    container: 0,
                    container_port: 80,
                })
                .into_iter()
                .collect(),
            health_check_grace_period: grace,
            rebalances,
            created_by_call: false,
        },
    );
    let query = prop::option::weighted(0.4, 0..QUERIES.len());
    (service, end_conditions(), strategy(), prop::bool::weighted(0.3), query).prop_map(
        |(service, end_conditions, strategy, daemon, query)| {
            let service = Service { end_conditions, strategy, ..service };
            if daemon { as_daemon(service, query) } else { service }
        },
    )
}

/// The DAEMON service that is otherwise like a REPLICA one.
fn as_daemon(mut service: Service, query: Option<usize>) -> Service {
    service.scheduling = SchedulingStrategy::Daemon;
    service.rebalances = false;
    service.desired_count = 0;
    service.bounds.maximum_percent = 100;
    service.end_conditions.early_success = None;
    service.strategy = DeploymentStrategy::Rolling;
    service.placement.strategies.clear();
    service.placement.constraints.distinct_instance = true;
    service.placement.constraints.member_of = query.into_iter().map(QueryId::new).collect();
    service
}

fn target_group() -> impl proptest::strategy::Strategy<Value = TargetGroup> {
    let kind = prop_oneof![Just(LoadBalancerKind::Application), Just(LoadBalancerKind::Network)];
    (kind, seconds(5..30), 2..4_u32, 2..4_u32, seconds(0..120)).prop_map(
        |(kind, interval, healthy_threshold, unhealthy_threshold, deregistration_delay)| TargetGroup {
            name: "targets".into(),
            kind,
            interval,
            timeout: SimDuration::from_secs(5),
            healthy_threshold,
            unhealthy_threshold,
            deregistration_delay,
        },
    )
}

/// A world of up to five hosts and three services that lives for 20 simulated minutes.
fn world() -> impl proptest::strategy::Strategy<Value = Model> {
    (unwatched_world(), alarms()).prop_map(|(model, alarms)| Model { metrics: metrics(), alarms, ..model })
}

/// The same without alarms.
fn unwatched_world() -> impl proptest::strategy::Strategy<Value = Model> {
    (1..4_usize)
        .prop_flat_map(|services| {
            let hosts = prop::collection::vec((0..CLASSES, 0..300_u64), 0..6);
            let actions = prop::collection::vec((when(), call(services)), 0..5);
            (
                hosts,
                prop::collection::vec(definition(), services * 2),
                prop::collection::vec(service(), services),
                target_group(),
                actions,
                prop::collection::vec(fault(services), 0..3),
                prop::collection::vec((task_call(services), caller()), 0..4),
                (
                    any::<bool>(),
                    any::<bool>(),
                    prop::collection::vec(prop::option::weighted(0.15, when()), services),
                    prop::option::weighted(0.3, (seconds(60..300), seconds(0..40))),
                ),
                pulled(2 * CLASSES, services * 2),
            )
        })
        .prop_map(
            |(
                hosts,
                definitions,
                services,
                target_group,
                actions,
                faults,
                calls,
                (retry_on_capacity, stuck, creations, reconnects),
                pulled,
            )| {
                let (services, creations) = created(services, &creations);
                let model = Model {
                    duration: SimDuration::from_mins(20),
                    warm_up: None,
                    clusters: vec!["default".into()],
                    zones: (0..ZONES).map(|zone| format!("zone-{zone}")).collect(),
                    attributes: vec![ZONE_ATTRIBUTE.into(), "stack".into()],
                    classes: (0..2 * CLASSES).map(class).collect(),
                    instances: fleet(&hosts),
                    task_definitions: numbered(definitions),
                    target_groups: vec![target_group.clone(), target_group],
                    faults,
                    actions: creations
                        .into_iter()
                        .chain(
                            actions
                                .into_iter()
                                .map(|(at, call)| Action { at, call: suited(call, &services) }),
                        )
                        .collect(),
                    services: named(services),
                    behavior: behavior(retry_on_capacity, stuck, reconnects),
                    ..Model::default()
                };
                let mut model = with_calls(with_images(model, pulled), calls);
                let groups = model.group_names();
                let query = |text| Query::parse(text).expect("a query");
                let member_of = |text| MemberOf::new(query(text), &model.classes, &model.attributes, &groups);
                model.member_of = QUERIES.into_iter().map(member_of).collect();
                model
            },
        )
}

/// What is switched on; agents reconnect after so long, for so long, where they do.
fn behavior(
    retry_on_capacity: bool,
    stuck: bool,
    reconnects: Option<(SimDuration, SimDuration)>,
) -> Behavior {
    let (interval, time) = reconnects.unwrap_or_default();
    Behavior {
        retry_on_capacity,
        stopped_host_tasks: StoppedHostTasks::ALL[usize::from(stuck)],
        agent_reconnect_interval: Distribution::Constant(interval),
        agent_reconnect_time: Distribution::Constant(time),
        ..Behavior::default()
    }
}

fn class(index: usize) -> InstanceClass {
    if let Some(declared) = index.checked_sub(CLASSES) {
        let mut made = class(declared);
        made.attributes.push((AttributeId::new(1), "new".to_owned()));
        return InstanceClass { made_of: Some(ClassId::new(declared)), ..made };
    }
    let zone = index % ZONES;
    let registered = match index / ZONES {
        0 => Resources { cpu: 1_024, memory: 1_000, gpu: 0 },
        _ => Resources { cpu: 2_048, memory: 3_800, gpu: 0 },
    };
    InstanceClass {
        cluster: ClusterId::new(0),
        zone: ZoneId::new(zone),
        instance_type: format!("type-{}", index / ZONES),
        registered,
        reserved_ports: HostPorts { tcp: vec![22, 2375, 2376, 51_678, 51_679], udp: Vec::new() },
        attributes: vec![(AttributeId::new(0), format!("zone-{zone}"))],
        ..InstanceClass::default()
    }
}

fn fleet(hosts: &[(usize, u64)]) -> Vec<ContainerInstance> {
    let name = |index| format!("host-{index}");
    let host = |(index, (class, at)): (usize, &(usize, u64))| ContainerInstance {
        name: name(index),
        class: ClassId::new(*class),
        // Half of the hosts are there from the start.
        registers_at: SimTime::from_secs(if at % 2 == 0 { 0 } else { *at }),
        ..ContainerInstance::default()
    };
    hosts.iter().enumerate().map(host).collect()
}

fn numbered(definitions: Vec<TaskDefinition>) -> Vec<TaskDefinition> {
    let mut definitions = definitions;
    for (index, definition) in (0_u32..).zip(&mut definitions) {
        definition.family = format!("family-{}", index / 2);
        definition.revision = index % 2 + 1;
    }
    definitions
}

fn named(services: Vec<Service>) -> Vec<Service> {
    let mut services = services;
    for (index, service) in services.iter_mut().enumerate() {
        service.name = format!("service-{index}");
        service.task_definition = TaskDefinitionId::new(index * 2);
    }
    services
}

/// 300 worlds, and more where `PROPTEST_CASES` asks for more.
fn worlds() -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig { cases: asked.cases.max(300), ..asked }
}

proptest! {
    #![proptest_config(worlds())]
    /// No host is over its registered resources, no port is bound twice, every counter equals a recount, after
    /// every event; the engine keeps its promises, and what it leaves behind is consistent.
    #[test]
    fn promises_are_kept_after_every_event_of_a_random_world(model in world(), seed in any::<u64>()) {
        let model = Arc::new(model);
        let observer = (Recorder::new(&model, Detail::Full), Promises::of(&model));
        let mut run = Simulation::observed(Arc::clone(&model), seed, observer, Limits::default());
        let mut audit = Ok(());
        run.run_to_end_looking(|run| audit = std::mem::replace(&mut audit, Ok(())).and_then(|()| run.audit()))
            .expect("small worlds pass no limit");
        prop_assert_eq!(audit, Ok(()));
        let (digest, events) = (run.view().digest(), run.view().events());
        let end = RunEnd { at: run.end(), injected: &[], limits: &[], prospects: &[], stages: &[], digest, events };
        let ((recorder, promises), cluster) = run.into_observer();
        prop_assert!(promises.broken().is_empty(), "{:#?}", promises.broken());
        let (created, ended) = promises.counts();
        prop_assert_eq!(created - ended, cluster.tasks().len() as u64, "nothing is lost");
        let outcome = recorder.finish(&cluster, &end);
        prop_assert_eq!(outcome.tasks.len() as u64, created);
        let found = contradictions(&outcome, &model);
        prop_assert!(found.is_empty(), "{found:#?}");
    }
}
