//! What really happened to a service beside what is simulated: the cluster before its last deployment or outage, made of
//! what the AWS CLI says now and of a log of events, replayed many times.
//!
//! Nothing is read from disk here, and every draw belongs to a seed.

mod before;
mod calls;
mod cause;
mod episode;
mod folder;
mod hosts;
mod judgement;
mod others;
mod outage;
mod replay;
mod says;
mod setting;
mod steps;
mod told;
mod trial;

use std::sync::Arc;

use crate::calibrate::{Log, ServiceKey};
use crate::engine::Halt;
use crate::model::Model;

pub use cause::{Cause, Loss, UNTOLD, Unexplained, What, find_cause};
pub use folder::{Folder, Rebuilt};
use judgement::Tolerance;
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
    let cause = &rebuilt.cause;
    let real = Moments::of(log, service, (cause.at, cause.end), told::form(cause, log));
    // Where nobody tells when it began, the clock starts with the first that is told of it.
    let first = if cause.is_told { None } else { real.first() };
    let by_clock = |moments: Moments| first.map_or(moments.clone(), |first| moments.since(first));
    let real = by_clock(real);
    let simulate = |model: &Arc<Model>| -> Result<Vec<Moments>, Halt> {
        let all = replay::observe(model, service, rebuilt.offset, replications)?;
        Ok(all.into_iter().map(by_clock).collect())
    };
    let tolerance = Tolerance::of(log, cause);
    let judged = Judged::of(&real, &simulate(model)?, tolerance);
    let named = trial::name(&judged, &real, model, service, tolerance, &simulate)?;
    Ok(Backtest { judged, named })
}
