//! Properties on random clusters: the index agrees with the oracle, counters hold, and the other questions agree
//! with plain recounts.

mod by_the_book;

use std::cmp::Reverse;

use proptest::prelude::*;
use proptest::strategy::Strategy as Generator;

use super::filter::Filter;
use super::indexed::IndexedChooser;
use super::linear::LinearChooser;
use super::request::{Chooser, Decision, Request};
use super::strategy::{ArgumentKind, ArgumentValue, BucketRule, Chain, RESEARCH};
use super::testkit::{
    Agreeing, Fleet, by_zone, leave, numbers, put_on, rack_attribute, registered, remove, stop,
};
use super::{Capacity, capacity, choose_stops, lower_bound_instances};
use crate::cluster::{Cluster, DesiredStatus, InstanceStatus, Rejection};
use crate::model::{
    AttributeId, ClassId, ClusterId, Demand, HostPorts, InstanceId, Model, Resources, ServiceId, Strategy,
    TaskDefinitionId, TaskId,
};
use crate::rng::Draw;
use crate::time::SimTime;

/// One thing that happens; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Ask for a task and create it where the choosers say.
    Place {
        service: usize,
        definition: usize,
    },
    /// Ask, and leave it at that.
    Ask {
        service: usize,
        definition: usize,
    },
    Stop(usize),
    Remove(usize),
    Status {
        instance: usize,
        status: usize,
    },
    Agent {
        instance: usize,
        connected: bool,
    },
    Register(usize),
    /// An instance without tasks leaves for good; the next one to register takes its slot.
    Leave(usize),
    /// A daemon service, counted from the end, wants a task of this definition on an instance, or none.
    Claim {
        instance: usize,
        daemon: usize,
        definition: Option<usize>,
    },
}

fn a_step() -> impl Generator<Value = Step> {
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
        2 => number.clone().prop_map(Step::Register),
        2 => number.clone().prop_map(Step::Leave),
        2 => (number, 1..=2_usize, prop::option::of(0..4_usize))
            .prop_map(|(instance, daemon, definition)| Step::Claim { instance, daemon, definition }),
    ]
}

fn a_chain() -> impl Generator<Value = Vec<Strategy>> {
    let one = prop_oneof![
        1 => Just(Strategy::Random),
        2 => Just(Strategy::SpreadInstance),
        3 => Just(by_zone()),
        2 => Just(Strategy::SpreadAttribute(rack_attribute())),
        2 => Just(Strategy::BinpackCpu),
        2 => Just(Strategy::BinpackMemory),
        6 => (0..RESEARCH.len(), 1..4_u32, 0..2_usize, any::<bool>()).prop_map(a_research_strategy),
    ];
    prop::collection::vec(one, 0..=5)
}

fn a_research_strategy((at, number, attribute, soft): (usize, u32, usize, bool)) -> Strategy {
    let research = &RESEARCH[at];
    let values = research.arguments.iter().map(|argument| {
        let value = match argument.kind {
            ArgumentKind::Whole { .. } => ArgumentValue::Whole(number),
            ArgumentKind::Word(words) => ArgumentValue::Word(words[usize::from(soft)].to_owned()),
            ArgumentKind::Words(words) => ArgumentValue::Words(vec![words[attribute].to_owned()]),
            ArgumentKind::Attribute => ArgumentValue::Attribute(AttributeId::new(attribute)),
        };
        (argument.name, value)
    });
    research.build(&values.collect::<Vec<_>>()).expect("valid arguments")
}

/// Whether a topology spread keeps tasks off instances that pass every rule.
fn bars(model: &Model, service: ServiceId) -> bool {
    let mut chain = Chain::default();
    chain.set_for_placing(&model.service(service).placement.strategies, model.zone_attribute());
    chain.rules().iter().any(BucketRule::bars)
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
fn a_crowd() -> impl Generator<Value = Model> {
    let kinds = prop::collection::vec((a_chain(), prop::bool::weighted(0.3), some_queries()), 2);
    let services = (kinds, prop::collection::vec(0..2_usize, 12))
        .prop_map(|(kinds, of)| of.into_iter().map(|kind| kinds[kind].clone()).collect());
    let demands =
        prop::collection::vec((a_demand(), some_queries()), 2).prop_map(|two| [two.clone(), two].concat());
    a_fleet(services, demands)
}

/// A few classes in one to three zones, with racks on some, for these services and task definitions.
fn a_fleet(
    services: impl Generator<Value = Vec<(Vec<Strategy>, bool, Queries)>>,
    demands: impl Generator<Value = Vec<(Demand, Queries)>>,
) -> impl Generator<Value = Model> {
    let class = (
        prop_oneof![9 => Just(0_usize), 1 => Just(1)],
        any::<u8>().prop_map(usize::from),
        prop::option::of(prop::sample::select(vec!["", "r1", "r2"])),
        (prop::sample::select(vec![512_u32, 1024, 2048]), 900..2100_u32, 0..2_u32),
        prop::sample::select(vec![vec![], vec![22_u16]]),
        (0..9_usize, 0..3_u32),
    );
    let limit = prop_oneof![3 => Just(100_u32), 1 => 0..5_u32];
    (1..=3_usize, prop::collection::vec(class, 1..6), services, demands, limit).prop_map(
        |(zones, classes, services, demands, limit)| {
            let mut fleet = Fleet::over(zones).port_limit(limit);
            for (cluster, zone, rack, (cpu, memory, gpu), reserved, (count, interfaces)) in classes {
                let registered = Resources { cpu, memory, gpu };
                fleet = fleet.class(cluster, zone % zones, rack, registered, &reserved);
                fleet = fleet.with_interfaces(interfaces).of_last_class(count);
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

/// A cluster with its tasks in order of creation, stopping ones included.
pub(super) struct World {
    pub(super) cluster: Cluster,
    tasks: Vec<TaskId>,
}

impl World {
    pub(super) fn of(model: &Model) -> Self {
        Self { cluster: registered(model), tasks: Vec::new() }
    }

    pub(super) fn step(&mut self, step: &Step, chooser: &mut impl Chooser, random: &mut Draw<'_>) {
        match *step {
            Step::Place { service, definition } => {
                let service = service % self.cluster.model().services.len();
                if let Decision::Place(instance) = self.ask(service, definition, chooser, random) {
                    self.tasks.push(put_on(&mut self.cluster, service, definition, instance));
                }
            }
            Step::Ask { service, definition } => {
                let service = service % self.cluster.model().services.len();
                // Twice: the second answer to a failure may come from memory.
                self.ask(service, definition, chooser, random);
                self.ask(service, definition, chooser, random);
            }
            Step::Stop(number) => {
                if let Some(task) = self.pick_task(number, DesiredStatus::Running) {
                    stop(&mut self.cluster, task);
                }
            }
            Step::Remove(number) => {
                if let Some(task) = self.pick_task(number, DesiredStatus::Stopped) {
                    remove(&mut self.cluster, task);
                    self.tasks.retain(|other| *other != task);
                }
            }
            Step::Register(class) => {
                let class = ClassId::new(class % self.cluster.model().classes.len());
                self.cluster.register_instance(class, SimTime::ZERO);
            }
            Step::Leave(number) => {
                let empty = |id: &InstanceId| self.cluster.instances().tasks(*id).is_empty();
                if let Some(instance) = self.pick_instance(number).filter(empty) {
                    leave(&mut self.cluster, instance);
                }
            }
            Step::Claim { instance, daemon, definition } => {
                let service = ServiceId::new(self.cluster.model().services.len() - daemon);
                if let Some(instance) = self.pick_instance(instance) {
                    self.cluster.set_claim(instance, service, definition.map(TaskDefinitionId::new));
                }
            }
            Step::Status { instance, status } => self.set_status(instance, status),
            Step::Agent { instance, connected } => {
                if let Some(instance) = self.pick_instance(instance) {
                    self.cluster.set_agent_connected(instance, connected);
                }
            }
        }
    }

    fn ask(
        &self,
        service: usize,
        definition: usize,
        chooser: &mut impl Chooser,
        random: &mut Draw<'_>,
    ) -> Decision {
        let (service, definition) = (ServiceId::new(service), TaskDefinitionId::new(definition));
        chooser.choose(&Request::of(self.cluster.model(), service, definition), &self.cluster, random)
    }

    fn set_status(&mut self, instance: usize, status: usize) {
        let Some(instance) = self.pick_instance(instance) else { return };
        let status = [InstanceStatus::Active, InstanceStatus::Draining, InstanceStatus::Inactive][status];
        let instances = self.cluster.instances();
        let leaves = status == InstanceStatus::Inactive && !instances.tasks(instance).is_empty();
        if instances.status(instance).may_become(status) && !leaves {
            self.cluster.set_instance_status(instance, status);
        }
    }

    fn pick_instance(&self, number: usize) -> Option<InstanceId> {
        let instances = self.cluster.instances();
        instances.ids().nth(number.checked_rem(instances.len())?)
    }

    fn pick_task(&self, number: usize, desired: DesiredStatus) -> Option<TaskId> {
        let wanted = |id: &&TaskId| self.cluster.task(**id).desired == desired;
        let count = self.tasks.iter().filter(wanted).count();
        let at = number.checked_rem(count)?;
        self.tasks.iter().filter(wanted).nth(at).copied()
    }
}

/// A cluster after a random history.
pub(super) fn a_history() -> impl Generator<Value = (Model, Vec<Step>)> {
    (a_model(), prop::collection::vec(a_step(), 0..120))
}

proptest! {
    /// With a tree for every question, and with room for all trees or too little of it.
    #[test]
    fn the_index_answers_like_the_oracle((model, steps) in a_history(), tight in any::<bool>()) {
        let keys = if tight { 70 } else { usize::MAX };
        let mut eager = Agreeing { linear: LinearChooser::default(), indexed: IndexedChooser::eager(keys) };
        let mut world = World::of(&model);
        let numbers = numbers();
        let mut random = numbers.at(0, 0);
        for step in &steps {
            world.step(step, &mut eager, &mut random);
            prop_assert_eq!(world.cluster.audit(), Ok(()));
        }
    }

    /// Services that see the cluster through one tree by turns, with a few tasks each and with many.
    #[test]
    fn services_that_share_a_tree_are_answered_like_by_the_oracle(
        model in a_crowd(), steps in prop::collection::vec(a_step(), 60..240), tight in any::<bool>()
    ) {
        let keys = if tight { 70 } else { usize::MAX };
        let mut eager = Agreeing { linear: LinearChooser::default(), indexed: IndexedChooser::eager(keys) };
        let mut world = World::of(&model);
        let numbers = numbers();
        let mut random = numbers.at(0, 0);
        for step in &steps {
            world.step(step, &mut eager, &mut random);
        }
    }

    #[test]
    fn the_measured_rule_answers_like_the_oracle((model, steps) in a_history()) {
        let indexed = IndexedChooser::default();
        let mut measured = Agreeing { linear: LinearChooser::default(), indexed };
        let mut world = World::of(&model);
        let numbers = numbers();
        let mut random = numbers.at(0, 0);
        for step in &steps {
            world.step(step, &mut measured, &mut random);
        }
    }

    /// What is placed passes every rule; what is not placed fails one everywhere, and the tally counts all.
    #[test]
    fn decisions_are_sound((model, steps) in a_history(), service in 0..3_usize, definition in 0..4_usize) {
        let mut chooser = LinearChooser::default();
        let numbers = numbers();
        let mut random = numbers.at(0, 0);
        let mut world = World::of(&model);
        for step in &steps {
            world.step(step, &mut chooser, &mut random);
        }
        let request = Request::of(&model, ServiceId::new(service), TaskDefinitionId::new(definition));
        let filter = Filter::new(&request, &world.cluster);
        let ids = || world.cluster.instances().ids().filter(|id| filter.is_registered(*id));
        for id in ids() {
            let first = Rejection::ALL.into_iter().find(|rule| filter.fails(*rule, id));
            prop_assert_eq!(filter.first_rejection(id), first);
        }
        match chooser.choose(&request, &world.cluster, &mut random) {
            Decision::Place(instance) => prop_assert!(filter.accepts(instance)),
            Decision::Unplaceable(failure) => {
                prop_assert_eq!(failure.tally.iter().sum::<u32>() as usize, ids().count());
                // Being barred is a rule too, and the only one that the filter does not know.
                let barred = failure.tally[Rejection::TopologySpread as usize] as usize;
                prop_assert_eq!(barred, ids().filter(|id| filter.accepts(*id)).count());
                prop_assert!(barred == 0 || bars(&model, ServiceId::new(service)));
                let failed = |id| filter.failed_rules(id).max(1);
                let fewest = ids().map(failed).min();
                prop_assert_eq!(failure.closest.map(|(id, _)| failed(id)), fewest);
                let first = failure.closest.map(|(id, _)| filter.first_rejection(id));
                let first = first.map(|rejection| rejection.unwrap_or(Rejection::TopologySpread));
                prop_assert_eq!(failure.closest.map(|(_, rejection)| rejection), first);
            }
        }
    }

    #[test]
    fn capacity_is_what_placing_one_after_the_other_reaches(
        (model, steps) in a_history(), service in 0..3_usize, definition in 0..4_usize
    ) {
        prop_assume!(!bars(&model, ServiceId::new(service)));
        let mut chooser = LinearChooser::default();
        let numbers = numbers();
        let mut random = numbers.at(0, 0);
        let mut world = World::of(&model);
        for step in &steps {
            world.step(step, &mut chooser, &mut random);
        }
        let request = Request::of(&model, ServiceId::new(service), TaskDefinitionId::new(definition));
        let Capacity::Copies { more, limited_by } = capacity(&request, &world.cluster) else {
            prop_assert_eq!(request.demand().resources, Resources::default());
            return Ok(());
        };
        // Tasks of 1 MiB would take long to place.
        prop_assume!(more < 2_000);
        let mut placed = 0;
        let failure = loop {
            match chooser.choose(&request, &world.cluster, &mut random) {
                Decision::Unplaceable(failure) => break failure,
                Decision::Place(id) => put_on(&mut world.cluster, service, definition, id),
            };
            placed += 1;
        };
        prop_assert_eq!(placed, more);
        let most = failure.tally.iter().max().filter(|most| **most > 0);
        let first = most.and_then(|most| failure.tally.iter().position(|tasks| tasks == most));
        prop_assert_eq!(limited_by.map(|rejection| rejection as usize), first);
    }

    #[test]
    fn stops_are_chosen_by_the_book(
        (model, steps) in a_history(), strategies in a_chain(), service in 0..3_usize, count in 0..40_usize,
        skipped in 0..4_usize
    ) {
        let mut chooser = LinearChooser::default();
        let mut world = World::of(&model);
        for step in &steps {
            world.step(step, &mut chooser, &mut numbers().at(0, 0));
        }
        let service = ServiceId::new(service);
        let candidates: Vec<_> =
            world.cluster.service(service).tasks().iter().copied().skip(skipped).collect();
        let numbers = numbers();
        let (mut by_tree, mut by_book) = (numbers.at(0, 0), numbers.at(0, 0));
        let mut chosen = Vec::new();
        choose_stops(
            &world.cluster, service, &strategies, &candidates, count, &mut by_tree, &mut chosen,
        );
        let expected =
            by_the_book::stops(&world.cluster, service, &strategies, &candidates, count, &mut by_book);
        prop_assert_eq!(chosen, expected);
        prop_assert_eq!(by_tree.bits(), by_book.bits());
    }

    /// Every set of tasks that runs obeys the bound.
    #[test]
    fn no_placement_beats_the_lower_bound((model, steps) in a_history()) {
        let mut chooser = LinearChooser::default();
        let mut world = World::of(&model);
        for step in &steps {
            world.step(step, &mut chooser, &mut numbers().at(0, 0));
        }
        let running = || world.cluster.tasks().iter().filter(|(_, task)| task.desired == DesiredStatus::Running);
        let demands: Vec<_> = running().map(|(_, task)| (world.cluster.demand(task), 1)).collect();
        let mut used: Vec<_> = running().filter_map(|(_, task)| task.place.instance()).collect();
        used.sort_unstable_by_key(|id| Reverse(*id));
        used.dedup();
        let bound = lower_bound_instances(&world.cluster, ClusterId::new(0), &demands);
        prop_assert!(bound.is_some_and(|bound| bound <= used.len()), "{bound:?} of {used:?}");
    }
}
