//! Tags of resources of ECS.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::api::{TAG_RESOURCE, UNTAG_RESOURCE};
use super::references::text;
use super::step::{Command, Step, because, subject};
use crate::scenario::Departure;

/// Tags that are set, and tags that are taken away, of what AWS calls by the member `arn`.
pub fn steps(departure: &Departure, arn: &str) -> Vec<Step> {
    let because = because(departure, |member| member == "tags");
    if because.is_empty() {
        return Vec::new();
    }
    let subject = subject(departure);
    let Some(arn) = departure.before.as_ref().and_then(|before| text(before, arn)) else {
        return vec![Step::by_hand(
            &subject,
            because,
            "set the tags by hand: its ARN is in no file".to_owned(),
        )];
    };
    let mut steps = Vec::new();
    let new = departure.after.get("tags").cloned().unwrap_or_else(|| Value::Array(Vec::new()));
    let old = departure.before.as_ref().and_then(|before| before.get("tags"));
    let kept = keys(Some(&new));
    let gone: Vec<Value> = keys(old).difference(&kept).map(|key| Value::from(*key)).collect();
    let call = |operation, member: &str, value| {
        let mut parameters = Map::new();
        parameters.insert("resourceArn".to_owned(), Value::from(arn));
        parameters.insert(member.to_owned(), value);
        Step::call(&subject, Command::new(operation, parameters), because.clone())
    };
    if !gone.is_empty() {
        steps.push(call(&UNTAG_RESOURCE, "tagKeys", Value::Array(gone)));
    }
    if !kept.is_empty() {
        steps.push(call(&TAG_RESOURCE, "tags", new.clone()));
    }
    steps
}

fn keys(tags: Option<&Value>) -> BTreeSet<&str> {
    let tags = tags.and_then(Value::as_array).into_iter().flatten();
    tags.filter_map(|tag| tag.get("key")?.as_str()).collect()
}
