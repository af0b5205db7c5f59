//! Rows of a trace of calls: packed into a few bytes each, read one after the other by any number of runs.
//!
//! A trace is a value that never changes and that all variants and replications share; what a run has of its own is a
//! [`TraceCursor`]. Rows are kept as differences from the row before, about ten bytes each: the first in memory, what is
//! more in a temporary file, of which each cursor reads a block at a time.

mod packed;
mod spill;
mod writer;

pub use packed::TraceCursor;
pub use writer::{TraceError, TraceWriter};

use packed::Block;

use super::ids::CallId;
use crate::time::{SimDuration, SimTime};

/// One row: a call at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceRow {
    /// Microseconds since the moment that is time 0 of the simulation, or since that of the file while it is read.
    pub at: i64,
    /// What is called, by position among the different calls of the trace.
    pub kind: u32,
    /// How many tasks; 0 for as many as the call itself says.
    pub count: u32,
    /// How long each of its tasks runs, where the trace knows.
    pub run_time: Option<SimDuration>,
}

/// Rows sorted by time; those of one instant in the order in which they were written.
///
/// ```
/// use plimsoll::model::{TraceRow, TraceWriter};
///
/// let row = |at| TraceRow { at, kind: 0, count: 1, run_time: None };
/// let mut writer = TraceWriter::new(1 << 20, 1 << 20);
/// writer.push(row(5)).expect("room");
/// writer.push(row(3)).expect("room");
/// let trace = writer.finish(0).expect("room");
/// let mut cursor = trace.cursor();
/// assert_eq!(cursor.next(&trace), Some(row(3)));
/// assert_eq!(cursor.next(&trace), Some(row(5)));
/// assert_eq!(cursor.next(&trace), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    blocks: Vec<Block>,
    /// What is taken from the times as they were written.
    origin: i64,
    rows: u64,
    /// Tasks of rows that say how many.
    tasks: u64,
    /// Rows that do not say it.
    uncounted: u64,
}

/// A trace with what its rows call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceCalls {
    /// The rows.
    pub trace: std::sync::Arc<Trace>,
    /// The calls, by the kinds of rows.
    pub calls: Vec<CallId>,
    /// Tasks of a call whose row says nothing.
    pub count: u32,
}

impl Trace {
    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.rows
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Tasks of all rows, where each row that does not say how many has `count`.
    #[must_use]
    pub const fn tasks(&self, count: u32) -> u64 {
        self.tasks.saturating_add(self.uncounted.saturating_mul(count as u64))
    }

    /// Bytes that the rows take.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.blocks.iter().map(Block::bytes).sum()
    }

    /// Bytes of them that are in memory.
    #[must_use]
    pub fn held(&self) -> u64 {
        self.blocks.iter().map(Block::held).sum()
    }

    /// Before the first row.
    #[must_use]
    pub fn cursor(&self) -> TraceCursor {
        TraceCursor::default()
    }

    /// All rows, from the first on.
    pub fn iter(&self) -> impl Iterator<Item = TraceRow> + '_ {
        let mut cursor = self.cursor();
        std::iter::from_fn(move || cursor.next(self))
    }

    /// When a row of this trace calls.
    #[must_use]
    pub fn time(row: &TraceRow) -> SimTime {
        SimTime::from_micros(u64::try_from(row.at).unwrap_or(0))
    }

    /// Everything that tells it from another trace, piece by piece.
    pub fn visit_bytes(&self, mut visit: impl FnMut(&[u8])) {
        visit(&self.origin.to_le_bytes());
        for block in &self.blocks {
            visit(&block.first.to_le_bytes());
            visit(&block.packed());
        }
    }
}
