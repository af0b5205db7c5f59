//! Members as values of the kind that is wanted.
//!
//! A member of another kind reads as absent: the shape check has told about it already.

use super::super::{Node, Problem, Problems, Span, Value};

/// A text and where it was written.
#[derive(Clone, Copy, Debug)]
pub struct Text<'n> {
    /// The text.
    pub value: &'n str,
    /// Where.
    pub span: &'n Span,
}

/// The text of this node, if it is one.
pub fn as_text(node: &Node) -> Option<Text<'_>> {
    node.as_str().map(|value| Text { value, span: &node.span })
}

/// The member `name` as a text.
pub fn text<'n>(node: &'n Node, name: &str) -> Option<Text<'n>> {
    node.get(name).and_then(as_text)
}

/// The member `name` as a text that must be there; `owner` says whose member is missing.
pub fn required_text<'n>(
    node: &'n Node,
    name: &str,
    owner: &str,
    problems: &mut Problems,
) -> Option<Text<'n>> {
    if is_absent(node, name) {
        problems.push(missing(node, name, owner));
    }
    text(node, name)
}

/// The problem of a member that is not there.
pub fn missing(node: &Node, name: &str, owner: &str) -> Problem {
    Problem::error(&node.span, format!("{owner} has no `{name}`"))
        .label(format!("`{name}` is missing"))
        .help(format!("add `{name}`"))
}

/// The member `name` as true or false.
pub fn flag(node: &Node, name: &str) -> Option<bool> {
    match node.get(name)?.value {
        Value::Bool(value) => Some(value),
        _ => None,
    }
}

/// The elements of the list `name`, none when there is no such list.
pub fn list<'n>(node: &'n Node, name: &str) -> &'n [Node] {
    node.get(name).map_or(&[], Node::elements)
}

/// Whether the member `name` is not there at all.
pub fn is_absent(node: &Node, name: &str) -> bool {
    node.get(name).is_none_or(|member| member.value == Value::Null)
}

/// Whether this is an object; anything else in its place has been told.
pub fn is_object(node: &Node) -> bool {
    matches!(node.value, Value::Object(_))
}

/// The objects of the list `name`.
pub fn objects<'n>(node: &'n Node, name: &str) -> impl Iterator<Item = &'n Node> {
    list(node, name).iter().filter(|element| is_object(element))
}
