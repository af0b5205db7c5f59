//! Container instances as they were before the cause: those that are gone since are put back, those that came since come.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::calls::{millis, quoted, short, text};
use super::cause::{Cause, Loss, What};
use super::folder::Folder;
use super::says::Says;
use super::told::is_there;
use crate::calibrate::{Log, Span, Stamp, TaskLog};
use crate::time::micros_of_number;

const ZONE: &str = "ecs.availability-zone";

/// The hosts before the cause.
pub(super) struct Hosts {
    /// Their ARNs.
    pub known: BTreeSet<String>,
    /// What strikes or is called, as sections of the scenario; nothing where no host was lost.
    pub strikes: String,
    /// The same in words.
    pub told: String,
}

impl Hosts {
    /// Makes the folder's instances those of before; the run begins at `start`, and the cause comes after `offset`.
    pub fn put_back(
        folder: &mut Folder,
        cause: &Cause,
        log: &Log,
        (start, offset): (Stamp, Span),
        says: &mut Says,
    ) -> Self {
        let lost: &[String] = if let What::HostsLost(hosts, _) = &cause.what { hosts } else { &[] };
        let mut known = BTreeMap::new();
        folder.each("containerInstances", |instance| {
            as_before(instance, cause, start);
            if let Some(arn) = text(instance, "containerInstanceArn").map(str::to_owned) {
                known.insert(arn, instance.clone());
            }
        });
        let own =
            log.tasks.values().filter(|task| is_there(task, cause)).filter_map(|task| task.instance.clone());
        let mut missing: BTreeSet<String> = own.chain(lost.iter().cloned()).collect();
        missing.retain(|arn| !known.contains_key(arn));
        let mut gone = Vec::new();
        for arn in missing {
            let like = known.values().next().filter(|_| lost.contains(&arn));
            let described = described(log, &arn);
            let instance = described.clone().or_else(|| copy(like?, &arn, log));
            let Some(mut instance) = instance else { continue };
            as_before(&mut instance, cause, start);
            if described.is_none() {
                says.assume(format!("{} was like the other instances: nothing describes it", short(&arn)));
                says.fetch("a rule of EventBridge for \"ECS Container Instance State Change\"");
            }
            known.insert(arn, instance.clone());
            gone.push(instance);
        }
        if !gone.is_empty() {
            folder.add("container-instances-before.json", json!({ "containerInstances": gone }));
        }
        let (strikes, told) = match cause.what {
            What::HostsLost(_, how) => strikes(cause, how, lost, &known, offset, says),
            _ => Default::default(),
        };
        Self { known: known.into_keys().collect(), strikes, told }
    }
}

/// An instance as it was: what tasks hold is counted from the tasks; one that came later comes then.
fn as_before(instance: &mut Value, cause: &Cause, start: Stamp) {
    let registered = instance.get("registeredAt").and_then(stamp);
    let Some(members) = instance.as_object_mut() else { return };
    for gone in ["remainingResources", "runningTasksCount", "pendingTasksCount"] {
        members.remove(gone);
    }
    if let Some(at) = registered.filter(|at| *at > cause.at) {
        members.insert("registerAfter".to_owned(), json!(millis(at.since(start))));
        members.remove("registeredAt");
    } else {
        members.insert("status".to_owned(), json!("ACTIVE"));
        members.insert("agentConnected".to_owned(), json!(true));
    }
}

fn stamp(value: &Value) -> Option<Stamp> {
    match value {
        Value::String(text) => Stamp::parse(text),
        other => micros_of_number(other.as_f64()?).map(Stamp::from_micros),
    }
}

/// An instance as its own events described it.
fn described(log: &Log, arn: &str) -> Option<Value> {
    serde_json::from_str(&log.instances.get(arn)?.described).ok()
}

/// An instance like another one, as far as tasks do not tell what it was.
fn copy(like: &Value, arn: &str, log: &Log) -> Option<Value> {
    let mut instance = like.clone();
    let of_it = |task: &&TaskLog| task.instance.as_deref() == Some(arn);
    let zone = log.tasks.values().filter(of_it).find_map(|task| task.zone.clone());
    let ec2_instance = log.tasks.values().filter(of_it).find_map(|task| {
        let (_, behind) = task.stopped_reason.as_deref()?.split_once("(instance ")?;
        Some(behind.split_once(')')?.0.to_owned())
    });
    let members = instance.as_object_mut()?;
    members.insert("containerInstanceArn".to_owned(), json!(arn));
    members.insert(
        "ec2InstanceId".to_owned(),
        json!(ec2_instance.unwrap_or_else(|| format!("i-{}", short(arn)))),
    );
    if let (Some(zone), Some(Value::Array(attributes))) = (zone, members.get_mut("attributes")) {
        attributes.retain(|of| text(of, "name") != Some(ZONE));
        attributes.push(json!({ "name": ZONE, "value": zone }));
    }
    Some(instance)
}

/// What strikes the lost hosts. Calls name them; faults choose among those of a zone.
fn strikes(
    cause: &Cause,
    how: Loss,
    lost: &[String],
    known: &BTreeMap<String, Value>,
    offset: Span,
    says: &mut Says,
) -> (String, String) {
    let zone = |arn: &String| {
        let attributes = known.get(arn)?.get("attributes")?.as_array()?;
        let named = attributes.iter().find(|of| text(of, "name") == Some(ZONE))?;
        text(named, "value").map(str::to_owned)
    };
    let zones: BTreeSet<Option<String>> = lost.iter().map(zone).collect();
    let only = if zones.len() == 1 { zones.into_iter().next().flatten() } else { None };
    let together = known.keys().filter(|arn| only.is_some() && zone(arn) == only).count();
    let is_zone = lost.len() > 1 && lost.len() == together;
    let word = match how {
        Loss::Terminated => "terminated",
        Loss::Stopped => "stopped",
        Loss::Deregistered => "deregistered by force",
        Loss::Silent => "lost, their agents silent",
    };
    let count = lost.len();
    let told = match &only {
        Some(zone) if is_zone => format!("zone {zone} lost: all {count} of its instances {word}"),
        _ if count == 1 => {
            format!("instance {} {}", short(&lost[0]), word.replace("their agents", "its agent"))
        }
        _ => format!("{count} instances {word}"),
    };
    let at = millis(offset);
    let name = |arn: &String| known.get(arn).and_then(|of| text(of, "ec2InstanceId")).map(quoted);
    let names: Vec<String> = lost.iter().filter_map(name).collect();
    let cluster =
        cause.service.cluster.as_deref().map(|of| format!("cluster = {}\n", quoted(of))).unwrap_or_default();
    let sections = match how {
        Loss::Terminated => format!(
            "[[actions]]\nat = \"{at}\"\nterminateInstances = {{ containerInstances = [{}] }}\n",
            names.join(", ")
        ),
        Loss::Deregistered => {
            let call = |name: &String| {
                format!(
                    "[[actions]]\nat = \"{at}\"\n\
                     deregisterContainerInstance = {{ containerInstance = {name}, force = true }}\n"
                )
            };
            names.iter().map(call).collect::<Vec<_>>().concat()
        }
        Loss::Stopped | Loss::Silent => {
            let action = if how == Loss::Stopped { "aws:ec2:stop-instances" } else { "plimsoll:host-loss" };
            let of_zone = only
                .as_deref()
                .map(|zone| format!("availabilityZone = {}\n", quoted(zone)))
                .unwrap_or_default();
            if !is_zone && together != count {
                says.assume(format!(
                    "chance draws which {count} of the instances it is, in each replication"
                ));
            }
            format!("[[faults]]\naction = \"{action}\"\n{cluster}{of_zone}count = {count}\nat = \"{at}\"\n")
        }
    };
    (sections, format!("{told}, under tasks of {}", cause.service.name))
}
