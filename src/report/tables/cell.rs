//! A value of a row, and what columns make of it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::super::number;
use super::column::Kind;
use crate::scenario::Setting;

/// A value that is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell<'a> {
    /// Words.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Real(f64),
    /// true or false.
    Boolean(bool),
}

impl Cell<'_> {
    /// What kind of value it is.
    pub(super) const fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Whole(_) => Kind::Whole,
            Self::Real(_) => Kind::Real,
            Self::Boolean(_) => Kind::Boolean,
        }
    }

    /// The number, if it is a whole one.
    pub(super) const fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether it is true, if it is true or false.
    pub(super) const fn boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is no whole one.
    pub(super) const fn real(&self) -> Option<f64> {
        match self {
            Self::Real(value) => Some(*value),
            _ => None,
        }
    }
}

impl<'a> Cell<'a> {
    /// The value as a column of this kind holds it, the same in every format; `None` for what is no value: numbers that are
    /// not finite, and empty texts, which CSV cannot tell from nothing.
    ///
    /// # Panics
    ///
    /// When the column's kind was not [joined](Kind::join) with that of the value.
    pub(super) fn held_by(self, kind: Kind) -> Option<Self> {
        match (self, kind) {
            (Self::Text(text), Kind::Text) => (!text.is_empty()).then_some(Self::Text(text)),
            (Self::Whole(value), Kind::Whole) => Some(Self::Whole(value)),
            (Self::Whole(value), Kind::Real) => Some(Self::Real(nearest(value))),
            // Adding zero turns −0 into 0 and leaves everything else alone.
            (Self::Real(value), Kind::Real) => value.is_finite().then_some(Self::Real(value + 0.0)),
            (Self::Boolean(value), Kind::Boolean) => Some(Self::Boolean(value)),
            (other, Kind::Text) => Some(Self::Text(Cow::Owned(other.shown()?))),
            (other, kind) => unreachable!("a column of kind {} holds {other:?}", kind.name()),
        }
    }

    /// The words, if it is words.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// As text: exact decimals, and `None` for numbers that are not finite.
    pub(super) fn shown(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.to_string()),
            Self::Whole(value) => Some(value.to_string()),
            Self::Real(value) => number::exact(*value),
            Self::Boolean(value) => Some(value.to_string()),
        }
    }
}

impl From<&Setting> for Cell<'static> {
    fn from(setting: &Setting) -> Self {
        match setting {
            Setting::Bool(value) => Self::Boolean(*value),
            Setting::Integer(value) => Self::Whole(*value),
            Setting::Float(value) => Self::Real(*value),
            Setting::Text(text) => Self::Text(Cow::Owned(text.clone())),
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "on an axis with fractions whole numbers are numbers like these"
)]
const fn nearest(value: i64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_value_is_absent_and_kinds_are_kept() {
        assert_eq!(Cell::Text(Cow::Borrowed("")).held_by(Kind::Text), None);
        assert_eq!(Cell::Real(f64::NAN).held_by(Kind::Real), None);
        assert_eq!(Cell::Real(f64::INFINITY).held_by(Kind::Text), None);
        let Some(Cell::Real(zero)) = Cell::Real(-0.0).held_by(Kind::Real) else { panic!("a number") };
        assert!(zero.is_sign_positive());
        assert_eq!(Cell::Whole(3).held_by(Kind::Real), Some(Cell::Real(3.0)));
        assert_eq!(Cell::Real(0.1).held_by(Kind::Text), Some(Cell::Text(Cow::Borrowed("0.1"))));
        assert_eq!(Cell::Boolean(true).held_by(Kind::Text), Some(Cell::Text(Cow::Borrowed("true"))));
    }
}
