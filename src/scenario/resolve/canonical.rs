//! A text of a tree that any order of members and any formatting leave the same.

use std::fmt::Write;

use super::super::{Node, Value};

/// What was written at `node`, members sorted by name: equal texts mean equal content.
///
/// It orders entries that nothing else orders, so that moving a section of the file changes nothing.
pub fn canonical(node: &Node) -> String {
    let mut text = String::new();
    append(&mut text, node);
    text
}

fn append(text: &mut String, node: &Node) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => append_display(text, value),
        Value::Integer(value) => append_display(text, value),
        Value::Float(value) => append_display(text, value),
        Value::String(value) => write!(text, "{value:?}").expect("a String takes all text"),
        Value::Array(elements) => {
            text.push('[');
            for element in elements {
                append(text, element);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|a, b| a.name.cmp(&b.name));
            text.push('{');
            for member in sorted {
                write!(text, "{:?}:", member.name).expect("a String takes all text");
                append(text, &member.value);
                text.push(',');
            }
            text.push('}');
        }
    }
}

fn append_display(text: &mut String, value: &impl std::fmt::Display) {
    write!(text, "{value}").expect("a String takes all text");
}
