//! Whole runs in one call.

use std::sync::Arc;

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
