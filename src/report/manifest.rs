//! manifest.json: what made these results, and which files belong to them. No time of day, no path.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::files::Written;
use super::keeping::Keeping;
use super::plot::Note;
use super::summary_json::{FORMAT_VERSION, hexadecimal};
use crate::experiment::Results;
use crate::model::{Choice, Events};
use crate::scenario::{Axis, Input, Setting};

/// Name of the file; a folder that has it holds results.
pub(super) use crate::scenario::MANIFEST as FILE;

/// What a manifest calls the program that wrote it.
const PROGRAM: &str = env!("CARGO_PKG_NAME");

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    format_version: u32,
    program: &'static str,
    version: &'static str,
    scenario: &'a str,
    question: &'a str,
    answer: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    distributions: &'a [String],
    digest: String,
    seed: u64,
    replications: u32,
    /// `PATH=VALUE` as given to `--set`.
    set: &'a [String],
    /// Expressions as given to `--expect`.
    expect: &'a [String],
    /// What is kept of the runs besides figures.
    output: Output,
    axes: Vec<AxisEntry<'a>>,
    variants: Vec<Variant<'a>>,
    plots: &'a Note,
    files: Vec<Entry<'a>>,
    /// The scenario with its files in their places: what the digest is over, and what decides nothing left out.
    canonical: &'a RawValue,
    /// What `plimsoll run` on this folder reads.
    inputs: Vec<InputEntry<'a>>,
}

/// An axis of the matrix.
#[derive(Serialize)]
struct AxisEntry<'a> {
    path: &'a str,
    label: &'a str,
    values: &'a [Setting],
}

impl<'a> AxisEntry<'a> {
    fn of(axis: &'a Axis) -> Self {
        Self { path: &axis.path, label: &axis.label, values: &axis.values }
    }
}

/// A file that the scenario was read from.
#[derive(Serialize)]
struct InputEntry<'a> {
    name: &'a str,
    bytes: u64,
    xxh3: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

impl<'a> InputEntry<'a> {
    fn of(input: &'a Input) -> Self {
        let Input { name, bytes, xxh3, text } = input;
        Self { name, bytes: *bytes, xxh3: format!("{xxh3:032x}"), text: text.as_deref() }
    }
}

/// What is read of a manifest that is there.
#[derive(Deserialize)]
struct Known {
    program: String,
    files: Vec<KnownEntry>,
}

#[derive(Deserialize)]
struct KnownEntry {
    name: String,
}

/// The files that this program wrote to `folder`, by its manifest; `None` where there is no manifest of this program.
pub(super) fn files_of(folder: &Path) -> Option<BTreeSet<OsString>> {
    let path = folder.join(FILE);
    // A pipe of that name is nobody's manifest, and would never end.
    let metadata = fs::symlink_metadata(&path).ok()?;
    let file = metadata.is_file().then(|| fs::File::open(&path).ok())??;
    let known: Known = serde_json::from_reader(io::BufReader::new(file)).ok()?;
    let names = known.files.into_iter().map(|file| OsString::from(file.name));
    (known.program == PROGRAM).then(|| names.chain([OsString::from(FILE)]).collect())
}

/// In the words of a scenario's `[output]`.
#[derive(Serialize)]
struct Output {
    metrics: &'static str,
    replications: &'static str,
    records: &'static str,
    series: &'static str,
    tables: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<&'static str>,
}

impl Output {
    fn of(keeping: &Keeping) -> Self {
        let Keeping { metrics, replications, records, series, tables, events, .. } = keeping;
        Self {
            metrics: metrics.word(),
            replications: replications.word(),
            records: records.word(),
            series: series.word(),
            tables: tables.word(),
            events: (*events != Events::default()).then(|| events.word()),
        }
    }
}

#[derive(Serialize)]
struct Variant<'a> {
    name: &'a str,
    settings: &'a [Setting],
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
    keeping: &Keeping,
    plots: &Note,
    files: &[Written],
    out: &mut dyn Write,
) -> io::Result<()> {
    let scenario = results.scenario;
    let variants = results.iter().map(|(variant, of)| Variant {
        name: &variant.name,
        settings: &variant.settings,
        digest: hexadecimal(of.digest),
        events: of.events,
        notes: &of.notes,
    });
    let entries =
        files.iter().map(|file| Entry { name: &file.name, bytes: file.bytes, xxh3: hexadecimal(file.xxh3) });
    let manifest = Manifest {
        format_version: FORMAT_VERSION,
        program: PROGRAM,
        version: env!("CARGO_PKG_VERSION"),
        scenario: &scenario.name,
        question: &scenario.question,
        answer: &scenario.answer,
        distributions: &scenario.distributions,
        digest: hexadecimal(scenario.digest),
        seed: scenario.seed,
        replications: scenario.replications,
        set: &scenario.provenance.set,
        expect: &scenario.provenance.expect,
        output: Output::of(keeping),
        axes: scenario.axes.iter().map(AxisEntry::of).collect(),
        variants: variants.collect(),
        plots,
        files: entries.collect(),
        canonical: serde_json::from_str(&scenario.provenance.canonical)?,
        inputs: scenario.provenance.inputs.iter().map(InputEntry::of).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &manifest)?;
    out.write_all(b"\n")
}
