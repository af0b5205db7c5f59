//! Container instances: classes of identical ones, and the fleet.

use super::ids::{AttributeId, ClassId, ClusterId, VpcId, ZoneId};
use super::image::PullSettings;
use super::resources::{HostPorts, Resources};
use crate::time::SimTime;

/// Instances that register the same resources, ports and attributes in the same zone.
///
/// Whatever depends only on these is decided once per class, not once per instance.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct InstanceClass {
    /// The cluster they register with.
    pub cluster: ClusterId,
    /// `ecs.availability-zone`.
    pub zone: ZoneId,
    /// `ecs.vpc-id`.
    pub vpc: VpcId,
    /// `ecs.instance-type`.
    pub instance_type: String,
    /// What the agent registers (RS-01).
    pub registered: Resources,
    /// Ports the agent reserves (RS-07).
    pub reserved_ports: HostPorts,
    /// Slots for the interfaces of `awsvpc` tasks (EN-01, EN-02).
    pub interfaces: u32,
    /// `agentVersion`.
    pub agent_version: String,
    /// Attribute values by attribute, sorted by attribute; one without a value carries an empty string.
    pub attributes: Vec<(AttributeId, String)>,
    /// The class that the scenario declares its instances in, where calls alone make them differ from that in attributes
    /// (VC-23); `None` of one that is declared.
    pub made_of: Option<ClassId>,
    /// How its hosts get images.
    pub pulls: PullSettings,
    /// On-demand price in millionths of a US dollar an hour, where the catalogue has one.
    pub price_micro_usd_per_hour: Option<u64>,
}

/// One container instance of the fixed fleet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerInstance {
    /// Its name in reports: the group's name and a number.
    pub name: String,
    /// Its class.
    pub class: ClassId,
    /// `ec2InstanceId`.
    pub ec2_instance_id: String,
    /// When its agent registers.
    pub registers_at: SimTime,
}

impl InstanceClass {
    /// The value of `attribute`, `None` where the class does not carry it.
    #[must_use]
    pub fn attribute(&self, attribute: AttributeId) -> Option<&str> {
        let found = self.attributes.binary_search_by_key(&attribute, |(id, _)| *id).ok()?;
        Some(&self.attributes[found].1)
    }
}
