//! `[[containerInstances]]`: the described fleet, or a guess of one.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Entry, Line};
use super::surveyed::{Surveyed, cluster_of, last, list, number, selector, text};
use super::task_definitions::size;
use super::text::{listed, quoted};
use crate::model::catalogue;
use crate::scenario::{Node, Resource};

/// The type of a fleet of which nothing is known.
const TYPE: &str = "m5.xlarge";
/// How full such a fleet is, in percent.
const FULL: u64 = 70;

/// The instances of the folder.
pub fn entries(found: &Surveyed<'_>) -> Vec<Entry> {
    let instances = found.all(Resource::ContainerInstance);
    if instances.is_empty() {
        return guessed(found).into_iter().collect();
    }
    let mut plain = Entry::taking(Resource::ContainerInstance);
    let mut untyped: BTreeMap<(u32, u32), Vec<String>> = BTreeMap::new();
    for instance in instances.iter().filter(|instance| !states_type(instance)) {
        let registers = (registered(instance, "CPU"), registered(instance, "MEMORY"));
        untyped.entry(registers).or_default().extend(selector(instance, Resource::ContainerInstance));
    }
    let mut entries = Vec::new();
    for ((cpu, memory), names) in untyped {
        plain.elsewhere.extend(names.iter().cloned());
        let mut entry = Entry { only: names, ..Entry::taking(Resource::ContainerInstance) };
        let because = format!(
            "no attribute says their type; this one comes nearest to {cpu} CPU units and {memory} MiB"
        );
        entry
            .lines
            .push(Line::guess(format!("instanceType = {}", quoted(nearest_type(cpu, memory))), because));
        entries.push(entry);
    }
    if plain.elsewhere.len() < instances.len() {
        entries.insert(0, plain);
    }
    entries
}

fn states_type(instance: &Node) -> bool {
    let of_attribute = |attribute: &Node| {
        text(attribute, "name") == Some("ecs.instance-type") && attribute.get("value").is_some()
    };
    instance.get("instanceType").is_some_and(|written| written.span.file == instance.span.file)
        || list(instance, "attributes").iter().any(of_attribute)
}

fn registered(instance: &Node, name: &str) -> u32 {
    let mut resources = list(instance, "registeredResources").iter();
    let found = resources.find(|resource| text(resource, "name") == Some(name));
    found.and_then(|resource| number(resource, "integerValue")).unwrap_or(0)
}

/// The type of the present that registers nearly so much.
fn nearest_type(cpu: u32, memory: u32) -> &'static str {
    let far = |kind: &&catalogue::InstanceType| {
        let registers = (kind.vcpu * 1_024, kind.registered_memory.mib());
        (registers.0.abs_diff(cpu), registers.1.abs_diff(memory), kind.gpu)
    };
    let present = catalogue::all().iter().filter(|kind| !kind.previous_generation && !kind.bare_metal);
    present.min_by_key(far).map_or(TYPE, |kind| kind.name.as_str())
}

/// A fleet that the services of the folder would fill for the most part.
fn guessed(found: &Surveyed<'_>) -> Option<Entry> {
    let services = found.all(Resource::Service);
    let kind = catalogue::find(TYPE)?;
    if services.is_empty() && found.has_no(Resource::Task) {
        return None;
    }
    let (mut cpu, mut memory) = (0_u64, 0_u64);
    for service in services {
        let definition = text(service, "taskDefinition").and_then(|name| definition(found, last(name)));
        let (of_cpu, of_memory) = definition.map_or((256, 512), size);
        let count = u64::from(number(service, "desiredCount").unwrap_or(1));
        cpu += count * u64::from(of_cpu);
        memory += count * u64::from(of_memory);
    }
    let needed = |used: u64, there: u32| (used * 100).div_ceil(u64::from(there).max(1) * FULL);
    let count =
        needed(cpu, kind.vcpu * 1_024).max(needed(memory, kind.registered_memory.mib())).clamp(3, 5_000);
    let because = format!(
        "no output of describe-container-instances: so many that {cpu} CPU units and {memory} MiB of tasks fill {FULL} %"
    );
    let mut lines = Vec::new();
    if let Some(cluster) = services.iter().find_map(cluster_of) {
        lines.push(Line::known(format!("cluster = {}", quoted(cluster))));
    }
    lines.push(Line::guess(format!("instanceType = {}", quoted(TYPE)), because));
    lines.push(Line::known(format!("count = {count}")));
    let zones: BTreeSet<&str> =
        found.all(Resource::Task).iter().filter_map(|task| text(task, "availabilityZone")).collect();
    lines.push(if zones.is_empty() {
        Line::guess("availabilityZones = [\"zone-a\", \"zone-b\", \"zone-c\"]", "nothing names a zone")
    } else {
        Line::known(format!("availabilityZones = {}", listed(zones)))
    });
    Some(Entry::of("[[containerInstances]]", lines))
}

fn definition<'s>(found: &Surveyed<'s>, name: &str) -> Option<&'s Node> {
    found.all(Resource::TaskDefinition).iter().find(|node| {
        let own = selector(node, Resource::TaskDefinition);
        own.as_deref() == Some(name) || text(node, "family") == Some(name)
    })
}
