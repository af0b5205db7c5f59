//! Versions of Docker's API that settings of a task definition need (RA-02).
//!
//! ECS lists each version that some setting needs, not the highest alone. Which setting needs which was read off the
//! `requiresAttributes` of real registrations.

use std::collections::BTreeSet;

use super::super::{Node, Value};
use super::fields::{flag, is_absent, is_object, list, objects, text};
use super::required_attributes::checks_health;
use crate::model::NetworkMode;

/// Members of a container that need version 1.17, even when they say what holds anyway.
const NEED_1_17: [&str; 4] = ["hostname", "privileged", "readonlyRootFilesystem", "user"];

/// Members of a container's `linuxParameters` with the version that each needs.
const LINUX_PARAMETERS: [(&str, &str); 3] =
    [("initProcessEnabled", "1.25"), ("sharedMemorySize", "1.22"), ("tmpfs", "1.22")];

/// Options of the log driver `awslogs` with the version that each needs.
const AWSLOGS_OPTIONS: [(&str, &str); 3] =
    [("awslogs-create-group", "1.29"), ("max-buffer-size", "1.28"), ("mode", "1.28")];

/// Log drivers with the version that brought each.
const LOG_DRIVERS: [(&str, &str); 9] = [
    ("awsfirelens", "1.19"),
    ("awslogs", "1.19"),
    ("fluentd", "1.20"),
    ("gelf", "1.20"),
    ("journald", "1.19"),
    ("json-file", "1.18"),
    ("none", "1.19"),
    ("splunk", "1.22"),
    ("syslog", "1.18"),
];

/// The versions that a task definition in `mode` needs, such as `1.18`.
pub fn of_definition(node: &Node, mode: NetworkMode) -> BTreeSet<&'static str> {
    let mut needed = BTreeSet::new();
    if matches!(mode, NetworkMode::Awsvpc | NetworkMode::Host) {
        needed.insert("1.18");
    }
    for volume in objects(node, "volumes") {
        let configured = ["efsVolumeConfiguration", "dockerVolumeConfiguration"];
        if configured.iter().any(|name| volume.get(name).is_some_and(is_object)) {
            needed.insert("1.25");
        }
    }
    objects(node, "containerDefinitions").for_each(|container| of_container(container, &mut needed));
    needed
}

fn of_container(container: &Node, needed: &mut BTreeSet<&'static str>) {
    if NEED_1_17.iter().any(|name| says(container, name)) || !is_absent(container, "links") {
        needed.insert("1.17");
    }
    let labelled = container.get("dockerLabels").is_some_and(|labels| !labels.members().is_empty());
    if labelled || !list(container, "ulimits").is_empty() {
        needed.insert("1.18");
    }
    if says(container, "memoryReservation") {
        needed.insert("1.21");
    }
    if checks_health(container) {
        let check = container.get("healthCheck");
        let starts = check.is_some_and(|check| !is_absent(check, "startPeriod"));
        needed.insert(if starts { "1.29" } else { "1.24" });
    }
    if let Some(parameters) = container.get("linuxParameters") {
        let asked = LINUX_PARAMETERS.iter().filter(|(name, _)| says(parameters, name));
        needed.extend(asked.map(|(_, version)| *version));
    }
    if let Some(log) = container.get("logConfiguration").filter(|log| is_object(log)) {
        of_log(log, needed);
    }
}

fn of_log(log: &Node, needed: &mut BTreeSet<&'static str>) {
    let Some(driver) = text(log, "logDriver") else { return };
    let known = LOG_DRIVERS.iter().find(|(name, _)| *name == driver.value);
    needed.extend(known.map(|(_, version)| *version));
    let Some(options) = log.get("options").filter(|_| driver.value == "awslogs") else { return };
    let asked = AWSLOGS_OPTIONS.iter().filter(|(name, _)| asks(options, name));
    needed.extend(asked.map(|(_, version)| *version));
}

/// Whether an option is on: `awslogs-create-group` and `mode` may say what holds anyway.
fn asks(options: &Node, name: &str) -> bool {
    let said = text(options, name).map(|option| option.value);
    !is_absent(options, name) && !matches!((name, said), ("mode", Some("blocking")) | (_, Some("false")))
}

/// Whether the member `name` is there and not empty.
fn says(node: &Node, name: &str) -> bool {
    match node.get(name).map(|member| &member.value) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(elements)) => !elements.is_empty(),
        Some(Value::Bool(_)) => flag(node, name).is_some(),
        Some(_) => true,
    }
}
