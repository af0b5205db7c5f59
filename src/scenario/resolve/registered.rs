//! What an instance of a group registers: the catalogue's figures, and the scenario's own in their place.

use super::super::{Node, Problem, Problems, Severity};
use super::fields::Text;
use super::names::shortened;
use super::registered_resources::Figures;
use crate::model::catalogue::{self, InstanceType};
use crate::model::{HostPorts, Resources};

/// TCP ports that the agent reserves by default on Linux (RS-07).
const RESERVED_TCP: [u16; 5] = [22, 2_375, 2_376, 51_678, 51_679];

/// CPU units of a vCPU (RS-03).
const CPU_UNITS: u32 = 1_024;

/// What one instance of a group registers.
pub struct Registered {
    /// CPU, memory and GPUs (RS-01).
    pub resources: Resources,
    /// Ports the agent keeps for itself (RS-07).
    pub ports: HostPorts,
    /// `ecs.cpu-architecture`, where the catalogue knows it.
    pub architecture: Option<&'static str>,
    /// On-demand price, where the catalogue has one.
    pub price_micro_usd_per_hour: Option<u64>,
}

/// What instances of `type_name` in `group` register; an unknown type needs its own CPU and memory.
pub fn read(group: &Node, type_name: Text<'_>, problems: &mut Problems) -> Registered {
    let own = Figures::read(group, "registeredResources", problems);
    let known = catalogue::find(type_name.value);
    if known.is_none() && (own.cpu.is_none() || own.memory.is_none()) {
        problems.push(unknown_type(type_name, problems));
    }
    let price = known.and_then(|known| known.price_micro_usd_per_hour);
    if price.is_none() && (known.is_some() || own.cpu.is_some() && own.memory.is_some()) {
        problems.push(without_price(type_name));
    }
    let resource =
        |own: Option<u32>, of: fn(&InstanceType) -> u32| own.or_else(|| known.map(of)).unwrap_or_default();
    Registered {
        resources: Resources {
            cpu: resource(own.cpu, |known| known.vcpu * CPU_UNITS),
            memory: resource(own.memory, |known| known.registered_memory.mib()),
            gpu: resource(own.gpu, |known| known.gpu),
        },
        ports: HostPorts {
            tcp: own.tcp.unwrap_or_else(|| RESERVED_TCP.to_vec()),
            udp: own.udp.unwrap_or_default(),
        },
        architecture: known.map(|known| known.architecture.as_str()),
        price_micro_usd_per_hour: price,
    }
}

/// The cost of a part of the fleet is no cost, so none is reported.
fn without_price(name: Text<'_>) -> Problem {
    let message = format!("instance type `{}` has no price in the catalogue", shortened(name.value));
    Problem::warning(name.span, message).label("there will be no `cluster.cost`")
}

fn unknown_type(name: Text<'_>, told: &Problems) -> Problem {
    let message = format!("instance type `{}` is not in the catalogue", shortened(name.value));
    let problem = Problem::error(name.span, message).label("unknown type").rule("RS-06");
    let own = "registeredResources = [{ name = \"CPU\", integerValue = … }, { name = \"MEMORY\", integerValue = … }]";
    let near = if told.may_show_more(Severity::Error) { catalogue::nearest(name.value) } else { None };
    match near {
        Some(near) => problem.help(format!("did you mean `{near}`? Else say what it registers: {own}")),
        None => problem.help(format!("say what it registers: {own}")),
    }
}
