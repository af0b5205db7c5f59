//! `list behavior`: the settings of `[behavior]`, their defaults, and what these rest on.

use super::listing::{Cell, Column, Listing};
use crate::model::settings::{SETTINGS, Setting};

const COLUMNS: [Column; 6] = [
    Column { key: "setting", heading: "Setting" },
    Column { key: "default", heading: "Default" },
    Column { key: "meaning", heading: "Meaning" },
    Column { key: "rules", heading: "Rules" },
    Column { key: "basis", heading: "Basis" },
    Column { key: "confidence", heading: "Sure" },
];

/// All settings.
pub(super) fn listing() -> Listing {
    Listing::new(&COLUMNS, SETTINGS.iter().map(row).collect())
}

fn row(setting: &Setting) -> Vec<Cell> {
    let Setting { name, meaning, rule, basis, confidence, .. } = *setting;
    let texts = [name, &setting.default(), meaning, rule, basis, confidence];
    texts.map(|text| Cell::Text(text.to_owned())).to_vec()
}
