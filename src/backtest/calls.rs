//! What is called or strikes in the replay, as sections of a scenario.

use serde_json::Value;

use super::cause::{Cause, What};
use super::hosts::Hosts;
use crate::calibrate::{ServiceKey, Span};

/// What is called or strikes, in words and as sections of the scenario.
pub(super) fn calls(
    cause: &Cause,
    now: &Value,
    definition: &str,
    count_before: u64,
    (offset, hosts): (Span, &Hosts),
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
            format!("CreateService of {name} with {}", tasks(desired)),
            update(&format!("desiredCount = {desired}")),
        ),
        What::Deployed if definition == current => (
            format!(
                "a new deployment of {name} with {}, {} to {desired}",
                short(current),
                tasks(count_before)
            ),
            update(&format!("forceNewDeployment = true{count}")),
        ),
        What::Deployed => (
            format!(
                "a deployment of {name} from {} to {}, {} to {desired}",
                short(definition),
                short(current),
                tasks(count_before)
            ),
            update(&format!("taskDefinition = {}{count}", quoted(current))),
        ),
        What::Scaled => (
            format!("a change of the desired count of {name} from {count_before} to {desired}"),
            update(&format!("desiredCount = {desired}")),
        ),
        What::Exited(exits) => {
            let strikes =
                exits.iter().map(|after| fault(cause, "aws:ecs:task-kill-process", 1, offset.plus(*after)));
            (format!("{} of {name}, running {desired}, exited", counted(exits.len())), strikes.collect())
        }
        What::StoppedByCall(stops) => {
            let calls = stops.iter().map(|after| {
                let at = millis(offset.plus(*after));
                format!("[[actions]]\nat = \"{at}\"\nstopTask = {{ {cluster}service = {} }}\n", quoted(name))
            });
            (format!("StopTask on {} of {name}, running {desired}", counted(stops.len())), calls.collect())
        }
        What::Unhealthy(count) => (
            format!("{} of {name}, running {desired}, failed health checks", counted(*count)),
            fault(cause, "plimsoll:container-hang", *count, offset),
        ),
        What::HostsLost(..) => (hosts.told.clone(), hosts.strikes.clone()),
    }
}

/// A fault that hits so many tasks of the service.
fn fault(cause: &Cause, action: &str, count: usize, at: Span) -> String {
    let ServiceKey { cluster, name, .. } = &cause.service;
    let cluster = cluster.as_deref().map(|of| format!("cluster = {}\n", quoted(of))).unwrap_or_default();
    format!(
        "[[faults]]\naction = \"{action}\"\n{cluster}service = {}\ncount = {count}\nat = \"{}\"\n",
        quoted(name),
        millis(at)
    )
}

fn tasks(count: u64) -> String {
    if count == 1 { "1 task".to_owned() } else { format!("{count} tasks") }
}

fn counted(tasks: usize) -> String {
    if tasks == 1 { "one task".to_owned() } else { format!("{tasks} tasks") }
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
