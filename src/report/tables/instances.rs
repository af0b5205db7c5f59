//! instances: a row for each container instance.

use super::batch::{Batch, MOST_ROWS, Values};
use super::column::{Column, Kind, column, instant, text};
use super::dynamic::Dynamic;
use super::replications::REPLICATION;
use super::start::Start;
use super::table::Table;
use crate::experiment::records;
use crate::observe::RunOutcome;

const COLUMNS: [Column; 9] = [
    REPLICATION,
    text("containerInstance", "its name"),
    text("instanceType", "its type"),
    text("availabilityZone", "its zone"),
    instant("registeredAt", "when it registered, since the start"),
    instant("deregisteredAt", "when it became INACTIVE; absent where it did not"),
    column("tasksPlaced", Kind::Whole, "tasks", "tasks placed on it over the whole run"),
    column("cpuReserved", Kind::Real, "ratio", RESERVED_CPU),
    column("memoryReserved", Kind::Real, "ratio", "the same for its memory"),
];

const RESERVED_CPU: &str =
    "time-weighted mean share of its CPU that was reserved while it was registered, warm-up aside";

/// A row for each container instance.
pub const INSTANCES: Table = Table {
    name: "instances",
    meaning: "a row for each container instance that ever registered",
    columns: &COLUMNS,
    dynamic: Dynamic::None,
};

/// The rows of a run's container instances, in the order in which they became known.
pub fn instances<'r>(
    start: Start<'r>,
    replication: u32,
    outcome: &'r RunOutcome,
) -> impl Iterator<Item = Batch> + 'r {
    records::instances(outcome).chunks(MOST_ROWS).map(move |instances| {
        let values = [
            Values::wholes(instances, |_| Some(replication)),
            Values::texts(instances, |instance| Some(instance.name.clone())),
            Values::texts(instances, |instance| Some(instance.instance_type.clone())),
            Values::texts(instances, |instance| Some(instance.zone.clone())),
            Values::reals(instances, |instance| Some(instance.registered_at.as_secs_f64())),
            Values::reals(instances, |instance| Some(instance.deregistered_at?.as_secs_f64())),
            Values::wholes(instances, |instance| Some(instance.tasks_placed)),
            Values::reals(instances, |instance| Some(instance.cpu_reserved)),
            Values::reals(instances, |instance| Some(instance.memory_reserved)),
        ];
        Batch::new(&start, instances.len()).with_all(&COLUMNS, values)
    })
}
