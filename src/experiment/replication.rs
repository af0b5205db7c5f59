//! One replication of a variant, as far as its figures go.

use std::collections::BTreeMap;

use crate::engine::Halt;
use crate::observe::Metric;

/// One run of a variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Replication {
    /// Which one it is, from 1.
    pub number: u32,
    /// Its seed.
    pub seed: u64,
    /// Digest over all that happened; of a run that a guard ended nothing.
    pub digest: u64,
    /// Events handled; of a run that a guard ended none.
    pub events: u64,
    /// Its metrics, or the guard that ended it.
    pub outcome: Result<BTreeMap<String, Metric>, Halt>,
}
