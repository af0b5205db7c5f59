//! How results show a value of an axis.

use super::Setting;
use crate::tree::{Member, Node, Value};

/// Whether this value of an axis has a label and sets several things together.
pub(super) fn is_labelled(value: &Node) -> bool {
    value.get("set").is_some()
}

/// What names a value in variants and plots.
pub(super) fn shown(value: &Node) -> Setting {
    match value.get("label").filter(|_| is_labelled(value)) {
        Some(label) => setting(label),
        None => setting(value),
    }
}

fn setting(node: &Node) -> Setting {
    match &node.value {
        Value::Bool(value) => Setting::Bool(*value),
        Value::Integer(value) => Setting::Integer(*value),
        Value::Float(value) => Setting::Float(*value),
        Value::String(text) => Setting::Text(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => Setting::Text(as_text(node)),
    }
}

/// A list or table on one line.
fn as_text(node: &Node) -> String {
    match &node.value {
        Value::Array(elements) => {
            let parts: Vec<String> = elements.iter().map(as_text).collect();
            format!("[{}]", parts.join(", "))
        }
        Value::Object(members) => {
            let part = |member: &Member| format!("{} = {}", member.name, as_text(&member.value));
            let parts: Vec<String> = members.iter().map(part).collect();
            format!("{{{}}}", parts.join(", "))
        }
        Value::Null => "null".to_owned(),
        _ => setting(node).to_string(),
    }
}
