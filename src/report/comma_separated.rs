//! What all CSV files have in common: quoting where needed, lines that end in a line feed, a header always.

use std::io::{self, Write};

use super::number;
use crate::time::SimTime;

/// A writer of rows of any length (a header may be followed by nothing).
pub(super) fn writer(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out)
}

/// Writes a row of texts.
pub(super) fn row<'a>(
    writer: &mut csv::Writer<&mut dyn Write>,
    cells: impl IntoIterator<Item = &'a str>,
) -> io::Result<()> {
    writer.write_record(cells).map_err(io::Error::from)
}

/// A figure as a cell; empty when it does not exist.
pub(super) fn figure(value: f64) -> String {
    number::exact(value).unwrap_or_default()
}

/// An instant in seconds, exact to the microsecond.
pub(super) fn seconds(at: SimTime) -> String {
    figure(at.as_secs_f64())
}

/// As [`seconds`]; empty when it never came.
pub(super) fn seconds_if(at: Option<SimTime>) -> String {
    at.map(seconds).unwrap_or_default()
}
