//! A table as CSV: a header, then row after row.

use std::borrow::Cow;
use std::io::{self, Write};

use super::super::comma_separated::{end, row, without_formula, writer};
use super::batch::Batch;
use super::cell::Cell;
use super::column::Column;

/// Writes a table as CSV, batch after batch.
///
/// Lines end in a line feed. What is absent is an empty cell; numbers are the shortest decimals that read back as
/// themselves; a text that spreadsheets would take for a formula has an apostrophe before it.
pub struct CsvWriter<W: Write> {
    columns: Vec<Column>,
    out: csv::Writer<W>,
}

impl<W: Write> CsvWriter<W> {
    /// Writes the header.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn new(columns: Vec<Column>, out: W) -> io::Result<Self> {
        let mut out = writer(out);
        row(&mut out, columns.iter().map(|column| &*column.name))?;
        Ok(Self { columns, out })
    }

    /// Writes the rows of a batch.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let sources = batch.sources(&self.columns);
        for row in 0..batch.rows() {
            for (source, column) in sources.iter().zip(&self.columns) {
                let cell = source.cell(row).and_then(|cell| cell.held_by(column.kind));
                self.out.write_field(cell.map_or(Cow::Borrowed(""), field).as_bytes())?;
            }
            end(&mut self.out)?;
        }
        Ok(())
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn field(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => without_formula(text),
        other => Cow::Owned(other.shown().unwrap_or_default()),
    }
}
