//! The simulation itself: events in order of time, one `match` on them, handlers by subject.

mod digest;
mod event;
mod guard;
mod halt;
mod queue;

pub use event::{Event, Phase};
pub use guard::Limits;
pub use halt::Halt;
pub use queue::EventQueue;

use crate::model::Model;
use crate::observe::{Detail, RunOutcome};

/// Simulates `model` from its start to its end with this seed.
///
/// # Errors
///
/// The guard that ended the run early.
pub fn simulate(model: &Model, seed: u64, detail: Detail) -> Result<RunOutcome, Halt> {
    let _ = (model, seed, detail);
    Err(Halt::TotalEvents { at: crate::time::SimTime::ZERO, limit: 0 })
}
