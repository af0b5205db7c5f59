//! What a scenario was read from, so that its results can say how to repeat them.

use xxhash_rust::xxh3::xxh3_128;

use super::Sources;
use super::include::{Held, Included};
use super::tally::{MOST_KEPT, Tally};
use crate::tree::FileId;

/// Everything that a scenario was made of.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// The scenario after its files were put in their places, in its canonical encoding: JSON.
    pub canonical: String,
    /// `PATH=VALUE` as given to `--set`, in order.
    pub set: Vec<String>,
    /// Expressions as given to `--expect`, in order.
    pub expect: Vec<String>,
    /// The scenario's own file, then those that it names, in the order in which they were read.
    pub inputs: Vec<Input>,
}

/// A file that a scenario was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name as the scenario writes it, and of the scenario's own file the last part of its path.
    pub name: String,
    /// How many bytes of text it has.
    pub bytes: u64,
    /// XXH3 (128 bits) of its text.
    pub xxh3: u128,
    /// Its text, unless it is large.
    pub text: Option<String>,
}

impl Input {
    fn of(name: &str, file: FileId, sources: &Sources) -> Self {
        let text = &sources.get(file).text;
        let kept = (text.len() <= MOST_KEPT).then(|| text.clone());
        let bytes = text.len() as u64;
        Self { name: name.to_owned(), bytes, xxh3: xxh3_128(text.as_bytes()), text: kept }
    }

    fn included(of: &Included, sources: &Sources) -> Self {
        match &of.held {
            Held::Text(file) => Self::of(&of.path, *file, sources),
            Held::Streamed(Tally { bytes, xxh3, text }) => {
                Self { name: of.path.clone(), bytes: *bytes, xxh3: *xxh3, text: text.clone() }
            }
        }
    }
}

/// The scenario's own file and those that it names.
pub(super) fn inputs(own: FileId, included: &[Included], sources: &Sources) -> Vec<Input> {
    let path = &sources.get(own).name;
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let others = included.iter().map(|of| Input::included(of, sources));
    std::iter::once(Input::of(name, own, sources)).chain(others).collect()
}
