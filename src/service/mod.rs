//! What a service's scheduler decides: pure functions and small clocks that are told the time.
//!
//! [`reconcile_into`] compares what should be with what is, [`plan_daemon`] does so for DAEMON services; [`Deployments`] remembers which revisions a service runs;
//! [`Pacing`] says how many tasks may be launched now. Nothing here knows of events or of single tasks.

mod daemon;
mod deployments;
mod launch_rate;
mod pacing;
mod plan;
mod reconcile;
mod retry;
mod throttle;

pub use daemon::{DaemonDesired, DaemonPlan, DaemonStop, DaemonTask, Place, Site, plan_daemon};
pub use deployments::{Deployment, Deployments};
pub use launch_rate::LaunchRate;
pub use pacing::{Pacing, StartsAllowed};
pub use plan::{Actual, DeploymentView, Desired, Plan, Situation, Start, Stop, StopKind};
pub use reconcile::{reconcile, reconcile_into};
pub use retry::Retry;
pub use throttle::Throttle;
