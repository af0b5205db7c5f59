//! Problems as JSON.

use serde::Serialize;

use super::Checked;
use crate::scenario::{Listing, Severity, Told};

/// Version of the document; raised when something that was there changes its meaning.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    format_version: u32,
    files: Vec<CheckedFile<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CheckedFile<'a> {
    file: &'a str,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<u64>,
    /// What a folder holds, and what it names without describing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    holds: Option<Vec<Held<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Vec<Missing<'a>>>,
    problems: Vec<Problem<'a>>,
    /// Problems that are not listed.
    #[serde(skip_serializing_if = "is_none")]
    more: usize,
}

#[derive(Serialize)]
struct Held<'a> {
    kind: &'a str,
    count: usize,
    files: &'a [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
}

#[derive(Serialize)]
struct Missing<'a> {
    kind: &'static str,
    names: &'a [String],
    commands: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Problem<'a> {
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

/// Lines and columns from 1, columns in characters; the end column is the one behind the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_none(count: &usize) -> bool {
    *count == 0
}

pub(super) fn document(checked: &[Checked]) -> String {
    let files = checked.iter().map(|checked| CheckedFile {
        file: &checked.file,
        valid: checked.valid,
        resource: checked.resource,
        runs: checked.runs,
        holds: checked.listing.as_ref().map(held),
        missing: checked.listing.as_ref().map(missing),
        problems: checked.problems.iter().map(problem).collect(),
        more: checked.untold,
    });
    let document = Document { format_version: FORMAT_VERSION, files: files.collect() };
    serde_json::to_string_pretty(&document).expect("texts and numbers are always JSON")
}

fn held(listing: &Listing) -> Vec<Held<'_>> {
    let rows = listing.rows.iter();
    rows.map(|row| Held { kind: &row.what, count: row.count, files: &row.files, note: &row.note }).collect()
}

fn missing(listing: &Listing) -> Vec<Missing<'_>> {
    let missing = listing.missing.iter().map(|missing| Missing {
        kind: missing.resource.plural(),
        names: &missing.names,
        commands: &missing.commands,
    });
    missing.collect()
}

fn problem(told: &Told) -> Problem<'_> {
    Problem {
        severity: match told.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &told.message,
        label: &told.label,
        rule: told.rule.as_deref(),
        help: told.help.as_deref(),
        place: told.place.as_ref().map(|place| Place {
            file: &place.file,
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
        }),
    }
}
