//! What a question asks for, whoever asks: services with the same demand and chain have the same kind.

use super::view::View;
use crate::cluster::Cluster;
use crate::model::{InstanceId, Model};
use crate::placement::filter::{ClassRejections, Filter};
use crate::placement::request::Request;
use crate::placement::requirements::Requirements;
use crate::placement::strategy::{Chain, Perspective};
use crate::placement::tournament::ABSENT;

/// A demand, the order in which instances are preferred for it, and the view that services of this kind share.
#[derive(Clone, Debug)]
pub(super) struct RequestKind {
    requirements: Requirements,
    classes: ClassRejections,
    chain: Chain,
    /// Whether trees can hold its keys; else a scan answers.
    pub(super) is_packable: bool,
    sees_own_tasks: bool,
    /// Whether an instance may be better with tasks of the service than without.
    pub(super) own_tasks_may_help: bool,
    /// Which layout its trees follow.
    pub(super) layout: usize,
    pub(super) view: View,
}

impl RequestKind {
    pub(super) fn new(request: &Request<'_>, chain: Chain, layout: usize, model: &Model) -> Self {
        let mut classes = ClassRejections::default();
        classes.judge(request, model);
        Self {
            requirements: Requirements::of(request),
            classes,
            is_packable: chain.is_packable(),
            sees_own_tasks: request.rules.constraints.distinct_instance || chain.sees_own_tasks(),
            own_tasks_may_help: chain.scores_own_tasks(),
            chain,
            layout,
            view: View::default(),
        }
    }

    /// Whether `request`, whose strategies make `chain`, has this kind.
    pub(super) fn serves(&self, request: &Request<'_>, chain: &Chain) -> bool {
        self.wants(request) && self.chain == *chain
    }

    /// Whether `request` has this kind, its strategies aside.
    pub(super) fn wants(&self, request: &Request<'_>) -> bool {
        self.requirements.are_of(request)
    }

    pub(super) fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Whether an instance's key depends on how many tasks the service that asks has there.
    ///
    /// If so, the key is worse with tasks of the service than without: fewer come first (ST-05), and `distinctInstance`
    /// takes none at all. Scores alone may say otherwise. Queries name the groups they look at, whoever asks.
    pub(super) fn sees_own_tasks(&self) -> bool {
        self.sees_own_tasks
    }

    /// How good `instance` is for `request`: less is better.
    pub(super) fn key(&self, request: &Request<'_>, cluster: &Cluster, instance: InstanceId) -> u128 {
        // It has a leaf, so it is of this cluster; one that left is rejected for its status.
        if Filter::new(request, cluster).knowing(&self.classes).first_rejection(instance).is_some() {
            return ABSENT;
        }
        let demand = request.demand().resources;
        let perspective = Perspective { cluster, tasks: cluster.group(request.group), demand };
        self.chain.pack(|key| self.chain.figure(key, &perspective, instance))
    }
}
