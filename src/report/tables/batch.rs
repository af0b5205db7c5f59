//! Rows of one table of one variant, column by column.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::column::Column;
use super::start::Start;

/// Rows that a batch has at most, where there may be any number: what is kept of a run is written in pieces of this size.
pub const MOST_ROWS: usize = 8_192;

/// The values of a column, row by row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Values {
    /// Words.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Any other numbers.
    Real(Vec<Option<f64>>),
    /// true or false.
    Boolean(Vec<Option<bool>>),
}

/// Rows of one table of one variant, which borrow nothing: they can be saved and read again.
///
/// Columns are known by their names, so that rows can be made before it is known which columns other variants have: a
/// column that a batch lacks is empty for its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    rows: usize,
    /// Columns with the same value in each row.
    same: Vec<(String, Cell<'static>)>,
    columns: Vec<(String, Values)>,
}

/// Batches of at most [`MOST_ROWS`] of the records each.
pub(super) fn in_batches<R, B: Fn(&[R]) -> Batch>(
    records: impl Iterator<Item = R>,
    batch: B,
) -> impl Iterator<Item = Batch> {
    let mut records = records.fuse();
    std::iter::from_fn(move || {
        let rows: Vec<R> = records.by_ref().take(MOST_ROWS).collect();
        (!rows.is_empty()).then(|| batch(&rows))
    })
}

/// A column of a batch, as a writer reads it.
#[derive(Clone, Copy)]
pub(super) enum Source<'b> {
    Absent,
    Same(&'b Cell<'static>),
    Values(&'b Values),
}

impl Batch {
    /// So many rows of a variant, with its name and its settings in each.
    pub(super) fn new(start: &Start<'_>, rows: usize) -> Self {
        Self { rows, same: start.cells(), columns: Vec::new() }
    }

    /// With the values of one more column.
    ///
    /// # Panics
    ///
    /// When there are not as many as there are rows.
    pub(super) fn with(mut self, name: &str, values: Values) -> Self {
        assert_eq!(values.len(), self.rows, "column {name} has a value for each row");
        self.columns.push((name.to_owned(), values));
        self
    }

    /// With the values of columns that the table always has.
    pub(super) fn with_all<const N: usize>(self, columns: &[Column; N], values: [Values; N]) -> Self {
        columns.iter().zip(values).fold(self, |batch, (column, values)| batch.with(&column.name, values))
    }

    /// How many rows it has.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// What it has of each of these columns.
    pub(super) fn sources(&self, columns: &[Column]) -> Vec<Source<'_>> {
        let same = self.same.iter().map(|(name, cell)| (name.as_str(), Source::Same(cell)));
        let values = self.columns.iter().map(|(name, values)| (name.as_str(), Source::Values(values)));
        let known: BTreeMap<&str, Source<'_>> = same.chain(values).collect();
        columns.iter().map(|column| known.get(&*column.name).copied().unwrap_or(Source::Absent)).collect()
    }

    /// The names of all its columns.
    #[cfg(test)]
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.same
            .iter()
            .map(|(name, _)| name)
            .chain(self.columns.iter().map(|(name, _)| name))
            .map(String::as_str)
    }
}

impl<'b> Source<'b> {
    /// The value in a row.
    pub(super) fn cell(self, row: usize) -> Option<Cell<'b>> {
        match self {
            Self::Absent => None,
            Self::Same(cell) => Some(match cell {
                Cell::Text(text) => Cell::Text(Cow::Borrowed(text)),
                Cell::Whole(value) => Cell::Whole(*value),
                Cell::Real(value) => Cell::Real(*value),
                Cell::Boolean(value) => Cell::Boolean(*value),
            }),
            Self::Values(values) => values.cell(row),
        }
    }
}

impl Values {
    /// A column of texts, one for each of `rows`.
    pub(super) fn texts<R>(rows: &[R], text: impl Fn(&R) -> Option<String>) -> Self {
        Self::Text(rows.iter().map(text).collect())
    }

    /// A column of whole numbers, one for each of `rows`.
    pub(super) fn wholes<R, N: TryInto<i64>>(rows: &[R], number: impl Fn(&R) -> Option<N>) -> Self {
        // What is counted in a run fits 63 bits; a count that does not is no count.
        Self::Whole(rows.iter().map(|row| number(row)?.try_into().ok()).collect())
    }

    /// A column of other numbers, one for each of `rows`.
    pub(super) fn reals<R>(rows: &[R], number: impl Fn(&R) -> Option<f64>) -> Self {
        Self::Real(rows.iter().map(number).collect())
    }

    /// A column of one row.
    pub(super) fn one(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Text(text) => Self::Text(vec![Some(text.into_owned())]),
            Cell::Whole(value) => Self::Whole(vec![Some(value)]),
            Cell::Real(value) => Self::Real(vec![Some(value)]),
            Cell::Boolean(value) => Self::Boolean(vec![Some(value)]),
        }
    }

    const fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Whole(values) => values.len(),
            Self::Real(values) => values.len(),
            Self::Boolean(values) => values.len(),
        }
    }

    fn cell(&self, row: usize) -> Option<Cell<'_>> {
        match self {
            Self::Text(values) => values[row].as_deref().map(|text| Cell::Text(Cow::Borrowed(text))),
            Self::Whole(values) => values[row].map(Cell::Whole),
            Self::Real(values) => values[row].map(Cell::Real),
            Self::Boolean(values) => values[row].map(Cell::Boolean),
        }
    }
}
