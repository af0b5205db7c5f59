//! `[[containerInstances]]`: the fixed fleet, as classes of identical instances and a list of instances.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems};
use super::attributes::{self, ARCHITECTURE_ATTRIBUTE, AttributeNames, OS_ATTRIBUTE, TYPE_ATTRIBUTE};
use super::canonical::canonical;
use super::clusters::Clusters;
use super::fields::{Text, as_text, is_absent, list, objects, required_text, text};
use super::limits::{MAX_ENTRIES, MAX_INSTANCES, QUOTA_INSTANCES_PER_CLUSTER};
use super::names::shortened;
use super::quantity::{instant, whole};
use super::registered::{self, Registered};
use crate::model::{
    AttributeId, ClassId, ClusterId, ContainerInstance, HostPorts, InstanceClass, Resources, VpcId,
    ZONE_ATTRIBUTE, ZoneId,
};
use crate::time::SimTime;

/// The zone of a group that names none.
const DEFAULT_ZONE: &str = "us-east-1a";

/// The agent whose code the rules on agents were read from.
const AGENT_VERSION: &str = "1.105.1";

/// A `[[containerInstances]]` entry.
struct Group<'n> {
    name: &'n str,
    cluster: ClusterId,
    instance_type: &'n str,
    count: u32,
    zones: Vec<&'n str>,
    attributes: BTreeMap<String, String>,
    registered: Registered,
    registers_at: SimTime,
    node: &'n Node,
}

/// All groups of a scenario in canonical order.
pub struct Groups<'n>(Vec<Group<'n>>);

/// The fleet that the groups describe.
pub struct Fleet {
    /// Zone names, sorted.
    pub zones: Vec<String>,
    /// Classes in the order of their first instances.
    pub classes: Vec<InstanceClass>,
    /// Instances, group by group.
    pub instances: Vec<ContainerInstance>,
}

/// What tells classes apart.
type ClassKey =
    (ClusterId, ZoneId, String, Resources, HostPorts, u32, Vec<(AttributeId, String)>, Option<u64>);

impl<'n> Groups<'n> {
    /// Reads the section.
    pub fn read(root: &'n Node, clusters: &Clusters<'_>, problems: &mut Problems) -> Self {
        let mut explicit = BTreeSet::new();
        let mut groups = Vec::new();
        for node in objects(root, "containerInstances").take(MAX_ENTRIES) {
            if let Some(name) = text(node, "name").filter(|name| !explicit.insert(name.value)) {
                problems.push(duplicate(name));
            }
            groups.extend(read_group(node, clusters, problems));
        }
        check_size(&groups, clusters, problems);
        groups.sort_by_cached_key(|group: &Group<'_>| (group.name, group.cluster, canonical(group.node)));
        Self(groups)
    }

    /// Attribute names that some group carries.
    pub fn attribute_names(&self) -> impl Iterator<Item = &str> {
        let own = self.0.iter().flat_map(|group| group.attributes.keys().map(String::as_str));
        let known = self.0.iter().filter(|group| group.registered.architecture.is_some());
        own.chain(known.map(|_| ARCHITECTURE_ATTRIBUTE))
    }

    /// Deals out the instances; within a group the zones take turns.
    pub fn deal(&self, attributes: &AttributeNames) -> Fleet {
        let zones: BTreeSet<&str> = self.0.iter().flat_map(|group| group.zones.iter().copied()).collect();
        let zones: Vec<String> = zones.into_iter().map(str::to_owned).collect();
        let mut fleet = Fleet { zones, classes: Vec::new(), instances: Vec::new() };
        let mut known = BTreeMap::new();
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        let dealt_out = if self.too_many() { &[] } else { self.0.as_slice() };
        for group in dealt_out {
            let number = numbers.entry(group.name).or_default();
            let dealt = group.zones.len().min(group.count as usize);
            let classes: Vec<ClassId> = group.zones[..dealt]
                .iter()
                .map(|zone| fleet.class(group.class_key(zone, &fleet.zones, attributes), &mut known))
                .collect();
            for class in classes.iter().cycle().take(group.count as usize) {
                *number += 1;
                fleet.instances.push(ContainerInstance {
                    name: format!("{}-{number}", group.name),
                    ec2_instance_id: format!("i-{:017x}", fleet.instances.len()),
                    class: *class,
                    registers_at: group.registers_at,
                });
            }
        }
        fleet
    }

    /// Whether there are more instances than a model may have; the problem is told, none is made.
    fn too_many(&self) -> bool {
        self.0.iter().map(|group| u64::from(group.count)).sum::<u64>() > MAX_INSTANCES
    }
}

impl Group<'_> {
    fn class_key(&self, zone: &str, zones: &[String], attributes: &AttributeNames) -> ClassKey {
        let zone_id = zones.binary_search_by(|known| known.as_str().cmp(zone)).expect("every group's zone");
        let mut values: BTreeMap<&str, &str> = BTreeMap::from([(OS_ATTRIBUTE, "linux")]);
        values.extend(self.registered.architecture.map(|value| (ARCHITECTURE_ATTRIBUTE, value)));
        values.extend(self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        values.extend([(ZONE_ATTRIBUTE, zone), (TYPE_ATTRIBUTE, self.instance_type)]);
        // Ids follow the order of names, so the list is sorted by id too.
        let values = values.into_iter().map(|(name, value)| {
            (attributes.find(name).expect("every group's attributes are interned"), value.to_owned())
        });
        (
            self.cluster,
            ZoneId::new(zone_id),
            self.instance_type.to_owned(),
            self.registered.resources,
            self.registered.ports.clone(),
            self.registered.interfaces,
            values.collect(),
            self.registered.price_micro_usd_per_hour,
        )
    }
}

impl Fleet {
    fn class(&mut self, key: ClassKey, known: &mut BTreeMap<ClassKey, ClassId>) -> ClassId {
        *known.entry(key).or_insert_with_key(|key| {
            let (cluster, zone, instance_type, registered, ports, interfaces, attributes, price) =
                key.clone();
            self.classes.push(InstanceClass {
                cluster,
                zone,
                vpc: VpcId::new(0),
                instance_type,
                registered,
                reserved_ports: ports,
                interfaces,
                agent_version: AGENT_VERSION.to_owned(),
                attributes,
                price_micro_usd_per_hour: price,
            });
            ClassId::new(self.classes.len() - 1)
        })
    }
}

fn read_group<'n>(node: &'n Node, clusters: &Clusters<'_>, problems: &mut Problems) -> Option<Group<'n>> {
    let cluster = clusters.resolve(node, problems);
    let instance_type = instance_type(node, problems);
    let count = whole(node, "count", 0..=u32::MAX, "", problems);
    let zones = zones(node, problems);
    let attributes = attributes::read(node, problems);
    let registers_at = instant(node, "registerAfter", problems).unwrap_or(SimTime::ZERO);
    let instance_type = instance_type?;
    let name = text(node, "name").unwrap_or(instance_type);
    check_group_name(name, problems);
    let registered = registered::read(node, instance_type, problems);
    Some(Group {
        name: name.value,
        cluster: cluster?,
        instance_type: instance_type.value,
        count: count.unwrap_or(1),
        zones,
        attributes,
        registered,
        registers_at,
        node,
    })
}

fn zones<'n>(node: &'n Node, problems: &mut Problems) -> Vec<&'n str> {
    if is_absent(node, "availabilityZones") {
        return vec![attributes::written(node, ZONE_ATTRIBUTE).map_or(DEFAULT_ZONE, |zone| zone.value)];
    }
    let zones: Vec<Text<'_>> = list(node, "availabilityZones").iter().filter_map(as_text).collect();
    let spellable = |zone: &str| {
        !zone.is_empty() && zone.len() <= 128 && zone.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    for zone in zones.iter().filter(|zone| !spellable(zone.value)) {
        let message = format!("`{}` is not an Availability Zone", shortened(zone.value));
        let problem = Problem::error(zone.span, message).label("not a zone's name");
        problems.push(problem.help("write a zone such as \"us-east-1a\""));
    }
    if zones.is_empty() {
        if let Some(empty) = node.get("availabilityZones").filter(|list| list.elements().is_empty()) {
            let problem = Problem::error(&empty.span, "`availabilityZones` names no zone").label("empty");
            problems.push(problem.help(format!("name one, or leave it out for \"{DEFAULT_ZONE}\"")));
        }
        return vec![DEFAULT_ZONE];
    }
    let zones: Vec<&str> = zones.into_iter().map(|zone| zone.value).collect();
    attributes::check_agrees(node, ZONE_ATTRIBUTE, "availabilityZones", &zones, problems);
    zones
}

/// `instanceType`, or the attribute in which describe-container-instances states it.
fn instance_type<'n>(node: &'n Node, problems: &mut Problems) -> Option<Text<'n>> {
    if let Some(of_attribute) =
        attributes::written(node, TYPE_ATTRIBUTE).filter(|_| is_absent(node, "instanceType"))
    {
        return Some(of_attribute);
    }
    let written = required_text(node, "instanceType", "the container instance group", problems)?;
    attributes::check_agrees(node, TYPE_ATTRIBUTE, "instanceType", &[written.value], problems);
    Some(written)
}

fn check_group_name(name: Text<'_>, problems: &mut Problems) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.value.is_empty() || name.value.len() > 128 || !name.value.chars().all(allowed) {
        let message = format!("`{}` is not a name for a group of instances", shortened(name.value));
        let problem = Problem::error(name.span, message).label("not a name");
        problems.push(problem.help("use 1 to 128 letters, digits and the characters - _ ."));
    }
}

fn duplicate(name: Text<'_>) -> Problem {
    let message = format!("two groups of container instances are called `{}`", shortened(name.value));
    let problem = Problem::error(name.span, message).label("called so before");
    problem.help("give each group a name of its own, or add up their counts")
}

/// Reports more instances than a model may have, and warns of more than a cluster may.
fn check_size(groups: &[Group<'_>], clusters: &Clusters<'_>, problems: &mut Problems) {
    let total: u64 = groups.iter().map(|group| u64::from(group.count)).sum();
    if let Some(largest) = groups.iter().max_by_key(|group| group.count).filter(|_| total > MAX_INSTANCES) {
        let span = largest.node.get("count").map_or(&largest.node.span, |count| &count.span);
        let message = format!("{total} container instances, more than the {MAX_INSTANCES} a model may have");
        let problem = Problem::error(span, message).label("the largest group");
        problems.push(problem.help("lower `count`"));
        return;
    }
    let mut by_cluster: BTreeMap<ClusterId, u64> = BTreeMap::new();
    for group in groups {
        *by_cluster.entry(group.cluster).or_default() += u64::from(group.count);
    }
    for (cluster, count) in by_cluster {
        let first = groups.iter().find(|group| group.cluster == cluster);
        if let Some(first) = first.filter(|_| count > QUOTA_INSTANCES_PER_CLUSTER as u64) {
            let name = clusters.name(cluster);
            let message = format!(
                "cluster `{name}` has {count} container instances, and the quota is {QUOTA_INSTANCES_PER_CLUSTER}"
            );
            let problem = Problem::warning(&first.node.span, message).label("above the quota");
            problems.push(problem.rule("quota: container instances per cluster"));
        }
    }
}
