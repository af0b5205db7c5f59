//! The different calls of a trace, each kept once.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::super::limits::MAX_TRACE_KINDS;
use super::super::{Member, Node, Value};
use crate::tree::Span;

/// What rows say instead of `runTask`, by the names of [`MEMBERS`].
pub type Parts<'p> = [Part<'p>; 4];

/// The members of a call that a row may say otherwise.
pub const MEMBERS: [&str; 4] = ["cpu", "memory", "taskDefinition", "group"];

/// One of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Part<'p> {
    /// What `runTask` says.
    #[default]
    Nothing,
    Whole(i64),
    Float(f64),
    Text(&'p str),
    /// A number that is a name.
    Name(i64),
}

impl Part<'_> {
    /// As a value of a tree.
    pub fn value(self) -> Option<Value> {
        Some(match self {
            Self::Nothing => return None,
            Self::Whole(number) => Value::Integer(number),
            Self::Float(number) => Value::Float(number),
            Self::Text(text) => Value::String(text.to_owned()),
            Self::Name(number) => Value::String(number.to_string()),
        })
    }
}

/// The different calls that were met.
#[derive(Debug, Default)]
pub struct Kinds {
    known: BTreeMap<String, u32>,
    nodes: Vec<Node>,
    key: String,
    /// The one before, which is often the same.
    last: Option<(String, u32)>,
}

/// There are more than a trace may have.
#[derive(Debug)]
pub struct TooMany;

impl Kinds {
    /// The kind of a row; `place` is asked where the row is when the kind is new.
    pub fn of(&mut self, parts: &Parts<'_>, place: impl FnOnce() -> Span) -> Result<u32, TooMany> {
        self.key.clear();
        for part in parts {
            let written = match part {
                Part::Nothing => Ok(()),
                Part::Whole(number) => write!(self.key, "{number}"),
                Part::Float(number) => write!(self.key, "f{number}"),
                Part::Text(text) => write!(self.key, "t{text}"),
                Part::Name(number) => write!(self.key, "t{number}"),
            };
            written.expect("writing to a text does not fail");
            self.key.push('\0');
        }
        if let Some((_, kind)) = self.last.as_ref().filter(|(key, _)| *key == self.key) {
            return Ok(*kind);
        }
        let kind = match self.known.get(&self.key) {
            Some(kind) => *kind,
            None if self.nodes.len() == MAX_TRACE_KINDS => return Err(TooMany),
            None => {
                let kind = u32::try_from(self.nodes.len()).expect("few kinds");
                self.nodes.push(node(parts, &place()));
                self.known.insert(self.key.clone(), kind);
                kind
            }
        };
        self.last = Some((self.key.clone(), kind));
        Ok(kind)
    }

    /// Their objects.
    pub fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }
}

fn node(parts: &Parts<'_>, span: &Span) -> Node {
    let at = |value| Node { value, span: span.clone() };
    let members = MEMBERS.iter().zip(parts).filter_map(|(name, part)| {
        let value = part.value()?;
        Some(Member { name: (*name).to_owned(), name_span: span.clone(), value: at(value) })
    });
    at(Value::Object(members.collect()))
}
