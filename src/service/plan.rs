//! What the scheduler is told and what it answers: the words of [`reconcile_into`](super::reconcile_into).

use super::pacing::StartsAllowed;
use crate::cluster::DeploymentCounts;
use crate::model::DeploymentBounds;
use crate::time::SimTime;

/// What a service should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Desired {
    /// `desiredCount`.
    pub desired_count: u32,
    /// The percentages that bound every replacement (HL-05).
    pub bounds: DeploymentBounds,
}

/// One deployment and its tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeploymentView {
    /// Its number within the service.
    pub number: u32,
    /// Tasks an older deployment should still hold; not read for the PRIMARY one.
    pub target: u32,
    /// Its tasks whose desired status is `RUNNING`.
    pub counts: DeploymentCounts,
}

/// What a service is.
#[derive(Clone, Copy, Debug)]
pub struct Actual<'a> {
    /// Older deployments first, PRIMARY last; at least one.
    pub deployments: &'a [DeploymentView],
    /// How many tasks may be launched now, and when more may.
    pub starts_allowed: StartsAllowed,
}

/// What the scheduler knows of a task, in the order in which surplus tasks are stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Situation {
    /// Not yet `RUNNING`.
    Pending,
    /// `RUNNING`, not yet judged.
    Starting,
    /// `RUNNING` and unhealthy.
    Unhealthy,
    /// `RUNNING` and healthy.
    Healthy,
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
}

/// Tasks to stop: any `count` tasks that match; which ones is placement's choice (SI-01…SI-04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stop {
    /// Of this deployment.
    pub deployment: u32,
    /// In this situation.
    pub situation: Situation,
    /// Whether on `DRAINING` instances or on others.
    pub draining: bool,
    /// So many; never 0.
    pub count: u32,
    /// Why.
    pub cause: StopKind,
}

/// Tasks to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// Of this deployment.
    pub deployment: u32,
    /// So many; never 0.
    pub count: u32,
}

/// What one scheduler pass does, in this order: all stops, then all starts.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Tasks to stop.
    pub stops: Vec<Stop>,
    /// Tasks to start, as far as instances can be found for them.
    pub starts: Vec<Start>,
    /// The new targets of all older deployments, by number.
    pub targets: Vec<(u32, u32)>,
    /// Something is to be done, but the two bounds allow neither a stop nor a start, and waiting will not help.
    pub blocked: bool,
    /// Nothing is to be done and everything is healthy.
    pub steady: bool,
    /// When another pass could start more, where launches are held back.
    pub wake_at: Option<SimTime>,
    /// The pass's own counts, kept for their buffer.
    pub(super) working: Vec<DeploymentView>,
}

impl Situation {
    pub(super) const ALL: [Self; 4] = [Self::Pending, Self::Starting, Self::Unhealthy, Self::Healthy];
}

impl Plan {
    pub(super) fn clear(&mut self) {
        self.stops.clear();
        self.starts.clear();
        self.targets.clear();
        self.working.clear();
        (self.blocked, self.steady, self.wake_at) = (false, false, None);
    }
}
