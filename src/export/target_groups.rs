//! Target groups: their health checks, and their attributes.

use serde_json::{Map, Value, json};

use super::api::{CREATE_TARGET_GROUP, MODIFY_TARGET_GROUP, MODIFY_TARGET_GROUP_ATTRIBUTES, Operation};
use super::references::{References, text};
use super::step::{Command, Step, because, subject};
use crate::scenario::{Departure, Origin};

/// Members that only say in a scenario, or in an answer, which group it is.
const NAMES: [&str; 3] = ["name", "targetGroupName", "targetGroupArn"];

/// What has to be done for a target group.
pub fn steps(group: &Departure, references: &References<'_>) -> Vec<Step> {
    if group.origin == Origin::New {
        return creation(group);
    }
    let subject = subject(group);
    let arn = text(&group.after, "targetGroupArn").or_else(|| references.target_group(&group.name));
    let differs = |member: &str| group.differences.iter().any(|one| one.member == member);
    let mut steps = Vec::new();
    let checks = because(group, |member| MODIFY_TARGET_GROUP.takes(member));
    if !checks.is_empty() {
        let changed = typed(MODIFY_TARGET_GROUP.input(&group.after, differs));
        steps.push(call(&subject, &MODIFY_TARGET_GROUP, arn, changed, checks));
    }
    let attributes = because(group, is_attribute);
    if !attributes.is_empty() {
        let changed = attributes_of(&group.after, differs);
        steps.push(call(&subject, &MODIFY_TARGET_GROUP_ATTRIBUTES, arn, changed, attributes));
    }
    let others = because(group, |member| {
        !MODIFY_TARGET_GROUP.takes(member) && !is_attribute(member) && !NAMES.contains(&member)
    });
    if !others.is_empty() {
        let note = "no call changes this of a target group: it takes a new one, and listeners and services that name it";
        steps.push(Step::by_hand(&subject, others, note.to_owned()));
    }
    steps
}

fn creation(group: &Departure) -> Vec<Step> {
    let subject = subject(group);
    let mut input = typed(CREATE_TARGET_GROUP.input(&group.after, |_| true));
    input.insert("Name".to_owned(), Value::from(group.name.clone()));
    let is_complete = ["Protocol", "Port", "VpcId"].iter().all(|member| input.contains_key(*member));
    let command = Command::new(&CREATE_TARGET_GROUP, input).in_file(format!("target-groups/{}", group.name));
    let mut created = Step::call(&subject, command, Vec::new()).note("it is in no file of AWS");
    if !is_complete {
        created = created.not_before("it needs protocol, port and vpcId, which a simulation does not");
    }
    let mut steps = vec![created];
    let attributes = attributes_of(&group.after, |_| true);
    if !attributes.is_empty() {
        steps.push(call(&subject, &MODIFY_TARGET_GROUP_ATTRIBUTES, None, attributes, Vec::new()));
    }
    steps
}

fn call(
    subject: &str,
    operation: &Operation,
    arn: Option<&str>,
    changed: Map<String, Value>,
    because: Vec<crate::scenario::Difference>,
) -> Step {
    let mut parameters = Map::new();
    let name = subject.split_once('.').map_or(subject, |(_, name)| name);
    parameters.insert("TargetGroupArn".to_owned(), Value::from(arn.unwrap_or(name)));
    parameters.extend(changed);
    let step = Step::call(subject, Command::new(operation, parameters), because);
    if arn.is_some() {
        step
    } else {
        step.not_before("put the ARN of the target group in the place of its name")
    }
}

fn is_attribute(member: &str) -> bool {
    member.contains('.')
}

/// Keys and values, which are text.
fn attributes_of(group: &Map<String, Value>, wanted: impl Fn(&str) -> bool) -> Map<String, Value> {
    let found = group.iter().filter(|(name, _)| is_attribute(name) && wanted(name));
    let pairs: Vec<Value> =
        found.map(|(name, value)| json!({ "Key": name, "Value": as_text(value) })).collect();
    let mut attributes = Map::new();
    if !pairs.is_empty() {
        attributes.insert("Attributes".to_owned(), Value::Array(pairs));
    }
    attributes
}

/// The port of health checks is text to the API, also where it is a number.
fn typed(mut input: Map<String, Value>) -> Map<String, Value> {
    if let Some(port) = input.get_mut("HealthCheckPort") {
        *port = Value::String(as_text(port));
    }
    input
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
