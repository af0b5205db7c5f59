//! Models of a size that counts: what the benchmarks of whole runs and `examples/scale.rs` simulate.

use plimsoll::model::{
    Action, ApiCall, Application, Arrival, ArrivalId, ArrivalSchedule, Arrivals, AttributeId, CallId,
    CircuitBreaker, ClassId, ClusterId, Container, ContainerInstance, Demand, Dependency, Destination,
    Distribution, Fault, FaultKind, FaultSchedule, GroupId, HostPorts, Image, ImageId, Images, InstanceClass,
    Layer, LayerId, Model, PlacementRules, Registry, RegistryId, Resources, Service, ServiceId,
    StartCondition, Strategy, TaskCall, TaskDefinition, TaskDefinitionId, TaskGroup, TaskImage,
    ZONE_ATTRIBUTE, ZoneId,
};
use plimsoll::time::{SimDuration, SimTime};

const ZONES: usize = 3;
const TASKS_PER_SERVICE: usize = 5_000;
/// CPU units and MiB that tasks ask for, by turns.
const SIZES: [(u32, u32); 4] = [(128, 256), (256, 512), (256, 1_024), (512, 1_024)];
const DAY: u64 = 24 * 60 * 60;

/// An instance type: name, CPU units, MiB.
type InstanceType = (&'static str, u32, u32);

/// A model that can be asked for by name.
pub struct World {
    /// What it is called.
    pub name: &'static str,
    /// Makes it.
    pub build: fn() -> Model,
}

/// All of them, the quickest first.
pub const WORLDS: [World; 12] = [
    World { name: "1000x10000", build: || all_at_once(1_000, 10_000) },
    World { name: "first-fit-51000", build: || packing(1_000, 50_000, 3_000) },
    World { name: "10000x100000", build: || all_at_once(10_000, 100_000) },
    World { name: "10000x1000000", build: || all_at_once(10_000, 1_000_000) },
    World { name: "quota-day", build: || quota(5_000, 5_000, 1) },
    World { name: "quota-week", build: || quota(5_000, 5_000, 7) },
    World { name: "quota-week-detailed", build: || detailed(5_000, 5_000, 7) },
    World { name: "churn-2-days", build: || churn(300, 2) },
    World { name: "churn-4-days", build: || churn(300, 4) },
    World { name: "churn-8-days", build: || churn(300, 8) },
    World { name: "churn-16-days", build: || churn(300, 16) },
    World { name: "churn-8-days-half", build: || churn(150, 8) },
];

/// Services of 5,000 tasks that are all submitted at once and scale to zero after an hour.
///
/// Task sizes come by turns; hosts are large enough for their share of the tasks and half as many again.
///
/// # Panics
///
/// With more than 300 tasks per host.
pub fn all_at_once(hosts: usize, tasks: usize) -> Model {
    let class = match tasks.div_ceil(hosts) {
        ..=10 => ("m5.xlarge", 4_096, 15_512),
        11..=300 => ("m5.24xlarge", 98_304, 379_392),
        share => panic!("{share} tasks per host need larger hosts"),
    };
    let mut model = empty(SimDuration::from_mins(120), hosts, class);
    model.behavior.launch_burst = 5_000;
    model.task_definitions = SIZES.map(|size| definition("app", 1, size, Application::default())).to_vec();
    for index in 0..tasks.div_ceil(TASKS_PER_SERVICE) {
        let service = service(index, TaskDefinitionId::new(index % SIZES.len()), 5_000, Vec::new());
        model.services.push(service);
        model.actions.push(update(SimTime::from_secs(3_600), index, Some(0), None));
    }
    model
}

/// CPU units and MiB of the two sizes of [`packing`], the big ones first.
pub const PACKED: [(u32, u32); 2] = [(97, 190), (51, 100)];
/// CPU units and MiB of a host of [`packing`].
pub const PACKED_HOST: (u32, u32) = (1_024, 5_000);

/// Standalone tasks of two sizes, all submitted at once by calls of ten, first all `big` ones, then all `small` ones, each
/// onto the first of `hosts` hosts that has room: first fit decreasing.
pub fn packing(big: usize, small: usize, hosts: usize) -> Model {
    let mut model = empty(SimDuration::from_mins(1), hosts, ("packed", PACKED_HOST.0, PACKED_HOST.1));
    for (index, (size, tasks)) in PACKED.into_iter().zip([big, small]).enumerate() {
        let family = format!("size-{index}");
        model
            .standalone_groups
            .push(TaskGroup { cluster: ClusterId::new(0), name: format!("family:{family}") });
        model.task_definitions.push(definition(&family, 1, size, Application::default()));
        let rules = PlacementRules { strategies: vec![Strategy::FirstFit], ..PlacementRules::default() };
        model.calls.push(TaskCall {
            cluster: ClusterId::new(0),
            definition: TaskDefinitionId::new(index),
            group: GroupId::new(index),
            destination: Destination::Chosen { count: 10, rules },
            started_by: None,
            run_time: None,
            arrivals: Some(ArrivalId::new(index)),
        });
        // A microsecond apart, so that the big ones are first in any order of streams.
        let at = SimTime::from_micros(index as u64 + 1);
        let call = Arrival { at, call: CallId::new(index), count: 10, run_time: None };
        let schedule = ArrivalSchedule::At(vec![call; tasks / 10]);
        model.arrivals.push(Arrivals { name: family, schedule });
    }
    model
}

/// Some days of `services` services of 20 tasks each, under changing strategies.
///
/// Tasks crash after two days on average, one host is lost every ten minutes on average, and each service is deployed
/// once a day, by turns to either of its two revisions.
pub fn quota(hosts: usize, services: usize, days: u64) -> Model {
    let duration = SimDuration::from_secs(days * DAY);
    let mut model = steady(duration, hosts, services);
    model.actions = daily_deployments(duration, services);
    model.faults.push(losses(SimDuration::from_mins(10), SimDuration::from_mins(2)));
    model
}

/// [`quota`] in more detail: a proxy that the application waits for, a circuit breaker on every service, and images that
/// are pulled, one a family upon a layer that all of them share.
pub fn detailed(hosts: usize, services: usize, days: u64) -> Model {
    let mut model = quota(hosts, services, days);
    for service in &mut model.services {
        service.end_conditions.circuit_breaker = Some(CircuitBreaker::new(true));
    }
    model.images = images(services + 1);
    for (index, definition) in model.task_definitions.iter_mut().enumerate() {
        definition.containers.push(Container { name: "proxy".into(), ..Container::default() });
        definition.containers[0]
            .depends_on
            .push(Dependency { container: 1, condition: StartCondition::Start });
        let of = |image| TaskImage { image: ImageId::new(image), essential: true };
        definition.images = vec![of(1 + index / 2), of(0)];
    }
    model
}

/// Images of 200 MiB, half of it a layer that all of them share.
fn images(count: usize) -> Images {
    const HALF: u64 = 100 << 20;
    let layers = (0..=count).map(|_| Layer { bytes: HALF }).collect();
    let image = |index: usize| Image {
        name: format!("registry/image-{index}"),
        registry: RegistryId::new(0),
        layers: vec![LayerId::new(0), LayerId::new(1 + index)],
        pull_failure_millionths: 0,
    };
    let registry = Registry {
        name: "registry".into(),
        pull_rate: HALF,
        pull_latency: Distribution::Constant(SimDuration::from_secs(1)),
        endpoint: false,
    };
    Images {
        images: (0..count).map(image).collect(),
        layers,
        registries: vec![registry],
        nat_gateways: Vec::new(),
    }
}

/// A fleet that never stays the same: a host of 300 is lost every ten seconds on average, one of 150 every twenty, and
/// replaced three minutes later. One service wants as many tasks as there are hosts.
pub fn churn(hosts: usize, days: u64) -> Model {
    let mut model = empty(SimDuration::from_secs(days * DAY), hosts, ("m5.large", 2_048, 7_680));
    model.task_definitions.push(definition("app", 1, (256, 100), Application::default()));
    let desired = u32::try_from(hosts).expect("a fleet that is worth a run");
    model.services.push(service(0, TaskDefinitionId::new(0), desired, Vec::new()));
    model.faults.push(losses(SimDuration::from_secs(3_000 / hosts as u64), SimDuration::from_mins(3)));
    model
}

/// A host is lost every `mean` on average, and replaced so much later.
fn losses(mean: SimDuration, replaced_after: SimDuration) -> Fault {
    Fault {
        kind: FaultKind::TerminateInstances {
            cluster: ClusterId::new(0),
            count: Some(1),
            zone: None,
            replaced_after: Some(Distribution::Constant(replaced_after)),
        },
        schedule: FaultSchedule::Every { gap: Distribution::Exponential { mean }, until: SimTime::NEVER },
    }
}

/// As [`quota`], for a time of one's own: tasks crash and are replaced, nothing else happens.
pub fn steady(duration: SimDuration, hosts: usize, services: usize) -> Model {
    let zone = Strategy::SpreadAttribute(AttributeId::new(0));
    let chains = [
        vec![],
        vec![zone.clone(), Strategy::SpreadInstance],
        vec![zone, Strategy::BinpackMemory],
        vec![Strategy::BinpackCpu],
        vec![Strategy::Random],
    ];
    let mut model = empty(duration, hosts, ("m5.2xlarge", 8_192, 31_317));
    let two_days = Distribution::Exponential { mean: SimDuration::from_secs(2 * DAY) };
    let application = Application { time_to_failure: Some(two_days), ..Application::default() };
    for index in 0..services {
        for revision in [1, 2] {
            let size = SIZES[index % SIZES.len()];
            let family = format!("family-{index}");
            model.task_definitions.push(definition(&family, revision, size, application.clone()));
        }
        let strategies = chains[index / SIZES.len() % chains.len()].clone();
        model.services.push(service(index, TaskDefinitionId::new(2 * index), 20, strategies));
    }
    model
}

/// One deployment a service and day, spread over the day, in order of time.
fn daily_deployments(duration: SimDuration, services: usize) -> Vec<Action> {
    let gap = DAY * 1_000_000 / services as u64;
    let times = (0..).map(|number: usize| (number, SimTime::from_micros(gap / 2 + gap * number as u64)));
    let due = times.take_while(|(_, at)| *at < SimTime::ZERO + duration);
    due.map(|(number, at)| {
        let (day, index) = (number / services, number % services);
        let revision = TaskDefinitionId::new(2 * index + (day + 1) % 2);
        update(at, index, None, Some(revision))
    })
    .collect()
}

fn empty(duration: SimDuration, hosts: usize, class: InstanceType) -> Model {
    let zones: Vec<String> = (0..ZONES).map(|zone| format!("zone-{zone}")).collect();
    Model {
        duration,
        clusters: vec!["default".into()],
        attributes: vec![ZONE_ATTRIBUTE.into()],
        classes: (0..ZONES).map(|zone| in_zone(class, zone, &zones[zone])).collect(),
        zones,
        instances: (0..hosts)
            .map(|host| ContainerInstance {
                name: format!("host-{host}"),
                class: ClassId::new(host % ZONES),
                ..ContainerInstance::default()
            })
            .collect(),
        ..Model::default()
    }
}

fn in_zone((name, cpu, memory): InstanceType, zone: usize, zone_name: &str) -> InstanceClass {
    InstanceClass {
        cluster: ClusterId::new(0),
        zone: ZoneId::new(zone),
        instance_type: name.into(),
        registered: Resources { cpu, memory, gpu: 0 },
        reserved_ports: HostPorts { tcp: vec![22, 2_375, 2_376, 51_678, 51_679], udp: Vec::new() },
        attributes: vec![(AttributeId::new(0), zone_name.into())],
        price_micro_usd_per_hour: Some(192_000),
        ..InstanceClass::default()
    }
}

fn definition(
    family: &str,
    revision: u32,
    (cpu, memory): (u32, u32),
    application: Application,
) -> TaskDefinition {
    TaskDefinition {
        family: family.into(),
        revision,
        demand: Demand { resources: Resources { cpu, memory, gpu: 0 }, ..Demand::default() },
        containers: vec![Container { name: "app".into(), application, ..Container::default() }],
        ..TaskDefinition::default()
    }
}

fn service(
    index: usize,
    definition: TaskDefinitionId,
    desired_count: u32,
    strategies: Vec<Strategy>,
) -> Service {
    Service {
        name: format!("service-{index:04}"),
        cluster: ClusterId::new(0),
        task_definition: definition,
        desired_count,
        placement: PlacementRules { strategies, ..PlacementRules::default() },
        ..Service::default()
    }
}

fn update(
    at: SimTime,
    service: usize,
    desired_count: Option<u32>,
    revision: Option<TaskDefinitionId>,
) -> Action {
    Action {
        at: at.into(),
        call: ApiCall::UpdateService {
            service: ServiceId::new(service),
            desired_count,
            task_definition: revision,
            force_new_deployment: false,
            bounds: None,
            end_conditions: None,
            strategy: None,
            strategies: None,
            constraints: None,
            rebalances: None,
        },
    }
}
