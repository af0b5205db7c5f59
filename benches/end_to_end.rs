//! Whole runs: many tasks on many hosts, submitted at once, each living its whole life.

use std::hint::black_box;

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use plimsoll::engine::simulate;
use plimsoll::model::{
    Action, ApiCall, Application, Behavior, ClassId, ClusterId, Container, ContainerInstance, Demand,
    DeploymentBounds, HostPorts, InstanceClass, Model, NetworkMode, Resources, Service, ServiceId,
    TaskDefinition, TaskDefinitionId, ZONE_ATTRIBUTE, ZoneId,
};
use plimsoll::observe::{Detail, Metric};
use plimsoll::time::{SimDuration, SimTime};

const ZONES: usize = 3;
const TASKS_PER_SERVICE: usize = 5_000;

/// `hosts` of 4,096 CPU units and 15,512 MiB in three zones, and services of 5,000 tasks that scale to zero after an
/// hour. Task sizes alternate between 256/512 and 512/1,024.
fn model(hosts: usize, tasks: usize) -> Model {
    let zones: Vec<String> = (0..ZONES).map(|zone| format!("zone-{zone}")).collect();
    let model = Model {
        duration: SimDuration::from_mins(120),
        warm_up: SimDuration::ZERO,
        clusters: vec!["default".into()],
        attributes: vec![ZONE_ATTRIBUTE.into()],
        classes: (0..ZONES).map(|zone| class(zone, &zones[zone])).collect(),
        zones,
        instances: (0..hosts)
            .map(|host| ContainerInstance {
                name: format!("host-{host}"),
                class: ClassId::new(host % ZONES),
                registers_at: SimTime::ZERO,
            })
            .collect(),
        task_definitions: vec![definition("small", 256, 512), definition("large", 512, 1_024)],
        target_groups: Vec::new(),
        services: Vec::new(),
        faults: Vec::new(),
        actions: Vec::new(),
        behavior: Behavior { launch_burst: 5_000, ..Behavior::default() },
    };
    with_services(model, tasks.div_ceil(TASKS_PER_SERVICE))
}

fn with_services(mut model: Model, count: usize) -> Model {
    for index in 0..count {
        model.services.push(Service {
            name: format!("service-{index:03}"),
            cluster: ClusterId::new(0),
            task_definition: TaskDefinitionId::new(index % 2),
            desired_count: 5_000,
            bounds: DeploymentBounds::REPLICA_DEFAULT,
            strategies: Vec::new(),
            distinct_instance: false,
            load_balancers: Vec::new(),
            health_check_grace_period: SimDuration::ZERO,
        });
        model.actions.push(Action {
            at: SimTime::from_secs(3_600),
            call: ApiCall::UpdateService {
                service: ServiceId::new(index),
                desired_count: Some(0),
                task_definition: None,
                force_new_deployment: false,
                bounds: None,
                strategies: None,
            },
        });
    }
    model
}

fn class(zone: usize, name: &str) -> InstanceClass {
    InstanceClass {
        cluster: ClusterId::new(0),
        zone: ZoneId::new(zone),
        instance_type: "m5.xlarge".into(),
        registered: Resources { cpu: 4_096, memory: 15_512, gpu: 0 },
        reserved_ports: HostPorts { tcp: vec![22, 2375, 2376, 51_678, 51_679], udp: Vec::new() },
        attributes: vec![(plimsoll::model::AttributeId::new(0), name.into())],
        price_micro_usd_per_hour: Some(192_000),
    }
}

fn definition(family: &str, cpu: u32, memory: u32) -> TaskDefinition {
    TaskDefinition {
        family: family.into(),
        revision: 1,
        network_mode: NetworkMode::Bridge,
        demand: Demand { resources: Resources { cpu, memory, gpu: 0 }, ports: HostPorts::default() },
        containers: vec![Container {
            name: "app".into(),
            essential: true,
            stop_timeout: SimDuration::from_secs(30),
            health_check: None,
            port_mappings: Vec::new(),
            application: Application::default(),
        }],
        start_failure_millionths: 0,
    }
}

fn peak(model: &Model) -> f64 {
    let outcome = simulate(model, 1, Detail::Figures).expect("no guard");
    match outcome.metrics.get("cluster.tasks.max") {
        Some(Metric::Number { value, .. }) => *value,
        other => panic!("cluster.tasks.max is {other:?}"),
    }
}

fn submit_all_at_once(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hosts_x_tasks");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (hosts, tasks) in [(1_000, 10_000), (10_000, 100_000)] {
        let model = model(hosts, tasks);
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let expected = tasks as f64;
        assert!((peak(&model) - expected).abs() < 0.5, "every task is placed");
        group.bench_function(format!("{hosts}x{tasks}"), |bencher| {
            bencher.iter(|| black_box(simulate(&model, 1, Detail::Figures).expect("no guard").digest));
        });
    }
    group.finish();
}

criterion_group!(benches, submit_all_at_once);
criterion_main!(benches);
