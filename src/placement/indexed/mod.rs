//! The indexed chooser: the linear chooser's answers without looking at every instance.
//!
//! Services that ask for the same are of one [`request_kind`] and share a tournament tree over the instances for every group
//! of classes that share their buckets. A leaf holds what the chain compares between two instances of a group; the
//! buckets are constant in a group and compared between the roots. The trees follow the cluster's change log; what a
//! service sees otherwise than its likes, which is where it has tasks itself, is drawn into the tree as it asks (see
//! [`view`]). So a choice costs `O((changes + own tasks) · log instances + groups + classes)`.
//!
//! A leaf has room for four figures; a chain of more of them, which only scores make so long, is answered by the linear
//! chooser. Instances in a domain that a topology spread bars are passed over group by group.
//!
//! A service with many tasks has a tree of its own. [`upkeep`] says when a tree is kept at all.

mod layout;
mod request_kind;
mod upkeep;
mod view;

use layout::Layout;
use request_kind::RequestKind;
use upkeep::{Route, Rule};
use view::{Question, View};

use super::diagnosis::diagnose;
use super::linear::LinearChooser;
use super::request::{Chooser, Decision, Request};
use super::strategy::{Chain, SpreadAttributes};
use crate::cluster::{Cluster, PlacementFailure};
use crate::model::Strategy;
use crate::rng::Draw;

/// Keys that all trees hold together: 64 MiB.
const KEY_BUDGET: usize = 1 << 22;

/// Answers from trees that follow the cluster; exact in every case.
#[derive(Clone, Debug)]
pub struct IndexedChooser {
    linear: LinearChooser,
    attributes: SpreadAttributes,
    layouts: Vec<Layout>,
    kinds: Vec<RequestKind>,
    /// By service.
    requesters: Vec<Option<Requester>>,
    buckets: Vec<Vec<u32>>,
    questions: u64,
    budget: usize,
    rule: Rule,
}

/// What is remembered of a service as long as its request stays the same.
#[derive(Clone, Debug)]
struct Requester {
    kind: usize,
    strategies: Vec<Strategy>,
    /// Its own view, for as long as it has many tasks.
    view: View,
    /// The last failure and the log position at which it was found.
    failure: Option<(u64, PlacementFailure)>,
}

impl Default for IndexedChooser {
    fn default() -> Self {
        Self::with_budget(KEY_BUDGET)
    }
}

impl Chooser for IndexedChooser {
    fn choose(&mut self, request: &Request<'_>, cluster: &Cluster, random: &mut Draw<'_>) -> Decision {
        if is_of_daemon(request, cluster) {
            return self.linear.choose(request, cluster, random);
        }
        self.questions += 1;
        let mut requester = self.take_requester(request, cluster);
        let now = cluster.changes().end();
        let decision = match requester.failure {
            Some((at, failure)) if at == now => Decision::Unplaceable(failure),
            _ => self.answer(&mut requester, request, cluster, random),
        };
        requester.failure = match decision {
            Decision::Place(_) => None,
            Decision::Unplaceable(failure) => Some((now, failure)),
        };
        self.requesters[request.group.index()] = Some(requester);
        decision
    }
}

/// Whether a daemon service asks: what is kept for it is free for itself alone, so its view is nobody else's (§1.8). It
/// asks about one instance at a time, and so hardly ever asks here.
fn is_of_daemon(request: &Request<'_>, cluster: &Cluster) -> bool {
    let model = cluster.model();
    model.service_of(request.group).is_some_and(|service| model.service(service).is_daemon())
}

impl IndexedChooser {
    /// A chooser whose trees hold at most `keys` keys together; the one that was asked for least recently goes.
    #[must_use]
    pub fn with_budget(keys: usize) -> Self {
        Self {
            linear: LinearChooser::default(),
            attributes: SpreadAttributes::default(),
            layouts: Vec::new(),
            kinds: Vec::new(),
            requesters: Vec::new(),
            buckets: Vec::new(),
            questions: 0,
            budget: keys,
            rule: Rule::MEASURED,
        }
    }

    /// A chooser that never scans, so that small clusters reach the trees.
    #[must_use]
    pub(super) fn eager(keys: usize) -> Self {
        let rule = Rule { scanned_per_change: 0, patience: 0 };
        Self { rule, ..Self::with_budget(keys) }
    }

    /// What is remembered of the service, out of its place; started anew where the request has changed.
    fn take_requester(&mut self, request: &Request<'_>, cluster: &Cluster) -> Requester {
        let index = request.group.index();
        if self.requesters.len() <= index {
            self.requesters.resize_with(index + 1, || None);
        }
        match self.requesters[index].take() {
            Some(requester) if self.is_asked_by(&requester, request) => requester,
            _ => self.new_requester(request, cluster),
        }
    }

    /// Whether `request` of the same service is the one that the requester was made for.
    fn is_asked_by(&self, requester: &Requester, request: &Request<'_>) -> bool {
        self.kinds[requester.kind].wants(request) && requester.strategies == request.rules.strategies
    }

    fn new_requester(&mut self, request: &Request<'_>, cluster: &Cluster) -> Requester {
        let mut chain = Chain::default();
        chain.set_for_placing(&request.rules.strategies, cluster.model().zone_attribute());
        let known = self.kinds.iter().position(|kind| kind.serves(request, &chain));
        Requester {
            kind: known.unwrap_or_else(|| self.add_shape(request, chain, cluster)),
            strategies: request.rules.strategies.clone(),
            view: View::default(),
            failure: None,
        }
    }

    fn add_shape(&mut self, request: &Request<'_>, chain: Chain, cluster: &Cluster) -> usize {
        self.attributes.learn(cluster.model(), chain.attributes());
        let known = self.layouts.iter().position(|layout| layout.serves(request.cluster, &chain));
        let layout = known.unwrap_or_else(|| {
            self.layouts.push(Layout::new(request.cluster, &chain, &self.attributes, cluster));
            self.layouts.len() - 1
        });
        self.kinds.push(RequestKind::new(request, chain, layout, cluster.model()));
        self.kinds.len() - 1
    }

    fn answer(
        &mut self,
        requester: &mut Requester,
        request: &Request<'_>,
        cluster: &Cluster,
        random: &mut Draw<'_>,
    ) -> Decision {
        let kind = requester.kind;
        if !self.kinds[kind].is_packable {
            return self.linear.choose(request, cluster, random);
        }
        let sees_own_tasks = self.kinds[kind].sees_own_tasks();
        if sees_own_tasks && upkeep::deserves_own_view(request.group, cluster) {
            return self.answer_by(&mut requester.view, (kind, 0), request, cluster, random);
        }
        let to_draw = if sees_own_tasks { cluster.group(request.group).tasks().len() } else { 0 };
        let mut view = std::mem::take(&mut self.kinds[kind].view);
        let decision = self.answer_by(&mut view, (kind, to_draw), request, cluster, random);
        self.kinds[kind].view = view;
        decision
    }

    /// Answers from `view` or by a scan; the service has `to_draw` tasks that the view does not know of by itself.
    fn answer_by(
        &mut self,
        view: &mut View,
        (kind, to_draw): (usize, usize),
        request: &Request<'_>,
        cluster: &Cluster,
        random: &mut Draw<'_>,
    ) -> Decision {
        view.asked = self.questions;
        let layout = self.kinds[kind].layout;
        self.layouts[layout].follow(cluster);
        let route = view.route(self.rule, to_draw, self.layouts[layout].edition(), request, cluster);
        let question = Question { request, cluster, kind: &self.kinds[kind], layout: &self.layouts[layout] };
        match route {
            Route::CatchUp => view.catch_up(&question),
            Route::Rebuild if question.layout.size() <= self.budget => view.rebuild(&question),
            Route::Scan | Route::Rebuild => return self.linear.choose(request, cluster, random),
        }
        let chain = question.kind.chain();
        self.attributes.rank_for_placing(chain, request, cluster, &mut self.buckets);
        let best = view.best((&self.attributes, &self.buckets), &question, random);
        if route == Route::Rebuild {
            self.make_room(view.size);
        }
        match best {
            Some(instance) => Decision::Place(instance),
            None => Decision::Unplaceable(diagnose(request, cluster)),
        }
    }

    /// Drops trees, the one asked for least recently first, until `keys` more fit the budget.
    fn make_room(&mut self, keys: usize) {
        let held = |chooser: &Self| -> usize { chooser.holders().map(|view| view.size).sum() };
        while held(self) + keys > self.budget {
            let oldest = self.holders().map(|view| view.asked).min();
            let shared = self.kinds.iter_mut().map(|kind| &mut kind.view);
            let own = self.requesters.iter_mut().flatten().map(|requester| &mut requester.view);
            for view in shared.chain(own).filter(|view| Some(view.asked) == oldest) {
                view.drop_tree();
            }
        }
    }

    /// The views that have a tree, the one that is answering right now aside.
    fn holders(&self) -> impl Iterator<Item = &View> {
        let shared = self.kinds.iter().map(|kind| &kind.view);
        let own = self.requesters.iter().flatten().map(|requester| &requester.view);
        shared.chain(own).filter(|view| view.has_tree())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        AttributeId, Constraints, InstanceId, PlacementRules, ServiceId, Strategy, TaskDefinitionId,
    };
    use crate::placement::testkit::{Fleet, leave, numbers, put, put_on, registered, remove, stop};
    use crate::placement::tournament::Tournament;
    use crate::time::SimTime;

    /// Twenty instances in one zone need 3 blocks of leaves and one above: 32 keys per tree, one for each demand.
    #[test]
    fn trees_stay_within_their_budget() {
        let fleet = Fleet::over(1).instances(0, 20, 1_024, 1_024);
        let fleet = (1..4).fold(fleet, |fleet, memory| fleet.definition(1, memory, &[]));
        let fleet = (0..3).fold(fleet, |fleet, _| fleet.service(&[Strategy::BinpackCpu], false));
        let model = fleet.build();
        for (budget, trees) in [(31, 0), (32, 1), (64, 2), (95, 2), (96, 3)] {
            let cluster = registered(&model);
            let mut chooser = IndexedChooser::eager(budget);
            for index in [0, 1, 2, 0] {
                let request = Request::of(&model, ServiceId::new(index), TaskDefinitionId::new(index));
                chooser.choose(&request, &cluster, &mut numbers().at(0, 0));
            }
            assert_eq!(chooser.holders().count(), trees, "{budget} keys");
            assert_eq!(chooser.kinds[0].view.has_tree(), trees > 0, "the one asked last keeps its tree");
        }
    }

    /// An instance at a time is replaced, many times over: neither leaves nor keys outgrow twice those that are there, and
    /// the answers stay those of the oracle.
    #[test]
    fn instances_that_are_gone_leave_no_trace() {
        for strategy in [Strategy::BinpackCpu, Strategy::SpreadInstance, Strategy::Random] {
            let fleet = Fleet::over(2).instances(0, 10, 1_024, 1_024).instances(1, 10, 1_024, 1_024);
            let model = fleet.definition(1, 1, &[]).service(&[strategy], false).build();
            let mut cluster = registered(&model);
            let (mut chooser, mut oracle) = (IndexedChooser::eager(KEY_BUDGET), LinearChooser::default());
            let request = Request::of(&model, ServiceId::new(0), TaskDefinitionId::new(0));
            for round in 0..500 {
                let asked = chooser.choose(&request, &cluster, &mut numbers().at(0, 0));
                assert_eq!(
                    asked,
                    oracle.choose(&request, &cluster, &mut numbers().at(0, 0)),
                    "round {round}"
                );
                let Decision::Place(chosen) = asked else { panic!("all have room") };
                let task = put_on(&mut cluster, 0, 0, chosen);
                assert_eq!(
                    chooser.choose(&request, &cluster, &mut numbers().at(0, 0)),
                    oracle.choose(&request, &cluster, &mut numbers().at(0, 0)),
                    "round {round}"
                );
                stop(&mut cluster, task);
                remove(&mut cluster, task);
                let class = cluster.instances().class(chosen);
                leave(&mut cluster, chosen);
                cluster.register_instance(class, SimTime::ZERO);
            }
            let layout = &chooser.layouts[0];
            assert!(layout.members().iter().map(Vec::len).sum::<usize>() <= 2 * 20 + 1);
            assert!(layout.edition() > 10 && cluster.instances().slots() == 20);
            assert!(chooser.holders().all(|view| view.size <= 2 * Tournament::size(2 * 20 + 1)));
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
        let exclusive = Constraints { distinct_instance: true, ..Constraints::default() };
        let rules = PlacementRules { constraints: exclusive, ..PlacementRules::default() };
        let distinct = Request { rules: &rules, ..second };
        let strategies = vec![Strategy::BinpackMemory];
        let rules = PlacementRules { strategies, ..PlacementRules::default() };
        let binpack = Request { rules: &rules, ..first };
        // No class carries this attribute.
        let required_attributes = vec![AttributeId::new(9)];
        let rules = PlacementRules { required_attributes, ..PlacementRules::default() };
        let unmet = Request { rules: &rules, ..first };
        for (request, expected) in
            [(first, Some(0)), (second, Some(1)), (unmet, None), (binpack, Some(0)), (distinct, None)]
        {
            let expected = expected.map(|index| Decision::Place(InstanceId::new(index)));
            let decision = chooser.choose(&request, &cluster, &mut numbers().at(0, 0));
            assert_eq!(Some(decision).filter(|one| matches!(one, Decision::Place(_))), expected);
        }
    }
}
