//! `list behavior`: the settings of `[behavior]` and their defaults.

use super::listing::{Cell, Column, Listing};
use crate::model::settings::{SETTINGS, Setting};

const COLUMNS: [Column; 4] = [
    Column { key: "setting", heading: "Setting" },
    Column { key: "default", heading: "Default" },
    Column { key: "meaning", heading: "Meaning" },
    Column { key: "rules", heading: "Rules" },
];

/// All settings.
pub(super) fn listing() -> Listing {
    Listing::new(&COLUMNS, SETTINGS.iter().map(row).collect())
}

fn row(setting: &Setting) -> Vec<Cell> {
    let texts =
        [setting.name.to_owned(), setting.default(), setting.meaning.to_owned(), setting.rule.to_owned()];
    texts.map(Cell::Text).to_vec()
}
