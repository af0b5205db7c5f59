//! How many container instances there are and of what type: a matter of the groups that they belong to.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::api::{SET_DESIRED_CAPACITY, UPDATE_AUTO_SCALING_GROUP};
use super::instances::OF_FLEET;
use super::references::{References, cluster_name, text};
use super::step::{Command, Step, because, subject};
use crate::scenario::{Departure, Difference, Origin, Resource, Written};

/// What changes of one group.
struct Change<'d> {
    group: &'d Departure,
    /// How many instances more.
    more: i64,
    because: Vec<Difference>,
}

/// What has to be done for the number and the types of instances.
pub fn steps(references: &References<'_>) -> Vec<Step> {
    let mut changes: BTreeMap<&str, Change<'_>> = BTreeMap::new();
    let mut steps = Vec::new();
    for instance in references.of(Resource::ContainerInstance) {
        if instance.origin == Origin::New {
            if count(Some(&instance.after)) == 0 {
                continue;
            }
            match group_of(instance, references).or_else(|| group_like(instance, references)) {
                Some((name, group)) => {
                    add(&mut changes, name, group, count(Some(&instance.after)), added(instance));
                }
                None => steps.push(launch(instance, references)),
            }
            continue;
        }
        let counts = because(instance, |member| member == "count");
        if !counts.is_empty() {
            let more = count(Some(&instance.after)) - count(instance.before.as_ref());
            match group_of(instance, references) {
                Some((name, group)) => add(&mut changes, name, group, more, counts),
                None => steps.push(Step::by_hand(&subject(instance), counts, by_hand(more, references))),
            }
        }
        let types = because(instance, |member| OF_FLEET.contains(&member) && member != "count");
        if !types.is_empty() {
            let group = group_of(instance, references);
            let of = group.map_or(String::new(), |(name, _)| format!(" of Auto Scaling group {name}"));
            let note = format!("another type takes another launch template{of}, and an instance refresh");
            steps.push(Step::by_hand(&subject(instance), types, note));
        }
    }
    steps.extend(changes.into_iter().map(|(name, change)| capacity(name, change, references)));
    steps
}

fn add<'d>(
    changes: &mut BTreeMap<&'d str, Change<'d>>,
    name: &'d str,
    group: &'d Departure,
    more: i64,
    because: Vec<Difference>,
) {
    let change = changes.entry(name).or_insert(Change { group, more: 0, because: Vec::new() });
    change.more += more;
    change.because.extend(because);
}

/// Instances that no file has, as a difference: there were none of them.
fn added(instance: &Departure) -> Vec<Difference> {
    let place = instance.place.clone().map_or(Written::Nowhere, Written::File);
    let set = instance.differences.iter().find(|difference| difference.member == "count");
    let after = Some(Value::from(count(Some(&instance.after))));
    let path = format!("{}.count", subject(instance));
    vec![Difference {
        path,
        member: "count".to_owned(),
        before: Some(Value::from(0)),
        after,
        place: set.map_or(place, |set| set.place.clone()),
    }]
}

fn launch(instance: &Departure, references: &References<'_>) -> Step {
    let of_type = text(&instance.after, "instanceType").unwrap_or("the type that it says");
    let more = count(Some(&instance.after));
    let step = Step::by_hand(&subject(instance), Vec::new(), by_hand(more, references));
    step.note(format!("{more} x {of_type} are in the scenario and in no file of AWS"))
}

fn by_hand(more: i64, references: &References<'_>) -> String {
    let groups: Vec<&str> =
        references.of(Resource::AutoScalingGroup).filter_map(|group| name_of(group)).collect();
    let change = if more < 0 { format!("{} fewer", -more) } else { format!("{more} more") };
    if groups.is_empty() {
        format!(
            "{change} instances: no Auto Scaling group is known; set the desired capacity of theirs by hand"
        )
    } else {
        format!(
            "{change} instances: set the desired capacity of the group they are to belong to, one of {}",
            groups.join(", ")
        )
    }
}

fn capacity(name: &str, change: Change<'_>, references: &References<'_>) -> Step {
    let number = |member: &str| change.group.after.get(member).and_then(Value::as_i64);
    let subject = subject(change.group);
    let Some(desired) = number("desiredCapacity") else {
        let note = "its desired capacity is in no file: set it by hand".to_owned();
        return Step::by_hand(&subject, change.because, note);
    };
    let wanted = (desired + change.more).max(0);
    let mut parameters = Map::new();
    parameters.insert("AutoScalingGroupName".to_owned(), Value::from(name));
    parameters.insert("DesiredCapacity".to_owned(), Value::from(wanted));
    let mut operation = &SET_DESIRED_CAPACITY;
    let bounds = [
        ("MinSize", number("minSize").filter(|least| wanted < *least)),
        ("MaxSize", number("maxSize").filter(|most| wanted > *most)),
    ];
    for (member, _) in bounds.into_iter().filter(|(_, bound)| bound.is_some()) {
        parameters.insert(member.to_owned(), Value::from(wanted));
        operation = &UPDATE_AUTO_SCALING_GROUP;
    }
    let step = Step::call(&subject, Command::new(operation, parameters), change.because);
    let step = step.note(format!("its desired capacity was {desired}"));
    match references.of(Resource::CapacityProvider).find(|provider| manages(provider, change.group)) {
        Some(provider) => step.note(format!(
            "capacity provider {} scales this group by itself, and may take it back",
            provider.name
        )),
        None => step,
    }
}

/// The group that an instance belongs to: the one that has it, or that of its capacity provider.
fn group_of<'d>(instance: &Departure, references: &References<'d>) -> Option<(&'d str, &'d Departure)> {
    let id = text(&instance.after, "ec2InstanceId");
    let has_it = |group: &&Departure| {
        let instances = group.after.get("instances").and_then(Value::as_array).into_iter().flatten();
        id.is_some() && instances.into_iter().any(|one| one.get("instanceId").and_then(Value::as_str) == id)
    };
    let provider = text(&instance.after, "capacityProviderName");
    let provider = references.of(Resource::CapacityProvider).find(|one| Some(one.name.as_str()) == provider);
    let groups = || references.of(Resource::AutoScalingGroup);
    let of_provider = |group: &&Departure| provider.is_some_and(|provider| is_group_of(provider, group));
    let group = groups().find(has_it).or_else(|| groups().find(of_provider));
    group.and_then(|group| Some((name_of(group)?, group)))
}

/// The only group of which a file describes an instance of the same type in the same cluster.
fn group_like<'d>(instance: &Departure, references: &References<'d>) -> Option<(&'d str, &'d Departure)> {
    let of_type = type_of(instance)?;
    let alike = references.of(Resource::ContainerInstance).filter(|other| {
        let same_cluster = cluster_name(&other.after) == cluster_name(&instance.after);
        other.origin == Origin::File && same_cluster && type_of(other) == Some(of_type)
    });
    let groups: BTreeMap<&str, &Departure> = alike.filter_map(|other| group_of(other, references)).collect();
    let mut groups = groups.into_iter();
    groups.next().filter(|_| groups.next().is_none())
}

/// The type that an instance says it is of, or its agent.
fn type_of(instance: &Departure) -> Option<&str> {
    let attributes = instance.after.get("attributes").and_then(Value::as_array).into_iter().flatten();
    let of_agent = || {
        let mut types =
            attributes.filter(|one| one.get("name").and_then(Value::as_str) == Some("ecs.instance-type"));
        types.next()?.get("value")?.as_str()
    };
    text(&instance.after, "instanceType").or_else(of_agent)
}

fn is_group_of(provider: &Departure, group: &Departure) -> bool {
    let written = provider.after.get("autoScalingGroupProvider").and_then(|of| of.get("autoScalingGroupArn"));
    let Some(arn) = written.and_then(Value::as_str) else { return false };
    let is_named = name_of(group)
        .is_some_and(|name| arn == name || arn.ends_with(&format!("autoScalingGroupName/{name}")));
    text(&group.after, "autoScalingGroupARN") == Some(arn) || is_named
}

fn manages(provider: &Departure, group: &Departure) -> bool {
    let scaling = provider.after.get("autoScalingGroupProvider").and_then(|of| of.get("managedScaling"));
    let status = scaling.and_then(|scaling| scaling.get("status")).and_then(Value::as_str);
    status == Some("ENABLED") && is_group_of(provider, group)
}

fn name_of(group: &Departure) -> Option<&str> {
    text(&group.after, "autoScalingGroupName")
}

fn count(instance: Option<&Map<String, Value>>) -> i64 {
    instance.and_then(|members| members.get("count")?.as_i64()).unwrap_or(1)
}
