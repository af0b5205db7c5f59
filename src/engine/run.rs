//! Whole runs in one call.

use std::sync::Arc;

use super::guard::Limits;
use super::halt::Halt;
use super::simulation::Simulation;
use crate::model::Model;
use crate::observe::{Detail, RunOutcome};

/// Simulates `model` from its start to its end with this seed.
///
/// # Errors
///
/// The guard that ended the run early.
pub fn simulate(model: impl Into<Arc<Model>>, seed: u64, detail: Detail) -> Result<RunOutcome, Halt> {
    Simulation::new(model, seed, detail).finish()
}

/// As [`simulate`], with custom limits.
///
/// # Errors
///
/// The guard that ended the run early.
pub fn simulate_with(
    model: impl Into<Arc<Model>>,
    seed: u64,
    detail: Detail,
    limits: Limits,
) -> Result<RunOutcome, Halt> {
    Simulation::with_limits(model, seed, detail, limits).finish()
}

/// As [`simulate`], but recounts every ledger and counter after every event: slow, for tests.
///
/// # Errors
///
/// The guard that ended the run early.
///
/// # Panics
///
/// When the auditor finds a difference, which is a bug in Plimsoll.
pub fn simulate_audited(model: impl Into<Arc<Model>>, seed: u64, detail: Detail) -> Result<RunOutcome, Halt> {
    let mut run = Simulation::new(model, seed, detail);
    run.run_to_end_looking(|run| run.audit().expect("the auditor agrees with every counter"))?;
    run.finish()
}
