//! What is called or strikes in the replay, as sections of a scenario.

use serde_json::Value;

use super::cause::{Cause, What};
use crate::calibrate::Span;

/// What is called or strikes, in words and as sections of the scenario.
pub(super) fn calls(
    cause: &Cause,
    now: &Value,
    definition: &str,
    count_before: u64,
    offset: Span,
) -> (String, String) {
    let name = &cause.service.name;
    let cluster =
        cause.service.cluster.as_deref().map(|of| format!("cluster = {}, ", quoted(of))).unwrap_or_default();
    let update = |rest: &str| {
        format!(
            "[[actions]]\nat = \"{}\"\nupdateService = {{ {cluster}service = {}, {rest} }}\n",
            millis(offset),
            quoted(name)
        )
    };
    let desired = now.get("desiredCount").and_then(Value::as_u64).unwrap_or(0);
    let current = text(now, "taskDefinition").unwrap_or_default();
    let count = if desired == count_before { String::new() } else { format!(", desiredCount = {desired}") };
    match &cause.what {
        What::Created => (
            format!("CreateService of {name} with {desired} tasks"),
            update(&format!("desiredCount = {desired}")),
        ),
        What::Deployed if definition == current => (
            format!(
                "a new deployment of {name} with {}, {} tasks to {desired}",
                short(current),
                count_before
            ),
            update(&format!("forceNewDeployment = true{count}")),
        ),
        What::Deployed => (
            format!(
                "a deployment of {name} from {} to {}, {} tasks to {desired}",
                short(definition),
                short(current),
                count_before
            ),
            update(&format!("taskDefinition = {}{count}", quoted(current))),
        ),
        What::Exited(exits) => {
            let strikes = exits.iter().map(|after| {
                format!(
                    "[[faults]]\naction = \"aws:ecs:task-kill-process\"\n{}service = {}\nat = \"{}\"\n",
                    cluster.trim_end_matches(", ").to_owned() + if cluster.is_empty() { "" } else { "\n" },
                    quoted(name),
                    millis(offset.plus(*after))
                )
            });
            let counted =
                if exits.len() == 1 { "one task".to_owned() } else { format!("{} tasks", exits.len()) };
            (format!("{counted} of {name}, running {desired}, exited"), strikes.collect())
        }
    }
}

/// A member that is a text.
pub(super) fn text<'v>(value: &'v Value, member: &str) -> Option<&'v str> {
    value.get(member)?.as_str()
}

/// What stands behind the last slash.
pub(super) fn short(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// A text of JSON is one of TOML as well.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// As a scenario writes durations.
pub(super) fn millis(span: Span) -> String {
    format!("{:.0}ms", span.as_secs() * 1e3)
}
