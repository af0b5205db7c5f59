//! Values of templates as the API has them: `DesiredCount: '1'` is a number there, and `Cpu: 256` a text.

use super::shape::Kind;
use crate::tree::{Node, Value};

/// Gives values below `node` the kinds that its shape has, where they stand for just that.
pub fn conform(node: &mut Node, kind: Kind) {
    match (kind, &mut node.value) {
        (Kind::List(kind), Value::Array(elements)) => {
            for element in elements {
                conform(element, *kind);
            }
        }
        (Kind::Map(kind), Value::Object(members)) => {
            for member in members {
                conform(&mut member.value, *kind);
            }
        }
        (Kind::Object(shape), Value::Object(members)) => {
            for member in members {
                if let Some(known) = shape.member(&member.name) {
                    conform(&mut member.value, known.kind);
                }
            }
        }
        (kind, value) => {
            if let Some(other) = converted(value, kind) {
                *value = other;
            }
        }
    }
}

/// What `value` is as another kind.
fn converted(value: &Value, kind: Kind) -> Option<Value> {
    match (kind, value) {
        (Kind::Integer | Kind::Number | Kind::Count, Value::String(text)) => {
            let whole = text.trim().parse().ok().map(Value::Integer);
            let number = || text.trim().parse().ok().filter(|number: &f64| number.is_finite());
            whole.or_else(|| number().filter(|_| matches!(kind, Kind::Number)).map(Value::Float))
        }
        (Kind::Boolean, Value::String(text)) => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        (Kind::Text, Value::Integer(number)) => Some(Value::String(number.to_string())),
        (Kind::Text, Value::Float(number)) => Some(Value::String(number.to_string())),
        (Kind::Text, Value::Bool(value)) => Some(Value::String(value.to_string())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Sources, Span};

    #[test]
    fn values_become_what_the_api_has() {
        let file = Sources::default().add("t", "");
        for (value, kind, expected) in [
            (Value::String("1".into()), Kind::Integer, Value::Integer(1)),
            (Value::String("0.5".into()), Kind::Number, Value::Float(0.5)),
            (Value::String("True".into()), Kind::Boolean, Value::Bool(true)),
            (Value::Integer(256), Kind::Text, Value::String("256".into())),
            (Value::String("${X}".into()), Kind::Integer, Value::String("${X}".into())),
        ] {
            let mut node = Node { value, span: Span::new(file, 0..0) };
            conform(&mut node, kind);
            assert_eq!(node.value, expected);
        }
    }
}
