//! The JSON Schema of a scenario: what `check` says of shapes, in the language of editors.
//!
//! It accepts every scenario that `check` accepts, members aside that only a matrix sets, and refuses unknown keys, wrong
//! kinds, unknown words and numbers out of range. What depends on other parts of the file is left to `check`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::shape::{DISTRIBUTION, Kind, MemberShape, SCENARIO, Shape, Words};
use super::entry::{Entry, is_accepted};
use crate::import::ComposeAs;

/// A number with its unit, again and again, as `humantime` reads it.
const DURATION: &str = "^\\s*(\
    [0-9][0-9\\s]*(\\.[0-9\\s]+)?\
    (nanos|nsec|ns|usec|us|µs|millis|msec|ms|seconds|second|secs|sec|s|minutes|minute|min|mins|m|\
    hours|hour|hr|hrs|h|days|day|d|weeks|week|wk|wks|w|months|month|M|years|year|yr|yrs|y)\\s*)+$";
/// CPU units, or vCPUs with their unit.
const CPU: &str = "^\\s*([0-9]+|([0-9]+\\.?[0-9]*|\\.[0-9]+)\\s*[vV][cC][pP][uU])\\s*$";
/// MiB, or GB with their unit.
const MEMORY: &str = "^\\s*([0-9]+|([0-9]+\\.?[0-9]*|\\.[0-9]+)\\s*[gG][bB])\\s*$";
/// A whole number as text.
const WHOLE: &str = "^\\s*[+-]?[0-9]+\\s*$";
/// How many, as text.
const COUNT: &str = "^(all|\\s*[+]?[0-9]+\\s*)$";

/// The JSON Schema (draft 2020-12) of the scenario file.
///
/// ```
/// let schema = plimsoll::scenario::reference::schema();
/// assert_eq!(schema["properties"]["simulation"]["$ref"], "#/$defs/simulation");
/// ```
#[must_use]
pub fn schema() -> Value {
    let mut shapes = BTreeMap::new();
    collect(Kind::Object(&SCENARIO), &mut shapes);
    collect(Kind::Object(&DISTRIBUTION), &mut shapes);
    shapes.remove(SCENARIO.name);
    let mut definitions: Map<String, Value> =
        shapes.into_iter().map(|(name, shape)| (name.to_owned(), object(shape))).collect();
    let one = json!({ "minProperties": 1, "maxProperties": 1 });
    merge(&mut definitions[DISTRIBUTION.name], one);
    let mut schema = object(&SCENARIO);
    merge(
        &mut schema,
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Plimsoll scenario",
            "$defs": definitions,
        }),
    );
    schema
}

/// All shapes below `kind`, by name.
fn collect(kind: Kind, shapes: &mut BTreeMap<&'static str, &'static Shape>) {
    match kind {
        Kind::List(inner) | Kind::Map(inner) => collect(*inner, shapes),
        Kind::Object(shape) => {
            shapes.insert(shape.name, shape);
            for member in shape.members {
                collect(member.kind, shapes);
            }
        }
        _ => {}
    }
}

fn object(shape: &'static Shape) -> Value {
    let members = shape.members.iter().filter(|member| is_accepted(member));
    let mut properties: Map<String, Value> =
        members.map(|member| (member.name.to_owned(), property(shape, member))).collect();
    if shape.from_file {
        let description = "path of a file of AWS JSON or of another tool with the rest, relative to the scenario; what stands beside it wins";
        properties.insert("file".to_owned(), json!({ "type": "string", "description": description }));
        for (name, which) in [("only", "alone are"), ("except", "are not")] {
            let description =
                format!("beside `file`: the names of those in the file or folder that {which} taken");
            let list = json!({ "type": "array", "items": { "type": "string" }, "description": description });
            properties.insert(name.to_owned(), list);
        }
        let words = ComposeAs::ALL.map(ComposeAs::word);
        let description =
            "beside `file`: what the services of Compose files are, each a service or all of them one task";
        properties.insert("compose".to_owned(), json!({ "enum": words, "description": description }));
    }
    if shape.from_file {
        let description = "beside `file`: values for the parameters of a CloudFormation template";
        let value = json!({ "type": ["string", "number", "boolean", "array"] });
        let table = json!({ "type": "object", "additionalProperties": value, "description": description });
        properties.insert("parameters".to_owned(), table);
    }
    if shape.name == "targetGroups" {
        // As DescribeTargetGroupAttributes prints them: they become members of their own.
        let pair = json!({ "type": "object", "required": ["key", "value"] });
        properties.insert("attributes".to_owned(), json!({ "type": "array", "items": pair }));
    }
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    let required = shape.members.iter().filter(|member| Entry::of(shape, member).required);
    let required: Vec<&str> = required.map(|member| member.name).collect();
    // What a file may supply is asked of no object that may name one.
    if !required.is_empty() && !shape.from_file {
        merge(&mut schema, json!({ "required": required }));
    }
    schema
}

fn property(shape: &Shape, member: &MemberShape) -> Value {
    let mut schema = of_kind(member.kind);
    if member.notes.or_path {
        let path = json!({ "type": "string" });
        schema =
            if matches!(member.kind, Kind::Anything) { path } else { json!({ "anyOf": [schema, path] }) };
    }
    let entry = Entry::of(shape, member);
    if let Some(words) = entry.words {
        narrow(&mut schema, &enumeration(words));
    }
    if let Some((least, most)) = entry.range {
        merge(&mut schema, json!({ "minimum": least, "maximum": most }));
    }
    if let Some(most) = entry.most {
        merge(&mut schema, json!({ "maxItems": most }));
    }
    if let Ok(default) = serde_json::from_str::<Value>(&entry.default) {
        merge(&mut schema, json!({ "default": default }));
    }
    merge(&mut schema, json!({ "description": described(shape, member, &entry) }));
    schema
}

fn described(shape: &Shape, member: &MemberShape, entry: &Entry) -> String {
    let mut said = match (entry.meaning, shape.is_own()) {
        ("", true) => Vec::new(),
        ("", false) => vec![format!("{}.{} of the API", shape.name, member.name)],
        (meaning, _) => vec![meaning.to_owned()],
    };
    let parts = [
        ("unit: ", member.notes.unit),
        ("default: ", &entry.default),
        ("", &entry.effect),
        ("rules: ", &entry.rules),
    ];
    said.extend(
        parts.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("{name}{text}")),
    );
    said.join("; ")
}

fn of_kind(kind: Kind) -> Value {
    let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match kind {
        Kind::Anything => json!({}),
        Kind::Text => json!({ "type": "string" }),
        Kind::Integer => json!({ "type": "integer" }),
        Kind::NumericText => json!({ "anyOf": [{ "type": "integer" }, text(WHOLE)] }),
        Kind::Count => json!({ "anyOf": [{ "type": "integer", "minimum": 1 }, text(COUNT)] }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Figure => json!({ "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string" }] }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Cpu => json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, text(CPU)] }),
        Kind::Memory => json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, text(MEMORY)] }),
        Kind::Duration => text(DURATION),
        Kind::Moment => json!({ "type": ["number", "string"] }),
        Kind::Distribution => json!({ "anyOf": [text(DURATION), reference(&DISTRIBUTION)] }),
        Kind::List(inner) => json!({ "type": "array", "items": of_kind(*inner) }),
        Kind::Map(inner) => json!({ "type": "object", "additionalProperties": of_kind(*inner) }),
        Kind::Object(shape) => reference(shape),
    }
}

fn reference(shape: &Shape) -> Value {
    json!({ "$ref": format!("#/$defs/{}", shape.name) })
}

fn enumeration(words: Words) -> Value {
    let listed = json!({ "enum": words.all() });
    if !words.any_case() {
        return listed;
    }
    let either = |c: char| {
        let (small, capital) = (c.to_ascii_lowercase(), c.to_ascii_uppercase());
        if small == capital { c.to_string() } else { format!("[{small}{capital}]") }
    };
    let patterns: Vec<String> = words.all().iter().map(|word| word.chars().map(either).collect()).collect();
    json!({ "anyOf": [listed, { "pattern": format!("^({})$", patterns.join("|")) }] })
}

/// Holds a text, or each text of a list, to some words.
fn narrow(schema: &mut Value, words: &Value) {
    let place = if schema["items"].is_object() { &mut schema["items"] } else { schema };
    merge(place, words.clone());
}

/// Adds the members of one object to another.
fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::shape::Effect;
    use super::*;

    /// `$defs` are by name: two shapes of one name would be taken for each other.
    #[test]
    fn no_two_shapes_share_a_name() {
        fn check(kind: Kind, shapes: &BTreeMap<&str, &Shape>) {
            match kind {
                Kind::List(inner) | Kind::Map(inner) => check(*inner, shapes),
                Kind::Object(shape) => {
                    let named = shapes[shape.name].members.iter().map(|member| member.name);
                    assert!(named.eq(shape.members.iter().map(|member| member.name)), "{}", shape.name);
                    shape.members.iter().for_each(|member| check(member.kind, shapes));
                }
                _ => {}
            }
        }
        let mut shapes = BTreeMap::new();
        collect(Kind::Object(&SCENARIO), &mut shapes);
        check(Kind::Object(&SCENARIO), &shapes);
        assert!(shapes.len() > 80, "{}", shapes.len());
    }

    /// Every modelled member of Plimsoll's own sections tells what it means.
    #[test]
    fn members_of_own_sections_have_a_meaning() {
        let mut shapes = BTreeMap::new();
        collect(Kind::Object(&SCENARIO), &mut shapes);
        collect(Kind::Object(&DISTRIBUTION), &mut shapes);
        let own = shapes.values().filter(|shape| shape.is_own());
        for (shape, member) in own.flat_map(|shape| shape.members.iter().map(move |member| (shape, member))) {
            let told = !Entry::of(shape, member).meaning.is_empty();
            assert!(told || member.effect != Effect::Modelled, "{}.{}", shape.name, member.name);
        }
    }
}
