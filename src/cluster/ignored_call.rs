//! Calls that have no effect: they find nothing to act on, or are refused.

use crate::model::{InstanceId, ServiceId};

/// A call that had no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IgnoredCall {
    /// One about container instances.
    Instances {
        /// Which call.
        call: InstanceCall,
        /// The instance that it names, and why it did nothing there; `None` when it names none and none matched.
        named: Option<(InstanceId, Unavailable)>,
    },
    /// One about a service.
    Service {
        /// Which call.
        call: ServiceCall,
        /// The service.
        service: ServiceId,
        /// Why it did nothing.
        why: Refusal,
    },
    /// One about tasks, of which there are none that it could concern.
    Tasks(TasksCall),
}

/// A call about container instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceCall {
    /// EC2's `terminateInstances`.
    Terminate,
    /// `deregisterContainerInstance`.
    Deregister,
    /// `updateContainerInstancesState`.
    UpdateState,
    /// EC2's `stopInstances`.
    Stop,
    /// EC2's `startInstances`.
    Start,
    /// `putAttributes`.
    PutAttributes,
    /// `deleteAttributes`.
    DeleteAttributes,
}

/// Why a call does nothing to an instance of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// It registers later, if at all.
    NotRegistered,
    /// It has been deregistered or terminated.
    Gone,
    /// Tasks run there, and the call does not say `force` (CI-05).
    HasTasks,
    /// It runs already, is stopped already, or has none of the attributes.
    IsSo,
    /// It would carry more custom attributes than ECS takes (AT-04).
    TooManyAttributes,
}

/// A call about a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceCall {
    /// `createService`.
    Create,
    /// `updateService`.
    Update,
    /// `deleteService`.
    Delete,
    /// `updateTaskProtection`.
    Protect,
    /// `stopServiceDeployment`.
    StopDeployment,
    /// `continueServiceDeployment`.
    ContinueDeployment,
}

/// Why a call about a service does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is there already (of a call that creates it).
    Exists,
    /// It has not been created yet.
    NotFound,
    /// It was deleted: it is `DRAINING` or `INACTIVE` (LC-07).
    NotActive,
    /// It wants tasks, and the call does not say `force` (LC-07).
    WantsTasks,
    /// More of its tasks are protected than it wants: `DEPLOYMENT_BLOCKED` (SI-07).
    DeploymentBlocked,
}

/// A call about tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TasksCall {
    /// `stopTask`.
    Stop,
    /// `updateTaskProtection`, which protects no standalone task: `TASK_NOT_VALID`.
    Protect,
}

impl InstanceCall {
    /// The API's name for it, as scenario files write it.
    #[must_use]
    pub const fn api_name(self) -> &'static str {
        match self {
            Self::Terminate => "terminateInstances",
            Self::Deregister => "deregisterContainerInstance",
            Self::UpdateState => "updateContainerInstancesState",
            Self::Stop => "stopInstances",
            Self::Start => "startInstances",
            Self::PutAttributes => "putAttributes",
            Self::DeleteAttributes => "deleteAttributes",
        }
    }
}

impl ServiceCall {
    /// The API's name for it, as scenario files write it.
    #[must_use]
    pub const fn api_name(self) -> &'static str {
        match self {
            Self::Create => "createService",
            Self::Update => "updateService",
            Self::Delete => "deleteService",
            Self::Protect => "updateTaskProtection",
            Self::StopDeployment => "stopServiceDeployment",
            Self::ContinueDeployment => "continueServiceDeployment",
        }
    }
}
