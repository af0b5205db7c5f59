//! Marks for what Amazon ECS does not have, wherever results are named.

use super::Setting;
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
