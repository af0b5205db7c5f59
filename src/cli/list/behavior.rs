//! `list behavior`: the settings of `[behavior]`, their defaults, what these rest on, and what they may be instead.

use super::listing::{Cell, Column, Listing};
use crate::cli::formats::Format;
use crate::model::Assumption;
use crate::model::settings::{SETTINGS, Setting};

const COLUMNS: [Column; 8] = [
    Column { key: "setting", heading: "Setting" },
    Column { key: "default", heading: "Default" },
    Column { key: "meaning", heading: "Meaning" },
    Column { key: "rules", heading: "Rules" },
    Column { key: "basis", heading: "Basis" },
    Column { key: "confidence", heading: "Sure" },
    Column { key: "range", heading: "May be" },
    Column { key: "rangeBasis", heading: "Since" },
];

/// A table has no room for this last one of them.
const OF_A_TABLE: usize = COLUMNS.len() - 1;

/// All settings; those that are certain may be nothing else.
pub(super) fn listing(format: Format) -> Listing {
    let columns = if format == Format::Table { &COLUMNS[..OF_A_TABLE] } else { &COLUMNS };
    let rows = SETTINGS.iter().map(|setting| row(setting).into_iter().take(columns.len()).collect());
    Listing::new(columns, rows.collect())
}

fn row(setting: &Setting) -> Vec<Cell> {
    let Setting { name, meaning, rule, basis, confidence, .. } = *setting;
    let (range, range_basis) = Assumption::of(name).map_or_else(Default::default, range);
    let texts = [name, &setting.default(), meaning, rule, basis, confidence, &range, range_basis];
    texts.map(|text| Cell::Text(text.to_owned())).to_vec()
}

/// The values at 5 % and at 95 % of what is plausible, or the other choice; and what that rests on.
fn range(assumption: &Assumption) -> (String, &'static str) {
    let values: Vec<String> = assumption.ends().into_iter().map(|end| assumption.value(end)).collect();
    (values.join(" to "), assumption.basis)
}
