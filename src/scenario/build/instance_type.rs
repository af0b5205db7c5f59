//! What the instance catalogue says about a type: the one place where building a model asks it.

/// What an instance of a type registers where the scenario does not say otherwise.
#[derive(Clone, Copy, Debug)]
pub struct InstanceType {
    /// CPU units, 1,024 a vCPU (RS-03).
    pub cpu: u32,
    /// MiB that the agent registers (RS-04).
    pub memory: u32,
    /// GPUs.
    pub gpu: u32,
    /// `ecs.cpu-architecture`, where it is known.
    pub architecture: Option<&'static str>,
    /// On-demand price in millionths of a US dollar an hour.
    pub price_micro_usd_per_hour: Option<u64>,
}

// Interim until the catalogue is merged: three types with their observed registered memory.
const TYPES: [(&str, InstanceType); 3] = [
    ("c5.large", x86(2, 3_704, 85_000)),
    ("m5.large", x86(2, 7_680, 96_000)),
    ("m5.xlarge", x86(4, 15_576, 192_000)),
];

const fn x86(vcpu: u32, memory: u32, price_micro_usd_per_hour: u64) -> InstanceType {
    InstanceType {
        cpu: vcpu * 1_024,
        memory,
        gpu: 0,
        architecture: Some("x86_64"),
        price_micro_usd_per_hour: Some(price_micro_usd_per_hour),
    }
}

/// The type of this name.
pub fn find(name: &str) -> Option<InstanceType> {
    TYPES.iter().find(|(known, _)| *known == name).map(|(_, found)| *found)
}

/// The known type whose name is nearest.
pub fn nearest(name: &str) -> Option<&'static str> {
    super::names::nearest(name, TYPES.iter().map(|(known, _)| *known))
}
