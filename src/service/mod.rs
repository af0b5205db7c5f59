//! What a service's scheduler decides: pure functions and small clocks that are told the time.
//!
//! A [`Planner`] compares what should be with what is and gives a [`Plan`]; [`Deployments`] remembers which
//! [revisions](ServiceRevision) a service runs, and [`ServiceSettings`] what holds for all of them; [`Pacing`] says how
//! many tasks may be launched now. Nothing here knows of events.

mod backoff;
mod beside;
mod circuit_breaker;
mod clock;
mod daemon;
mod departure;
mod deployments;
mod launch_rate;
mod pacing;
mod pipeline;
mod plan;
mod planner;
mod rebalancing;
mod reconcile;
mod revision;
mod settings;
mod stages;
mod status;

pub use backoff::{Backoff, Waits};
pub use circuit_breaker::Failures;
pub use clock::PassClock;
pub use daemon::{DaemonTask, Site, Suitability};
pub use deployments::{Deployment, Deployments, Images, StateChange};
pub use launch_rate::LaunchRate;
pub use pacing::{Pacing, StartsAllowed};
pub use pipeline::Pipeline;
pub use plan::{Actual, DeploymentView, Desired, Plan, Selection, Start, Stop, StopKind, TaskClass};
pub use planner::Planner;
pub use rebalancing::{Imbalance, Rebalancing, ZoneTasks};
pub use revision::ServiceRevision;
pub use settings::ServiceSettings;
pub use stages::{Change, Stages};
pub use status::ServiceStatus;
