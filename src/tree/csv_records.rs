//! The records of a CSV file that a scenario names, each with the byte at which it starts.

use super::node::Span;
use super::{Problem, Problems};

/// Hands each record to `visit` until it returns `None`; `None` then, or when the file is no CSV.
///
/// A problem has been pushed in either case; one about the whole file stands where the scenario names it.
pub fn visit_records(
    text: &str,
    trim: csv::Trim,
    named_at: &Span,
    problems: &mut Problems,
    mut visit: impl FnMut(&csv::StringRecord, usize, &mut Problems) -> Option<()>,
) -> Option<()> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(trim).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Some(()),
            Ok(true) => {}
            Err(error) => {
                problems.push(Problem::error(named_at, format!("not valid CSV: {error}")));
                return None;
            }
        }
        let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        visit(&record, start, problems)?;
    }
}
