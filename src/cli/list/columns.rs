//! `list columns`: the tables that a run writes, column by column.

use super::listing::{Cell, Column, Listing};
use crate::report::tables::{Listed, TABLES, Table};

const COLUMNS: [Column; 5] = [
    Column { key: "table", heading: "Table" },
    Column { key: "column", heading: "Column" },
    Column { key: "type", heading: "Type" },
    Column { key: "unit", heading: "Unit" },
    Column { key: "meaning", heading: "Meaning" },
];

/// The columns of the table called `name`, of all tables without one.
pub(super) fn listing(name: Option<&str>) -> Listing {
    let tables = TABLES.into_iter().filter(|table| name.is_none_or(|name| name == table.name));
    Listing::new(&COLUMNS, tables.flat_map(rows).collect())
}

/// The names of all tables.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLES.into_iter().map(|table| table.name)
}

fn rows(table: &Table) -> Vec<Vec<Cell>> {
    let row = |Listed { name, kind, unit, meaning }: Listed| {
        [table.name, &name, kind, &unit, &meaning].map(|text| Cell::Text(text.to_owned())).to_vec()
    };
    table.listed().into_iter().map(row).collect()
}
