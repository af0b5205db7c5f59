//! All files of a results folder, each through a buffer that counts and hashes what goes by.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

use super::assumptions::{FILE, FILE_OF_VERDICTS, csv, verdicts_csv};
use super::output_error::OutputError;
use super::table_files::{Files, Out, table_files};
use super::{events_jsonl, manifest, plot, summary_json};
use crate::experiment::Results;

/// A file that was written, as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub name: String,
    pub bytes: u64,
    pub xxh3: u64,
}

/// Writes every file into the existing `folder`, the tables in the formats that are asked for.
pub(super) fn write_files(results: &Results<'_>, tables: Files, folder: &Path) -> Result<(), OutputError> {
    let mut files = Vec::new();
    files.push(write_file(folder, "summary.json", |out| summary_json::write(results, out))?);
    files.push(write_file(folder, "events.jsonl", |out| events_jsonl::write(results, out))?);
    for file in table_files(results, tables) {
        files.push(write_file(folder, &file.name(), |out| file.write(results, out))?);
    }
    if let Some(assumptions) = &results.assumptions {
        let format = |out: &mut Out<'_>| csv::write(results, assumptions, out);
        files.push(write_file(folder, FILE, format)?);
        let format = |out: &mut Out<'_>| verdicts_csv::write(results, assumptions, out);
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
    content: impl FnOnce(&mut Out<'_>) -> io::Result<()>,
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
