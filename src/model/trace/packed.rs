//! A row as a few bytes, and back.

use std::sync::Arc;

use super::spill::{Spill, Spilled};
use super::{Trace, TraceError, TraceRow};
use crate::time::SimDuration;

/// The most bytes that a row takes: four numbers of 64 bits.
const MOST_OF_ROW: usize = 40;

/// Rows that follow one another, sorted by time.
#[derive(Clone, Debug)]
pub struct Block {
    /// The time of its first row.
    pub first: i64,
    /// The time of its last row.
    pub last: i64,
    stored: Stored,
}

/// Where its bytes are.
#[derive(Clone, Debug)]
enum Stored {
    Memory(Arc<[u8]>),
    File(Spilled),
}

/// A position in a trace, with the bytes that are read there.
#[derive(Clone, Debug, Default)]
pub struct TraceCursor {
    block: usize,
    bytes: Option<Arc<[u8]>>,
    place: Place,
}

/// Behind a row of a block.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    offset: usize,
    /// The time of the row before, as it was written.
    at: i64,
}

/// Rows of a block one after the other, in a window of a few bytes where they are in a file.
#[derive(Debug)]
pub struct BlockRows<'b> {
    block: &'b Block,
    window: Vec<u8>,
    most: usize,
    /// How much of the block was read into the window so far.
    read: usize,
    place: Place,
}

impl Block {
    /// Packs rows, which are sorted, into memory.
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
        Self { first, last: before, stored: Stored::Memory(bytes.into()) }
    }

    /// The same in a file.
    pub fn spilled(&self, spill: &Spill) -> Result<Self, TraceError> {
        let written = spill.append(&self.packed()).map_err(|cause| TraceError::NotKept(cause.to_string()));
        Ok(Self { stored: Stored::File(written?), ..*self })
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> u64 {
        match &self.stored {
            Stored::Memory(bytes) => bytes.len() as u64,
            Stored::File(spilled) => spilled.len() as u64,
        }
    }

    /// How many of them are in memory.
    pub fn held(&self) -> u64 {
        if matches!(self.stored, Stored::Memory(_)) { self.bytes() } else { 0 }
    }

    /// Its bytes.
    pub fn packed(&self) -> Arc<[u8]> {
        match &self.stored {
            Stored::Memory(bytes) => Arc::clone(bytes),
            Stored::File(spilled) => {
                let mut bytes = vec![0; spilled.len()];
                spilled.read(0, &mut bytes);
                bytes.into()
            }
        }
    }

    /// Its rows, with at most so many bytes of it in memory besides those that are there anyway.
    pub fn rows(&self, window: usize) -> BlockRows<'_> {
        let most = window.max(2 * MOST_OF_ROW);
        let place = Place { offset: 0, at: self.first };
        BlockRows { block: self, window: Vec::new(), most, read: 0, place }
    }
}

impl Iterator for BlockRows<'_> {
    type Item = TraceRow;

    fn next(&mut self) -> Option<TraceRow> {
        let spilled = match &self.block.stored {
            Stored::Memory(bytes) => return self.place.row(bytes),
            Stored::File(spilled) => spilled,
        };
        let left = spilled.len() - self.read;
        if left > 0 && self.window.len() - self.place.offset < MOST_OF_ROW {
            self.window.drain(..self.place.offset);
            self.place.offset = 0;
            let kept = self.window.len();
            self.window.resize(self.most.min(kept + left), 0);
            spilled.read(self.read, &mut self.window[kept..]);
            self.read += self.window.len() - kept;
        }
        self.place.row(&self.window)
    }
}

impl Place {
    /// The row here, behind which the place moves; `None` at the end of `bytes`.
    fn row(&mut self, bytes: &[u8]) -> Option<TraceRow> {
        if self.offset >= bytes.len() {
            return None;
        }
        let mut number = || read(bytes, &mut self.offset);
        let (after, kind, count, run_time) = (number(), number(), number(), number());
        self.at = self.at.wrapping_add_unsigned(after);
        Some(TraceRow {
            at: self.at,
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
            let place = &mut self.place;
            let bytes = self.bytes.get_or_insert_with(|| {
                *place = Place { offset: 0, at: block.first };
                block.packed()
            });
            if let Some(row) = place.row(bytes) {
                return Some(TraceRow { at: row.at - trace.origin, ..row });
            }
            (self.block, self.bytes) = (self.block + 1, None);
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

/// By their rows, wherever the bytes are.
impl PartialEq for Block {
    fn eq(&self, other: &Self) -> bool {
        (self.first, self.bytes()) == (other.first, other.bytes()) && self.packed() == other.packed()
    }
}

impl Eq for Block {}
