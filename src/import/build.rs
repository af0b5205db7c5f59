//! Trees of what a file says in another way: every part keeps the place that it comes from.

use crate::tree::{Member, Node, Span, Value};

/// A text.
pub fn text(value: impl Into<String>, span: &Span) -> Node {
    Node { value: Value::String(value.into()), span: span.clone() }
}

/// A whole number.
pub fn integer(value: i64, span: &Span) -> Node {
    Node { value: Value::Integer(value), span: span.clone() }
}

/// A list.
pub fn list(elements: Vec<Node>, span: &Span) -> Node {
    Node { value: Value::Array(elements), span: span.clone() }
}

/// A list of texts.
pub fn texts<'t>(elements: impl IntoIterator<Item = &'t str>, span: &Span) -> Node {
    list(elements.into_iter().map(|element| text(element, span)).collect(), span)
}

/// An object of which nothing is known yet.
pub fn object(span: &Span) -> Node {
    Node { value: Value::Object(Vec::new()), span: span.clone() }
}

/// An object of these members, all of one place.
pub fn object_of<const N: usize>(members: [(&str, Node); N], span: &Span) -> Node {
    let mut made = object(span);
    for (name, value) in members {
        put(&mut made, name, span, value);
    }
    made
}

/// Puts a member into an object, named at `name_span`; in the place of one of this name.
///
/// `a/b` is `b` in the object `a`, which is made where it is not there.
pub fn put(node: &mut Node, path: &str, name_span: &Span, value: Node) {
    let (name, below) = match path.split_once('/') {
        Some((name, below)) => (name, Some(below)),
        None => (path, None),
    };
    let Value::Object(members) = &mut node.value else { return };
    let index = members.iter().position(|member| member.name == name).unwrap_or_else(|| {
        let value = object(name_span);
        members.push(Member { name: name.to_owned(), name_span: name_span.clone(), value });
        members.len() - 1
    });
    match below {
        Some(below) => put(&mut members[index].value, below, name_span, value),
        None => members[index] = Member { name: name.to_owned(), name_span: name_span.clone(), value },
    }
}

/// As [`put`], where there is a value.
pub fn put_some(node: &mut Node, path: &str, name_span: &Span, value: Option<Node>) {
    if let Some(value) = value {
        put(node, path, name_span, value);
    }
}
