//! All files of a results folder, each through a buffer that counts and hashes what goes by.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

use super::assumptions::{FILE, FILE_OF_VERDICTS, csv, verdicts_csv};
use super::output_error::OutputError;
use super::{
    deployments_csv, events_jsonl, instances_csv, manifest, plot, services_csv, summary_csv, summary_json,
    tasks_csv, timeseries_csv,
};
use crate::experiment::Results;

/// A file that was written, as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub name: String,
    pub bytes: u64,
    pub xxh3: u64,
}

/// A writer of one of the files.
type Format = fn(&Results<'_>, &mut dyn Write) -> io::Result<()>;

/// Every file but plots, manifest, arrivals.csv where there are standalone tasks, and those of assumptions where they are asked for.
const FORMATS: [(&str, Format); 8] = [
    ("summary.json", summary_json::write),
    ("summary.csv", summary_csv::write),
    ("services.csv", services_csv::write),
    ("instances.csv", instances_csv::write),
    ("tasks.csv", tasks_csv::write),
    ("deployments.csv", deployments_csv::write),
    ("timeseries.csv", timeseries_csv::write),
    ("events.jsonl", events_jsonl::write),
];

/// Writes every file into the existing `folder`.
pub(super) fn write_files(results: &Results<'_>, folder: &Path) -> Result<(), OutputError> {
    let mut files = Vec::new();
    for (name, format) in FORMATS {
        files.push(write_file(folder, name, |out| format(results, out))?);
    }
    if results.built().any(|(variant, _)| !variant.model.calls.is_empty()) {
        let format = |out: &mut dyn Write| services_csv::write_arrivals(results, out);
        files.push(write_file(folder, "arrivals.csv", format)?);
    }
    if let Some(assumptions) = &results.assumptions {
        let format = |out: &mut dyn Write| csv::write(results, assumptions, out);
        files.push(write_file(folder, FILE, format)?);
        let format = |out: &mut dyn Write| verdicts_csv::write(results, assumptions, out);
        files.push(write_file(folder, FILE_OF_VERDICTS, format)?);
    }
    let plots = plot::plots(results);
    for (name, svg) in &plots.files {
        files.push(write_file(folder, name, |out| out.write_all(svg.as_bytes()))?);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    write_file(folder, manifest::FILE, |out| manifest::write(results, &plots.note, &files, out))?;
    Ok(())
}

fn write_file(
    folder: &Path,
    name: &str,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Written, OutputError> {
    let path: PathBuf = folder.join(name);
    let write = || {
        let mut out = Counting { to: BufWriter::new(File::create(&path)?), bytes: 0, hash: Xxh3::new() };
        content(&mut out)?;
        out.to.flush()?;
        out.to.get_ref().sync_all()?;
        Ok(Written { name: name.to_owned(), bytes: out.bytes, xxh3: out.hash.digest() })
    };
    write().map_err(|cause| OutputError::not_written(&path, cause))
}

/// Counts and hashes what is written.
struct Counting<W> {
    to: W,
    bytes: u64,
    hash: Xxh3,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let written = self.to.write(data)?;
        self.hash.update(&data[..written]);
        self.bytes += u64::try_from(written).expect("lengths fit 64 bits");
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
