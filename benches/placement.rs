//! How long a choice takes: index and linear oracle side by side, at about 80 % load with mixed task sizes.
//!
//! An iteration stops one task and places one of the same service; only the choice is timed, not the bookkeeping of the
//! cluster around it. The clock adds about 25 ns to each. Before anything is measured, both choosers are made to agree on a run of such
//! iterations.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use plimsoll::cluster::{Cluster, NewTask, StopCause, TaskStatus};
use plimsoll::model::{
    AttributeId, ClassId, ClusterId, Constraints, Demand, HostPorts, InstanceClass, InstanceId, MemberOf,
    Model, PlacementRules, QueryId, Resources, Service, ServiceId, Strategy, TaskDefinition,
    TaskDefinitionId, TaskId, ZONE_ATTRIBUTE, ZoneId, group_names,
};
use plimsoll::placement::strategy::{ArgumentValue, RESEARCH, Research};
use plimsoll::placement::{Chooser, Decision, IndexedChooser, LinearChooser, Request};
use plimsoll::query::Query;
use plimsoll::rng::{Draw, Draws, Purpose, Streams};
use plimsoll::time::{SimDuration, SimTime};

const SIZES: [usize; 4] = [100, 1_000, 10_000, 50_000];
const TURNS_THAT_AGREE: usize = 2_000;
const ZONES: [&str; 3] = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
/// What instances register: CPU units and MiB.
const TYPES: [(u32, u32); 4] = [(2_048, 7_649), (4_096, 15_538), (8_192, 31_317), (16_384, 62_876)];
/// What tasks of the four services ask for.
const TASKS: [(u32, u32); 4] = [(256, 700), (512, 2_100), (1_024, 3_000), (2_048, 9_000)];

/// Decided in part by the class, in part by the instance, and differently as tasks come and go; it always holds.
const QUERY: &str =
    "attribute:ecs.availability-zone =~ eu-.* and (task:group == service:0 or runningTasksCount < 999)";

/// What is measured: a strategy chain, whether each task takes a static port or an instance of its own, and a query.
#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    strategies: &'static [Strategy],
    static_port: bool,
    distinct_instance: bool,
    member_of: Option<&'static str>,
    /// How many instances at most.
    largest: usize,
}

fn cases() -> Vec<Case> {
    // The only attribute of the model.
    fn plain(name: &'static str, strategies: Vec<Strategy>) -> Case {
        let [.., largest] = SIZES;
        let strategies = strategies.leak();
        Case { name, strategies, static_port: false, distinct_instance: false, member_of: None, largest }
    }
    let zone = Strategy::SpreadAttribute(AttributeId::new(0));
    let default = plain("default", vec![]);
    vec![
        default,
        plain("random", vec![Strategy::Random]),
        plain("spread instance", vec![Strategy::SpreadInstance]),
        plain("spread zone", vec![zone.clone()]),
        plain("binpack cpu", vec![Strategy::BinpackCpu]),
        plain("binpack memory", vec![Strategy::BinpackMemory]),
        plain("zone, instance", vec![zone.clone(), Strategy::SpreadInstance]),
        plain("zone, binpack memory", vec![zone.clone(), Strategy::BinpackMemory]),
        plain("zone, instance, cpu, memory, random", {
            vec![
                zone,
                Strategy::SpreadInstance,
                Strategy::BinpackCpu,
                Strategy::BinpackMemory,
                Strategy::Random,
            ]
        }),
        Case { name: "static port", static_port: true, ..default },
        Case { name: "distinctInstance", distinct_instance: true, ..default },
        Case { name: "memberOf", member_of: Some(QUERY), ..default },
    ]
    .into_iter()
    // What a program takes is its own affair.
    .chain(RESEARCH.iter().filter(|of| of.name != "program").map(|research| of_research(research, default)))
    .collect()
}

/// The strategy with defaults, and the zone where an attribute is asked for; at the largest size the oracle, with which the
/// index has to agree first, takes too long for so many.
fn of_research(research: &Research, default: Case) -> Case {
    let required = research.arguments.iter().filter(|argument| argument.default.is_none());
    let zone = ArgumentValue::Attribute(AttributeId::new(0));
    let given: Vec<_> = required.map(|argument| (argument.name, zone.clone())).collect();
    let strategy = research.build(&given).expect("only attributes have no default");
    Case { name: research.name, strategies: vec![strategy].leak(), largest: 10_000, ..default }
}

fn model(case: Case) -> Model {
    let classes = ZONES.iter().enumerate().flat_map(|(zone, name)| {
        TYPES.iter().map(move |(cpu, memory)| InstanceClass {
            cluster: ClusterId::new(0),
            zone: ZoneId::new(zone),
            instance_type: format!("{cpu}"),
            registered: Resources { cpu: *cpu, memory: *memory, gpu: 0 },
            reserved_ports: HostPorts { tcp: vec![22, 2_375, 2_376, 51_678, 51_679], udp: Vec::new() },
            attributes: vec![(AttributeId::new(0), (*name).to_owned())],
            ..InstanceClass::default()
        })
    });
    let definitions = TASKS.iter().zip(8_080..).map(|((cpu, memory), port)| TaskDefinition {
        family: format!("{cpu}"),
        revision: 1,
        demand: Demand {
            resources: Resources { cpu: *cpu, memory: *memory, gpu: 0 },
            ports: HostPorts { tcp: if case.static_port { vec![port] } else { vec![] }, udp: Vec::new() },
            interfaces: 0,
        },
        ..TaskDefinition::default()
    });
    let services = (0..TASKS.len()).map(|index| Service {
        name: format!("{index}"),
        cluster: ClusterId::new(0),
        task_definition: TaskDefinitionId::new(index),
        desired_count: 1,
        placement: PlacementRules {
            strategies: case.strategies.to_vec(),
            constraints: Constraints {
                distinct_instance: case.distinct_instance,
                member_of: case.member_of.iter().map(|_| QueryId::new(0)).collect(),
            },
            ..PlacementRules::default()
        },
        ..Service::default()
    });
    let (classes, services): (Vec<_>, Vec<_>) = (classes.collect(), services.collect());
    let attributes = vec![ZONE_ATTRIBUTE.into()];
    let groups = group_names(&services, &[]);
    let queries = case.member_of.iter().map(|text| Query::parse(text).expect("a query"));
    let member_of = queries.map(|query| MemberOf::new(query, &classes, &attributes, &groups)).collect();
    Model {
        duration: SimDuration::from_secs(1),
        clusters: vec!["default".into()],
        zones: ZONES.map(String::from).to_vec(),
        attributes,
        classes,
        task_definitions: definitions.collect(),
        services,
        member_of,
        ..Model::default()
    }
}

/// A loaded cluster and its tasks.
#[derive(Clone)]
struct World {
    cluster: Cluster,
    tasks: Vec<TaskId>,
    numbers: Draws,
    created: u32,
}

impl World {
    /// Fills `instances` instances until 80 % of their CPU is reserved, or nothing more may be placed at 80 % of
    /// the places that ports or `distinctInstance` leave.
    fn loaded(model: &Model, instances: usize, case: Case) -> Self {
        let mut cluster = Cluster::new(model.clone());
        for index in 0..instances {
            cluster.register_instance(ClassId::new(index % model.classes.len()), SimTime::ZERO);
        }
        let numbers = Streams::new(1).draws(Purpose::Trial, "placement");
        let mut world = Self { cluster, tasks: Vec::new(), numbers, created: 0 };
        let mut chooser = IndexedChooser::default();
        let exclusive = case.static_port || case.distinct_instance;
        let mean = |of: &[(u32, u32)]| of.iter().map(|(cpu, _)| *cpu as usize).sum::<usize>() / of.len();
        let wanted =
            if exclusive { instances } else { instances * mean(&TYPES) / mean(&TASKS) / TASKS.len() };
        for index in 0..wanted * 8 / 10 * TASKS.len() {
            let service = ServiceId::new(index % TASKS.len());
            if let Some(task) = world.place(service, &mut chooser) {
                world.tasks.push(task);
            }
        }
        world
    }

    fn place(&mut self, service: ServiceId, chooser: &mut impl Chooser) -> Option<TaskId> {
        let definition = self.cluster.model().service(service).task_definition;
        let request = Request::of(self.cluster.model(), service, definition);
        let mut random = self.numbers.at(self.created.into(), 0);
        let Decision::Place(instance) = chooser.choose(&request, &self.cluster, &mut random) else {
            return None;
        };
        Some(self.create(service, instance))
    }

    fn create(&mut self, service: ServiceId, instance: InstanceId) -> TaskId {
        let definition = self.cluster.model().service(service).task_definition;
        self.created += 1;
        let (group, number) = (service.into(), self.created);
        let new = NewTask {
            group,
            service: Some(service),
            deployment: 0,
            definition,
            number,
            place: instance.into(),
            replaces_unhealthy: false,
        };
        self.cluster.create_task(new, SimTime::ZERO)
    }

    /// One task goes, one of the same service comes; it gets at least the room of the one that went.
    fn turn(&mut self, chooser: &mut impl Chooser) -> TaskId {
        let at = self.numbers.at(self.created.into(), 1).index(self.tasks.len());
        let service = self.end(self.tasks[at]);
        self.tasks[at] = self.place(service, chooser).expect("the room that was freed");
        self.tasks[at]
    }

    /// Lets a task go; its service.
    fn end(&mut self, gone: TaskId) -> ServiceId {
        let service = self.cluster.task(gone).service.expect("only services have tasks here");
        self.cluster.stop_task(gone, StopCause::ScalingActivity, SimTime::ZERO);
        self.cluster.set_task_status(gone, TaskStatus::Stopped, SimTime::ZERO);
        self.cluster.remove_task(gone);
        service
    }

    /// Where the tasks of the next turns go.
    fn turns(&mut self, count: usize, chooser: &mut impl Chooser) -> Vec<usize> {
        let place = |world: &mut Self, chooser: &mut _| {
            let task = world.turn(chooser);
            world.cluster.task(task).place.instance().expect("every task has one").slot()
        };
        (0..count).map(|_| place(self, chooser)).collect()
    }
}

/// Notes how long another chooser takes.
struct Timed<'c, C> {
    chooser: &'c mut C,
    time: Duration,
}

impl<C: Chooser> Chooser for Timed<'_, C> {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
    fn choose(&mut self, request: &Request<'_>, cluster: &Cluster, random: &mut Draw<'_>) -> Decision {
        let start = Instant::now();
        let decision = black_box(self.chooser.choose(request, cluster, random));
        self.time += start.elapsed();
        decision
    }
}

/// How long the choices of this many turns take.
fn time_of(turns: u64, world: &mut World, chooser: &mut impl Chooser) -> Duration {
    let mut timed = Timed { chooser, time: Duration::ZERO };
    for _ in 0..turns {
        world.turn(&mut timed);
    }
    timed.time
}

fn choose(criterion: &mut Criterion) {
    for case in cases() {
        let model = model(case);
        let mut group = criterion.benchmark_group(case.name);
        for size in SIZES.into_iter().filter(|size| *size <= case.largest) {
            let mut world = World::loaded(&model, size, case);
            let mut other = world.clone();
            let (mut indexed, mut linear) = (IndexedChooser::default(), LinearChooser::default());
            let expected = other.turns(TURNS_THAT_AGREE, &mut linear);
            assert_eq!(world.turns(TURNS_THAT_AGREE, &mut indexed), expected, "{} at {size}", case.name);
            group.bench_function(BenchmarkId::new("indexed", size), |bencher| {
                bencher.iter_custom(|turns| time_of(turns, &mut world, &mut indexed));
            });
            group.bench_function(BenchmarkId::new("linear", size), |bencher| {
                bencher.iter_custom(|turns| time_of(turns, &mut other, &mut linear));
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = placement;
    config = Criterion::default()
        .without_plots()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500));
    targets = choose
}
criterion_main!(placement);
