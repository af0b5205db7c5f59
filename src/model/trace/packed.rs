//! A row as a few bytes, and back.

use super::{Trace, TraceRow};
use crate::time::SimDuration;

/// Rows that follow one another, sorted by time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The time of its first row.
    pub first: i64,
    /// The time of its last row.
    pub last: i64,
    bytes: Box<[u8]>,
}

/// A position in a trace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TraceCursor {
    block: usize,
    offset: usize,
    /// The time of the row before, as it was written.
    at: i64,
}

impl Block {
    /// Packs rows, which are sorted.
    pub fn of(rows: &[TraceRow]) -> Self {
        let first = rows.first().map_or(0, |row| row.at);
        let mut bytes = Vec::with_capacity(rows.len() * 8);
        let mut before = first;
        for row in rows {
            write(&mut bytes, row.at.abs_diff(before));
            write(&mut bytes, u64::from(row.kind));
            write(&mut bytes, u64::from(row.count));
            write(&mut bytes, row.run_time.map_or(0, |time| time.as_micros().saturating_add(1)));
            before = row.at;
        }
        Self { first, last: before, bytes: bytes.into_boxed_slice() }
    }

    pub fn bytes(&self) -> u64 {
        self.bytes.len() as u64
    }

    pub fn packed(&self) -> &[u8] {
        &self.bytes
    }

    /// The row at `offset`, which is moved behind it; `before` is the time of the row before, and becomes that of this one.
    pub fn read(&self, offset: &mut usize, before: &mut i64) -> Option<TraceRow> {
        if *offset == 0 {
            *before = self.first;
        } else if *offset >= self.bytes.len() {
            return None;
        }
        let mut number = || read(&self.bytes, offset);
        let (after, kind, count, run_time) = (number(), number(), number(), number());
        *before = before.wrapping_add_unsigned(after);
        Some(TraceRow {
            at: *before,
            kind: u32::try_from(kind).unwrap_or(u32::MAX),
            count: u32::try_from(count).unwrap_or(u32::MAX),
            run_time: run_time.checked_sub(1).map(SimDuration::from_micros),
        })
    }
}

impl TraceCursor {
    /// The next row of `trace`, which is the one that the cursor is of.
    pub fn next(&mut self, trace: &Trace) -> Option<TraceRow> {
        loop {
            let block = trace.blocks.get(self.block)?;
            if let Some(row) = block.read(&mut self.offset, &mut self.at) {
                return Some(TraceRow { at: row.at - trace.origin, ..row });
            }
            (self.block, self.offset) = (self.block + 1, 0);
        }
    }
}

/// Seven bits a byte, the lowest first; all but the last byte have the highest bit.
fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

fn read(bytes: &[u8], offset: &mut usize) -> u64 {
    let (mut number, mut shift) = (0_u64, 0);
    while let Some(byte) = bytes.get(*offset) {
        *offset += 1;
        number |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 || shift > 63 {
            break;
        }
    }
    number
}
