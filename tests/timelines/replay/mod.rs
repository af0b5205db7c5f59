//! Runs of real services, replayed: what was told of each, its scenario, and how the two compare.
//!
//! Shared by the tests and by the example that writes `docs/timelines.md`.

mod distributions;
mod judgement;
pub mod observed;
mod page;
pub mod passes;
pub mod recording;
mod world;

pub use distributions::distributions;
pub use judgement::{Judgement, judge};
pub use page::page;
pub use recording::recordings;

use std::path::PathBuf;

/// The folder of the data.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/timelines")
}

/// The rows of a table of that folder.
pub fn table(name: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.comment(Some(b'#')).from_path(folder().join(name));
    let rows = reader.expect("a table").into_records();
    rows.map(|row| row.unwrap_or_else(|error| panic!("{name}: {error}"))).collect()
}

/// A cell that is a number.
fn number(row: &csv::StringRecord, column: usize) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("not a number: {row:?}"))
}
