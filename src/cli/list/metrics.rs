//! `list metrics`: what runs measure, by the names that reports and scenarios use.

use super::listing::{Cell, Column, Listing};
use crate::metrics::{METRICS, MetricRow};

const COLUMNS: [Column; 3] = [
    Column { key: "metric", heading: "Metric" },
    Column { key: "unit", heading: "Unit" },
    Column { key: "meaning", heading: "Meaning" },
];

/// All metrics.
pub(super) fn listing() -> Listing {
    let row =
        |of: &MetricRow| [of.name, of.unit, of.meaning].map(|text| Cell::Text(text.to_owned())).to_vec();
    Listing::new(&COLUMNS, METRICS.iter().map(row).collect())
}
