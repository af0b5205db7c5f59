//! Results as people and programs read them: one format a file.

use std::path::{Path, PathBuf};

use crate::experiment::Results;

/// Writes `folder/<scenario name>/` whole or not at all, and returns its path.
///
/// # Errors
///
/// What could not be written, and where.
pub fn write_folder(results: &Results<'_>, folder: &Path) -> Result<PathBuf, std::io::Error> {
    let _ = (results, folder);
    Err(std::io::Error::other("under construction"))
}

/// The answer first, then the figures behind it, for a terminal of `width` columns.
#[must_use]
pub fn table(results: &Results<'_>, width: u16) -> String {
    let _ = (results, width);
    String::new()
}

/// The same as Markdown.
#[must_use]
pub fn markdown(results: &Results<'_>) -> String {
    let _ = results;
    String::new()
}

/// The content of summary.json.
#[must_use]
pub fn json(results: &Results<'_>) -> String {
    let _ = results;
    String::new()
}

/// The content of summary.csv.
#[must_use]
pub fn csv(results: &Results<'_>) -> String {
    let _ = results;
    String::new()
}
