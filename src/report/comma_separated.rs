//! What all CSV files have in common: quoting where needed, lines that end in a line feed, a header always.
//!
//! Spreadsheets take a cell that begins with `=`, `+`, `-` or `@` for a formula, in quotes too, and a formula may run
//! programs. Labels of scenarios may begin so; such a text has an apostrophe before it, by which spreadsheets know a
//! text. Numbers stay numbers.

use std::borrow::Cow;
use std::io::{self, Write};

use super::number;

/// A writer of rows of any length (a header may be followed by nothing).
pub(super) fn writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out)
}

/// Writes a row of texts.
pub(super) fn row<'a, W: Write>(
    writer: &mut csv::Writer<W>,
    cells: impl IntoIterator<Item = &'a str>,
) -> io::Result<()> {
    let cells = cells.into_iter().map(|cell| without_formula(Cow::Borrowed(cell)));
    cells.into_iter().try_for_each(|cell| writer.write_field(cell.as_bytes()))?;
    end(writer)
}

/// Ends a row that was written field by field.
pub(super) fn end<W: Write>(writer: &mut csv::Writer<W>) -> io::Result<()> {
    writer.write_record(None::<&[u8]>).map_err(io::Error::from)
}

/// A text that no spreadsheet takes for a formula.
pub(super) fn without_formula(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err();
    if is_formula { Cow::Owned(format!("'{text}")) } else { text }
}

/// A figure as a cell; empty when it does not exist.
pub(super) fn figure(value: f64) -> String {
    number::exact(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_are_numbers() {
        let mut bytes = Vec::new();
        let mut csv = writer(&mut bytes);
        row(&mut csv, ["=cmd|x", "+1 host", "-", "@SUM(1)", "=a,b"]).expect("memory");
        row(&mut csv, ["-1.5", "+2", "-1e3", "a=1", ""]).expect("memory");
        drop(csv);
        let expected = "'=cmd|x,'+1 host,'-,'@SUM(1),\"'=a,b\"\n-1.5,+2,-1e3,a=1,\n";
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), expected);
    }
}
