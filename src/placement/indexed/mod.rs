//! The indexed chooser: the linear chooser's answers without looking at every instance.
//!
//! Each service that asks often has a tournament tree over the instances for every group of classes that share
//! their buckets. A leaf holds what the chain compares between two instances of a group; the buckets are constant
//! in a group and compared between the roots. The trees follow the cluster's change log, so a choice costs
//! `O(changes · log instances + groups + classes)`. [`upkeep`] says when a tree is kept at all.

mod layout;
mod requester;
mod upkeep;

use layout::Layout;
use requester::Requester;
use upkeep::{Route, Rule};

use super::diagnosis::diagnose;
use super::linear::LinearChooser;
use super::request::{Chooser, Decision, Request};
use super::strategy::{Chain, SpreadAttributes};
use crate::cluster::Cluster;
use crate::rng::Stream;

/// Keys that the trees of all requesters hold together: 64 MiB.
const KEY_BUDGET: usize = 1 << 22;

/// Answers from trees that follow the cluster; exact in every case.
#[derive(Clone, Debug)]
pub struct IndexedChooser {
    linear: LinearChooser,
    attributes: SpreadAttributes,
    layouts: Vec<Layout>,
    /// By service.
    requesters: Vec<Option<Box<Requester>>>,
    counts: Vec<Vec<u32>>,
    questions: u64,
    budget: usize,
    rule: Rule,
}

impl Default for IndexedChooser {
    fn default() -> Self {
        Self::with_budget(KEY_BUDGET)
    }
}

impl Chooser for IndexedChooser {
    fn choose(&mut self, request: &Request<'_>, cluster: &Cluster<'_>, stream: &mut Stream) -> Decision {
        self.questions += 1;
        let mut requester = self.take_requester(request, cluster);
        let now = cluster.changes().end();
        let decision = match requester.failure {
            Some((at, failure)) if at == now => Decision::Unplaceable(failure),
            _ => self.answer(&mut requester, request, cluster, stream),
        };
        requester.asked = self.questions;
        requester.failure = match decision {
            Decision::Place(_) => None,
            Decision::Unplaceable(failure) => Some((now, failure)),
        };
        self.requesters[request.service.index()] = Some(requester);
        decision
    }
}

impl IndexedChooser {
    /// A chooser whose trees hold at most `keys` keys together; the one that was asked for least recently goes.
    #[must_use]
    pub fn with_budget(keys: usize) -> Self {
        Self {
            linear: LinearChooser::default(),
            attributes: SpreadAttributes::default(),
            layouts: Vec::new(),
            requesters: Vec::new(),
            counts: Vec::new(),
            questions: 0,
            budget: keys,
            rule: Rule::MEASURED,
        }
    }

    /// A chooser that never scans, so that small tests reach the trees.
    #[cfg(test)]
    pub(super) fn eager(keys: usize) -> Self {
        let rule = Rule { scanned_per_change: 0, patience: 0 };
        Self { rule, ..Self::with_budget(keys) }
    }

    /// What is remembered of the service, out of its place; started anew where the request has changed.
    fn take_requester(&mut self, request: &Request<'_>, cluster: &Cluster<'_>) -> Box<Requester> {
        let index = request.service.index();
        if self.requesters.len() <= index {
            self.requesters.resize_with(index + 1, || None);
        }
        match self.requesters[index].take() {
            Some(requester) if requester.asks(request) => requester,
            _ => Box::new(self.new_requester(request, cluster)),
        }
    }

    fn new_requester(&mut self, request: &Request<'_>, cluster: &Cluster<'_>) -> Requester {
        let mut chain = Chain::default();
        chain.set_for_placing(request.strategies, cluster.model().zone_attribute());
        self.attributes.learn(cluster.model(), chain.attributes());
        let known = self.layouts.iter().position(|layout| layout.serves(request.cluster, &chain));
        let layout = known.unwrap_or_else(|| {
            self.layouts.push(Layout::new(request.cluster, &chain, &self.attributes, cluster));
            self.layouts.len() - 1
        });
        Requester::new(request, chain, layout)
    }

    fn answer(
        &mut self,
        requester: &mut Requester,
        request: &Request<'_>,
        cluster: &Cluster<'_>,
        stream: &mut Stream,
    ) -> Decision {
        let current_at = requester.tree.as_ref().map(|(_, current_at)| *current_at);
        let (log, instances) = (cluster.changes(), cluster.instances().len());
        let route = requester.upkeep.route(self.rule, current_at, log, instances);
        let layout = &mut self.layouts[requester.layout];
        if route != Route::Scan {
            layout.seat_new_instances(cluster);
        }
        match route {
            Route::CatchUp => requester.catch_up(request, cluster, layout),
            Route::Rebuild if layout.size() <= self.budget => {
                requester.rebuild(request, cluster, layout);
                self.make_room(requester.size);
            }
            Route::Scan | Route::Rebuild => return self.linear.choose(request, cluster, stream),
        }
        let tasks = cluster.service(request.service);
        self.attributes.count(requester.chain.attributes(), tasks, &mut self.counts);
        let layout = &self.layouts[requester.layout];
        match requester.best(&self.counts, layout, stream) {
            Some(instance) => Decision::Place(instance),
            None => Decision::Unplaceable(diagnose(request, cluster)),
        }
    }

    /// Drops trees, the one asked for least recently first, until `keys` more fit the budget.
    fn make_room(&mut self, keys: usize) {
        let held = |chooser: &Self| -> usize { chooser.holders().map(|holder| holder.size).sum() };
        while held(self) + keys > self.budget {
            let oldest = self.holders().map(|holder| holder.asked).min();
            for requester in self.requesters.iter_mut().flatten() {
                if Some(requester.asked) == oldest {
                    requester.tree = None;
                }
            }
        }
    }

    /// Who has a tree, whoever is asking right now aside.
    fn holders(&self) -> impl Iterator<Item = &Requester> {
        self.requesters.iter().flatten().map(Box::as_ref).filter(|requester| requester.tree.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{InstanceId, ServiceId, Strategy, TaskDefinitionId};
    use crate::placement::testkit::{Fleet, put, registered, stream};

    /// Twenty instances in one zone need 3 blocks of leaves and one above: 32 keys a tree.
    #[test]
    fn trees_stay_within_their_budget() {
        let fleet = Fleet::over(1).instances(0, 20, 1_024, 1_024).definition(1, 1, &[]);
        let fleet = (0..3).fold(fleet, |fleet, _| fleet.service(&[Strategy::BinpackCpu], false));
        let model = fleet.build();
        for (budget, trees) in [(31, 0), (32, 1), (64, 2), (95, 2), (96, 3)] {
            let cluster = registered(&model);
            let mut chooser = IndexedChooser::eager(budget);
            let services = [0, 1, 2, 0].map(ServiceId::new);
            for service in services {
                let request = Request::of(&model, service, TaskDefinitionId::new(0));
                chooser.choose(&request, &cluster, &mut stream());
            }
            assert_eq!(chooser.holders().count(), trees, "{budget} keys");
            let asked = chooser.requesters[0].as_ref().is_some_and(|requester| requester.tree.is_some());
            assert_eq!(asked, trees > 0, "the one that asked last keeps its tree");
        }
    }

    /// A service that changes what it asks for is answered by what it asks for now.
    #[test]
    fn another_request_of_the_same_service_starts_over() {
        let fleet = Fleet::over(1).instances(0, 1, 1_024, 400).instances(0, 1, 1_024, 800);
        let model = fleet.definition(1, 100, &[]).definition(1, 500, &[]).service(&[], false).build();
        let mut cluster = registered(&model);
        put(&mut cluster, 0, 0, 1);
        let mut chooser = IndexedChooser::eager(KEY_BUDGET);
        let first = Request::of(&model, ServiceId::new(0), TaskDefinitionId::new(0));
        let second = Request::of(&model, ServiceId::new(0), TaskDefinitionId::new(1));
        let distinct = Request { distinct_instance: true, ..second };
        let binpack = Request { strategies: &[Strategy::BinpackMemory], ..first };
        for (request, expected) in [(first, Some(0)), (second, Some(1)), (binpack, Some(0)), (distinct, None)]
        {
            let expected = expected.map(|index| Decision::Place(InstanceId::new(index)));
            let decision = chooser.choose(&request, &cluster, &mut stream());
            assert_eq!(Some(decision).filter(|one| matches!(one, Decision::Place(_))), expected);
        }
    }
}
