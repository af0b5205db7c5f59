//! Why a task stops: what sets its `stopCode` and `stoppedReason` (placement.md §3.8).

use crate::model::{ActionId, ImageId, StartError, TargetGroupId};

/// Why ECS, the user or the world stopped a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StopCause {
    /// A container could not be started, where it is known by which error (EX-03).
    CannotStart(Option<StartError>),
    /// An image could not be pulled (`CannotPullContainerError`, EX-03).
    CannotPull(ImageId),
    /// An essential container exited (LC-05).
    EssentialContainerExited,
    /// Scale-in, or replaced by a deployment.
    ScalingActivity,
    /// The target group found it unhealthy (HL-03).
    FailedTargetHealth(TargetGroupId),
    /// A container health check found it unhealthy (HL-03).
    FailedContainerHealth,
    /// `StopTask`; the action holds the reason.
    StoppedByUser(ActionId),
    /// Its instance was terminated (AD-09).
    HostTerminated,
    /// Its instance was stopped (CI-03).
    HostStopped,
    /// Its instance was deregistered by force (CI-05).
    Deregistered,
    /// Zone rebalancing has started another one elsewhere (RB-06); the PRIMARY deployment then.
    Rebalanced(u32),
}

/// `stopCode`s that occur here, in the order in which stops are counted (EX-02).
pub const STOP_CODES: [&str; 6] = [
    "TaskFailedToStart",
    "EssentialContainerExited",
    "ServiceSchedulerInitiated",
    "UserInitiated",
    "TerminationNotice",
    "InfrastructureHealth",
];

impl StopCause {
    /// Which reason of several it is that have the same `stopCode`; `None` where the code says it all.
    #[must_use]
    pub const fn reason_class(self) -> Option<&'static str> {
        match self {
            Self::ScalingActivity => Some("scalingActivity"),
            Self::FailedTargetHealth(_) => Some("targetHealth"),
            Self::FailedContainerHealth => Some("containerHealth"),
            Self::Rebalanced(_) => Some("zoneRebalancing"),
            Self::StoppedByUser(_) => Some("stopTask"),
            Self::Deregistered => Some("deregistration"),
            Self::CannotStart(_)
            | Self::CannotPull(_)
            | Self::EssentialContainerExited
            | Self::HostTerminated
            | Self::HostStopped => None,
        }
    }

    /// `stopCode` (EX-02).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CannotStart(_) | Self::CannotPull(_) => "TaskFailedToStart",
            Self::EssentialContainerExited => "EssentialContainerExited",
            Self::ScalingActivity
            | Self::FailedTargetHealth(_)
            | Self::FailedContainerHealth
            | Self::Rebalanced(_) => "ServiceSchedulerInitiated",
            Self::StoppedByUser(_) | Self::Deregistered => "UserInitiated",
            Self::HostTerminated => "TerminationNotice",
            Self::HostStopped => "InfrastructureHealth",
        }
    }

    /// Whether the scheduler stopped the task for its health (HL-03).
    #[must_use]
    pub const fn is_for_health(self) -> bool {
        matches!(self, Self::FailedTargetHealth(_) | Self::FailedContainerHealth)
    }

    /// A number that tells it from every other cause, for digests.
    #[must_use]
    pub const fn word(self) -> u64 {
        match self {
            Self::CannotStart(None) => 0,
            Self::CannotStart(Some(error)) => 9 | (error as u64) << 4,
            Self::EssentialContainerExited => 1,
            Self::ScalingActivity => 2,
            Self::FailedTargetHealth(group) => 3 | (group.index() as u64) << 4,
            Self::FailedContainerHealth => 4,
            // Which call it was shows in nothing but its reason.
            Self::StoppedByUser(_) => 5,
            Self::HostTerminated => 6,
            Self::HostStopped => 7,
            Self::Deregistered => 8,
            Self::CannotPull(image) => 9 | (image.index() as u64) << 4,
            Self::Rebalanced(deployment) => 0xa | (deployment as u64) << 4,
        }
    }
}
