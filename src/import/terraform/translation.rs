//! Attributes of Terraform as members of the API, by the tables of their types.

use std::collections::{BTreeMap, BTreeSet};

use super::super::build::{self, put};
use super::super::scalar::{boolean_of, integer_of, text_of};
use super::attributes::{Attribute, How, Type};
use super::instances::Instance;
use super::name_of;
use super::references::{References, Step};
use crate::tree::{Node, Problem, Problems, Sources, Span, Value, inner_json};

/// Attributes that a warning names; more are counted.
const NAMED: usize = 12;

/// What was told of a file while it was translated.
pub struct Translation<'a> {
    references: &'a References<'a>,
    sources: &'a Sources,
    problems: Problems,
    /// Attributes of no table, each with its first place.
    unread: BTreeMap<String, Span>,
    /// Of one instance, what the plan does not know.
    open: BTreeSet<String>,
}

impl<'a> Translation<'a> {
    /// Of a file of which nothing was told yet.
    pub fn new(references: &'a References<'a>, sources: &'a Sources) -> Self {
        let (problems, unread, open) = (Problems::default(), BTreeMap::new(), BTreeSet::new());
        Self { references, sources, problems, unread, open }
    }

    /// An instance as the API takes it.
    pub fn resource(&mut self, instance: &Instance<'_>, known: &Type) -> Node {
        let span = instance.values.map_or(&instance.span, |values| &values.span);
        let mut made = build::object(span);
        self.open.clear();
        let parts = Parts { values: instance.values, unknown: instance.unknown };
        self.attributes(instance, parts, known.attributes, &mut Vec::new(), &mut made);
        if let Some(member) = known.names_member()
            && made.get(member).is_none()
        {
            let name = instance.label();
            let message = format!("`{}` of `{}` is taken to be `{name}`", known.named, instance.address);
            let problem = Problem::warning(&instance.span, message).label("AWS or Terraform makes it up");
            self.problems.push(problem.help("name it by this name, or write its name beside `file`"));
            put(&mut made, member, &instance.span, build::text(name, &instance.span));
            self.open.remove(known.named);
        }
        if !self.open.is_empty() {
            let open: Vec<String> = self.open.iter().map(|path| format!("`{path}`")).collect();
            let message = format!("the plan does not know {} of `{}`", open.join(", "), instance.address);
            let problem = Problem::warning(&instance.span, message).label("known after apply: left out");
            self.problems.push(problem.help(
                "write it beside `file`, or apply the plan and take `terraform show -json` of the state",
            ));
        }
        made
    }

    /// Tells what was found.
    pub fn tell(self, problems: &mut Problems) {
        problems.extend(self.problems);
        let Some(span) = self.unread.values().min() else { return };
        let mut named: Vec<String> = self.unread.keys().take(NAMED).map(|name| format!("`{name}`")).collect();
        if self.unread.len() > NAMED {
            named.push(format!("{} more", self.unread.len() - NAMED));
        }
        let message = format!("nothing is taken of {}", named.join(", "));
        problems.push(Problem::warning(span, message).label("an attribute that is not known"));
    }

    fn attributes<'n>(
        &mut self,
        instance: &Instance<'_>,
        parts: Parts<'n>,
        table: &'static [Attribute],
        way: &mut Vec<Step<'n>>,
        made: &mut Node,
    ) {
        for attribute in table {
            way.push(Step::Name(attribute.from));
            let written = parts.values.and_then(|values| values.member(attribute.from));
            let unknown = parts.unknown.and_then(|unknown| unknown.get(attribute.from));
            match written {
                Some(written) => {
                    let parts = Parts { values: Some(&written.value), unknown };
                    let value = self.value(instance, &written.value, parts, &attribute.how, way, made);
                    if let Some(value) = value {
                        put(made, attribute.to, &written.name_span, value);
                    }
                }
                None if is_true(unknown) => {
                    let found = match attribute.how {
                        How::Name => self.named(instance, way),
                        How::IfKnown | How::Nothing => {
                            way.pop();
                            continue;
                        }
                        _ => None,
                    };
                    match found {
                        Some(name) => put(made, attribute.to, &instance.span, name),
                        None => drop(self.open.insert(path_of(way))),
                    }
                }
                None => {}
            }
            way.pop();
        }
        for member in parts.values.map_or(&[][..], Node::members) {
            if table.iter().all(|attribute| attribute.from != member.name) {
                way.push(Step::Name(&member.name));
                let path = format!("{}.{}", instance.kind, names_of(way));
                self.unread.entry(path).or_insert_with(|| member.name_span.clone());
                way.pop();
            }
        }
    }

    fn value<'n>(
        &mut self,
        instance: &Instance<'_>,
        written: &'n Node,
        parts: Parts<'n>,
        how: &How,
        way: &mut Vec<Step<'n>>,
        around: &mut Node,
    ) -> Option<Node> {
        let span = &written.span;
        match how {
            How::Value | How::Name | How::IfKnown => Some(written.clone()),
            How::Nothing => None,
            How::NonZero => (integer_of(written) != Some(0)).then(|| written.clone()),
            How::Switch => {
                let word = boolean_of(written).map(|on| if on { "ENABLED" } else { "DISABLED" });
                Some(word.map_or_else(|| written.clone(), |word| build::text(word, span)))
            }
            How::Camel => Some(respelt(written)),
            How::Json => match written.as_str() {
                Some(_) => {
                    let text = self.sources.get(span.file).text.get(span.start..span.end)?;
                    inner_json::parse(text, span, &mut self.problems)
                }
                None => Some(written.clone()),
            },
            How::Joined => {
                let texts: Vec<String> = written.elements().iter().filter_map(text_of).collect();
                (!texts.is_empty()).then(|| build::text(texts.join(","), span))
            }
            How::Each(name) => {
                let element = |one: &Node| build::object_of([(*name, one.clone())], &one.span);
                let all: Vec<Node> = written.elements().iter().map(element).collect();
                (!all.is_empty()).then(|| build::list(all, span))
            }
            How::Pairs(key, value) => {
                let pair = |member: &crate::tree::Member| {
                    let name = build::text(member.name.clone(), &member.name_span);
                    build::object_of([(*key, name), (*value, member.value.clone())], &member.value.span)
                };
                let all: Vec<Node> = written.members().iter().map(pair).collect();
                (!all.is_empty()).then(|| build::list(all, span))
            }
            How::One(table) => {
                let mut made = build::object(span);
                self.block(instance, parts, 0, table, way, &mut made)?;
                Some(made)
            }
            How::Into(table) => {
                self.block(instance, parts, 0, table, way, around);
                None
            }
            How::Many(table) => {
                let mut all = Vec::new();
                for (at, element) in written.elements().iter().enumerate() {
                    let mut made = build::object(&element.span);
                    self.block(instance, parts, at, table, way, &mut made);
                    all.push(made);
                }
                (!all.is_empty()).then(|| build::list(all, span))
            }
        }
    }

    /// One block of several: Terraform keeps every block as a list, also where there is at most one.
    fn block<'n>(
        &mut self,
        instance: &Instance<'_>,
        parts: Parts<'n>,
        at: usize,
        table: &'static [Attribute],
        way: &mut Vec<Step<'n>>,
        made: &mut Node,
    ) -> Option<()> {
        let values = parts.values?;
        let block = values
            .elements()
            .get(at)
            .or_else(|| matches!(values.value, Value::Object(_)).then_some(values))?;
        let unknown = parts.unknown.and_then(|unknown| unknown.elements().get(at));
        way.push(Step::Element(at, block));
        made.span = if matches!(&made.value, Value::Object(members) if members.is_empty()) {
            block.span.clone()
        } else {
            made.span.clone()
        };
        self.attributes(instance, Parts { values: Some(block), unknown }, table, way, made);
        way.pop();
        Some(())
    }

    /// What another resource is called, where the configuration names that one.
    fn named(&self, instance: &Instance<'_>, way: &[Step<'_>]) -> Option<Node> {
        let (target, attribute) = self.references.target(instance, way)?;
        let known = target.values.and_then(|values| values.get(&attribute)).and_then(text_of);
        let stands_for_it =
            ["arn", "id", "name", "family", "arn_without_revision"].contains(&attribute.as_str());
        let name = known.or_else(|| stands_for_it.then(|| name_of(target)))?;
        Some(build::text(name, &instance.span))
    }
}

/// A part of an instance, and what is not known of it.
#[derive(Clone, Copy)]
struct Parts<'n> {
    values: Option<&'n Node>,
    unknown: Option<&'n Node>,
}

fn is_true(unknown: Option<&Node>) -> bool {
    unknown.is_some_and(|unknown| {
        unknown.value == Value::Bool(true)
            || !unknown.elements().is_empty() && unknown.elements().iter().all(|one| is_true(Some(one)))
    })
}

/// Names of attributes from block to block.
fn names_of(way: &[Step<'_>]) -> String {
    let names = way.iter().filter_map(|step| match step {
        Step::Name(name) => Some(*name),
        Step::Element(..) => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// As [`names_of`], with positions in lists.
fn path_of(way: &[Step<'_>]) -> String {
    let mut path = String::new();
    for step in way {
        match step {
            Step::Name(name) if path.is_empty() => path.push_str(name),
            Step::Name(name) => path.extend([".", name]),
            Step::Element(at, _) => path.extend(["[", &at.to_string(), "]"]),
        }
    }
    path
}

/// A part without a table: lists of blocks stay lists, names become those of the API.
fn respelt(node: &Node) -> Node {
    let value = match &node.value {
        Value::Array(elements) => Value::Array(elements.iter().map(respelt).collect()),
        Value::Object(members) => {
            let member = |member: &crate::tree::Member| crate::tree::Member {
                name: camel(&member.name),
                name_span: member.name_span.clone(),
                value: respelt(&member.value),
            };
            Value::Object(members.iter().map(member).collect())
        }
        other => other.clone(),
    };
    Node { value, span: node.span.clone() }
}

/// `min_adjustment_magnitude` as `minAdjustmentMagnitude`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut made = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        made.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        made.push_str(letters.as_str());
    }
    made
}
