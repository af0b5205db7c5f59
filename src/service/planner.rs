//! The ways to keep a service at its desired state.

use super::beside;
use super::daemon;
use super::departure;
use super::plan::{Actual, Desired, Plan};
use super::reconcile;
use super::status::ServiceStatus;
use crate::model::{SchedulingStrategy, Service};
use crate::time::SimTime;

/// How a service's passes are planned. All planners give one kind of plan, which is carried out in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planner {
    /// A REPLICA service: tasks are replaced within the percentages, wherever they are (HL-05).
    Rolling,
    /// A REPLICA service whose deployment takes over in stages: each revision is kept at its own count (services.md §2.5).
    Beside,
    /// A DAEMON service: one task on every instance that it looks after (placement.md §1.8).
    Daemon,
    /// A service that was deleted: all of its tasks stop (LC-07).
    Departing,
}

impl Planner {
    /// The planner of a service of this status, whose PRIMARY runs beside the deployment before it or does not.
    #[must_use]
    pub fn of(service: &Service, status: ServiceStatus, beside: bool) -> Self {
        match service.scheduling {
            _ if status != ServiceStatus::Active => Self::Departing,
            SchedulingStrategy::Replica if beside => Self::Beside,
            SchedulingStrategy::Replica => Self::Rolling,
            SchedulingStrategy::Daemon => Self::Daemon,
        }
    }

    /// Decides on one scheduler pass and writes the decision into `plan`, whose buffers are used again.
    ///
    /// ```
    /// use plimsoll::cluster::{DeploymentCounts, HealthCounts};
    /// use plimsoll::model::{DeploymentBounds, MaximumCounts};
    /// use plimsoll::service::{Actual, DeploymentView, Desired, Plan, Planner, Start, StartsAllowed};
    /// use plimsoll::time::SimTime;
    ///
    /// let bounds = DeploymentBounds::REPLICA_DEFAULT;
    /// let desired = Desired { desired_count: 4, bounds, early_success: None, moving: 0 };
    /// let staying = HealthCounts { healthy: 3, ..HealthCounts::default() };
    /// let counts = DeploymentCounts { staying, ..DeploymentCounts::default() };
    /// let actual = Actual {
    ///     deployments: &[DeploymentView { counts, ..DeploymentView::default() }],
    ///     sites: &[],
    ///     stopping: 0,
    ///     maximum_counts: MaximumCounts::UntilStopped,
    ///     starts_allowed: StartsAllowed::UNLIMITED,
    /// };
    /// let mut plan = Plan::default();
    /// Planner::Rolling.plan(&desired, &actual, SimTime::ZERO, &mut plan);
    /// assert_eq!(plan.starts, [Start::Anywhere { deployment: 0, count: 1, replacing: 0 }]);
    /// ```
    ///
    /// A DAEMON service counts instances instead of tasks:
    ///
    /// ```
    /// use plimsoll::model::{DeploymentBounds, InstanceId, MaximumCounts, ZoneId};
    /// use plimsoll::service::{Actual, DeploymentView, Desired, Suitability, Plan, Planner, Site, Start, StartsAllowed};
    /// use plimsoll::time::SimTime;
    ///
    /// let instance = InstanceId::new(3);
    /// let suitability = Suitability::Suitable { connected: true };
    /// let site = Site { instance, zone: ZoneId::new(0), suitability, task: None, leaving: false, held_until: None };
    /// let bounds = DeploymentBounds::DAEMON_DEFAULT;
    /// let desired = Desired { desired_count: 0, bounds, early_success: None, moving: 0 };
    /// let actual = Actual {
    ///     deployments: &[DeploymentView::default()],
    ///     sites: &[site],
    ///     stopping: 0,
    ///     maximum_counts: MaximumCounts::UntilStopped,
    ///     starts_allowed: StartsAllowed::UNLIMITED,
    /// };
    /// let mut plan = Plan::default();
    /// Planner::Daemon.plan(&desired, &actual, SimTime::ZERO, &mut plan);
    /// assert_eq!((plan.desired_count, plan.starts), (1, vec![Start::On { deployment: 0, instance }]));
    /// ```
    ///
    /// # Panics
    ///
    /// When there is no deployment.
    pub fn plan(self, desired: &Desired, actual: &Actual<'_>, now: SimTime, plan: &mut Plan) {
        plan.clear();
        match self {
            Self::Rolling => reconcile::plan(desired, actual, now, plan),
            Self::Beside => beside::plan(desired, actual, now, plan),
            Self::Daemon => daemon::plan(desired, actual, now, plan),
            Self::Departing => departure::plan(actual, plan),
        }
    }
}
