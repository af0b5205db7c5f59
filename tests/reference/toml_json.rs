//! TOML as the JSON that editors hold against a schema.

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

/// The whole text; `None` where it is no TOML.
pub fn parse(text: &str) -> Option<Value> {
    DeTable::parse(text).ok().map(|table| object(table.get_ref()))
}

fn object(table: &DeTable<'_>) -> Value {
    let members = table.iter().map(|(name, node)| (name.get_ref().to_string(), value(node.get_ref())));
    Value::Object(members.collect::<Map<_, _>>())
}

fn value(value_of: &DeValue<'_>) -> Value {
    match value_of {
        DeValue::String(text) => Value::from(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Float(number) => number.as_str().parse::<f64>().map_or(Value::Null, Value::from),
        DeValue::Boolean(value) => Value::from(*value),
        DeValue::Datetime(datetime) => Value::from(datetime.to_string()),
        DeValue::Array(elements) => elements.iter().map(|element| value(element.get_ref())).collect(),
        DeValue::Table(table) => object(table),
    }
}
