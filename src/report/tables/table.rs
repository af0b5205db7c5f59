//! A table: its name, and which columns it has in the results of a scenario.

use std::borrow::Cow;

use super::column::Column;
use super::column_names::ColumnNames;
use super::dynamic::Dynamic;
use super::start::{VARIANT, axis_column};
use crate::scenario::Axis;

/// A table of the results.
///
/// Every table begins with the name of the variant and a column for each axis of the matrix.
#[derive(Debug)]
pub struct Table {
    /// Its name: that of its files, without what follows the dot.
    pub name: &'static str,
    /// What its rows are.
    pub meaning: &'static str,
    /// The columns that it has in all results, behind those that every table begins with.
    pub(super) columns: &'static [Column],
    /// Those that depend on what there is in the results.
    pub(super) dynamic: Dynamic,
}

/// What decides which columns the tables of some results have.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// The axes of the scenario.
    pub axes: &'a [Axis],
    /// How many replications each variant has.
    pub replications: u32,
    /// The metrics that any variant has.
    pub metrics: &'a ColumnNames,
    /// The series that any variant has.
    pub series: &'a ColumnNames,
}

/// A column as lists show it, or a pattern that stands for some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name; capitals stand for a part of it.
    pub name: Cow<'static, str>,
    /// What kind of values it holds.
    pub kind: &'static str,
    /// Their unit.
    pub unit: Cow<'static, str>,
    /// What they say.
    pub meaning: Cow<'static, str>,
}

impl Table {
    /// All columns of the table in such results, in their order.
    #[must_use]
    pub fn columns(&self, layout: &Layout<'_>) -> Vec<Column> {
        let axes = layout.axes.iter().map(axis_column);
        let fixed = std::iter::once(VARIANT).chain(axes).chain(self.columns.iter().cloned());
        fixed.chain(self.dynamic.columns(layout)).collect()
    }

    /// All columns that the table may have, with patterns for those that depend on what there is.
    #[must_use]
    pub fn listed(&self) -> Vec<Listed> {
        let axis = Listed::pattern("AXIS", "that of its values", "", AXIS_MEANING);
        let own = self.columns.iter().map(Listed::of);
        [Listed::of(&VARIANT), axis].into_iter().chain(own).chain(self.dynamic.patterns()).collect()
    }

    /// Whether it has a column of this name in all results.
    pub(super) fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.name == name)
    }
}

const AXIS_MEANING: &str = "the variant's value on an axis of the matrix, one column for each by its label; \
                            matrix.LABEL where the label is the name of another column";

impl Listed {
    fn of(column: &Column) -> Self {
        let Column { name, kind, unit, meaning } = column.clone();
        Self { name, kind: kind.name(), unit, meaning }
    }

    pub(super) const fn pattern(
        name: &'static str,
        kind: &'static str,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        let (name, unit, meaning) = (Cow::Borrowed(name), Cow::Borrowed(unit), Cow::Borrowed(meaning));
        Self { name, kind, unit, meaning }
    }
}
