//! The question and the answer of placement.

use crate::cluster::{Cluster, PlacementFailure};
use crate::model::{
    AttributeId, ClusterId, Demand, GroupId, InstanceId, Model, PlacementRules, QueryId, ServiceId,
    TaskDefinition, TaskDefinitionId,
};
use crate::rng::Draw;

/// One task that needs an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// Its task group; spread and `distinctInstance` count the tasks of the group only (ST-06, CN-04).
    pub group: GroupId,
    /// The cluster whose instances are asked.
    pub cluster: ClusterId,
    /// What the task is, and so what it takes from its instance and needs there.
    pub definition: &'a TaskDefinition,
    /// Strategies, constraints and subnets.
    pub rules: &'a PlacementRules,
}

impl<'a> Request<'a> {
    /// The request of `service` for one task of `definition`, with the rules that the model gives the service.
    #[must_use]
    pub fn of(model: &'a Model, service: ServiceId, definition: TaskDefinitionId) -> Self {
        let spec = model.service(service);
        Self {
            group: service.into(),
            cluster: spec.cluster,
            definition: model.task_definition(definition),
            rules: &spec.placement,
        }
    }

    /// The queries that have to hold: those of the task definition, then those of the service or call (CN-06).
    pub fn queries(&self) -> impl Iterator<Item = QueryId> + use<'a> {
        self.definition.member_of.iter().chain(&self.rules.constraints.member_of).copied()
    }

    /// Attributes that its instance must have: those of its task definition and of its service (RA-01).
    pub fn required_attributes(&self) -> impl Iterator<Item = AttributeId> + 'a {
        let of_service = &self.rules.required_attributes;
        self.definition.required_attributes.iter().chain(of_service).copied()
    }

    /// What the task takes from its instance.
    #[must_use]
    pub fn demand(&self) -> &'a Demand {
        &self.definition.demand
    }
}

/// Where a task goes, or why it goes nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// On this instance.
    Place(InstanceId),
    /// No instance passes every rule.
    Unplaceable(PlacementFailure),
}

/// Chooses an instance for one task at a time (PL-06).
///
/// A chooser belongs to one cluster state and follows it: it may remember what it saw of it.
pub trait Chooser {
    /// The instance for `request`, or why there is none.
    ///
    /// `random` belongs to the task. One number is drawn from it when the strategy `random` chooses between
    /// two or more instances, `k` numbers when `power-of-choices` finds more than `k` left, and none otherwise.
    fn choose(&mut self, request: &Request<'_>, cluster: &Cluster, random: &mut Draw<'_>) -> Decision;
}
