//! Rows in whatever order become a trace in the order of time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::packed::Block;
use super::spill::Spill;
use super::{Trace, TraceRow};

/// Rows that are sorted at once: a few megabytes.
const BLOCK_ROWS: usize = 1 << 16;

/// Bytes that are read at once of all blocks together, while they are merged.
const MERGED_BYTES: usize = 64 << 20;

/// Collects rows; each block is sorted and packed when it is full, and blocks that overlap are merged at the end.
#[derive(Debug)]
pub struct TraceWriter {
    rows: Vec<TraceRow>,
    trace: Trace,
    bytes: u64,
    most_bytes: u64,
    most_held: u64,
    spill: Option<Spill>,
}

/// Why rows cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceError {
    /// They take more bytes than they may.
    Full,
    /// The temporary file does not take them; why, in words of the system.
    NotKept(String),
}

impl TraceWriter {
    /// No rows; packed they may take `most_bytes`, and about `most_held` of them in memory.
    #[must_use]
    pub fn new(most_bytes: u64, most_held: u64) -> Self {
        Self { rows: Vec::new(), trace: Trace::default(), bytes: 0, most_bytes, most_held, spill: None }
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// When the rows are too many, or cannot be written.
    pub fn push(&mut self, row: TraceRow) -> Result<(), TraceError> {
        self.trace.rows += 1;
        match row.count {
            0 => self.trace.uncounted += 1,
            count => self.trace.tasks = self.trace.tasks.saturating_add(u64::from(count)),
        }
        self.add(row)
    }

    /// The earliest time of all rows.
    #[must_use]
    pub fn earliest(&self) -> Option<i64> {
        let packed = self.trace.blocks.iter().map(|block| block.first);
        packed.chain(self.rows.iter().map(|row| row.at)).min()
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.trace.rows
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.trace.rows == 0
    }

    /// The trace of all rows; `origin` is taken from every time.
    ///
    /// # Errors
    ///
    /// When the rows are too many, or cannot be written.
    pub fn finish(mut self, origin: i64) -> Result<Trace, TraceError> {
        self.pack()?;
        self.trace.origin = origin;
        if self.trace.blocks.is_sorted_by(|one, next| one.last <= next.first) {
            return Ok(self.trace);
        }
        let mut sorted = Self::new(u64::MAX, self.most_held);
        merge(&self.trace.blocks, |row| sorted.add(row))?;
        sorted.pack()?;
        Ok(Trace { blocks: sorted.trace.blocks, ..self.trace })
    }

    fn add(&mut self, row: TraceRow) -> Result<(), TraceError> {
        self.rows.push(row);
        if self.rows.len() == BLOCK_ROWS { self.pack() } else { Ok(()) }
    }

    fn pack(&mut self) -> Result<(), TraceError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        self.rows.sort_by_key(|row| row.at);
        let block = Block::of(&self.rows);
        self.rows.clear();
        self.bytes += block.bytes();
        if self.bytes > self.most_bytes {
            return Err(TraceError::Full);
        }
        let block = if self.bytes > self.most_held { block.spilled(self.spill()?)? } else { block };
        self.trace.blocks.push(block);
        Ok(())
    }

    fn spill(&mut self) -> Result<&Spill, TraceError> {
        let spill = match self.spill.take() {
            Some(spill) => spill,
            None => Spill::new().map_err(|cause| TraceError::NotKept(cause.to_string()))?,
        };
        Ok(self.spill.insert(spill))
    }
}

/// The rows of all blocks by time, and of one instant in the order of the blocks.
fn merge(
    blocks: &[Block],
    mut visit: impl FnMut(TraceRow) -> Result<(), TraceError>,
) -> Result<(), TraceError> {
    let window = MERGED_BYTES / blocks.len().max(1);
    let mut rows: Vec<_> = blocks.iter().map(|block| block.rows(window)).collect();
    let mut heads: Vec<Option<TraceRow>> = rows.iter_mut().map(Iterator::next).collect();
    let waiting =
        heads.iter().enumerate().filter_map(|(number, row)| Some(Reverse((row.as_ref()?.at, number))));
    let mut waiting: BinaryHeap<Reverse<(i64, usize)>> = waiting.collect();
    while let Some(Reverse((_, number))) = waiting.pop() {
        if let Some(row) = heads[number].take() {
            visit(row)?;
        }
        heads[number] = rows[number].next();
        if let Some(row) = &heads[number] {
            waiting.push(Reverse((row.at, number)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::SimDuration;

    fn row() -> impl Strategy<Value = TraceRow> {
        let at = prop_oneof![-1_000_i64..1_000, -(1_i64 << 55)..(1 << 55)];
        let run_time =
            prop_oneof![Just(None), (0_u64..1 << 50).prop_map(|time| Some(SimDuration::from_micros(time)))];
        (at, any::<u32>(), any::<u32>(), run_time).prop_map(|(at, kind, count, run_time)| TraceRow {
            at,
            kind,
            count,
            run_time,
        })
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_sorted_and_otherwise_as_it_was(rows in prop::collection::vec(row(), 0..200), size in 1_usize..20, held in 0_u64..3_000) {
            let mut writer = TraceWriter::new(u64::MAX, held);
            for row in &rows {
                writer.push(*row).expect("no limit");
                if writer.rows.len() == size {
                    writer.pack().expect("no limit");
                }
            }
            let earliest = writer.earliest();
            let trace = writer.finish(7).expect("no limit");
            let mut expected = rows.clone();
            expected.sort_by_key(|row| row.at);
            prop_assert_eq!(earliest, expected.first().map(|row| row.at));
            let read: Vec<TraceRow> = trace.iter().map(|row| TraceRow { at: row.at + 7, ..row }).collect();
            prop_assert_eq!(&read, &expected);
            prop_assert_eq!(trace.len(), rows.len() as u64);
            prop_assert!(trace.held() <= held);
            let tasks: u64 = rows.iter().map(|row| if row.count == 0 { 3 } else { u64::from(row.count) }).sum();
            prop_assert_eq!(trace.tasks(3), tasks);
        }
    }

    #[test]
    fn more_than_one_block_is_merged_and_too_many_bytes_are_refused() {
        let rows = u32::try_from(BLOCK_ROWS).expect("few") + 10;
        let row = |number: u32| TraceRow { at: -i64::from(number), kind: number, count: 1, run_time: None };
        let mut writer = TraceWriter::new(1 << 20, 1 << 10);
        (0..rows).for_each(|number| writer.push(row(number)).expect("room"));
        let trace = writer.finish(0).expect("room");
        assert!(trace.bytes() > 1 << 18 && trace.held() == 0);
        assert!(trace.iter().map(|row| row.kind).eq((0..rows).rev()));
        let mut writer = TraceWriter::new(1_000, 1_000);
        (0..rows).find_map(|number| writer.push(row(number)).err()).expect("no room");
    }
}
