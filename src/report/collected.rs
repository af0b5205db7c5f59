//! Results whose tables are written, and which nobody has been shown yet.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use super::files::Files;
use super::folder::{self, SUMMARY_CSV, SUMMARY_JSON};
use super::output_error::OutputError;
use super::spool::Spool;
use crate::experiment::Results;

/// What all runs of a scenario left, on its way into the results folder.
pub struct Collected<'s> {
    /// What reports show.
    pub results: Results<'s>,
    pub(super) spool: Spool<'s>,
    pub(super) files: Files,
}

impl Collected<'_> {
    /// Writes everything besides the tables.
    ///
    /// # Errors
    ///
    /// When anything could not be written.
    pub fn complete(&mut self) -> Result<(), OutputError> {
        folder::write_files(&self.results, &self.spool, &mut self.files)
    }

    /// The content of summary.json, once it is written.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn json(&self) -> io::Result<impl BufRead> {
        Ok(BufReader::new(File::open(self.files.path(SUMMARY_JSON))?))
    }

    /// The content of summary.csv.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn csv(&self) -> io::Result<impl BufRead> {
        Ok(BufReader::new(File::open(self.files.path(SUMMARY_CSV))?))
    }
}
