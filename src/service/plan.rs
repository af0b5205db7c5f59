//! What a planner is told and what it answers.

use super::daemon::Site;
use super::pacing::StartsAllowed;
use crate::cluster::{DeploymentCounts, Task, TaskCategory};
use crate::model::{DeploymentBounds, EarlySuccess, InstanceId, MaximumCounts, TaskId};
use crate::time::SimTime;

/// What a service should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Desired {
    /// `desiredCount`; not read for a DAEMON service.
    pub desired_count: u32,
    /// The percentages that bound every replacement (HL-05).
    pub bounds: DeploymentBounds,
    /// With how many healthy tasks of PRIMARY a deployment is a success, where that is not all of them.
    pub early_success: Option<EarlySuccess>,
    /// Tasks beyond the desired count that stay while zone rebalancing moves them (RB-04); 0 for a DAEMON service.
    pub moving: u32,
}

/// One deployment and its tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeploymentView {
    /// Its number within the service.
    pub number: u32,
    /// Tasks an older deployment should still hold; read for the PRIMARY one only where deployments run beside each other.
    pub target: u32,
    /// Its tasks whose desired status is `RUNNING`.
    pub counts: DeploymentCounts,
    /// Those of them that are protected from scale-in (SI-07).
    pub protected: DeploymentCounts,
    /// Whether its first task starts alone, and none has shown yet what its images are (SC-08).
    pub first_alone: bool,
    /// Whether it has failed and starts nothing more (services.md §2.3).
    pub failed: bool,
}

/// What a service is.
#[derive(Clone, Copy, Debug)]
pub struct Actual<'a> {
    /// Older deployments first, PRIMARY last; at least one.
    pub deployments: &'a [DeploymentView],
    /// The instances of a DAEMON service, in order; not read for a REPLICA service.
    pub sites: &'a [Site],
    /// Tasks of all deployments that are to stop and are not `STOPPED` yet.
    pub stopping: u32,
    /// Which tasks the upper bound counts.
    pub maximum_counts: MaximumCounts,
    /// How many tasks may be launched now, and when more may.
    pub starts_allowed: StartsAllowed,
}

/// Why the scheduler stops tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StopKind {
    /// More than the deployment should hold (scale-in).
    Surplus,
    /// A newer deployment or another instance takes over (a drain).
    Replaced,
    /// Unhealthy, and replaced or in the way of its replacement (HL-03).
    Unhealthy,
    /// On an instance that does not meet the constraints of its daemon service any more (CN-07).
    Violation,
    /// Its service was deleted (LC-07).
    Deleted,
}

impl StopKind {
    /// Whether it leaves tasks alone that are protected: scale-in and deployments do (SI-07).
    #[must_use]
    pub const fn spares_protected(self) -> bool {
        match self {
            Self::Surplus | Self::Replaced => true,
            Self::Unhealthy | Self::Violation | Self::Deleted => false,
        }
    }
}

/// Tasks of a service that are alike to a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskClass {
    /// Of this deployment.
    pub deployment: u32,
    /// In this category.
    pub category: TaskCategory,
    /// Whether on `DRAINING` instances or on others.
    pub draining: bool,
}

/// Which tasks to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Any of a class; which ones is placement's choice (SI-01…SI-04).
    Any {
        /// The class.
        class: TaskClass,
        /// So many; never 0.
        count: u32,
    },
    /// This one.
    Task(TaskId),
}

/// Tasks to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which ones.
    pub tasks: Selection,
    /// Why.
    pub cause: StopKind,
}

/// Tasks to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Wherever placement puts them.
    Anywhere {
        /// Of this deployment.
        deployment: u32,
        /// So many; never 0.
        count: u32,
        /// So many of them replace unhealthy tasks.
        replacing: u32,
    },
    /// One on this instance, or none.
    On {
        /// Of this deployment.
        deployment: u32,
        /// The instance.
        instance: InstanceId,
    },
    /// One where zone rebalancing needs it, or none (RB-04): no plan holds it, what follows the plan does.
    ToRebalance {
        /// Of this deployment.
        deployment: u32,
    },
    /// In the place of tasks that the starts before it found no instance for.
    Fallback {
        /// Of this deployment.
        deployment: u32,
        /// No more than this; never 0.
        at_most: u32,
    },
}

/// What one scheduler pass does, in this order: all stops, then all starts one after the other.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What `desiredCount` shows: of a DAEMON service the instances that should have a task.
    pub desired_count: u32,
    /// Tasks to stop.
    pub stops: Vec<Stop>,
    /// Tasks to start, as far as instances can be found for them.
    pub starts: Vec<Start>,
    /// The new targets of older deployments, by number.
    pub targets: Vec<(u32, u32)>,
    /// Something is to be done, but the percentages allow neither a stop nor a start, and waiting will not help.
    pub blocked: bool,
    /// Nothing is to be done and everything is healthy.
    pub steady: bool,
    /// As many tasks of PRIMARY are healthy as early success asks for.
    pub early: bool,
    /// When another pass could do more by itself, where that is not the usual cadence.
    pub wake_at: Option<SimTime>,
    /// The pass's own counts, kept for their buffer.
    pub(super) working: Vec<DeploymentView>,
}

impl TaskClass {
    /// Whether it holds `task`, which is on an instance that drains or does not.
    #[must_use]
    pub fn holds(self, task: &Task, draining: bool) -> bool {
        let of_task = Self { deployment: task.deployment, category: task.category(), draining };
        self == of_task
    }
}

impl Start {
    /// How many tasks it starts at most, those aside that only make up for others.
    pub(super) const fn count(&self) -> u32 {
        match *self {
            Self::Anywhere { count, .. } => count,
            Self::On { .. } | Self::ToRebalance { .. } => 1,
            Self::Fallback { .. } => 0,
        }
    }
}

impl Plan {
    pub(super) fn clear(&mut self) {
        self.stops.clear();
        self.starts.clear();
        self.targets.clear();
        self.working.clear();
        (self.desired_count, self.wake_at) = (0, None);
        (self.blocked, self.steady, self.early) = (false, false, false);
    }
}
