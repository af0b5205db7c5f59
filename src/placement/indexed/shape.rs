//! What a question asks for, whoever asks: services with the same demand and chain have the same shape.

use super::view::View;
use crate::cluster::Cluster;
use crate::model::{AttributeId, ClusterId, Constraints, Demand, InstanceId, Location};
use crate::placement::filter::Filter;
use crate::placement::request::Request;
use crate::placement::strategy::{Chain, Key};
use crate::placement::tournament::ABSENT;

/// A demand, the order in which instances are preferred for it, and the view that services of this shape share.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    cluster: ClusterId,
    demand: Demand,
    required_attributes: Vec<AttributeId>,
    constraints: Constraints,
    location: Option<Location>,
    chain: Chain,
    /// Which layout its trees follow.
    pub(super) layout: usize,
    pub(super) view: View,
}

impl Shape {
    pub(super) fn new(request: &Request<'_>, chain: Chain, layout: usize) -> Self {
        Self {
            cluster: request.cluster,
            demand: request.demand().clone(),
            required_attributes: request.required_attributes().collect(),
            constraints: request.rules.constraints.clone(),
            location: request.rules.location.clone(),
            chain,
            layout,
            view: View::default(),
        }
    }

    /// Whether `request`, whose strategies make `chain`, has this shape.
    pub(super) fn serves(&self, request: &Request<'_>, chain: &Chain) -> bool {
        self.wants(request) && self.chain == *chain
    }

    /// Whether `request` has this shape, its strategies aside.
    pub(super) fn wants(&self, request: &Request<'_>) -> bool {
        self.cluster == request.cluster
            && self.demand == *request.demand()
            && self.required_attributes.iter().copied().eq(request.required_attributes())
            && self.constraints == request.rules.constraints
            && self.location == request.rules.location
    }

    pub(super) fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Whether an instance's key depends on how many tasks the service that asks has there.
    ///
    /// If so, the key is worse with tasks of the service than without: fewer come first (ST-05), and `distinctInstance`
    /// takes none at all.
    pub(super) fn sees_own_tasks(&self) -> bool {
        self.constraints.distinct_instance || self.chain.keys().contains(&Key::OnInstance)
    }

    /// How good `instance` is for `request`: less is better.
    pub(super) fn key(&self, request: &Request<'_>, cluster: &Cluster<'_>, instance: InstanceId) -> u128 {
        // It has a seat, so it is of this cluster; one that left is rejected for its status.
        if Filter::new(request, cluster).first_rejection(instance).is_some() {
            return ABSENT;
        }
        let tasks = cluster.group(request.group);
        self.chain.pack(|key| key.of_instance(cluster, tasks, instance))
    }
}
