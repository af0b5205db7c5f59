//! Marks for what Amazon ECS does not have, wherever results are named.

use serde_json::Value;

use super::Setting;
use crate::placement::strategy::ECS_TYPES;
use crate::tree::Node;

/// The network mode that only a simulation knows.
const OVERLAY: &str = "overlay";
const MARK: &str = "not ECS";

/// The value of an axis as results show it: one that puts a hypothetical network mode somewhere says so.
pub(super) fn marked(shown: Setting, puts: &[(String, Node)]) -> Setting {
    let is_overlay =
        |(path, value): &(String, Node)| path.ends_with(".networkMode") && value.as_str() == Some(OVERLAY);
    let text = shown.to_string();
    if puts.iter().any(is_overlay) && !text.contains(MARK) {
        return Setting::Text(format!("{text} ({MARK})"));
    }
    shown
}

/// A value of an axis as it was written.
pub(super) fn unmarked(shown: &str) -> &str {
    let open = shown.strip_suffix(')').and_then(|start| start.strip_suffix(MARK));
    open.and_then(|start| start.strip_suffix(" (")).unwrap_or(shown)
}

/// Whether the member of a service or task definition has a value that only a simulation knows.
pub(super) fn is_research(member: &str, value: Option<&Value>) -> bool {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_lowercase);
    match (member, value) {
        ("networkMode", Some(value)) => value == OVERLAY,
        ("placementStrategy", Some(Value::Array(entries))) => entries
            .iter()
            .any(|entry| text(entry, "type").is_some_and(|kind| !ECS_TYPES.contains(&kind.as_str()))),
        _ => false,
    }
}
