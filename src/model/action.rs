//! API calls at set times, and at times that each replication draws for itself.

use super::distribution::Distribution;
use super::end_conditions::EndConditions;
use super::ids::{AttributeId, CallId, ClassId, ClusterId, InstanceId, ServiceId, TaskDefinitionId, ZoneId};
use super::placement::{Constraints, Strategy};
use super::service::DeploymentBounds;
use super::staged::DeploymentStrategy;
use crate::time::{SimDuration, SimTime};

/// One API call of the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// When it is made.
    pub at: ActionTime,
    /// Which call.
    pub call: ApiCall,
}

/// When a call is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionTime {
    /// At a set time.
    At(SimTime),
    /// So long after the beginning, drawn anew in each replication; the same in all variants of one.
    Drawn(Distribution),
}

impl ActionTime {
    /// It is made no earlier.
    #[must_use]
    pub fn earliest(&self) -> SimTime {
        match self {
            Self::At(at) => *at,
            Self::Drawn(after) => SimTime::ZERO + after.shortest(),
        }
    }

    /// It is made no later; [`SimTime::NEVER`] where nothing bounds it.
    #[must_use]
    pub fn latest(&self) -> SimTime {
        match self {
            Self::At(at) => *at,
            Self::Drawn(after) => after.longest().map_or(SimTime::NEVER, |longest| SimTime::ZERO + longest),
        }
    }
}

impl From<SimTime> for ActionTime {
    fn from(at: SimTime) -> Self {
        Self::At(at)
    }
}

/// The calls that a scenario can make, by their API names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiCall {
    /// `createService`, of a service that the model has for it ([`Service::created_by_call`](super::Service)).
    CreateService(ServiceId),
    /// `updateService`: what is `None` stays as it is (ST-14).
    UpdateService {
        /// The service.
        service: ServiceId,
        /// New `desiredCount`.
        desired_count: Option<u32>,
        /// New task definition; starts a deployment when it differs.
        task_definition: Option<TaskDefinitionId>,
        /// `forceNewDeployment`.
        force_new_deployment: bool,
        /// New `deploymentConfiguration` percentages.
        bounds: Option<DeploymentBounds>,
        /// New `deploymentCircuitBreaker` and `earlySuccessCriteria`.
        end_conditions: Option<EndConditions>,
        /// New `strategy`, with what belongs to it.
        strategy: Option<DeploymentStrategy>,
        /// New `placementStrategy`; an empty list removes it.
        strategies: Option<Vec<Strategy>>,
        /// New `placementConstraints`; none at all removes them.
        constraints: Option<Constraints>,
        /// New `availabilityZoneRebalancing` (RB-01).
        rebalances: Option<bool>,
    },
    /// `deleteService` (LC-07).
    DeleteService {
        /// The service.
        service: ServiceId,
        /// `force`: although tasks are wanted.
        force: bool,
    },
    /// `runTask` or `startTask`: tasks that run once.
    RunTask(CallId),
    /// `stopTask` (services.md §4.4).
    StopTask {
        /// Which tasks.
        tasks: TaskSelection,
        /// `reason`, shown as `stoppedReason`.
        reason: Option<String>,
    },
    /// `stopServiceDeployment` with `stopType` ROLLBACK: the deployment that a service has in progress (services.md §2.4).
    StopServiceDeployment(ServiceId),
    /// `updateTaskProtection` (SI-07).
    UpdateTaskProtection {
        /// Which tasks; those of services alone can be protected.
        tasks: TaskSelection,
        /// `expiresInMinutes` where `protectionEnabled`; `None` ends the protection.
        expires_in: Option<SimDuration>,
    },
    /// `continueServiceDeployment`: the pause at which a deployment in stages waits ends (services.md §2.5).
    ContinueServiceDeployment {
        /// Whose deployment.
        service: ServiceId,
        /// `action` ROLLBACK in place of CONTINUE.
        rollback: bool,
    },
    /// EC2's `terminateInstances` (CI-02, AD-09).
    TerminateInstances(InstanceSelection),
    /// EC2's `stopInstances` (CI-03).
    StopInstances(InstanceSelection),
    /// EC2's `startInstances`, of what was stopped (CI-03).
    StartInstances {
        /// Which instances.
        instances: InstanceSelection,
        /// Time until the host runs and its agent is connected.
        connected_after: SimDuration,
    },
    /// `deregisterContainerInstance` (CI-05).
    DeregisterContainerInstance {
        /// Which instances.
        instances: InstanceSelection,
        /// `force`: although tasks run there.
        force: bool,
    },
    /// `updateContainerInstancesState` (CI-01, DR-01…DR-05).
    UpdateContainerInstancesState {
        /// Which instances.
        instances: InstanceSelection,
        /// `DRAINING` or `ACTIVE`.
        draining: bool,
    },
    /// `putAttributes`: the instances have these attributes with these values from then on (VC-23).
    PutAttributes {
        /// Which instances.
        instances: InstanceSelection,
        /// What becomes of them.
        change: AttributeChange,
    },
    /// `deleteAttributes`: the instances have these attributes no more (VC-23).
    DeleteAttributes {
        /// Which instances.
        instances: InstanceSelection,
        /// What becomes of them.
        change: AttributeChange,
    },
}

/// Custom attributes of instances change, and with them their class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeChange {
    /// The values that they have from then on, `None` of what is deleted; an empty one of an attribute without a value.
    pub attributes: Vec<(AttributeId, Option<String>)>,
    /// The class of instances of each class afterwards, sorted: of all that the call can find. Absent are those that
    /// would carry more attributes than ECS takes (AT-04).
    pub becomes: Vec<(ClassId, ClassId)>,
}

impl AttributeChange {
    /// The class afterwards of instances of `class`; `None` where the API refuses the call for them.
    #[must_use]
    pub fn class_after(&self, class: ClassId) -> Option<ClassId> {
        let found = self.becomes.binary_search_by_key(&class, |(from, _)| *from).ok()?;
        Some(self.becomes[found].1)
    }
}

impl ApiCall {
    /// The strategies that it brings, if it does.
    #[must_use]
    pub const fn strategies(&self) -> Option<&Vec<Strategy>> {
        match self {
            Self::UpdateService { strategies, .. } => strategies.as_ref(),
            _ => None,
        }
    }
}

/// Which container instances an action concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstanceSelection {
    /// Exactly these.
    Named(Vec<InstanceId>),
    /// The first `count` registered ones by id (all when `None`) that match.
    Matching {
        /// In this cluster.
        cluster: ClusterId,
        /// In this zone only.
        zone: Option<ZoneId>,
        /// At most this many.
        count: Option<u32>,
    },
}

/// Which tasks an action concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskSelection {
    /// The oldest running tasks of a service.
    OfService {
        /// The service.
        service: ServiceId,
        /// How many; `None` for all of them.
        count: Option<u32>,
    },
    /// The oldest running standalone tasks of a group.
    OfGroup {
        /// The cluster.
        cluster: ClusterId,
        /// The name of the group (QL-11).
        group: String,
        /// How many; `None` for all of them.
        count: Option<u32>,
    },
    /// The oldest running tasks of calls of `RunTask` and `StartTask` with this `startedBy`.
    StartedBy {
        /// The cluster.
        cluster: ClusterId,
        /// What the calls say.
        started_by: String,
        /// How many; `None` for all of them.
        count: Option<u32>,
    },
    /// Exactly these, by their ids as records show them.
    Named(Vec<String>),
}
