//! A column: its name, what kind of values it holds, in which unit, and what they mean.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What kind of values a column holds; any of them may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Words.
    Text,
    /// Whole numbers of 64 bits.
    Whole,
    /// Any other numbers, always finite.
    Real,
    /// true or false.
    Boolean,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name, in the header of CSV and in the schema of Parquet.
    pub name: Cow<'static, str>,
    /// What kind of values it holds.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Their unit, in the words of the table of metrics; empty where they have none.
    pub unit: Cow<'static, str>,
    /// What they say.
    pub meaning: Cow<'static, str>,
}

impl Kind {
    /// Its name, as lists and metadata show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Whole => "whole",
            Self::Real => "real",
            Self::Boolean => "boolean",
        }
    }

    /// The kind of a column that holds values of both: numbers for numbers, and texts for anything else.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Whole | Self::Real, Self::Whole | Self::Real) => Self::Real,
            _ => Self::Text,
        }
    }
}

/// A column that a table always has.
pub(super) const fn column(
    name: &'static str,
    kind: Kind,
    unit: &'static str,
    meaning: &'static str,
) -> Column {
    let (name, unit, meaning) = (Cow::Borrowed(name), Cow::Borrowed(unit), Cow::Borrowed(meaning));
    Column { name, kind, unit, meaning }
}

/// A column of words.
pub(super) const fn text(name: &'static str, meaning: &'static str) -> Column {
    column(name, Kind::Text, "", meaning)
}

/// A column of instants in seconds since the start.
pub(super) const fn instant(name: &'static str, meaning: &'static str) -> Column {
    column(name, Kind::Real, SECONDS, meaning)
}

/// The unit of times.
pub(super) const SECONDS: &str = "seconds";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_that_meet_become_what_holds_both() {
        use Kind::{Boolean, Real, Text, Whole};
        for (one, other, both) in [
            (Whole, Whole, Whole),
            (Whole, Real, Real),
            (Real, Text, Text),
            (Boolean, Boolean, Boolean),
            (Boolean, Whole, Text),
        ] {
            assert_eq!((one.join(other), other.join(one)), (both, both));
        }
    }
}
