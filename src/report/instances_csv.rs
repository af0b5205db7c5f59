//! instances.csv: every container instance of the first replication of each variant.

use std::io::{self, Write};

use super::comma_separated::{figure, row, seconds, seconds_if, writer};
use crate::experiment::{Results, records};

const COLUMNS: [&str; 9] = [
    "variant",
    "containerInstance",
    "instanceType",
    "availabilityZone",
    "registeredAt",
    "deregisteredAt",
    "tasksPlaced",
    "cpuReserved",
    "memoryReserved",
];

/// Times are seconds since the start; reservations are mean shares from 0 to 1 over the time it was registered.
pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = writer(out);
    row(&mut out, COLUMNS)?;
    for (variant, of) in results.built() {
        let Some(first) = &of.first else { continue };
        for instance in records::instances(first) {
            let cells: [&str; COLUMNS.len()] = [
                &variant.name,
                &instance.name,
                &instance.instance_type,
                &instance.zone,
                &seconds(instance.registered_at),
                &seconds_if(instance.deregistered_at),
                &instance.tasks_placed.to_string(),
                &figure(instance.cpu_reserved),
                &figure(instance.memory_reserved),
            ];
            row(&mut out, cells)?;
        }
    }
    out.flush()
}
