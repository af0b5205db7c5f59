//! Values of a tree as the API has them.

use serde_json::{Map, Number, Value as Json};

use super::super::shape::{Kind, Shape};
use super::super::{Node, Value};

/// The members of an object, without those that are absent and without what only a simulation knows.
pub fn members(node: &Node, shape: &Shape) -> Map<String, Json> {
    let known = |name: &str| shape.member(name).map_or(Kind::Anything, |member| member.kind);
    let of_simulation = |name: &str| shape.member(name).is_some_and(|member| member.notes.of_simulation);
    let members = node.members().iter();
    members
        .filter(|member| !is_absent(&member.value) && !of_simulation(&member.name))
        .map(|member| (member.name.clone(), value(&member.value, known(&member.name))))
        .collect()
}

/// A value: text where the API has text, a number where it has a number.
pub fn value(node: &Node, kind: Kind) -> Json {
    match (&node.value, kind) {
        (Value::Object(_), Kind::Object(shape)) => Json::Object(members(node, shape)),
        (Value::Object(all), _) => {
            let of = if let Kind::Map(of) = kind { *of } else { Kind::Anything };
            let present = all.iter().filter(|member| !is_absent(&member.value));
            Json::Object(present.map(|member| (member.name.clone(), value(&member.value, of))).collect())
        }
        (Value::Array(elements), _) => {
            let of = if let Kind::List(of) = kind { *of } else { Kind::Anything };
            Json::Array(elements.iter().map(|element| value(element, of)).collect())
        }
        (Value::Integer(whole), Kind::Cpu | Kind::Memory) => Json::String(whole.to_string()),
        (Value::Integer(whole), _) => Json::from(*whole),
        (Value::Float(number), _) => float(*number),
        (Value::String(text), Kind::NumericText) => match text.trim().parse::<i64>() {
            Ok(whole) => Json::from(whole),
            Err(_) => Json::String(text.clone()),
        },
        (Value::String(text), _) => Json::String(text.clone()),
        (Value::Bool(value), _) => Json::Bool(*value),
        (Value::Null, _) => Json::Null,
    }
}

/// Whether it means the same as no member at all.
pub fn is_absent(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// Whole numbers are written alike, with and without a point.
fn float(number: f64) -> Json {
    let text = format!("{number:.0}");
    match text.parse::<i64>() {
        Ok(whole) if number.fract() == 0.0 && number.abs() < 1e15 => Json::from(whole),
        _ => Number::from_f64(number).map_or_else(|| Json::String(number.to_string()), Json::Number),
    }
}

/// Whether the last member of a path below a value of this kind is one that only a simulation knows.
pub fn is_of_simulation(kind: Kind, path: &str) -> bool {
    let (mut kind, mut known) = (kind, false);
    for part in path.split('.') {
        (kind, known) = match kind {
            Kind::Object(shape) => match shape.member(part) {
                Some(member) => (member.kind, member.notes.of_simulation),
                None => return false,
            },
            Kind::List(of) | Kind::Map(of) => (*of, false),
            _ => return false,
        };
    }
    known
}
