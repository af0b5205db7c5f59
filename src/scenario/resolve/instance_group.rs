//! An entry of `[[containerInstances]]`: what its instances register, and where they are.

use std::collections::BTreeMap;

use super::super::{Node, Problem, Problems};
use super::agent_version;
use super::attributes::{self, SUBNET_ATTRIBUTE, TRUNK_ATTRIBUTE, TYPE_ATTRIBUTE, VPC_ATTRIBUTE};
use super::capabilities::{self, Capabilities};
use super::clusters::Clusters;
use super::described::Described;
use super::ec2_instance_id;
use super::fields::{Text, as_text, is_absent, list, required_text, text};
use super::host_pulls;
use super::images::KnownImages;
use super::interfaces::{self, Agent, Interfaces, TRUNKING};
use super::names::shortened;
use super::quantity::{instant, whole};
use super::registered::{self, Registered};
use super::vpcs::{self, DEFAULT_VPC, Subnet, Vpcs};
use super::zone_names;
use crate::model::catalogue;
use crate::model::{ClusterId, PullSettings, ZONE_ATTRIBUTE};
use crate::time::SimTime;

/// The zone of a group that names none.
const DEFAULT_ZONE: &str = "us-east-1a";

/// A group of instances that differ in their zones at most.
pub struct InstanceGroup<'n> {
    /// Its name in reports.
    pub name: &'n str,
    /// The cluster its instances register with.
    pub cluster: ClusterId,
    /// `instanceType`.
    pub instance_type: &'n str,
    /// How many instances there are.
    pub count: u32,
    /// The subnets that they are dealt to in turn.
    pub subnets: Vec<ZoneSubnet>,
    /// Attributes that the scenario writes.
    pub attributes: BTreeMap<String, String>,
    /// What the agent can do.
    pub capabilities: Capabilities,
    /// `agentVersion`.
    pub agent_version: &'n str,
    /// Slots for interfaces of tasks.
    pub interfaces: Interfaces,
    /// Resources and ports.
    pub registered: Registered,
    /// How they get images, but for the NAT gateway, which is that of the subnet.
    pub pulls: PullSettings,
    /// Whether any image has a size.
    pub has_pulls: bool,
    /// When the agents register.
    pub registers_at: SimTime,
    /// What `DescribeContainerInstances` says of its present state, of the one instance of the group.
    pub described: Option<Described<'n>>,
    /// `ec2InstanceId`, where it is known.
    pub ec2_instance_id: Option<&'n str>,
    /// The entry.
    pub node: &'n Node,
}

/// A zone of a group with the subnet there.
pub struct ZoneSubnet {
    /// `ecs.subnet-id`.
    pub subnet: String,
    /// VPC and zone.
    pub of: Subnet,
}

/// Reads an entry; `None` without a type or cluster, which is told.
pub fn read<'n>(
    node: &'n Node,
    clusters: &Clusters<'_>,
    images: &KnownImages<'_>,
    vpcs: &mut Vpcs<'_>,
    problems: &mut Problems,
) -> Option<InstanceGroup<'n>> {
    let cluster = clusters.resolve(node, problems);
    let instance_type = instance_type(node, problems);
    let count = whole(node, "count", 0..=u32::MAX, "", problems).unwrap_or(1);
    let subnets = subnets(node, vpcs, problems);
    let attributes = attributes::read(node, problems);
    let registers_at = instant(node, "registerAfter", problems).unwrap_or(SimTime::ZERO);
    let (agent_version, version) = agent_version::read(node, problems);
    let capabilities = if attributes.keys().any(|name| capabilities::is_capability(name)) {
        capabilities::check_pasted(node, problems);
        Capabilities::new()
    } else {
        capabilities::read(node, version, problems)
    };
    let ec2_instance_id = ec2_instance_id::read(node, count, problems);
    let instance_type = instance_type?;
    let described = Described::read(node);
    let count = if described.as_ref().is_some_and(|of| of.left_out(problems)) { 0 } else { count };
    let own_id = text(node, "ec2InstanceId").filter(|_| described.is_some());
    let name = text(node, "name").or(own_id).unwrap_or(instance_type);
    check_name(name, problems);
    let known = catalogue::find(instance_type.value);
    let registers_trunking = capabilities.contains(TRUNKING) || attributes.contains_key(TRUNKING);
    let has_trunk = attributes.contains_key(TRUNK_ATTRIBUTE);
    let agent = Agent { version, registers_trunking, has_trunk };
    let interfaces = interfaces::read(node, instance_type, known, agent, problems);
    let registered = registered::read(node, instance_type, problems);
    let pulls = host_pulls::read(node, images, problems);
    Some(InstanceGroup {
        name: name.value,
        cluster: cluster?,
        instance_type: instance_type.value,
        count,
        subnets,
        attributes,
        capabilities,
        agent_version,
        interfaces,
        registered,
        pulls,
        has_pulls: !images.is_empty(),
        registers_at,
        described,
        ec2_instance_id,
        node,
    })
}

/// The zones of the group, each with its subnet.
fn subnets(node: &Node, vpcs: &mut Vpcs<'_>, problems: &mut Problems) -> Vec<ZoneSubnet> {
    let written = text(node, "subnet").or_else(|| attributes::written(node, SUBNET_ATTRIBUTE));
    if let Some(subnet) = written.filter(|_| vpcs.are_declared()) {
        return declared_subnet(node, subnet, vpcs, problems).into_iter().collect();
    }
    let mut zones = zones(node, problems);
    if let Some(subnet) = written.filter(|_| zones.len() > 1) {
        let problem = Problem::error(subnet.span, format!("a subnet is in one zone, not in {}", zones.len()));
        let problem = problem.label("the subnet of one zone").rule("AT-01");
        problems.push(problem.help("write a group for each zone, or leave `subnet` out"));
        zones.truncate(1);
    }
    let vpc = attributes::written(node, VPC_ATTRIBUTE).map(|vpc| vpc.value);
    let span = &node.get("availabilityZones").unwrap_or(node).span;
    let mut subnets = Vec::new();
    for zone in zones {
        if vpcs.are_declared() {
            let Some(subnet) = vpcs.first_in(zone, span, problems).map(str::to_owned) else { continue };
            let of = vpcs.subnet(&subnet).expect("it was found there").clone();
            subnets.push(ZoneSubnet { subnet, of });
            continue;
        }
        let (subnet, of) = match written {
            Some(subnet) => {
                let vpc = vpc.unwrap_or(DEFAULT_VPC).to_owned();
                (subnet.value.to_owned(), Subnet { vpc, zone: zone.to_owned(), public: false })
            }
            None => vpcs::implied(vpc, zone),
        };
        vpcs.learn(&subnet, &of, span, problems);
        subnets.push(ZoneSubnet { subnet, of });
    }
    subnets
}

/// The place of a group in a subnet of `[[vpcs]]`: its zone follows from it.
fn declared_subnet(
    node: &Node,
    written: Text<'_>,
    vpcs: &Vpcs<'_>,
    problems: &mut Problems,
) -> Option<ZoneSubnet> {
    let of = vpcs.resolve(written, problems)?.clone();
    let elsewhere = list(node, "availabilityZones").iter().filter_map(as_text);
    let pasted = attributes::written(node, ZONE_ATTRIBUTE);
    for zone in elsewhere.chain(pasted).filter(|zone| zone.value != of.zone) {
        let message = format!("subnet `{}` is in zone `{}`", shortened(written.value), of.zone);
        let problem = Problem::error(zone.span, message).label("another zone").rule("AT-01");
        problems.push(problem.help("remove the zone; it follows from the subnet"));
    }
    attributes::check_agrees(node, VPC_ATTRIBUTE, "subnet", &[&of.vpc], problems);
    attributes::check_agrees(node, SUBNET_ATTRIBUTE, "subnet", &[written.value], problems);
    Some(ZoneSubnet { subnet: written.value.to_owned(), of })
}

fn zones<'n>(node: &'n Node, problems: &mut Problems) -> Vec<&'n str> {
    if is_absent(node, "availabilityZones") {
        return vec![attributes::written(node, ZONE_ATTRIBUTE).map_or(DEFAULT_ZONE, |zone| zone.value)];
    }
    let zones: Vec<Text<'_>> = list(node, "availabilityZones").iter().filter_map(as_text).collect();
    for zone in &zones {
        zone_names::check(*zone, problems);
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

fn check_name(name: Text<'_>, problems: &mut Problems) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.value.is_empty() || name.value.len() > 128 || !name.value.chars().all(allowed) {
        let message = format!("`{}` is not a name for a group of instances", shortened(name.value));
        let problem = Problem::error(name.span, message).label("not a name");
        problems.push(problem.help("use 1 to 128 letters, digits and the characters - _ ."));
    }
}
