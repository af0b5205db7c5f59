//! `[[containerInstances]]`: the fixed fleet, as classes of identical instances and a list of instances.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems};
use super::attributes::{
    AMI_ATTRIBUTE, ARCHITECTURE_ATTRIBUTE, AttributeNames, OS_ATTRIBUTE, OS_FAMILY_ATTRIBUTE,
    SUBNET_ATTRIBUTE, TRUNK_ATTRIBUTE, TYPE_ATTRIBUTE, VPC_ATTRIBUTE,
};
use super::canonical::canonical;
use super::clusters::Clusters;
use super::described::Described;
use super::ec2_instance_id;
use super::fields::{Text, objects, text};
use super::images::KnownImages;
use super::instance_group::{self, InstanceGroup, ZoneSubnet};
use super::limits::{MAX_ENTRIES, MAX_INSTANCES, QUOTA_INSTANCES_PER_CLUSTER};
use super::names::shortened;
use super::vpcs::Vpcs;
use crate::model::{
    AttributeId, ClassId, ClusterId, ContainerInstance, InstanceClass, InstanceId, NetworkMode, PullSettings,
    TaskDefinition, ZONE_ATTRIBUTE, ZoneId,
};

/// `ecs.ami-id` of instances of which nobody says what they run: all are taken to run the same image.
const DEFAULT_AMI: &str = "ami-00000000000000000";
/// `ecs.awsvpc-trunk-id`: each instance has a trunk of its own in reality, those of a class share a name here.
const TRUNK: &str = "eni-trunk";

/// All groups of a scenario in canonical order.
pub struct Groups<'n>(Vec<InstanceGroup<'n>>);

/// The fleet that the groups describe.
pub struct Fleet<'n> {
    /// Zone names, sorted.
    pub zones: Vec<String>,
    /// Classes in the order of their first instances.
    pub classes: Vec<InstanceClass>,
    /// Instances, group by group.
    pub instances: Vec<ContainerInstance>,
    /// Those that are registered already, with their present state.
    pub described: Vec<(InstanceId, Described<'n>)>,
}

impl<'n> Groups<'n> {
    /// Reads the section; `vpcs` learns the subnets that it names.
    pub fn read(
        root: &'n Node,
        clusters: &Clusters<'_>,
        images: &KnownImages<'_>,
        vpcs: &mut Vpcs<'_>,
        problems: &mut Problems,
    ) -> Self {
        let mut explicit = BTreeSet::new();
        let mut groups = Vec::new();
        for node in objects(root, "containerInstances").take(MAX_ENTRIES) {
            if let Some(name) = text(node, "name").filter(|name| !explicit.insert(name.value)) {
                problems.push(duplicate(name));
            }
            groups.extend(instance_group::read(node, clusters, images, vpcs, problems));
        }
        check_size(&groups, clusters, problems);
        ec2_instance_id::check_distinct(root, problems);
        groups.sort_by_cached_key(|group| (group.name, group.cluster, canonical(group.node)));
        Self(groups)
    }

    /// Attribute names that some group carries.
    pub fn attribute_names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|group| {
            let own = group.attributes.keys().map(String::as_str);
            let capabilities = group.capabilities.iter().map(AsRef::as_ref);
            let architecture = group.registered.architecture.map(|_| ARCHITECTURE_ATTRIBUTE);
            let trunk = group.interfaces.trunk.then_some(TRUNK_ATTRIBUTE);
            own.chain(capabilities).chain(architecture).chain(trunk)
        })
    }

    /// Deals out the instances; within a group the zones take turns.
    pub fn deal(&self, attributes: &AttributeNames, vpcs: &Vpcs<'_>) -> Fleet<'n> {
        let subnets = self.0.iter().flat_map(|group| &group.subnets);
        let zones: BTreeSet<&str> = subnets.map(|place| place.of.zone.as_str()).collect();
        let zones: Vec<String> = zones.into_iter().map(str::to_owned).collect();
        let mut fleet = Fleet { zones, classes: Vec::new(), instances: Vec::new(), described: Vec::new() };
        let mut known = BTreeMap::new();
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        let dealt_out = if self.too_many() { &[] } else { self.0.as_slice() };
        for group in dealt_out {
            let number = numbers.entry(group.name).or_default();
            let dealt = group.subnets.len().min(group.count as usize);
            let classes: Vec<ClassId> = group.subnets[..dealt]
                .iter()
                .map(|place| fleet.class(class(group, place, &fleet.zones, attributes, vpcs), &mut known))
                .collect();
            for class in classes.iter().cycle().take(group.count as usize) {
                *number += 1;
                // Who has an id of its own needs no number.
                let name = match group.ec2_instance_id {
                    Some(id) if id == group.name => id.to_owned(),
                    _ => format!("{}-{number}", group.name),
                };
                if let Some(described) = &group.described {
                    let id = InstanceId::new(fleet.instances.len());
                    fleet.described.push((id, described.clone()));
                }
                let id = group.ec2_instance_id.map_or_else(|| ec2_instance_id::of_name(&name), str::to_owned);
                fleet.instances.push(ContainerInstance {
                    name,
                    ec2_instance_id: id,
                    class: *class,
                    registers_at: group.registers_at,
                });
            }
        }
        fleet
    }

    /// Warns of types without known slots for interfaces where there are `awsvpc` tasks (EN-01).
    pub fn check_interfaces(&self, definitions: &[TaskDefinition], problems: &mut Problems) {
        if !definitions.iter().any(|definition| definition.network_mode == NetworkMode::Awsvpc) {
            return;
        }
        for group in self.0.iter().filter(|group| group.interfaces.slots.is_none()) {
            let span = &group.node.get("instanceType").unwrap_or(group.node).span;
            let name = shortened(group.instance_type);
            let message = format!("how many interfaces instance type `{name}` has is not known");
            let problem = Problem::warning(span, message).label("any number of `awsvpc` tasks may fit");
            problems
                .push(problem.rule("EN-01").help("add `interfaces`: the most awsvpc tasks of an instance"));
        }
    }

    /// Whether there are more instances than a model may have; the problem is told, none is made.
    fn too_many(&self) -> bool {
        self.0.iter().map(|group| u64::from(group.count)).sum::<u64>() > MAX_INSTANCES
    }
}

/// The class of the group's instances in one place.
fn class(
    group: &InstanceGroup<'_>,
    place: &ZoneSubnet,
    zones: &[String],
    attributes: &AttributeNames,
    vpcs: &Vpcs<'_>,
) -> InstanceClass {
    let zone = zones.binary_search(&place.of.zone).expect("the zones are those of all subnets");
    let registered = &group.registered;
    InstanceClass {
        cluster: group.cluster,
        zone: ZoneId::new(zone),
        vpc: vpcs.id(&place.of.vpc).expect("the VPCs are those of all subnets"),
        instance_type: group.instance_type.to_owned(),
        registered: registered.resources,
        reserved_ports: registered.ports.clone(),
        interfaces: group.interfaces.slots.unwrap_or(u32::MAX),
        agent_version: group.agent_version.to_owned(),
        attributes: attribute_values(group, place, attributes),
        made_of: None,
        pulls: PullSettings {
            nat_gateway: group.has_pulls.then(|| vpcs.nat_gateway(&place.subnet)).flatten(),
            ..group.pulls.clone()
        },
        price_micro_usd_per_hour: registered.price_micro_usd_per_hour,
    }
}

/// What ECS sets by itself (AT-01, AT-02), what the agent can do (AT-03), and what the scenario writes.
fn attribute_values(
    group: &InstanceGroup<'_>,
    place: &ZoneSubnet,
    attributes: &AttributeNames,
) -> Vec<(AttributeId, String)> {
    let mut values: BTreeMap<&str, &str> = BTreeMap::from([
        (AMI_ATTRIBUTE, DEFAULT_AMI),
        (OS_ATTRIBUTE, "linux"),
        (OS_FAMILY_ATTRIBUTE, "LINUX"),
    ]);
    values.extend(group.registered.architecture.map(|value| (ARCHITECTURE_ATTRIBUTE, value)));
    values.extend(group.capabilities.iter().map(|name| (name.as_ref(), "")));
    values.extend(group.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    // Described, each has a trunk of its own.
    if group.interfaces.trunk {
        values.insert(TRUNK_ATTRIBUTE, TRUNK);
    }
    values.extend([
        (ZONE_ATTRIBUTE, place.of.zone.as_str()),
        (TYPE_ATTRIBUTE, group.instance_type),
        (VPC_ATTRIBUTE, &place.of.vpc),
        (SUBNET_ATTRIBUTE, &place.subnet),
    ]);
    // Ids follow the order of names, so the list is sorted by id too.
    let id = |name| attributes.find(name).expect("every group's attributes are interned");
    values.into_iter().map(|(name, value)| (id(name), value.to_owned())).collect()
}

impl Fleet<'_> {
    fn class(&mut self, class: InstanceClass, known: &mut BTreeMap<InstanceClass, ClassId>) -> ClassId {
        *known.entry(class).or_insert_with_key(|class| {
            self.classes.push(class.clone());
            ClassId::new(self.classes.len() - 1)
        })
    }
}

fn duplicate(name: Text<'_>) -> Problem {
    let message = format!("two groups of container instances are called `{}`", shortened(name.value));
    let problem = Problem::error(name.span, message).label("called so before");
    problem.help("give each group a name of its own, or add up their counts")
}

/// Reports more instances than a model may have, and warns of more than a cluster may.
fn check_size(groups: &[InstanceGroup<'_>], clusters: &Clusters<'_>, problems: &mut Problems) {
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
