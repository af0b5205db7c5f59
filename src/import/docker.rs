//! Parts of a container as Docker's tools and Copilot write them.

use super::build::{self, put_some};
use super::scalar::{boolean_of, integer_of, text_of};
use super::units::seconds;
use crate::tree::Node;

/// A command as a list of words.
pub fn words(node: &Node) -> Node {
    if let Some(text) = node.as_str() {
        return build::texts(text.split_whitespace(), &node.span);
    }
    let elements = node.elements().iter();
    let texts = elements.filter_map(|element| Some(build::text(text_of(element)?, &element.span)));
    build::list(texts.collect(), &node.span)
}

/// `A=1` in a list, or a map; a name without a value has it from whoever starts Compose.
pub fn environment(node: &Node) -> Option<Node> {
    let pair = |name: &str, value: String, of: &Node| {
        build::object_of(
            [("name", build::text(name, &of.span)), ("value", build::text(value, &of.span))],
            &of.span,
        )
    };
    let listed = node.elements().iter().filter_map(|element| {
        let (name, value) = element.as_str()?.split_once('=')?;
        Some(pair(name, value.to_owned(), element))
    });
    let mapped = node
        .members()
        .iter()
        .filter_map(|member| Some(pair(&member.name, text_of(&member.value)?, &member.value)));
    let all: Vec<Node> = listed.chain(mapped).collect();
    (!all.is_empty()).then(|| build::list(all, &node.span))
}

/// A health check as ECS has it; `None` for one that is switched off.
pub fn health_check(node: &Node) -> Option<Node> {
    if node.get("disable").and_then(boolean_of) == Some(true) {
        return None;
    }
    let test = node.get("test").or_else(|| node.get("command"))?;
    let command = match test.as_str() {
        Some(line) => build::texts(["CMD-SHELL", line], &test.span),
        None => words(test),
    };
    if command.elements().first().and_then(Node::as_str) == Some("NONE") {
        return None;
    }
    let mut made = build::object_of([("command", command)], &node.span);
    for (from, to) in [("interval", "interval"), ("timeout", "timeout"), ("start_period", "startPeriod")] {
        let length = node.get(from).and_then(|of| Some(build::integer(seconds(of)?, &of.span)));
        put_some(&mut made, to, &node.span, length);
    }
    let retries = node.get("retries").and_then(|of| Some(build::integer(integer_of(of)?, &of.span)));
    put_some(&mut made, "retries", &node.span, retries);
    Some(made)
}
