//! Results as people and programs read them: one format per file.

mod abandon;
mod answer;
mod assumptions;
mod comma_separated;
mod deployments_csv;
mod destination;
mod events_jsonl;
mod folder;
mod instances_csv;
mod manifest;
mod markdown;
mod matrix;
mod metric_names;
mod number;
mod output_error;
mod plot;
mod sentences;
mod services_csv;
mod sheet;
mod summary_csv;
mod summary_json;
mod table;
mod tasks_csv;
mod timeseries_csv;
mod turn;
mod width;
mod words;

pub use abandon::Abandon;
pub use destination::{Destination, prepare};
pub use markdown::markdown;
pub use output_error::OutputError;
pub use table::table;
pub use width::Width;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::experiment::Results;

/// Names of the files that say whether the answer stands with other values of the settings that are guesses: its verdicts,
/// and what moves.
pub const FILES_OF_ASSUMPTIONS: [&str; 2] = [assumptions::FILE_OF_VERDICTS, assumptions::FILE];

/// Writes `folder/<scenario name>/` whole or not at all, and returns its path.
///
/// For a run of any length, [`prepare`] the destination first and write to it afterwards: then a folder that cannot be
/// written to is known before the time is spent.
///
/// # Errors
///
/// What could not be written, and where.
pub fn write_folder(results: &Results<'_>, folder: &Path) -> Result<PathBuf, OutputError> {
    prepare(folder, &results.scenario.name)?.write(results)
}

/// The metrics that answer the scenario's question, the headline first.
#[must_use]
pub fn answer_metrics(results: &Results<'_>) -> Vec<String> {
    answer::answer(results).metrics
}

/// The content of summary.json.
#[must_use]
pub fn json(results: &Results<'_>) -> String {
    text(|out| summary_json::write(results, out))
}

/// The content of summary.csv.
#[must_use]
pub fn csv(results: &Results<'_>) -> String {
    text(|out| summary_csv::write(results, out))
}

fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("a vector takes any bytes");
    String::from_utf8(bytes).expect("every format is UTF-8")
}

#[cfg(test)]
mod tests;
