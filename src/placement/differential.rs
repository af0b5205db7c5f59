//! Properties on random clusters: the index agrees with the oracle, counters hold, and the other questions agree
//! with plain recounts.

mod by_the_book;
mod generators;
mod world;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use proptest::prelude::*;

use self::generators::{a_chain, a_crowd, a_step};
use super::filter::Filter;
use super::indexed::IndexedChooser;
use super::linear::LinearChooser;
use super::request::{Chooser, Decision, Request};
use super::strategy::{BucketRule, Chain};
use super::testkit::{Agreeing, numbers, put_on};
use super::{Capacity, Wanted, capacity, choose_stops, lower_bound_instances};
use crate::cluster::{DesiredStatus, Rejection};
use crate::model::{ClusterId, Model, Resources, ServiceId, TaskDefinitionId};

pub(super) use self::generators::a_history;
pub(super) use self::world::World;

/// Whether a topology spread keeps tasks off instances that pass every rule.
fn bars(model: &Model, service: ServiceId) -> bool {
    let mut chain = Chain::default();
    chain.set_for_placing(&model.service(service).placement.strategies, model.zone_attribute());
    chain.rules().iter().any(BucketRule::bars)
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
        let mut wanted: BTreeMap<_, Wanted<'_>> = BTreeMap::new();
        for (_, task) in running() {
            // Tasks on their own are asked for by calls, which say nothing that the bound knows of.
            let rules = task.service.map(|service| &model.service(service).placement);
            let one = Wanted {
                demand: world.cluster.demand(task),
                tasks: 0,
                distinct: rules.is_some_and(|rules| rules.constraints.distinct_instance),
                zones: rules.and_then(|rules| rules.location.as_ref()).map(|location| &location.zones[..]),
            };
            wanted.entry((task.group, task.definition)).or_insert(one).tasks += 1;
        }
        let wanted: Vec<_> = wanted.into_values().collect();
        let mut used: Vec<_> = running().filter_map(|(_, task)| task.place.instance()).collect();
        used.sort_unstable_by_key(|id| Reverse(*id));
        used.dedup();
        let bound = lower_bound_instances(&world.cluster, ClusterId::new(0), &wanted);
        prop_assert!(bound.instances.is_some_and(|bound| bound <= used.len() as u64), "{bound:?} of {used:?}");
    }
}
