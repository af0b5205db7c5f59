//! What a service says about itself now.

use crate::model::{Constraints, DeploymentBounds, DeploymentStrategy, EndConditions, Service, Strategy};
use crate::time::SimDuration;

/// What `UpdateService` changes without a deployment (services.md §2.1, ST-14); it holds for all tasks of the service.
///
/// What only a deployment brings about is in [`ServiceRevision`](super::ServiceRevision).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSettings {
    /// `desiredCount`; of a DAEMON service the number of instances that should have a task.
    pub desired_count: u32,
    /// `deploymentConfiguration`'s percentages.
    pub bounds: DeploymentBounds,
    /// What ends its deployments besides their last task.
    pub end_conditions: EndConditions,
    /// How deployments that begin from now on take over.
    pub strategy: DeploymentStrategy,
    /// Time from task start in which health failures are ignored.
    pub health_check_grace_period: SimDuration,
    /// `placementStrategy`.
    pub strategies: Vec<Strategy>,
    /// `placementConstraints`; a DAEMON service takes them up as it deploys (§1.8).
    pub constraints: Constraints,
    /// Whether `availabilityZoneRebalancing` is `ENABLED` (RB-01).
    pub rebalances: bool,
}

impl ServiceSettings {
    /// Those of a service that is created.
    #[must_use]
    pub fn of(service: &Service) -> Self {
        Self {
            desired_count: service.desired_count,
            bounds: service.bounds,
            end_conditions: service.end_conditions.clone(),
            strategy: service.strategy.clone(),
            health_check_grace_period: service.health_check_grace_period,
            strategies: service.placement.strategies.clone(),
            constraints: service.placement.constraints.clone(),
            rebalances: service.rebalances,
        }
    }
}
