//! The traces of a scenario as they were read: rows that all variants share, and their different calls.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Member, Node, Problems};
use crate::model::Trace;

/// Members of an arrival stream that say how its file is read.
pub const MEMBERS: [&str; 11] = [
    "columns",
    "where",
    "header",
    "separator",
    "comment",
    "missing",
    "timeUnit",
    "origin",
    "spread",
    "wide",
    "ends",
];

/// The member of an arrival stream's `file`, once it was read, that names what was read.
pub const READ_AS: &str = "xxh3";

/// A trace.
#[derive(Clone, Debug)]
pub struct TraceFile {
    /// Its rows.
    pub trace: Arc<Trace>,
    /// Its different calls: objects of what rows say instead of `runTask`, each at the line of its first row.
    pub kinds: Vec<Node>,
    /// How it was read.
    pub said: Vec<Member>,
    /// What is wrong with its rows.
    pub problems: Problems,
    /// How many rows are wrong.
    pub bad: u64,
    /// Where the file lies.
    pub path: PathBuf,
}

/// All traces, by what they hold.
#[derive(Clone, Debug, Default)]
pub struct Traces(BTreeMap<String, TraceFile>);

impl Traces {
    /// Keeps a trace under the name that `file` has from now on.
    pub fn add(&mut self, name: String, trace: TraceFile) {
        self.0.insert(name, trace);
    }

    /// The name of the trace of a file that was read in the same way for another stream.
    pub fn read_before(&self, path: &Path, stream: &Node) -> Option<String> {
        let said = said(stream);
        let mut known = self.0.iter().filter(|(_, trace)| trace.path == path && trace.said == said);
        known.next().map(|(name, _)| name.clone())
    }

    /// Bytes of all rows.
    pub fn bytes(&self) -> u64 {
        self.0.values().map(|trace| trace.trace.bytes()).sum()
    }

    /// Bytes of them that are in memory.
    pub fn held(&self) -> u64 {
        self.0.values().map(|trace| trace.trace.held()).sum()
    }

    /// The trace of an arrival stream; `None` where its file, or how it is read, is not what was read.
    pub fn of(&self, stream: &Node) -> Option<&TraceFile> {
        let name = stream.get("file")?.get(READ_AS)?.as_str()?;
        self.0.get(name).filter(|trace| trace.said == said(stream))
    }
}

/// What a stream says of how its file is read.
pub fn said(stream: &Node) -> Vec<Member> {
    let members = stream.members().iter();
    members.filter(|member| MEMBERS.contains(&member.name.as_str())).cloned().collect()
}
