//! The calls that a scenario makes at set times, as the commands that they are.

use serde_json::{Map, Value, json};

use super::api::{
    DELETE_ATTRIBUTES, DEREGISTER_CONTAINER_INSTANCE, LIST_TASKS, Operation, PUT_ATTRIBUTES, RUN_TASK,
    START_TASK, TERMINATE_INSTANCES, UPDATE_CONTAINER_INSTANCES_STATE, UPDATE_SERVICE,
};
use super::references::{References, cluster_name, text};
use super::step::{Command, Step};
use crate::scenario::{Departure, PlannedCall, Resource, without_arn};

/// The command that a call is.
pub fn step(call: &PlannedCall, references: &References<'_>) -> Step {
    let subject = format!("actions.{}", call.name);
    let mut input = call.input.clone();
    match call.name.as_str() {
        "updateService" => {
            let unnamed = references.name_target_groups(&mut input).err();
            let step = Step::call(&subject, Command::new(&UPDATE_SERVICE, input), Vec::new());
            match unnamed {
                Some(name) => step.not_before(format!("put the ARN of target group {name} in its place")),
                None => step,
            }
        }
        "runTask" => Step::call(&subject, Command::new(&RUN_TASK, input), Vec::new()),
        "startTask" => on_instances(&subject, &input, references, &START_TASK),
        "updateContainerInstancesState" => {
            on_instances(&subject, &input, references, &UPDATE_CONTAINER_INSTANCES_STATE)
        }
        "deregisterContainerInstance" => deregistration(&subject, input, references),
        "terminateInstances" => on_instances(&subject, &input, references, &TERMINATE_INSTANCES),
        "putAttributes" => attributes(&subject, &input, references, &PUT_ATTRIBUTES),
        "deleteAttributes" => attributes(&subject, &input, references, &DELETE_ATTRIBUTES),
        "stopTask" if input.contains_key("service") => stop(&subject, &input),
        other => {
            Step::by_hand(&subject, Vec::new(), format!("is no command here: make the call {other} by hand"))
        }
    }
}

/// `PutAttributes` and `DeleteAttributes` take so many attributes of instances in a call.
const MOST_ATTRIBUTES: usize = 10;

/// A call whose every attribute names its instance.
fn attributes(
    subject: &str,
    input: &Map<String, Value>,
    references: &References<'_>,
    operation: &Operation,
) -> Step {
    let (instances, missing) = chosen(input, references, ECS);
    let named = input.get("attributes").and_then(Value::as_array).into_iter().flatten();
    let of_each = named.flat_map(|attribute| {
        let target = |arn: &String| {
            let mut attribute = attribute.clone();
            attribute["targetId"] = Value::from(arn.as_str());
            attribute
        };
        instances.iter().map(target).collect::<Vec<_>>()
    });
    let all: Vec<Value> = of_each.collect();
    let too_many = (all.len() > MOST_ATTRIBUTES)
        .then(|| format!("make several calls of it: one takes {MOST_ATTRIBUTES} attributes"));
    let mut parameters = Map::new();
    parameters.extend(input.get("cluster").map(|cluster| ("cluster".to_owned(), cluster.clone())));
    parameters.insert("attributes".to_owned(), Value::from(all));
    let step = Step::call(subject, Command::new(operation, parameters), Vec::new());
    missing.into_iter().chain(too_many).fold(step, Step::not_before)
}

/// A call that names container instances, or says which of a cluster it is about.
fn on_instances(
    subject: &str,
    input: &Map<String, Value>,
    references: &References<'_>,
    operation: &Operation,
) -> Step {
    let is_ec2 = operation.service == "ec2";
    let (instances, missing) = chosen(input, references, if is_ec2 { EC2 } else { ECS });
    let mut parameters = Map::new();
    if !is_ec2 {
        let selecting = ["containerInstances", "availabilityZone", "count"];
        let others = input.iter().filter(|(name, _)| !selecting.contains(&name.as_str()));
        parameters.extend(others.map(|(name, value)| (name.clone(), value.clone())));
    }
    let member = if is_ec2 { "InstanceIds" } else { "containerInstances" };
    parameters.insert(member.to_owned(), Value::from(instances));
    let step = Step::call(subject, Command::new(operation, parameters), Vec::new());
    match missing {
        Some(note) => step.not_before(note),
        None => step,
    }
}

/// What ECS and what EC2 call an instance.
const ECS: &str = "containerInstanceArn";
const EC2: &str = "ec2InstanceId";

/// The instances that a call is about, and what is to be done where files do not tell which these are.
fn chosen(
    input: &Map<String, Value>,
    references: &References<'_>,
    by: &str,
) -> (Vec<String>, Option<String>) {
    let instances = || references.of(Resource::ContainerInstance);
    if let Some(names) = input.get("containerInstances").and_then(Value::as_array) {
        let found = names.iter().filter_map(Value::as_str).map(|name| {
            let known = instances().find(|instance| is_called(instance, name));
            known.and_then(|instance| text(&instance.after, by)).map(str::to_owned).ok_or(name)
        });
        let (known, unknown): (Vec<_>, Vec<_>) = found.partition(Result::is_ok);
        let unknown: Vec<&str> = unknown.into_iter().filter_map(Result::err).collect();
        let note = format!(
            "add the instances that stand for {}, whose names are the simulation's",
            unknown.join(", ")
        );
        return (known.into_iter().flatten().collect(), (!unknown.is_empty()).then_some(note));
    }
    let zone = text(input, "availabilityZone");
    let found: Vec<String> = instances()
        .filter(|instance| cluster_name(&instance.after) == cluster_name(input))
        .filter(|instance| zone.is_none() || zone == zone_of(instance))
        .filter_map(|instance| text(&instance.after, by).map(str::to_owned))
        .collect();
    let number = input.get("count").and_then(Value::as_i64);
    let note = match (number, found.is_empty()) {
        (_, true) => Some("name the instances: none of them is in a file of AWS".to_owned()),
        (Some(number), _) => Some(format!("choose {number} of these instances")),
        (None, _) => None,
    };
    (found, note)
}

fn is_called(instance: &Departure, name: &str) -> bool {
    let of_arn = text(&instance.after, ECS).map(|arn| arn.rsplit('/').next().unwrap_or(arn));
    let numbered = !instance.name.is_empty() && name.strip_prefix(instance.name.as_str()) == Some("-1");
    let names =
        [Some(instance.name.as_str()), text(&instance.after, ECS), text(&instance.after, EC2), of_arn];
    names.contains(&Some(name)) || numbered
}

fn zone_of(instance: &Departure) -> Option<&str> {
    let attributes = instance.after.get("attributes").and_then(Value::as_array).into_iter().flatten();
    let mut zones = attributes.filter(|one| one.get("name") == Some(&json!("ecs.availability-zone")));
    zones.next().and_then(|zone| zone.get("value")?.as_str()).or_else(|| {
        let zones = instance.after.get("availabilityZones").and_then(Value::as_array);
        zones.and_then(|zones| zones.first()?.as_str())
    })
}

fn deregistration(subject: &str, mut input: Map<String, Value>, references: &References<'_>) -> Step {
    let name = text(&input, "containerInstance").unwrap_or_default().to_owned();
    let known = references.of(Resource::ContainerInstance).find(|instance| is_called(instance, &name));
    let arn = known.and_then(|instance| text(&instance.after, ECS));
    input.extend(arn.map(|arn| ("containerInstance".to_owned(), Value::from(arn))));
    let step = Step::call(subject, Command::new(&DEREGISTER_CONTAINER_INSTANCE, input), Vec::new());
    match arn {
        Some(_) => step,
        None => step.not_before(format!("put the id of the instance in the place of {name}")),
    }
}

/// Which tasks are stopped, chance decides: the call can only list them.
fn stop(subject: &str, input: &Map<String, Value>) -> Step {
    let service = text(input, "service").unwrap_or_default();
    let mut parameters = Map::new();
    parameters.extend(input.get("cluster").map(|cluster| ("cluster".to_owned(), cluster.clone())));
    parameters.insert("serviceName".to_owned(), Value::from(without_arn(service, "service")));
    let step = Step::call(subject, Command::new(&LIST_TASKS, parameters), Vec::new());
    let number =
        input.get("count").map_or_else(|| "1".to_owned(), |count| count.to_string().replace('"', ""));
    step.not_before(format!(
        "choose {number} of these tasks, and say aws ecs stop-task --task with the ARN of each"
    ))
}
