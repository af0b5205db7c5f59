//! `registeredResources` and `remainingResources`: lists of resources by name (RS-01, RS-02).

use std::collections::BTreeSet;

use super::super::{Node, Problem, Problems};
use super::fields::{list, objects, required_text};
use super::limits::{MAX_CPU, MAX_GPUS, MAX_MEMORY};
use super::names::shortened;
use super::quantity::{whole, whole_number};

/// The figures of such a list, each `None` where it is not given.
#[derive(Default)]
pub struct Figures {
    /// `CPU`.
    pub cpu: Option<u32>,
    /// `MEMORY` in MiB.
    pub memory: Option<u32>,
    /// How many `GPU`s.
    pub gpu: Option<u32>,
    /// `PORTS`: TCP ports that are taken, sorted.
    pub tcp: Option<Vec<u16>>,
    /// `PORTS_UDP`, likewise.
    pub udp: Option<Vec<u16>>,
}

impl Figures {
    /// Reads the list called `member`.
    pub fn read(group: &Node, member: &str, problems: &mut Problems) -> Self {
        let mut figures = Self::default();
        for resource in objects(group, member) {
            figures.add(resource, problems);
        }
        figures
    }

    fn add(&mut self, resource: &Node, problems: &mut Problems) {
        let Some(name) = required_text(resource, "name", "the resource", problems) else { return };
        let mut integer = |most| whole(resource, "integerValue", 0..=most, "RS-01", problems);
        match name.value {
            "CPU" => self.cpu = integer(MAX_CPU),
            "MEMORY" => self.memory = integer(MAX_MEMORY),
            // GPUs are registered by their ids; a mere number says as much.
            "GPU" if resource.get("stringSetValue").is_some() => {
                self.gpu = u32::try_from(list(resource, "stringSetValue").len()).ok();
            }
            "GPU" => self.gpu = integer(MAX_GPUS),
            "PORTS" => self.tcp = Some(ports(resource, problems)),
            "PORTS_UDP" => self.udp = Some(ports(resource, problems)),
            other => {
                let message = format!("registered resource `{}` is not modelled", shortened(other));
                problems.push(Problem::warning(name.span, message).label("ignored").rule("RS-01"));
            }
        }
    }
}

/// Sorted ports of a `stringSetValue`.
fn ports(resource: &Node, problems: &mut Problems) -> Vec<u16> {
    let ports: BTreeSet<u16> = list(resource, "stringSetValue")
        .iter()
        .filter_map(|port| whole_number(port, "stringSetValue", 1..=65_535, "RS-02", problems))
        .filter_map(|port| u16::try_from(port).ok())
        .collect();
    ports.into_iter().collect()
}
