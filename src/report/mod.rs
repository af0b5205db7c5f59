//! Results as people and programs read them: one format per file.

mod abandon;
mod answer;
mod assumptions;
mod baseline;
mod by_service;
mod collect;
mod collected;
mod comma_separated;
mod counting;
mod destination;
mod estimate;
mod events_jsonl;
mod expectations;
mod files;
mod folder;
mod frequencies;
mod json_layout;
mod keeping;
mod manifest;
mod markdown;
mod matrix;
mod metric_names;
mod number;
mod output_error;
mod plot;
mod records;
mod retained;
mod saved;
mod saved_results;
mod sentences;
mod sheet;
mod spool;
mod summary_json;
mod table;
mod table_file;
pub mod tables;
#[cfg(test)]
mod testing;
mod thinning;
mod turn;
mod verdict;
mod width;
mod words;

pub use abandon::{Abandon, Left};
pub use baseline::{has_nothing_to_compare, read_baseline};
pub use collected::Collected;
pub use destination::{Destination, prepare};
pub use expectations::{Level, Suite, annotations, junit, workflow_command};
pub use keeping::Keeping;
pub use markdown::markdown;
pub use output_error::OutputError;
pub use saved_results::SavedResults;
pub use spool::Spool;
pub use table::table;
pub use width::Width;

use crate::experiment::Results;

/// Names of the files that say whether the answer stands with other values of the settings that are guesses: its verdicts,
/// and what moves.
pub const FILES_OF_ASSUMPTIONS: [&str; 2] = [assumptions::FILE_OF_VERDICTS, assumptions::FILE];

/// The metrics that answer the scenario's question, the headline first.
#[must_use]
pub fn answer_metrics(results: &Results<'_>) -> Vec<String> {
    answer::answer(results).metrics
}

/// What became of the expectations, a line for each that is not met and one that counts; empty where nothing is expected.
#[must_use]
pub fn expectation_lines(results: &Results<'_>) -> Vec<String> {
    expectations::lines(results)
}

/// What summary.json says of results that are in memory.
///
/// # Panics
///
/// Never: all of it is numbers and texts.
#[must_use]
pub fn json(results: &Results<'_>) -> String {
    let mut bytes = Vec::new();
    summary_json::write(results, &summary_json::kept(results), &mut bytes).expect("a vector takes any bytes");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

#[cfg(test)]
mod tests;
