//! One service that asks: what it asks for, its tree, and its last failure.

use super::layout::Layout;
use super::upkeep::Upkeep;
use crate::cluster::{Cluster, PlacementFailure};
use crate::model::{ClusterId, Demand, InstanceId, Strategy};
use crate::placement::contest::{Contest, Order};
use crate::placement::filter::Filter;
use crate::placement::request::Request;
use crate::placement::strategy::{Chain, pick};
use crate::placement::tournament::ABSENT;
use crate::rng::Stream;

/// What the index remembers for a service as long as its request stays the same.
#[derive(Clone, Debug)]
pub(super) struct Requester {
    cluster: ClusterId,
    demand: Demand,
    strategies: Vec<Strategy>,
    distinct_instance: bool,
    pub(super) chain: Chain,
    /// Which layout its tree follows.
    pub(super) layout: usize,
    pub(super) upkeep: Upkeep,
    /// Its tree and the log position up to which that is current.
    pub(super) tree: Option<(Contest, u64)>,
    /// How many keys the tree held when it was built.
    pub(super) size: usize,
    /// When it asked last, in questions of anyone.
    pub(super) asked: u64,
    /// The last failure and the log position at which it was found.
    pub(super) failure: Option<(u64, PlacementFailure)>,
}

impl Requester {
    pub(super) fn new(request: &Request<'_>, chain: Chain, layout: usize) -> Self {
        Self {
            cluster: request.cluster,
            demand: request.demand.clone(),
            strategies: request.strategies.to_vec(),
            distinct_instance: request.distinct_instance,
            chain,
            layout,
            upkeep: Upkeep::default(),
            tree: None,
            size: 0,
            asked: 0,
            failure: None,
        }
    }

    /// Whether `request` of the same service is the one this was made for.
    pub(super) fn asks(&self, request: &Request<'_>) -> bool {
        self.cluster == request.cluster
            && self.distinct_instance == request.distinct_instance
            && self.strategies == request.strategies
            && self.demand == *request.demand
    }

    /// Builds the tree from all instances, in the memory of the old one.
    pub(super) fn rebuild(&mut self, request: &Request<'_>, cluster: &Cluster<'_>, layout: &Layout) {
        let filter = Filter::new(request, cluster);
        let (mut contest, _) = self.tree.take().unwrap_or_default();
        contest.set_groups(layout.members().len(), self.chain.is_random());
        for (group, members) in layout.members().iter().enumerate() {
            let keys = members.iter().map(|id| (self.key(&filter, request, cluster, *id), 1));
            contest.tree_mut(group).fill(keys);
        }
        self.size = layout.size();
        self.tree = Some((contest, cluster.changes().end()));
    }

    /// Takes in what changed since the tree was current.
    ///
    /// # Panics
    ///
    /// When there is no tree or the log has forgotten: the route says so first.
    pub(super) fn catch_up(&mut self, request: &Request<'_>, cluster: &Cluster<'_>, layout: &Layout) {
        let (mut contest, current_at) = self.tree.take().expect("only a tree catches up");
        let filter = Filter::new(request, cluster);
        let changed = cluster.changes().since(current_at).expect("the route asked the log");
        for instance in changed {
            if let Some((group, position)) = layout.seat(*instance) {
                let key = self.key(&filter, request, cluster, *instance);
                contest.tree_mut(group).set(position, key, 1);
            }
        }
        self.tree = Some((contest, cluster.changes().end()));
    }

    /// The instance that the current tree names, `None` when none can take the task.
    ///
    /// # Panics
    ///
    /// When there is no tree.
    pub(super) fn best(
        &self,
        buckets: &[Vec<u32>],
        layout: &Layout,
        stream: &mut Stream,
    ) -> Option<InstanceId> {
        let (contest, _) = self.tree.as_ref().expect("only a tree answers");
        let order = Order { chain: &self.chain, buckets, paths: layout.paths() };
        let best = contest.best(&order)?;
        if self.chain.is_random() {
            let drawn = pick(contest.weight(&order, best), stream);
            let (group, position, _) = contest.nth(&order, best, drawn);
            return Some(layout.member(group, position));
        }
        let winners = contest.tied(&order, best);
        winners.map(|group| layout.member(group, contest.tree(group).first())).min()
    }

    fn key(
        &self,
        filter: &Filter<'_>,
        request: &Request<'_>,
        cluster: &Cluster<'_>,
        instance: InstanceId,
    ) -> u128 {
        // It has a seat, so it is of this cluster; one that left is rejected for its status.
        if filter.first_rejection(instance).is_some() {
            return ABSENT;
        }
        let tasks = cluster.service(request.service);
        self.chain.pack(|key| key.of_instance(cluster, tasks, instance))
    }
}
