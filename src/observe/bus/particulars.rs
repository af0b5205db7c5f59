//! What events say of the things that a model names, besides their names.

use std::collections::BTreeMap;

use crate::model::{AttributeId, ClusterId, HostPorts, InstanceClass, Model, TaskDefinition};

/// Where zones do not say which region they are in.
pub const REGION: &str = "us-east-1";

/// What events say of the things that a model names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Particulars {
    /// By cluster.
    pub(super) regions: Vec<String>,
    /// By class of instances.
    pub(in crate::observe) classes: Vec<OfClass>,
    /// By position in the fleet.
    pub(super) ec2_instance_ids: Vec<String>,
    /// By task definition.
    pub(super) definitions: Vec<OfDefinition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::observe) struct OfClass {
    pub(super) zone: String,
    pub(super) instance_type: String,
    pub(super) cpu: u64,
    pub(super) memory: u64,
    /// Ports that its agent reserves.
    pub(super) ports: HostPorts,
    /// Names and values of its attributes, where calls change those of any instance.
    pub(in crate::observe) attributes: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OfDefinition {
    pub(super) cpu: u64,
    pub(super) memory: u64,
    /// Host ports that its tasks bind.
    pub(super) ports: HostPorts,
    /// The only one of its containers that is checked, by position.
    pub(super) checked: Option<usize>,
    /// Names of its containers.
    pub(super) containers: Vec<String>,
}

impl Particulars {
    pub fn of(model: &Model) -> Self {
        let zone = |class: &InstanceClass| model.zones[class.zone.index()].as_str();
        let region = |position: usize| {
            let cluster = ClusterId::new(position);
            let mut classes = model.classes.iter().filter(|class| class.cluster == cluster);
            classes.find_map(|class| region(zone(class))).unwrap_or(REGION).to_owned()
        };
        let changes = model.classes.iter().any(|class| class.made_of.is_some());
        let attributes = |class: &InstanceClass| {
            let named =
                |(id, value): &(AttributeId, String)| (model.attributes[id.index()].clone(), value.clone());
            class.attributes.iter().filter(|_| changes).map(named).collect()
        };
        let of_class = |class: &InstanceClass| OfClass {
            zone: zone(class).to_owned(),
            instance_type: class.instance_type.clone(),
            cpu: class.registered.cpu.into(),
            memory: class.registered.memory.into(),
            ports: class.reserved_ports.clone(),
            attributes: attributes(class),
        };
        let definitions = model.task_definitions.iter().map(|definition| OfDefinition {
            cpu: definition.demand.resources.cpu.into(),
            memory: definition.demand.resources.memory.into(),
            ports: definition.demand.ports.clone(),
            checked: only_checked(definition),
            containers: definition.containers.iter().map(|container| container.name.clone()).collect(),
        });
        Self {
            regions: (0..model.clusters.len()).map(region).collect(),
            classes: model.classes.iter().map(of_class).collect(),
            ec2_instance_ids: model.instances.iter().map(|one| one.ec2_instance_id.clone()).collect(),
            definitions: definitions.collect(),
        }
    }
}

/// The container with a health check, where there is one such.
fn only_checked(definition: &TaskDefinition) -> Option<usize> {
    let mut checked = definition.containers.iter().enumerate().filter(|(_, one)| one.health_check.is_some());
    let first = checked.next()?.0;
    checked.next().is_none().then_some(first)
}

/// The region of a zone that is named as AWS names its zones: `us-east-1` of `us-east-1a`, and of `us-east-1-bos-1a`.
fn region(zone: &str) -> Option<&str> {
    let number = zone.as_bytes().windows(2).position(|pair| pair[0] == b'-' && pair[1].is_ascii_digit())? + 1;
    let digits = zone.as_bytes()[number..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    Some(&zone[..number + digits])
}

#[cfg(test)]
mod tests {
    use super::region;

    #[test]
    fn zones_say_their_region() {
        for (zone, expected) in [
            ("us-east-1a", Some("us-east-1")),
            ("ap-southeast-2c", Some("ap-southeast-2")),
            ("us-gov-west-1b", Some("us-gov-west-1")),
            ("us-west-2-lax-1a", Some("us-west-2")),
            ("a", None),
            ("1a", None),
            ("zone-a", None),
        ] {
            assert_eq!(region(zone), expected, "{zone}");
        }
    }
}
