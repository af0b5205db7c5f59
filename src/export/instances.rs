//! Container instances: attributes and status of each.

use serde_json::{Map, Value, json};

use super::api::{DELETE_ATTRIBUTES, PUT_ATTRIBUTES, UPDATE_CONTAINER_INSTANCES_STATE};
use super::references::{cluster, text};
use super::step::{Command, Step, because, subject};
use super::tags;
use crate::scenario::{Departure, Difference, Origin};

/// Members that decide how many there are and of what type, which is a matter of their group.
pub const OF_FLEET: [&str; 2] = ["count", "instanceType"];

/// Members that come with another host or another agent.
const OF_HOST: [&str; 6] =
    ["registeredResources", "agentVersion", "versionInfo", "subnet", "availabilityZones", "ec2InstanceId"];

/// Members with calls of their own.
const CALLED: [&str; 3] = ["attributes", "status", "tags"];

/// What has to be done for an instance that is there.
pub fn steps(instance: &Departure) -> Vec<Step> {
    if instance.origin != Origin::File {
        let hosts = because(instance, |member| OF_HOST.contains(&member) || CALLED.contains(&member));
        let note = "the instances are in no file of AWS: change those that stand for them".to_owned();
        let step = (!hosts.is_empty()).then(|| Step::by_hand(&subject(instance), hosts, note));
        return step.into_iter().collect();
    }
    let mut steps = attributes(instance);
    let status = because(instance, |member| member == "status");
    if !status.is_empty() {
        let mut parameters = target(instance);
        parameters.insert("containerInstances".to_owned(), json!([arn(instance)]));
        parameters.extend(instance.after.get("status").map(|status| ("status".to_owned(), status.clone())));
        let command = Command::new(&UPDATE_CONTAINER_INSTANCES_STATE, parameters);
        steps.push(Step::call(&subject(instance), command, status));
    }
    steps.extend(tags::steps(instance, "containerInstanceArn"));
    let hosts = because(instance, |member| OF_HOST.contains(&member));
    if !hosts.is_empty() {
        let note = "comes with another instance: change the launch template of its group, then replace it";
        steps.push(Step::by_hand(&subject(instance), hosts, note.to_owned()));
    }
    steps
}

/// What only the simulation has of an instance.
pub fn simulated(instance: &Departure) -> Vec<Difference> {
    because(instance, |member| {
        ![&OF_FLEET[..], &OF_HOST, &CALLED].iter().any(|members| members.contains(&member))
    })
}

fn attributes(instance: &Departure) -> Vec<Step> {
    let differences = because(instance, |member| member == "attributes");
    if differences.is_empty() {
        return Vec::new();
    }
    let of = |members: Option<&Map<String, Value>>| {
        let listed = members.and_then(|members| members.get("attributes")?.as_array().cloned());
        let named = listed.unwrap_or_default().into_iter().filter_map(|attribute| {
            let name = attribute.get("name")?.as_str()?.to_owned();
            Some((name, attribute.get("value").and_then(Value::as_str).map(str::to_owned)))
        });
        named.collect::<std::collections::BTreeMap<_, _>>()
    };
    let (old, new) = (of(instance.before.as_ref()), of(Some(&instance.after)));
    let set = new.iter().filter(|(name, value)| old.get(*name) != Some(*value));
    let gone = old.iter().filter(|(name, _)| !new.contains_key(*name)).map(|(name, _)| (name, &None));
    let (fixed_set, set): (Vec<_>, Vec<_>) = set.partition(|(name, _)| is_of_agent(name));
    let (fixed_gone, gone): (Vec<_>, Vec<_>) = gone.partition(|(name, _)| is_of_agent(name));
    let mut steps = Vec::new();
    for (operation, wanted) in [(&DELETE_ATTRIBUTES, gone), (&PUT_ATTRIBUTES, set)] {
        if wanted.is_empty() {
            continue;
        }
        let entry = |(name, value): &(&String, &Option<String>)| {
            let mut entry = Map::new();
            entry.insert("name".to_owned(), Value::from((*name).clone()));
            entry.extend(value.as_ref().map(|value| ("value".to_owned(), Value::from(value.clone()))));
            entry.insert("targetType".to_owned(), Value::from("container-instance"));
            entry.insert("targetId".to_owned(), Value::from(arn(instance)));
            Value::Object(entry)
        };
        let mut parameters = target(instance);
        parameters.insert("attributes".to_owned(), Value::Array(wanted.iter().map(entry).collect()));
        let command = Command::new(operation, parameters);
        steps.push(Step::call(&subject(instance), command, differences.clone()));
    }
    if !fixed_set.is_empty() || !fixed_gone.is_empty() {
        let note =
            "attributes that begin with ecs. or com.amazonaws. are the agent's: they change with the host";
        steps.push(Step::by_hand(&subject(instance), differences, note.to_owned()));
    }
    steps
}

fn is_of_agent(name: &str) -> bool {
    ["ecs.", "com.amazonaws."].iter().any(|prefix| name.starts_with(prefix))
}

fn target(instance: &Departure) -> Map<String, Value> {
    let described = instance.before.as_ref().unwrap_or(&instance.after);
    cluster(described).map(|cluster| ("cluster".to_owned(), Value::from(cluster))).into_iter().collect()
}

fn arn(instance: &Departure) -> &str {
    let described = instance.before.as_ref().unwrap_or(&instance.after);
    text(described, "containerInstanceArn").unwrap_or_default()
}
