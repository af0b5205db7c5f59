//! A tree as JSON text.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::node::{Node, Value};

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Integer(value) => serializer.serialize_i64(*value),
            Value::Float(value) => serializer.serialize_f64(*value),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(elements) => {
                let mut list = serializer.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    list.serialize_element(element)?;
                }
                list.end()
            }
            Value::Object(members) => {
                let mut object = serializer.serialize_map(Some(members.len()))?;
                for member in members {
                    object.serialize_entry(&member.name, &member.value)?;
                }
                object.end()
            }
        }
    }
}

/// The tree as JSON, indented, its members in their order, with a line break at the end.
///
/// # Panics
///
/// Never: every tree is JSON.
#[must_use]
pub fn json_text(root: &Node) -> String {
    let mut text = serde_json::to_string_pretty(root).expect("every tree is JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::super::{Problems, Sources, json_tree};
    use super::*;

    #[test]
    fn what_was_read_is_written_in_its_order() {
        let text =
            "{\n  \"b\": [\n    1,\n    2.5,\n    \"x\\u0001\"\n  ],\n  \"a\": {\n    \"t\": true\n  }\n}\n";
        let file = Sources::default().add_aws_json("t.json", text);
        let root = json_tree::parse(text, file, json_tree::syntax_error, &mut Problems::default());
        assert_eq!(json_text(&root.expect("valid")), text);
    }
}
