//! `list instance-types`: the catalogue as scenarios use it.

use super::listing::{Cell, Column, Listing};
use crate::model::catalogue::{self, InstanceType, RegisteredMemory};
use crate::text::selects;

const COLUMNS: [Column; 13] = [
    Column { key: "instanceType", heading: "Instance type" },
    Column { key: "vcpu", heading: "vCPU" },
    Column { key: "memoryMib", heading: "MiB" },
    Column { key: "registeredMemoryMib", heading: "reg. MiB" },
    Column { key: "registeredMemoryHighestMib", heading: "up to" },
    Column { key: "registeredMemoryIs", heading: "known as" },
    Column { key: "gpu", heading: "GPU" },
    Column { key: "architecture", heading: "Arch" },
    Column { key: "maxEni", heading: "ENI" },
    Column { key: "ipv4PerEni", heading: "IPv4" },
    Column { key: "awsvpcTasks", heading: "Tasks" },
    Column { key: "awsvpcTasksTrunking", heading: "Trunked" },
    Column { key: "usdPerHour", heading: "USD/h" },
];

/// The instance types that `pattern` selects, all without one.
pub(super) fn listing(pattern: Option<&str>) -> Listing {
    let selected = |kind: &&InstanceType| pattern.is_none_or(|pattern| selects(pattern, &kind.name));
    Listing::new(&COLUMNS, catalogue::all().iter().filter(selected).map(row).collect())
}

fn row(kind: &InstanceType) -> Vec<Cell> {
    let (known_as, highest) = match kind.registered_memory {
        RegisteredMemory::Observed { lowest, highest } => {
            ("observed", Some(highest).filter(|of| *of > lowest))
        }
        RegisteredMemory::Estimated(_) => ("estimated", None),
    };
    vec![
        Cell::Text(kind.name.clone()),
        Cell::Number(kind.vcpu.into()),
        Cell::Number(kind.memory_mib.into()),
        Cell::Number(kind.registered_memory.mib().into()),
        Cell::number(highest),
        Cell::Text(known_as.to_owned()),
        Cell::Number(kind.gpu.into()),
        Cell::Text(kind.architecture.clone()),
        Cell::Number(kind.max_eni.into()),
        Cell::Number(kind.ipv4_per_eni.into()),
        Cell::number(kind.awsvpc_tasks),
        Cell::number(kind.awsvpc_tasks_trunking),
        kind.price_micro_usd_per_hour.map_or(Cell::Absent, Cell::Millionths),
    ]
}
