//! manifest.json: what made these results, and which files belong to them. No time of day, no path.

use std::io::{self, Write};

use serde::Serialize;

use super::folder::Written;
use super::plot::Note;
use super::summary_json::{FORMAT_VERSION, hexadecimal};
use crate::experiment::Results;

/// Name of the file; a folder that has it holds results.
pub(super) const FILE: &str = "manifest.json";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    format_version: u32,
    program: &'static str,
    version: &'static str,
    scenario: &'a str,
    digest: String,
    seed: u64,
    replications: u32,
    variants: Vec<Variant<'a>>,
    plots: &'a Note,
    files: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Variant<'a> {
    name: &'a str,
    digest: String,
    events: u64,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    bytes: u64,
    xxh3: String,
}

pub(super) fn write(
    results: &Results<'_>,
    plots: &Note,
    files: &[Written],
    out: &mut dyn Write,
) -> io::Result<()> {
    let scenario = results.scenario;
    let variants = results.iter().map(|(variant, of)| Variant {
        name: &variant.name,
        digest: hexadecimal(of.digest),
        events: of.events,
        notes: of.first.as_ref().map_or(&[], |first| &first.notes),
    });
    let entries =
        files.iter().map(|file| Entry { name: &file.name, bytes: file.bytes, xxh3: hexadecimal(file.xxh3) });
    let manifest = Manifest {
        format_version: FORMAT_VERSION,
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        scenario: &scenario.name,
        digest: hexadecimal(scenario.digest),
        seed: scenario.seed,
        replications: scenario.replications,
        variants: variants.collect(),
        plots,
        files: entries.collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &manifest)?;
    out.write_all(b"\n")
}
