//! `list strategies`: what a service's `placementStrategy` may say.

use super::listing::{Cell, Column, Listing};

const COLUMNS: [Column; 5] = [
    Column { key: "type", heading: "type" },
    Column { key: "field", heading: "field" },
    Column { key: "placement", heading: "A new task goes to" },
    Column { key: "scaleIn", heading: "On scale-in a task leaves from" },
    Column { key: "rules", heading: "Rules" },
];

/// One row for each strategy that the model knows.
const STRATEGIES: [[&str; 5]; 7] = [
    [
        "(none)",
        "",
        "the zone, then the instance, with the fewest tasks of the service",
        "the zone, then the instance, with the most tasks of the service",
        "DF-01, DF-02, SI-04",
    ],
    [
        "random",
        "",
        "any instance that fits, each equally likely",
        "any instance, each equally likely",
        "ST-01, DF-05",
    ],
    [
        "spread",
        "instanceId",
        "the instance with the fewest tasks of the service",
        "the instance with the most tasks of the service",
        "ST-05, ST-06, SI-02",
    ],
    ["spread", "host", "the same as instanceId", "the same as instanceId", "ST-01"],
    [
        "spread",
        "attribute:NAME",
        "the value of the attribute with the fewest tasks of the service",
        "the value with the most tasks of the service, there at random",
        "ST-05, ST-10, SI-02",
    ],
    [
        "binpack",
        "cpu",
        "the instance with the least free CPU that still fits",
        "the instance that would have the most free CPU",
        "ST-04, SI-03",
    ],
    [
        "binpack",
        "memory",
        "the instance with the least free memory that still fits",
        "the instance that would have the most free memory",
        "ST-04, SI-03",
    ],
];

/// All strategies.
pub(super) fn listing() -> Listing {
    let row = |cells: &[&str; 5]| cells.iter().map(|&text| Cell::Text(text.to_owned())).collect();
    Listing::new(&COLUMNS, STRATEGIES.iter().map(row).collect())
}
