//! EC2 instance types: what each offers to ECS, compiled into the program.

mod estimate;
mod table;

use std::sync::OnceLock;

use crate::text::nearest_within;

/// What one EC2 instance type offers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, none of which implies another")]
pub struct InstanceType {
    /// Name, e.g. `m5.large`.
    pub name: String,
    /// Virtual CPUs; an agent registers 1,024 CPU units for each (RS-03).
    pub vcpu: u32,
    /// Nominal memory in MiB; an agent registers less (RS-05).
    pub memory_mib: u32,
    /// GPUs.
    pub gpu: u32,
    /// `x86_64` or `arm64`, the value of `ecs.cpu-architecture`.
    pub architecture: String,
    /// Elastic network interfaces, the primary one included.
    pub max_eni: u32,
    /// IPv4 addresses on each interface.
    pub ipv4_per_eni: u32,
    /// `awsvpc` tasks without trunking (EN-01).
    pub awsvpc_tasks: Option<u32>,
    /// `awsvpc` tasks with trunking (EN-02); `None` where the type does not support it.
    pub awsvpc_tasks_trunking: Option<u32>,
    /// Whether the limit with trunking was derived from the type's interfaces instead of read in documentation.
    pub trunking_derived: bool,
    /// On-demand price in us-east-1, Linux, in millionths of a US dollar an hour.
    pub price_micro_usd_per_hour: Option<u64>,
    /// What an agent on it registers as MEMORY.
    pub registered_memory: RegisteredMemory,
    /// Whether its CPU is a share that credits extend.
    pub burstable: bool,
    /// Whether it is a whole machine without a hypervisor.
    pub bare_metal: bool,
    /// Whether AWS lists it among the previous generations.
    pub previous_generation: bool,
}

/// Memory that an agent registers, in MiB, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisteredMemory {
    /// Seen in real registrations. Which one depends on the machine image, so the lowest counts: what fits there fits
    /// always.
    Observed {
        /// The least that was seen.
        lowest: u32,
        /// The most that was seen.
        highest: u32,
    },
    /// Computed from the nominal size.
    Estimated(u32),
}

impl RegisteredMemory {
    /// The figure in MiB that counts, however it is known.
    #[must_use]
    pub const fn mib(self) -> u32 {
        match self {
            Self::Observed { lowest: mib, .. } | Self::Estimated(mib) => mib,
        }
    }
}

/// Every known instance type, by family, then by size.
///
/// ```
/// use plimsoll::model::catalogue;
/// let sizes = catalogue::all().iter().filter(|kind| kind.name.starts_with("m4."));
/// let names: Vec<&str> = sizes.map(|kind| kind.name.as_str()).collect();
/// assert_eq!(names, ["m4.large", "m4.xlarge", "m4.2xlarge", "m4.4xlarge", "m4.10xlarge", "m4.16xlarge"]);
/// ```
#[must_use]
pub fn all() -> &'static [InstanceType] {
    static TYPES: OnceLock<Vec<InstanceType>> = OnceLock::new();
    TYPES.get_or_init(table::parse)
}

/// The instance type with exactly this name.
///
/// ```
/// use plimsoll::model::catalogue::{self, RegisteredMemory};
/// let m5 = catalogue::find("m5.large").expect("a common type");
/// assert_eq!((m5.vcpu, m5.memory_mib), (2, 8_192));
/// assert_eq!(m5.registered_memory, RegisteredMemory::Observed { lowest: 7_680, highest: 7_680 });
/// assert!(catalogue::find("m5.largest").is_none());
/// ```
#[must_use]
pub fn find(name: &str) -> Option<&'static InstanceType> {
    all().iter().find(|kind| kind.name == name)
}

/// The name that `name` is most likely a misspelling of; `None` when nothing is near.
///
/// ```
/// use plimsoll::model::catalogue;
/// assert_eq!(catalogue::nearest("m5.lrage"), Some("m5.large"));
/// assert_eq!(catalogue::nearest("a mainframe"), None);
/// ```
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    const FARTHEST: usize = 2;
    nearest_within(name, all().iter().map(|kind| kind.name.as_str()), FARTHEST)
}
