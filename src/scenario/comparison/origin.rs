//! What the files say of a resource, without what stands beside `file`.

use std::collections::BTreeMap;

use super::super::include::Displaced;
use super::super::{Member, Node, Span, Value};

/// What files have in the place of what is written beside `file`: by resource and by member beside it.
#[derive(Debug, Default)]
pub struct Originals(BTreeMap<(Span, Span), Option<Member>>);

impl Originals {
    pub fn of(displaced: &[Displaced]) -> Self {
        let entries = displaced.iter();
        Self(entries.map(|one| ((one.resource.clone(), one.beside.clone()), one.original.clone())).collect())
    }

    /// The resource as its file has it.
    pub fn restored(&self, node: &Node) -> Node {
        let restored = node.members().iter().filter_map(|member| {
            match self.0.get(&(node.span.clone(), member.name_span.clone())) {
                Some(original) => original.clone(),
                None => Some(member.clone()),
            }
        });
        Node { value: Value::Object(restored.collect()), span: node.span.clone() }
    }
}
