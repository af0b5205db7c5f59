//! What runs left until all of them have ended: a file of frames in the temporary folder, in the order in which they came.
//!
//! Every frame has its length and its hash before it, so that after a kill all that was written whole is read again and
//! the rest is cut off. A part counts from its own frame on; the rows of its records stand before that.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::keeping::Keeping;
use super::records::{Piece, pieces};
use super::saved::{Names, SavedPart};
use super::tables::ColumnNames;
use crate::experiment::{Keep, Part, SeriesSums};
use crate::observe::RunOutcome;
use crate::program::Answer;
use crate::scenario::{Scenario, Variant};

/// Before a frame: its length and its hash.
const HEAD: usize = 12;

/// Frames as large as this are no frames.
const MOST_BYTES: u32 = 1 << 30;

/// What a file of frames holds.
#[derive(Serialize, Deserialize)]
enum Frame {
    /// What all of it is of.
    Identity(String),
    /// Names of metrics that are new, in the order of their numbers.
    Names(Names),
    /// Rows of a table, or lines, of one replication.
    Piece(Piece),
    /// A part that is there whole.
    Part(SavedPart),
    /// What programs answered to parts that come behind.
    Answers(Vec<Answer>),
}

/// Where a frame stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct At {
    offset: u64,
    length: u32,
}

/// Where the pieces of a run's records stand, each with the number of its table.
pub struct Places(Vec<(u8, At)>);

/// Takes parts as they end, from any thread.
pub struct Spool<'s> {
    scenario: &'s Scenario,
    keeping: Keeping,
    state: Mutex<State>,
    /// Whether any run is finished.
    finished: Arc<AtomicBool>,
    is_damaged: bool,
}

/// What comes next in a file of frames.
enum Next {
    /// A frame with its length.
    Frame(Frame, u32),
    /// The end, be it in the middle of a frame, as a kill leaves it.
    End,
    /// What was not written so.
    Damage,
}

struct State {
    file: File,
    end: u64,
    names: Names,
    series: ColumnNames,
    parts: BTreeMap<(usize, u32), At>,
    is_damaged: bool,
}

impl<'s> Spool<'s> {
    /// Opens the file at `path`: what an interrupted run of the same identity left there is taken up, what is of another one
    /// is refused and stays, and what is none is replaced.
    pub(super) fn open(path: &Path, scenario: &'s Scenario, keeping: Keeping) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let identity = identity(scenario, &keeping);
        let mut state = State::read(file, &identity, scenario)?;
        if state.end == 0 {
            state.append(&Frame::Identity(identity))?;
        }
        let finished = Arc::new(AtomicBool::new(!state.parts.is_empty()));
        let is_damaged = state.is_damaged;
        Ok(Self { scenario, keeping, state: Mutex::new(state), finished, is_damaged })
    }

    /// What says at any time, to any thread, whether any run is finished.
    pub(super) fn finished(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.finished)
    }

    /// Whether some of what an interrupted run left was damaged, so that it and all behind it is run again.
    #[must_use]
    pub const fn was_damaged(&self) -> bool {
        self.is_damaged
    }

    /// How many runs need not be run again.
    #[must_use]
    pub fn runs_kept(&self) -> u64 {
        let size = self.replications_of_a_part();
        let runs =
            |&(_, part): &(usize, u32)| u64::from((self.scenario.replications - part * size).min(size));
        self.state().parts.keys().map(runs).sum()
    }

    /// What is kept of the runs.
    pub(super) const fn keeping(&self) -> &Keeping {
        &self.keeping
    }

    /// The scenario whose runs these are.
    #[must_use]
    pub const fn scenario(&self) -> &'s Scenario {
        self.scenario
    }

    /// The names of all metrics and of all series.
    pub(super) fn columns(&self) -> (ColumnNames, ColumnNames) {
        let state = self.state();
        (state.names.columns(), state.series.clone())
    }

    /// The parts of a variant in their order, read again.
    pub(super) fn parts(
        &self,
        variant: usize,
    ) -> impl Iterator<Item = io::Result<Part<Vec<(u8, At)>>>> + use<'_> {
        let places: Vec<At> =
            self.state().parts.range((variant, 0)..=(variant, u32::MAX)).map(|(_, at)| *at).collect();
        places.into_iter().map(|at| {
            let mut state = self.state();
            let Frame::Part(saved) = state.frame(at)? else { return Err(broken()) };
            saved.restored(&state.names).ok_or_else(broken)
        })
    }

    /// Rows or lines, read again.
    pub(super) fn piece(&self, at: At) -> io::Result<Piece> {
        let Frame::Piece(piece) = self.state().frame(at)? else { return Err(broken()) };
        Ok(piece)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keep for Spool<'_> {
    type Records = io::Result<Places>;

    fn replications_of_a_part(&self) -> u32 {
        self.keeping.replications_of_a_part()
    }

    fn has(&self, variant: usize, part: u32) -> bool {
        self.state().parts.contains_key(&(variant, part))
    }

    fn wants_records(&self, replication: u32) -> bool {
        self.keeping.wants_records(replication)
    }

    fn record(&self, variant: &Variant, replication: u32, run: &RunOutcome) -> Option<Self::Records> {
        if !self.wants_records(replication) {
            return None;
        }
        let append = |(table, piece)| Ok((table, self.state().append(&Frame::Piece(piece))?));
        let places = pieces(self.scenario, &self.keeping, variant, replication, run).map(append);
        Some(places.collect::<io::Result<_>>().map(Places))
    }

    fn keep(&self, mut part: Part<Self::Records>) -> io::Result<()> {
        let mut records = Vec::new();
        for of in std::mem::take(&mut part.records) {
            records.extend(of?.0);
        }
        if !self.keeping.wants_series(part.variant) {
            part.series = SeriesSums::default();
        }
        let mut state = self.state();
        let known = state.names.len();
        let (variant, number) = (part.variant, part.number);
        let saved = SavedPart::new(part, records, &mut state.names);
        if state.names.len() > known {
            let new = state.names.from(known);
            state.append(&Frame::Names(new))?;
        }
        state.series.merge(ColumnNames::of_series(&saved.series.means()));
        // A part is worth as much as the answers that it rests on.
        let answers = self.scenario.programs.take_new();
        if !answers.is_empty() {
            state.append(&Frame::Answers(answers))?;
        }
        let at = state.append(&Frame::Part(saved))?;
        state.parts.insert((variant, number), at);
        self.finished.store(true, Ordering::SeqCst);
        Ok(())
    }
}

impl State {
    /// Reads what is there of this identity and cuts off the rest.
    fn read(file: File, identity: &str, scenario: &Scenario) -> io::Result<Self> {
        let mut state = Self {
            file,
            end: 0,
            names: Names::default(),
            series: ColumnNames::default(),
            parts: BTreeMap::new(),
            is_damaged: false,
        };
        let mut reader = BufReader::new(state.file.try_clone()?);
        loop {
            let (frame, length) = match next_frame(&mut reader)? {
                Next::Frame(frame, length) => (frame, length),
                Next::End => break,
                Next::Damage => {
                    state.is_damaged = true;
                    break;
                }
            };
            let at = At { offset: state.end, length };
            match frame {
                Frame::Identity(of) if state.end == 0 && of == identity => {}
                // It may still be continued, as what it is.
                Frame::Identity(_) if state.end == 0 => return Err(io::ErrorKind::AlreadyExists.into()),
                Frame::Names(names) if state.end > 0 => state.names.extend(names),
                Frame::Piece(_) if state.end > 0 => {}
                Frame::Answers(answers) if state.end > 0 => scenario.programs.restore(answers, true),
                Frame::Part(part) if state.end > 0 => {
                    state.series.merge(ColumnNames::of_series(&part.series.means()));
                    state.parts.insert(part.place(), at);
                }
                _ => break,
            }
            state.end += HEAD as u64 + u64::from(length);
        }
        state.file.set_len(state.end)?;
        Ok(state)
    }

    fn append(&mut self, frame: &Frame) -> io::Result<At> {
        let mut bytes = vec![0; HEAD];
        bytes = postcard::to_extend(frame, bytes).map_err(io::Error::other)?;
        let (head, payload) = bytes.split_at_mut(HEAD);
        let length = u32::try_from(payload.len()).ok().filter(|length| *length < MOST_BYTES);
        let length = length.ok_or_else(|| io::Error::other("one replication left more than a gibibyte"))?;
        head[..4].copy_from_slice(&length.to_le_bytes());
        head[4..].copy_from_slice(&xxh3_64(payload).to_le_bytes());
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&bytes)?;
        let at = At { offset: self.end, length };
        self.end += bytes.len() as u64;
        Ok(at)
    }

    fn frame(&mut self, at: At) -> io::Result<Frame> {
        self.file.seek(SeekFrom::Start(at.offset + HEAD as u64))?;
        let mut payload = vec![0; at.length as usize];
        self.file.read_exact(&mut payload)?;
        postcard::from_bytes(&payload).map_err(|_| broken())
    }
}

fn next_frame(reader: &mut impl Read) -> io::Result<Next> {
    let mut head = [0; HEAD];
    if !filled(reader, &mut head)? {
        return Ok(Next::End);
    }
    let (length, hash) = head.split_at(4);
    let length = u32::from_le_bytes(length.try_into().expect("four bytes"));
    let hash = u64::from_le_bytes(hash.try_into().expect("eight bytes"));
    if length >= MOST_BYTES {
        return Ok(Next::Damage);
    }
    let mut payload = Vec::new();
    reader.take(u64::from(length)).read_to_end(&mut payload)?;
    if payload.len() < length as usize {
        return Ok(Next::End);
    }
    let frame = (xxh3_64(&payload) == hash).then(|| postcard::from_bytes(&payload).ok()).flatten();
    Ok(frame.map_or(Next::Damage, |frame| Next::Frame(frame, length)))
}

/// Whether there was as much as that to read.
fn filled(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(buffer) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        other => other.map(|()| true),
    }
}

/// Everything on which it depends what a part holds.
fn identity(scenario: &Scenario, keeping: &Keeping) -> String {
    let (digest, seed, replications) = (scenario.digest, scenario.seed, scenario.replications);
    format!("{} {digest:016x} {seed} {replications} {keeping:?}", env!("CARGO_PKG_VERSION"))
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "what a run left until the end cannot be read again")
}

#[cfg(test)]
mod tests;
