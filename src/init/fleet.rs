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
        let of_groups: Vec<Entry> = groups(found).filter_map(|group| of_group(group, found)).collect();
        return if of_groups.is_empty() { guessed(found).into_iter().collect() } else { of_groups };
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

/// The Auto Scaling groups of capacity providers; all of them where no provider names one, as an account has others, too.
fn groups<'s>(found: &Surveyed<'s>) -> impl Iterator<Item = &'s Node> {
    let of_provider =
        |provider: &'s Node| text(provider.get("autoScalingGroupProvider")?, "autoScalingGroupArn").map(last);
    let named: BTreeSet<&str> =
        found.all(Resource::CapacityProvider).iter().filter_map(of_provider).collect();
    let is_named = move |group: &&'s Node| {
        named.is_empty() || text(group, "autoScalingGroupName").is_some_and(|name| named.contains(name))
    };
    found.all(Resource::AutoScalingGroup).iter().filter(is_named)
}

/// The instances that an Auto Scaling group asks for, where it says of which type they are.
fn of_group(group: &Node, found: &Surveyed<'_>) -> Option<Entry> {
    let policy = group.get("mixedInstancesPolicy").and_then(|policy| policy.get("launchTemplate"));
    let overrides = policy.map_or(&[][..], |policy| list(policy, "overrides"));
    let all = overrides.iter().chain(list(group, "instances"));
    let kinds: Vec<&str> = all.filter_map(|one| text(one, "instanceType")).collect();
    let kind = kinds.iter().find(|kind| catalogue::find(kind).is_some())?;
    let count =
        number(group, "desiredCapacity").or_else(|| number(group, "minSize")).filter(|count| *count > 0)?;
    let name = text(group, "autoScalingGroupName").unwrap_or("a group");
    let others: BTreeSet<&str> = kinds.iter().copied().filter(|other| other != kind).collect();
    let others = if others.is_empty() {
        String::new()
    } else {
        format!("; it may have {} as well", others.into_iter().collect::<Vec<_>>().join(", "))
    };
    let because =
        format!("no output of describe-container-instances: the Auto Scaling group {name} says so{others}");
    let mut lines = Vec::new();
    if let Some(cluster) = found.all(Resource::Service).iter().find_map(cluster_of) {
        lines.push(Line::known(format!("cluster = {}", quoted(cluster))));
    }
    lines.push(Line::guess(format!("instanceType = {}", quoted(kind)), because));
    lines.push(Line::known(format!("count = {count}")));
    let zones: BTreeSet<&str> = list(group, "availabilityZones").iter().filter_map(Node::as_str).collect();
    lines.push(zones_of(&zones));
    Some(Entry::of("[[containerInstances]]", lines))
}

fn zones_of(zones: &BTreeSet<&str>) -> Line {
    // A function of a template that nothing resolves is no zone.
    if zones.is_empty() || zones.iter().any(|zone| zone.contains("${")) {
        Line::guess("availabilityZones = [\"zone-a\", \"zone-b\", \"zone-c\"]", "nothing names a zone")
    } else {
        Line::known(format!("availabilityZones = {}", listed(zones.iter().copied())))
    }
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
    lines.push(zones_of(&zones));
    Some(Entry::of("[[containerInstances]]", lines))
}

fn definition<'s>(found: &Surveyed<'s>, name: &str) -> Option<&'s Node> {
    found.all(Resource::TaskDefinition).iter().find(|node| {
        let own = selector(node, Resource::TaskDefinition);
        own.as_deref() == Some(name) || text(node, "family") == Some(name)
    })
}
