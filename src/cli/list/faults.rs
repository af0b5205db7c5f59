//! `list faults`: what `action` of a fault may be.

use super::listing::{Cell, Column, Listing};
use crate::model::{FAULT_ACTIONS, FaultAction};

const COLUMNS: [Column; 4] = [
    Column { key: "action", heading: "Action" },
    Column { key: "meaning", heading: "Meaning" },
    Column { key: "members", heading: "Members" },
    Column { key: "rules", heading: "Rules" },
];

/// All kinds of faults.
pub(super) fn listing() -> Listing {
    Listing::new(&COLUMNS, FAULT_ACTIONS.iter().map(row).collect())
}

fn row(action: &FaultAction) -> Vec<Cell> {
    let members = action.members.join(", ");
    [action.name, action.meaning, &members, action.rule].map(|text| Cell::Text(text.to_owned())).to_vec()
}
