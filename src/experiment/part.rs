//! Replications of a variant that are run and kept together.

use std::io;

use super::{Replication, SeriesSums};
use crate::engine::Halt;
use crate::observe::RunOutcome;
use crate::scenario::Variant;

/// Successive replications of a variant, as they are handed on: nothing of them stays behind.
#[derive(Debug)]
pub struct Part<R> {
    /// Which variant, by position.
    pub variant: usize,
    /// Which part of it, from 0.
    pub number: u32,
    /// The replications in their order.
    pub replications: Vec<Replication>,
    /// Their time series, summed.
    pub series: SeriesSums,
    /// What a reader should know of the first replication, in the part that has it.
    pub notes: Vec<String>,
    /// What [`Keep::record`] made of replications that were recorded in full, in their order.
    pub records: Vec<R>,
}

impl<R> Part<R> {
    /// Whether one of the runs ended because a program gave no answer.
    pub(super) fn was_stopped_by_a_program(&self) -> bool {
        self.replications.iter().any(|of| matches!(of.outcome, Err(Halt::Program { .. })))
    }
}

/// Where parts go as they end, in any order.
pub trait Keep: Sync {
    /// What is kept of a replication that is recorded in full.
    type Records: Send;

    /// How many replications make a part; the last of a variant may have fewer.
    fn replications_of_a_part(&self) -> u32;

    /// Whether a part is there already and need not be run.
    fn has(&self, variant: usize, part: u32) -> bool;

    /// What to keep of a run besides its figures, series and notes.
    fn record(&self, variant: &Variant, replication: u32, run: &RunOutcome) -> Option<Self::Records>;

    /// Whether anything is kept of the records of a replication.
    fn wants_records(&self, replication: u32) -> bool;

    /// Takes a part.
    ///
    /// # Errors
    ///
    /// When it cannot be kept; no more parts are begun then.
    fn keep(&self, part: Part<Self::Records>) -> io::Result<()>;
}
