//! `plimsoll check DIR`: what a folder of AWS JSON holds, and what it lacks.

use std::fmt::Write;
use std::path::Path;

use super::formats::Format;
use super::input::Input;
use super::list::{Cell, Column, Listing as Table};
use crate::report::Width;
use crate::scenario::{Listing, MANIFEST, Row};

/// Files of a kind that are named; of more there are mostly very many.
const FILES_NAMED: usize = 4;

/// Names of a kind that are listed.
const NAMES_LISTED: usize = 10;

const IN_MEMORY: &str = "writing to a string does not fail";

const COLUMNS: &[Column] = &[
    Column { key: "kind", heading: "kind" },
    Column { key: "count", heading: "count" },
    Column { key: "files", heading: "files" },
];

/// The folder that an input is, if that is no folder of results.
pub(super) fn of(input: &Input) -> Option<&Path> {
    match input {
        Input::File(path) if path.is_dir() && !path.join(MANIFEST).exists() => Some(path),
        _ => None,
    }
}

/// What there is, by kind, and what is missing with the commands that fetch it.
pub(super) fn page(listing: &Listing, width: Width) -> String {
    let rows = listing.rows.iter().map(|row| {
        vec![Cell::Text(row.what.clone()), Cell::Number(row.count as u64), Cell::Text(files(row))]
    });
    let mut page = Table::new(COLUMNS, rows.collect()).render(Format::Table, width);
    for row in listing.rows.iter().filter(|row| !row.note.is_empty()) {
        write!(page, "\n{}: {}", row.what, row.note).expect(IN_MEMORY);
    }
    if listing.rows.iter().any(|row| !row.note.is_empty()) {
        page += "\n";
    }
    for missing in &listing.missing {
        let short = missing.names.iter().map(|name| name.rsplit('/').next().unwrap_or(name).to_owned());
        let names = first(&short.collect::<Vec<_>>(), NAMES_LISTED);
        let count = match missing.names.len() {
            0 => format!("{}, of which there are some", missing.resource.plural()),
            1 => missing.resource.noun().to_owned(),
            many => format!("{many} {}", missing.resource.plural()),
        };
        let names = if names.is_empty() { names } else { format!(" ({names})") };
        write!(page, "\nNot described: {count}{names}\n").expect(IN_MEMORY);
        for command in &missing.commands {
            writeln!(page, "  {command}").expect(IN_MEMORY);
        }
    }
    page.trim_end().to_owned()
}

fn files(row: &Row) -> String {
    first(&row.files, FILES_NAMED)
}

/// The first of several, and how many more there are.
fn first(all: &[String], most: usize) -> String {
    let named = all.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(most) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
