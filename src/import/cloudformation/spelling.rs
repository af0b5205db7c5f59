//! The names of properties as the API spells them.

use crate::text::camel_case;
use crate::tree::{Node, Value};

/// Properties that hold names of their user's choice.
const MAPS: [&str; 4] = ["DockerLabels", "Options", "DriverOpts", "Labels"];
/// Properties that the API calls something else.
const OTHERS: [(&str, &str); 11] = [
    ("ClusterSettings", "settings"),
    ("ProxyConfigurationProperties", "properties"),
    ("PlacementStrategies", "placementStrategy"),
    ("TargetGroupAttributes", "attributes"),
    ("EFSVolumeConfiguration", "efsVolumeConfiguration"),
    ("FilesystemId", "fileSystemId"),
    ("FSxWindowsFileServerVolumeConfiguration", "fsxWindowsFileServerVolumeConfiguration"),
    ("ManagedEBSVolume", "managedEBSVolume"),
    ("EnableECSManagedTags", "enableECSManagedTags"),
    ("VPCZoneIdentifier", "vpcZoneIdentifier"),
    ("AwsvpcConfiguration", "awsvpcConfiguration"),
];

/// Spells everything below `node` as the API does.
pub fn respell(node: &mut Node) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(respell),
        Value::Object(members) => {
            for member in members {
                if !MAPS.contains(&member.name.as_str()) {
                    respell(&mut member.value);
                }
                let other = OTHERS.iter().find(|(written, _)| *written == member.name);
                member.name = other.map_or_else(|| camel_case(&member.name), |(_, api)| (*api).to_owned());
            }
        }
        _ => {}
    }
}
