//! The regions of ARNs: what a call is made in is not said by the call.

use std::collections::BTreeSet;

use serde_json::Value;

/// Adds the regions that ARNs in a value name.
pub fn collect(value: &Value, regions: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => regions.extend(region(text).map(str::to_owned)),
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, regions)),
        Value::Object(members) => members.values().for_each(|member| collect(member, regions)),
        _ => {}
    }
}

/// The region of an ARN of a regional service.
fn region(text: &str) -> Option<&str> {
    let mut parts = text.strip_prefix("arn:")?.split(':');
    let region = parts.nth(2)?;
    let is_region =
        region.contains('-') && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_region.then_some(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_arns_with_a_region_tell_one() {
        for (text, expected) in [
            ("arn:aws:ecs:eu-north-1:111122223333:cluster/prod", Some("eu-north-1")),
            ("arn:aws:iam::111122223333:role/web", None),
            ("arn:aws:ecs", None),
            ("eu-north-1", None),
        ] {
            assert_eq!(region(text), expected, "{text}");
        }
    }
}
