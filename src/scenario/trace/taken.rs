//! What a row says, and the rows of a trace that it becomes.

use super::super::limits::MAX_ROW_TASKS;
use super::kinds::{Part, Parts};
use crate::model::{TraceError, TraceRow, TraceWriter};
use crate::time::SimDuration;

/// Tasks of one call (RN-01).
const TASKS_OF_CALL: u32 = 10;

/// What a row says of a call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taken<'c> {
    /// Microseconds of the file's clock.
    pub at: i64,
    /// How many tasks; `None` for as many as `runTask` says.
    pub count: Option<u32>,
    pub run_time: Option<SimDuration>,
    pub parts: Parts<'c>,
}

/// A call whose kind is known.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    pub at: i64,
    pub count: Option<u32>,
    pub run_time: Option<SimDuration>,
    pub kind: u32,
}

impl Call {
    /// Writes the calls of a row: more than ten tasks are several calls at once, or with `spread` one call each.
    pub fn write(&self, spread: Option<SimDuration>, writer: &mut TraceWriter) -> Result<(), TraceError> {
        let &Self { at, count, run_time, kind } = self;
        let row = |at, count| TraceRow { at, kind, count, run_time };
        let Some(tasks) = count else { return writer.push(row(at, 0)) };
        let mut left = tasks.min(MAX_ROW_TASKS);
        let Some(spread) = spread else {
            while left > 0 {
                let count = left.min(TASKS_OF_CALL);
                writer.push(row(at, count))?;
                left -= count;
            }
            return Ok(());
        };
        let (step, all) = (u128::from(spread.as_micros()), u128::from(left));
        for number in 0..all {
            let later = i64::try_from(step * number / all).unwrap_or(i64::MAX);
            writer.push(row(at.saturating_add(later), 1))?;
        }
        Ok(())
    }
}

impl Taken<'_> {
    /// Whether nothing of `runTask` is said otherwise.
    pub fn unknown(&self) -> [bool; 6] {
        let [cpu, memory, definition, group] = self.parts.map(|part| part == Part::Nothing);
        [self.count.is_none(), self.run_time.is_none(), cpu, memory, definition, group]
    }
}
