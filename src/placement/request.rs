//! The question and the answer of placement.

use crate::cluster::{Cluster, PlacementFailure};
use crate::model::{ClusterId, Demand, InstanceId, Model, ServiceId, Strategy, TaskDefinitionId};
use crate::rng::Stream;

/// One task of a service that needs an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// The service; spread and `distinctInstance` count its tasks only (ST-06, CN-04).
    pub service: ServiceId,
    /// The cluster whose instances are asked.
    pub cluster: ClusterId,
    /// What the task takes from its instance.
    pub demand: &'a Demand,
    /// Placement strategies in order; empty means the documented default (DF-01, DF-02).
    pub strategies: &'a [Strategy],
    /// Whether no instance may hold two tasks of the service (CN-03).
    pub distinct_instance: bool,
}

impl<'a> Request<'a> {
    /// The request of `service` for one task of `definition`, with the strategies that the model gives the service.
    #[must_use]
    pub fn of(model: &'a Model, service: ServiceId, definition: TaskDefinitionId) -> Self {
        let spec = model.service(service);
        Self {
            service,
            cluster: spec.cluster,
            demand: &model.task_definition(definition).demand,
            strategies: &spec.strategies,
            distinct_instance: spec.distinct_instance,
        }
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
    /// `stream` belongs to the service. One number is drawn from it when the strategy `random` chooses between two
    /// or more instances, and none otherwise.
    fn choose(&mut self, request: &Request<'_>, cluster: &Cluster<'_>, stream: &mut Stream) -> Decision;
}
