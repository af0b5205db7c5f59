//! Random fleets, services and histories.

use proptest::prelude::*;
use proptest::strategy::Strategy as Generator;

use super::world::Step;
use crate::model::{AttributeId, Demand, HostPorts, Model, Resources, Strategy};
use crate::placement::strategy::{ArgumentKind, ArgumentValue, RESEARCH, find};
use crate::placement::testkit::{Fleet, by_zone, rack_attribute};

pub fn a_step() -> impl Generator<Value = Step> {
    let number = any::<u16>().prop_map(usize::from);
    let pair = (0..14_usize, 0..4_usize);
    prop_oneof![
        8 => pair.clone().prop_map(|(service, definition)| Step::Place { service, definition }),
        2 => pair.prop_map(|(service, definition)| Step::Ask { service, definition }),
        4 => number.clone().prop_map(Step::Stop),
        2 => number.clone().prop_map(Step::Remove),
        1 => (number.clone(), 0..3_usize).prop_map(|(instance, status)| Step::Status { instance, status }),
        1 => (number.clone(), any::<bool>())
            .prop_map(|(instance, connected)| Step::Agent { instance, connected }),
        1 => (number.clone(), any::<bool>()).prop_map(|(instance, leaving)| Step::Leaving { instance, leaving }),
        2 => number.clone().prop_map(Step::Register),
        2 => number.clone().prop_map(Step::Leave),
        2 => number.clone().prop_map(Step::Attributes),
        2 => (number, 1..=2_usize, prop::option::of(0..4_usize))
            .prop_map(|(instance, daemon, definition)| Step::Reservation { instance, daemon, definition }),
    ]
}

pub fn a_chain() -> impl Generator<Value = Vec<Strategy>> {
    let one = prop_oneof![
        1 => Just(Strategy::Random),
        2 => Just(Strategy::SpreadInstance),
        3 => Just(by_zone()),
        2 => Just(Strategy::SpreadAttribute(rack_attribute())),
        2 => Just(Strategy::BinpackCpu),
        2 => Just(Strategy::BinpackMemory),
        6 => (0..RESEARCH.len(), 1..4_u32, 0..2_usize, any::<bool>()).prop_map(a_research_strategy),
    ];
    prop_oneof![9 => prop::collection::vec(one, 0..=5), 1 => Just(too_wide_for_trees())]
}

/// Five figures of 32 bits: CPU, memory, the service's tasks, all tasks, a score.
fn too_wide_for_trees() -> Vec<Strategy> {
    let best_fit = find("best-fit").expect("registered").build(&[]).expect("no argument is needed");
    vec![Strategy::BinpackCpu, Strategy::BinpackMemory, Strategy::SwarmSpread, best_fit]
}

fn a_research_strategy((at, number, attribute, soft): (usize, u32, usize, bool)) -> Strategy {
    let research = &RESEARCH[at];
    let values = research.arguments.iter().map(|argument| {
        let value = match argument.kind {
            ArgumentKind::Whole { .. } => ArgumentValue::Whole(number),
            ArgumentKind::Word(words) => ArgumentValue::Word(words[usize::from(soft)].to_owned()),
            ArgumentKind::Words(words) => ArgumentValue::Words(vec![words[attribute].to_owned()]),
            ArgumentKind::Attribute => ArgumentValue::Attribute(AttributeId::new(attribute)),
            // Nobody answers here, so that it keeps all.
            ArgumentKind::Command => ArgumentValue::Words(vec!["nobody".to_owned()]),
        };
        (argument.name, value)
    });
    research.build(&values.collect::<Vec<_>>()).expect("valid arguments")
}

fn a_demand() -> impl Generator<Value = Demand> {
    let resources = (prop::sample::select(vec![0_u32, 128, 256, 1024]), 0..700_u32, 0..20_u32);
    let port = prop::collection::btree_set(prop::sample::select(vec![22_u16, 53, 80, 443]), 0..=2);
    let ports = prop_oneof![3 => Just((Vec::new(), Vec::new())), 1 => (port.clone(), port)
        .prop_map(|(tcp, udp)| (tcp.into_iter().collect(), udp.into_iter().collect()))];
    let interfaces = prop_oneof![3 => Just(0_u32), 1 => Just(1)];
    (resources, ports, interfaces).prop_map(|((cpu, memory, gpu), (tcp, udp), interfaces)| Demand {
        resources: Resources { cpu, memory, gpu: gpu / 18 },
        ports: HostPorts { tcp, udp },
        interfaces,
    })
}

type Queries = Vec<&'static str>;

/// Mostly no query; every kind of subject, some that the placed tasks themselves change.
fn some_queries() -> impl Generator<Value = Queries> {
    let one = prop::sample::select(vec![
        "attribute:rack == r1",
        "attribute:rack !exists or agentVersion > 1.9",
        "attribute:ecs.availability-zone != a",
        "runningTasksCount < 2",
        "runningTasksCount == 0 or runningTasksCount > 2",
        "not(task:group == service:s1)",
        "task:group == service:s0 or runningTasksCount < 1",
        "task:group !~ service:s[0-2]",
        "agentConnected == true",
        "ec2InstanceId !~ .*[02]",
        "registeredAt < 1971-01-01",
    ]);
    prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(one, 1..3)]
}

/// Three services, each of its own kind, two daemons, and four task definitions.
fn a_model() -> impl Generator<Value = Model> {
    let services = prop::collection::vec((a_chain(), any::<bool>(), some_queries()), 3);
    a_fleet(services, prop::collection::vec((a_demand(), some_queries()), 4))
}

/// Twelve services of two kinds, two daemons, and four task definitions with two demands: many share one tree.
pub fn a_crowd() -> impl Generator<Value = Model> {
    let kinds = prop::collection::vec((a_chain(), prop::bool::weighted(0.3), some_queries()), 2);
    let services = (kinds, prop::collection::vec(0..2_usize, 12))
        .prop_map(|(kinds, of)| of.into_iter().map(|kind| kinds[kind].clone()).collect());
    let demands =
        prop::collection::vec((a_demand(), some_queries()), 2).prop_map(|two| [two.clone(), two].concat());
    a_fleet(services, demands)
}

/// A rack, where there is one.
fn an_attribute() -> impl Generator<Value = Option<&'static str>> {
    prop::option::of(prop::sample::select(vec!["", "r1", "r2"]))
}

/// A few classes in one to three zones, with racks on some, for these services and task definitions.
fn a_fleet(
    services: impl Generator<Value = Vec<(Vec<Strategy>, bool, Queries)>>,
    demands: impl Generator<Value = Vec<(Demand, Queries)>>,
) -> impl Generator<Value = Model> {
    let class = (
        prop_oneof![9 => Just(0_usize), 1 => Just(1)],
        any::<u8>().prop_map(usize::from),
        (an_attribute(), an_attribute()),
        (prop::sample::select(vec![512_u32, 1024, 2048]), 900..2100_u32, 0..2_u32),
        prop::sample::select(vec![vec![], vec![22_u16]]),
        (0..9_usize, 0..3_u32),
    );
    let limit = prop_oneof![3 => Just(100_u32), 1 => 0..5_u32];
    (1..=3_usize, prop::collection::vec(class, 1..6), services, demands, limit).prop_map(
        |(zones, classes, services, demands, limit)| {
            let mut fleet = Fleet::over(zones).port_limit(limit);
            for (cluster, zone, (rack, later), (cpu, memory, gpu), reserved, (count, interfaces)) in classes {
                let registered = Resources { cpu, memory, gpu };
                fleet = fleet.class(cluster, zone % zones, rack, registered, &reserved);
                fleet = fleet.with_interfaces(interfaces).of_last_class(count).made_of_last_class(later);
            }
            for (chain, distinct, queries) in services {
                fleet = queries.into_iter().fold(fleet.service(&chain, distinct), Fleet::member_of);
            }
            fleet = fleet.daemon().daemon();
            for (demand, queries) in demands {
                fleet = queries.into_iter().fold(fleet.demanding(demand), Fleet::definition_member_of);
            }
            fleet.build()
        },
    )
}

/// A cluster after a random history.
pub fn a_history() -> impl Generator<Value = (Model, Vec<Step>)> {
    (a_model(), prop::collection::vec(a_step(), 0..120))
}
