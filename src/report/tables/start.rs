//! What every row begins with: the variant, and its setting on each axis of the matrix.

use std::borrow::Cow;

use super::TABLES;
use super::cell::Cell;
use super::column::{Column, Kind, text};
use crate::metrics;
use crate::scenario::{Axis, Point, Setting, Variant};

/// The column that every table begins with.
pub(super) const VARIANT: Column = text("variant", "name of the variant: label=value of each axis");

/// Stands before the label of an axis that would be taken for another column.
const MATRIX: &str = "matrix.";

/// A variant, as its rows begin.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    axes: &'a [Axis],
    name: &'a str,
    settings: &'a [Setting],
}

impl<'a> Start<'a> {
    /// Of a variant of a scenario with these axes.
    #[must_use]
    pub fn of(axes: &'a [Axis], variant: &'a Variant) -> Self {
        Self { axes, name: &variant.name, settings: &variant.settings }
    }

    /// The same, before it is built.
    #[must_use]
    pub fn at(axes: &'a [Axis], point: &'a Point) -> Self {
        Self { axes, name: &point.name, settings: &point.settings }
    }

    /// The name of each of its columns with the variant's value.
    pub(super) fn cells(&self) -> Vec<(String, Cell<'static>)> {
        let settings = self.axes.iter().zip(self.settings);
        let settings = settings.map(|(axis, setting)| (axis_name(&axis.label), Cell::from(setting)));
        let name = Cell::Text(Cow::Owned(self.name.to_owned()));
        std::iter::once((VARIANT.name.into_owned(), name)).chain(settings).collect()
    }
}

/// The column of an axis: of the kind that holds all its values.
pub(super) fn axis_column(axis: &Axis) -> Column {
    let kinds = axis.values.iter().map(|value| Cell::from(value).kind());
    Column {
        name: Cow::Owned(axis_name(&axis.label)),
        kind: kinds.reduce(Kind::join).unwrap_or(Kind::Text),
        unit: Cow::Borrowed(""),
        meaning: Cow::Owned(format!("the variant's value on the axis {}", axis.path)),
    }
}

/// The name of an axis in all tables: its label, unless any of them may have a column of that name.
fn axis_name(label: &str) -> String {
    if is_taken(label) { format!("{MATRIX}{label}") } else { label.to_owned() }
}

fn is_taken(label: &str) -> bool {
    // With this last one no two labels become one.
    let starts = ["cluster.", "clusters.", "services.", "arrivals.", MATRIX];
    let is_fixed = |name: &str| name == VARIANT.name || TABLES.iter().any(|table| table.has(name));
    starts.iter().any(|start| label.starts_with(start)) || is_fixed(label) || metrics::is_of_one(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_called_by_its_label_unless_a_column_is() {
        for (label, name) in [
            ("desiredCount", "desiredCount"),
            ("web.desiredCount", "web.desiredCount"),
            ("variant", "matrix.variant"),
            ("taskId", "matrix.taskId"),
            ("at", "matrix.at"),
            ("services.web.desiredCount", "matrix.services.web.desiredCount"),
            ("availability", "matrix.availability"),
            ("placementFailures.memberOf", "matrix.placementFailures.memberOf"),
            ("matrix.at", "matrix.matrix.at"),
        ] {
            assert_eq!(axis_name(label), name);
        }
    }

    #[test]
    fn an_axis_has_the_kind_of_all_its_values() {
        let kind = |values: &[Setting]| {
            axis_column(&Axis { path: "a".to_owned(), label: "a".to_owned(), values: values.to_vec() }).kind
        };
        let text = Setting::Text("x".to_owned());
        assert_eq!(kind(&[Setting::Integer(1), Setting::Integer(2)]), Kind::Whole);
        assert_eq!(kind(&[Setting::Integer(1), Setting::Float(0.5)]), Kind::Real);
        assert_eq!(kind(&[Setting::Bool(true), Setting::Bool(false)]), Kind::Boolean);
        assert_eq!(kind(&[Setting::Integer(1), text]), Kind::Text);
    }
}
