//! A service: how many tasks it keeps where, and how it deploys.

use super::end_conditions::EndConditions;
use super::ids::{ClusterId, TargetGroupId, TaskDefinitionId};
use super::placement::PlacementRules;
use super::staged::DeploymentStrategy;
use crate::time::SimDuration;

/// A service as it is created: at the start of the simulation, or by a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Service name, unique in its cluster.
    pub name: String,
    /// The cluster it runs in.
    pub cluster: ClusterId,
    /// The task definition of the first deployment.
    pub task_definition: TaskDefinitionId,
    /// What decides how many tasks it wants.
    pub scheduling: SchedulingStrategy,
    /// Tasks wanted; 0 for a DAEMON service, which counts instances instead.
    pub desired_count: u32,
    /// The two percentages that bound a deployment.
    pub bounds: DeploymentBounds,
    /// What ends its deployments besides their last task.
    pub end_conditions: EndConditions,
    /// How its deployments take over.
    pub strategy: DeploymentStrategy,
    /// How its tasks ask to be placed. A DAEMON service has no strategy (DF-06) and always asks for distinct instances.
    pub placement: PlacementRules,
    /// Target groups that tasks join.
    pub load_balancers: Vec<LoadBalancer>,
    /// Time from task start in which health failures are ignored.
    pub health_check_grace_period: SimDuration,
    /// Whether `availabilityZoneRebalancing` is `ENABLED` (RB-01).
    pub rebalances: bool,
    /// Whether an action creates it, before which it is not there.
    pub created_by_call: bool,
}

/// `schedulingStrategy` of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchedulingStrategy {
    /// As many tasks as `desiredCount` says, anywhere.
    #[default]
    Replica,
    /// One task on every instance that meets the constraints (placement.md §1.8).
    Daemon,
}

/// `deploymentConfiguration`'s percentages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeploymentBounds {
    /// `minimumHealthyPercent`.
    pub minimum_healthy_percent: u32,
    /// `maximumPercent`.
    pub maximum_percent: u32,
}

/// A target group that a service's tasks register with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadBalancer {
    /// The target group.
    pub target_group: TargetGroupId,
    /// The one that every other deployment in stages uses in place of it, where the service has such ones.
    pub alternate: Option<TargetGroupId>,
    /// Position of the container in the task definition.
    pub container: usize,
    /// The container port that takes requests.
    pub container_port: u16,
}

impl LoadBalancer {
    /// The two target groups in each other's place, where there are two.
    #[must_use]
    pub fn swapped(self) -> Self {
        match self.alternate {
            Some(other) => Self { target_group: other, alternate: Some(self.target_group), ..self },
            None => self,
        }
    }
}

impl Service {
    /// Whether it is a DAEMON service.
    #[must_use]
    pub fn is_daemon(&self) -> bool {
        self.scheduling == SchedulingStrategy::Daemon
    }
}

impl Default for DeploymentBounds {
    fn default() -> Self {
        Self::REPLICA_DEFAULT
    }
}

impl DeploymentBounds {
    /// Documented default of a REPLICA service: 100 and 200 (HL-05).
    pub const REPLICA_DEFAULT: Self = Self { minimum_healthy_percent: 100, maximum_percent: 200 };

    /// Documented default of a DAEMON service, whose maximum is always 100 (§1.8).
    pub const DAEMON_DEFAULT: Self = Self { minimum_healthy_percent: 0, maximum_percent: 100 };

    /// Healthy tasks that must remain: rounded up (HL-05).
    ///
    /// ```
    /// use plimsoll::model::DeploymentBounds;
    /// let bounds = DeploymentBounds { minimum_healthy_percent: 75, maximum_percent: 125 };
    /// assert_eq!((bounds.lower(2), bounds.upper(3)), (2, 3));
    /// ```
    #[must_use]
    pub fn lower(self, desired: u32) -> u32 {
        let tasks = (u64::from(desired) * u64::from(self.minimum_healthy_percent)).div_ceil(100);
        u32::try_from(tasks).unwrap_or(u32::MAX)
    }

    /// Running and pending tasks that may exist at once: rounded down (HL-05).
    #[must_use]
    pub fn upper(self, desired: u32) -> u32 {
        let tasks = u64::from(desired) * u64::from(self.maximum_percent) / 100;
        u32::try_from(tasks).unwrap_or(u32::MAX)
    }
}
