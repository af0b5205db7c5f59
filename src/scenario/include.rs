//! `file = "path.json"` in place of a resource or of the input of a call, and `empirical = "file.csv"` and traces of arrivals: read once, replaced by their content.

mod json;
mod selection;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::expected::Expected;
use super::limits::{MAX_HELD_TRACES, MAX_NODES, MAX_PACKED_TRACE, MAX_PACKED_TRACES};
use super::read::{self, Files, Stored};
use super::resource::Resource;
use super::tally::{Tallied, Tally};
use super::traces::{READ_AS, Traces};
use super::{Problem, Problems, Sources, described_twice, samples, series, supplied, trace};
use crate::tree::{FileId, Member, Node, Span, Value};

/// Replaces every file that the tree names by what it holds; a resource that cannot be read is left out.
///
/// `files` reads what lies at a path, which begins with `base`.
pub fn expand(
    root: &mut Node,
    base: &Path,
    files: &Files<'_>,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Expanded {
    let mut includer = Includer {
        base,
        files,
        sources,
        problems,
        known: BTreeMap::new(),
        json: json::Json::new(),
        values: 0,
        expanded: Expanded::default(),
    };
    includer.series(root);
    let Value::Object(sections) = &mut root.value else { return includer.expanded };
    for section in sections {
        if let Value::Array(callers) = &mut section.value.value
            && ["actions", "arrivals"].contains(&section.name.as_str())
        {
            for caller in callers {
                includer.calls(caller);
                // In an action `file` is a mistake, and an unknown key.
                if section.name == "arrivals" {
                    includer.trace(caller);
                }
            }
        }
        let Some(resource) = Resource::of_section(&section.name) else { continue };
        if let Value::Array(elements) = &mut section.value.value {
            let written = std::mem::take(elements);
            *elements = written.into_iter().flat_map(|node| includer.resource(node, resource)).collect();
            for element in elements.iter_mut() {
                supplied::add(element, resource);
                if resource == Resource::Alarm {
                    includer.samples(element);
                }
            }
            described_twice::settle(elements, resource, includer.sources, includer.problems);
        }
    }
    includer.expanded
}

/// What became of the files that a tree names.
#[derive(Default)]
pub struct Expanded {
    /// Files that were read, in order.
    pub included: Vec<Included>,
    /// What is not put into the tree.
    pub traces: Traces,
    /// What stands beside `file` in place of what files say.
    pub displaced: Vec<Displaced>,
}

/// What a file says of a member that is written beside `file`.
pub struct Displaced {
    /// Where the file has the resource.
    pub resource: Span,
    /// Where the scenario has the name of the member.
    pub beside: Span,
    /// What the file has in its place.
    pub original: Option<Member>,
}

/// A file that was read.
pub struct Included {
    /// Its path as the scenario writes it.
    pub path: String,
    /// What it holds.
    pub held: Held,
}

/// What a file holds.
pub enum Held {
    /// Text that was kept.
    Text(FileId),
    /// What was read from its start to its end.
    Streamed(Tally),
}

struct Includer<'a> {
    base: &'a Path,
    files: &'a Files<'a>,
    sources: &'a mut Sources,
    problems: &'a mut Problems,
    /// Files that were read, `None` after a problem, and how many values they hold.
    known: BTreeMap<(PathBuf, Expected), (Option<Node>, u64)>,
    /// Likewise, files and folders of AWS JSON.
    json: json::Json,
    /// Values that came from files so far.
    values: u64,
    expanded: Expanded,
}

impl Includer<'_> {
    /// Replaces `runTask = { file = "path.json" }`, and other calls likewise.
    fn calls(&mut self, caller: &mut Node) {
        let Value::Object(members) = &mut caller.value else { return };
        for member in members {
            let Some(call) = Resource::of_call(&member.name) else { continue };
            if member.value.member("file").is_none() {
                continue;
            }
            let written = member.value.clone();
            match self.resource(written, call).as_slice() {
                [one] => member.value = one.clone(),
                // Why there is none is told; what stands beside `file` is still checked.
                _ => member.value = without_file(&member.value),
            }
        }
    }

    /// Replaces `empirical = "file.csv"` anywhere below `node`.
    fn series(&mut self, node: &mut Node) {
        match &mut node.value {
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.series(element)),
            Value::Object(members) => {
                for member in members {
                    match &member.value.value {
                        Value::String(path) if member.name == "empirical" => {
                            let (path, span) = (path.clone(), member.value.span.clone());
                            let read = self.content(&path, &span, Expected::Series, |this, file| {
                                series::parse(&this.sources.get(file).text, file, &span, this.problems)
                            });
                            member.value.value =
                                read.map_or(Value::Array(Vec::new()), |numbers| numbers.value);
                        }
                        _ => self.series(&mut member.value),
                    }
                }
            }
            _ => {}
        }
    }

    /// Replaces `series = "file.csv"` of an alarm, or `series = { file, columns }`, by pairs of a time and a value.
    fn samples(&mut self, alarm: &mut Node) {
        let Value::Object(members) = &mut alarm.value else { return };
        let Some(series) = members.iter_mut().find(|member| member.name == "series") else { return };
        let (named, columns) = match &series.value.value {
            Value::String(_) => (Some(&series.value), None),
            Value::Object(_) => (series.value.get("file"), series.value.get("columns")),
            _ => return,
        };
        let Some((path, span)) = named.and_then(|file| Some((file.as_str()?.to_owned(), file.span.clone())))
        else {
            return;
        };
        let cells = self.content(&path, &span, Expected::Samples, |this, file| {
            samples::cells(&this.sources.get(file).text, file, &span, this.problems)
        });
        let pairs = cells.and_then(|cells| samples::pairs(&cells, columns, &span, self.problems));
        // An empty list where a problem is told.
        series.value.value = pairs.map_or(Value::Array(Vec::new()), |pairs| pairs.value);
    }

    /// Replaces `file = "trace.csv"` of an arrival stream by the name of what the file holds.
    fn trace(&mut self, stream: &mut Node) {
        let Some(member) = stream.member("file") else { return };
        let span = member.value.span.clone();
        let Value::String(path) = &member.value.value else {
            self.problems.push(no_path(&member.value));
            return;
        };
        let path = path.clone();
        let name = self.trace_named(&path, &span, stream);
        // An empty list where a problem is told.
        let read_as = name.map_or(Value::Array(Vec::new()), |name| {
            let value = Node { value: Value::String(name), span: span.clone() };
            Value::Object(vec![Member { name: READ_AS.to_owned(), name_span: span, value }])
        });
        let Value::Object(members) = &mut stream.value else { return };
        if let Some(member) = members.iter_mut().find(|member| member.name == "file") {
            member.value.value = read_as;
        }
    }

    /// What the trace of a stream is called once it was read.
    fn trace_named(&mut self, path: &str, span: &Span, stream: &Node) -> Option<String> {
        let whole = self.base.join(path);
        let Expanded { included, traces, .. } = &mut self.expanded;
        if let Some(name) = traces.read_before(&whole, stream) {
            return Some(name);
        }
        let mut file = match self.files.stream(&whole) {
            Ok(read) => Tallied::of(read),
            Err(reason) => {
                self.unreadable(path, &whole, span, &reason);
                return None;
            }
        };
        let most_bytes = MAX_PACKED_TRACE.min(MAX_PACKED_TRACES.saturating_sub(traces.bytes()));
        let most_held = MAX_HELD_TRACES.saturating_sub(traces.held());
        let named = trace::Named { stream, at: span.clone(), path: whole, most_bytes, most_held };
        let (name, trace) = trace::read(&named, &mut file, self.sources, self.problems)?;
        traces.add(name.clone(), trace);
        if !included.iter().any(|known| known.path == path) {
            included.push(Included { path: path.to_owned(), held: Held::Streamed(file.finish()) });
        }
        Some(name)
    }

    fn content(
        &mut self,
        path: &str,
        span: &Span,
        format: Expected,
        parse: impl FnOnce(&mut Self, FileId) -> Option<Node>,
    ) -> Option<Node> {
        let key = (self.base.join(path), format);
        if !self.known.contains_key(&key) {
            let parsed = self.read(path, &key, span, parse);
            let size = parsed.as_ref().map_or(0, Node::size);
            self.known.insert(key.clone(), (parsed, size));
        }
        let (node, size) = &self.known[&key];
        self.values += size;
        // A file may be named again and again.
        if self.values > MAX_NODES {
            let message = format!("the files that the scenario names hold more than {MAX_NODES} values");
            self.problems.push(Problem::error(span, message).label("too many").help("split the scenario"));
            return None;
        }
        node.clone()
    }

    fn read(
        &mut self,
        path: &str,
        (whole, format): &(PathBuf, Expected),
        span: &Span,
        parse: impl FnOnce(&mut Self, FileId) -> Option<Node>,
    ) -> Option<Node> {
        match self.files.stored(whole).and_then(Stored::into_bytes) {
            Ok(bytes) => {
                let name = whole.display().to_string();
                let file = read::keep(&name, bytes, *format, self.sources, self.problems);
                let file = file?;
                self.expanded.included.push(Included { path: path.to_owned(), held: Held::Text(file) });
                parse(self, file)
            }
            Err(reason) => {
                self.unreadable(path, whole, span, &reason);
                None
            }
        }
    }

    fn unreadable(&mut self, path: &str, whole: &Path, span: &Span, reason: &str) {
        let problem = Problem::error(span, format!("`{path}` cannot be read: {reason}"));
        self.problems.push(problem.label(format!("looked for at {}", whole.display())));
    }
}

/// The problem of what was written in place of a path.
fn no_path(written: &Node) -> Problem {
    let problem = Problem::error(&written.span, "`file` must be a path");
    problem.label(format!("this is {}", written.value.kind()))
}

/// What stands beside `file`.
fn without_file(node: &Node) -> Node {
    without(node, "file")
}

/// An object without one of its members.
fn without(node: &Node, name: &str) -> Node {
    let others = node.members().iter().filter(|member| member.name != name).cloned();
    Node { value: Value::Object(others.collect()), span: node.span.clone() }
}

/// What stands beside `file` wins over what the file says, which is kept in `displaced`.
fn overridden(mut node: Node, beside: &[Member], displaced: &mut Vec<Displaced>) -> Node {
    let resource = node.span.clone();
    if let Value::Object(members) = &mut node.value {
        let known: BTreeMap<String, usize> =
            members.iter().enumerate().rev().map(|(index, known)| (known.name.clone(), index)).collect();
        for member in beside {
            let original = if let Some(&index) = known.get(&member.name) {
                Some(std::mem::replace(&mut members[index], member.clone()))
            } else {
                members.push(member.clone());
                None
            };
            displaced.push(Displaced {
                resource: resource.clone(),
                beside: member.name_span.clone(),
                original,
            });
        }
    }
    node
}
