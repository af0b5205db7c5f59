//! What is otherwise in one tree than in another.

use serde_json::Value as Json;

use super::super::canonical;
use super::super::path::known_member;
use super::super::shape::Kind;
use super::super::told::place_of;
use super::super::{Node, Sources, Value};
use super::as_json::{is_absent, value};
use super::{Difference, Written};

/// Collects differences, each with where its new value is written.
pub struct Differ<'s> {
    sources: &'s Sources,
    found: Vec<Difference>,
}

impl<'s> Differ<'s> {
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, found: Vec::new() }
    }

    pub fn finish(self) -> Vec<Difference> {
        self.found
    }

    /// The smallest values that differ below `path`, which is the way there from what is compared.
    pub fn compare(&mut self, before: Option<&Node>, after: Option<&Node>, kind: Kind, path: &[String]) {
        let present = |node: &&Node| !is_absent(node);
        let (before, after) = (before.filter(present), after.filter(present));
        match (before, after) {
            (None, None) => {}
            (Some(one), None) | (None, Some(one)) if is_empty(one) => {}
            (Some(before), Some(after)) => self.both(before, after, kind, path),
            _ => self.leaf(before, after, kind, path),
        }
    }

    fn both(&mut self, before: &Node, after: &Node, kind: Kind, path: &[String]) {
        let below = |name: &str| path.iter().cloned().chain([name.to_owned()]).collect::<Vec<_>>();
        match (&before.value, &after.value) {
            (Value::Object(old), Value::Object(new)) => {
                let gone = old.iter().filter(|member| after.get(&member.name).is_none());
                for name in new.iter().chain(gone).map(|member| member.name.as_str()) {
                    let of = known_member(kind, name).unwrap_or(Kind::Anything);
                    self.compare(before.get(name), after.get(name), of, &below(name));
                }
            }
            (Value::Array(old), Value::Array(new)) => {
                let of = if let Kind::List(of) = kind { *of } else { Kind::Anything };
                match names(old, new) {
                    Some(names) => {
                        for ((old, new), name) in old.iter().zip(new).zip(names) {
                            self.compare(Some(old), Some(new), of, &below(&name));
                        }
                    }
                    None if value(before, kind) != value(after, kind) => {
                        self.leaf(Some(before), Some(after), kind, path);
                    }
                    None => {}
                }
            }
            _ if canonical::spelling(before, kind) == canonical::spelling(after, kind) => {}
            _ => self.leaf(Some(before), Some(after), kind, path),
        }
    }

    fn leaf(&mut self, before: Option<&Node>, after: Option<&Node>, kind: Kind, path: &[String]) {
        let json = |node: &Node| -> Json { value(node, kind) };
        self.found.push(Difference {
            path: path.join("."),
            member: path.first().cloned().unwrap_or_default(),
            before: before.map(json),
            after: after.map(json),
            place: after.map_or(Written::Nowhere, |after| written(after, self.sources)),
        });
    }
}

/// Where a value is written.
pub fn written(node: &Node, sources: &Sources) -> Written {
    place_of(&node.span, sources).map_or(Written::Option, Written::File)
}

/// What the elements of two lists of as many objects are called, where each stands beside its like.
fn names(old: &[Node], new: &[Node]) -> Option<Vec<String>> {
    let is_object = |node: &Node| matches!(node.value, Value::Object(_));
    if old.len() != new.len() || !old.iter().chain(new).all(is_object) {
        return None;
    }
    let name = |index: usize, old: &Node, new: &Node| match (old.own_name(), new.own_name()) {
        (Some(old), Some(new)) if old == new => Some(new.to_owned()),
        (None, None) => Some(index.to_string()),
        _ => None,
    };
    old.iter().zip(new).enumerate().map(|(index, (old, new))| name(index, old, new)).collect()
}

/// Whether it is a list or an object of nothing, which is as good as none.
fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
