//! Simulating a cluster many times, and what each time happens to the service.

use std::sync::Arc;

use rayon::prelude::*;

use super::steps::Moments;
use crate::calibrate::{Form, Log, ServiceKey, SimulatedLine, Span, Stamp, task_id};
use crate::engine::{Halt, simulate};
use crate::experiment::replication_seed;
use crate::model::Model;
use crate::observe::{Detail, RunOutcome};
use crate::time::SimTime;

/// How often is simulated, and with which chances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replications {
    /// How many.
    pub count: u32,
    /// Seed of the first.
    pub seed: u64,
}

/// What happens to `service` in each replication from `offset` after the start on, on the threads of the pool around it.
pub(super) fn observe(
    model: &Arc<Model>,
    service: &ServiceKey,
    offset: Span,
    replications: Replications,
) -> Result<Vec<Moments>, Halt> {
    let from = Stamp::default().after(offset);
    let numbers: Vec<u32> = (1..=replications.count).collect();
    let runs = numbers.par_iter().map(|number| {
        let outcome =
            simulate(Arc::clone(model), replication_seed(replications.seed, *number), Detail::Full)?;
        let (log, key) = heard(&outcome, service, model);
        Ok(Moments::of(&log, &key, (from, stamp(SimTime::ZERO + model.duration)), Form::Decision))
    });
    runs.collect()
}

/// A run's own log, as any other log is read.
fn heard(outcome: &RunOutcome, service: &ServiceKey, model: &Model) -> (Log, ServiceKey) {
    let mut log = Log::default();
    for record in outcome.log.records() {
        let line = SimulatedLine {
            kind: record.detail_type,
            event_name: record.event_name,
            variant: "",
            resource: &record.resource,
            message: &record.message,
        };
        log.hear(stamp(record.at), &line);
    }
    log.settle();
    let is_same = |key: &&ServiceKey| {
        key.name == service.name && (service.cluster.is_none() || key.cluster == service.cluster)
    };
    let key = log.services.keys().find(is_same).cloned().unwrap_or_default();
    for record in outcome.tasks.iter() {
        let is_own = record.service.is_some_and(|id| model.service(id).name == service.name);
        if is_own && let Some(task) = log.tasks.get_mut(&(String::new(), task_id(&record.id))) {
            task.service = Some(key.clone());
        }
    }
    (log, key)
}

fn stamp(at: SimTime) -> Stamp {
    let micros = at.since(SimTime::ZERO).as_micros();
    Stamp::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}
