//! What really happened to a service beside what is simulated: the cluster before its last deployment or outage, made of
//! what the AWS CLI says now and of a log of events, replayed many times.
//!
//! Nothing is read from disk here, and every draw belongs to a seed.

mod calls;
mod cause;
mod folder;
mod judgement;
mod replay;
mod setting;
mod steps;
mod told;
mod trial;

use std::sync::Arc;

use crate::calibrate::{Log, ServiceKey};
use crate::engine::Halt;
use crate::model::Model;

pub use cause::{Cause, What, find_cause};
pub use folder::{Folder, Rebuilt};
pub use judgement::{Interval, Judged, Step};
pub use replay::Replications;
pub use setting::{Setting, Value};
pub use steps::{Kind, Moments};
pub use trial::Named;

/// A replay beside what happened.
#[derive(Clone, Debug)]
pub struct Backtest {
    /// Stamps and intervals, with verdicts.
    pub judged: Judged,
    /// Settings that explain what lies outside, the one that explains most first.
    pub named: Vec<Named>,
}

/// Replays a rebuilt cluster and judges what happened by it.
///
/// # Errors
///
/// When a guard ends a run.
pub fn backtest(
    log: &Log,
    service: &ServiceKey,
    rebuilt: &Rebuilt,
    model: &Arc<Model>,
    replications: Replications,
) -> Result<Backtest, Halt> {
    let real = Moments::of(log, service, rebuilt.cause.at, rebuilt.cause.end);
    let simulate = |model: &Arc<Model>| replay::observe(model, service, rebuilt.offset, replications);
    let judged = Judged::of(&real, &simulate(model)?, log.is_coarse());
    let named = trial::name(&judged, &real, model, service, log.is_coarse(), &simulate)?;
    Ok(Backtest { judged, named })
}
