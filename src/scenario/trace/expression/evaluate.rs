//! The value of an expression for one row.

use super::{Expression, Function, Operator};
use crate::text::shortened;

/// What a row has in its columns.
pub trait Cells {
    /// The text of a column; `None` where it is empty or marked as unknown.
    fn cell(&self, column: usize) -> Option<&str>;

    /// A date and time as a number, in the unit of times; `None` for what is none.
    fn moment(&self, text: &str) -> Option<f64>;
}

/// What an expression comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'c> {
    /// A cell that it needs holds nothing.
    Unknown,
    Number(f64),
    Text(&'c str),
}

/// Why an expression comes to nothing: as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake(pub String);

impl Value<'_> {
    const fn of(truth: bool) -> Self {
        Self::Number(if truth { 1.0 } else { 0.0 })
    }
}

/// The number that a text is; `nan` and `inf` are none.
pub fn number_of(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

impl Expression {
    /// What it comes to.
    ///
    /// # Errors
    ///
    /// When a number is needed where none is, or a result is none.
    pub fn value<'c>(&'c self, cells: &'c impl Cells) -> Result<Value<'c>, Mistake> {
        match self {
            Self::Number(number) => Ok(Value::Number(*number)),
            Self::Text(text) => Ok(Value::Text(text)),
            Self::Column(column) => Ok(cells.cell(*column).map_or(Value::Unknown, Value::Text)),
            Self::Negative(inner) => Ok(known(inner.number(cells)?.map(|number| -number))),
            Self::Not(inner) => Ok(Value::of(!inner.holds(cells)?)),
            Self::Binary(operator, left, right) => binary(*operator, left, right, cells),
            Self::Call(Function::First, arguments) => {
                for argument in arguments {
                    let value = argument.value(cells)?;
                    if value != Value::Unknown {
                        return Ok(value);
                    }
                }
                Ok(Value::Unknown)
            }
            Self::Call(Function::If, arguments) => {
                let chosen = if arguments[0].holds(cells)? { 1 } else { 2 };
                arguments[chosen].value(cells)
            }
            Self::Call(function, arguments) => call(*function, arguments, cells),
        }
    }

    /// The number that it comes to; `None` where a cell that it needs holds nothing.
    ///
    /// # Errors
    ///
    /// When it comes to something else.
    pub fn number(&self, cells: &impl Cells) -> Result<Option<f64>, Mistake> {
        let number = match self.value(cells)? {
            Value::Unknown => return Ok(None),
            Value::Number(number) => number,
            Value::Text(text) => number_of(text)
                .or_else(|| cells.moment(text))
                .ok_or_else(|| Mistake(format!("`{}` is no number", shortened(text))))?,
        };
        if number.is_finite() { Ok(Some(number)) } else { Err(Mistake("it is no finite number".to_owned())) }
    }

    /// Whether it comes to something other than 0; what is not known does not hold.
    ///
    /// # Errors
    ///
    /// When it comes to no number.
    pub fn holds(&self, cells: &impl Cells) -> Result<bool, Mistake> {
        Ok(self.number(cells)?.is_some_and(|number| number != 0.0))
    }
}

fn known<'c>(number: Option<f64>) -> Value<'c> {
    number.map_or(Value::Unknown, Value::Number)
}

fn binary<'c>(
    operator: Operator,
    left: &'c Expression,
    right: &'c Expression,
    cells: &'c impl Cells,
) -> Result<Value<'c>, Mistake> {
    match operator {
        Operator::Or => return Ok(Value::of(left.holds(cells)? || right.holds(cells)?)),
        Operator::And => return Ok(Value::of(left.holds(cells)? && right.holds(cells)?)),
        Operator::Equal => return Ok(Value::of(are_equal(left.value(cells)?, right.value(cells)?, cells))),
        Operator::NotEqual => {
            return Ok(Value::of(!are_equal(left.value(cells)?, right.value(cells)?, cells)));
        }
        _ => {}
    }
    let (Some(left), Some(right)) = (left.number(cells)?, right.number(cells)?) else {
        return Ok(Value::Unknown);
    };
    Ok(match operator {
        Operator::Less => Value::of(left < right),
        Operator::LessOrEqual => Value::of(left <= right),
        Operator::Greater => Value::of(left > right),
        Operator::GreaterOrEqual => Value::of(left >= right),
        Operator::Add => Value::Number(left + right),
        Operator::Subtract => Value::Number(left - right),
        Operator::Multiply => Value::Number(left * right),
        _ => Value::Number(left / right),
    })
}

/// Numbers are equal however they are written; what is not known equals nothing but the empty text.
#[expect(clippy::float_cmp, reason = "a cell holds what it is compared with, or does not")]
fn are_equal(left: Value<'_>, right: Value<'_>, cells: &impl Cells) -> bool {
    let number = |value: Value<'_>| match value {
        Value::Unknown => None,
        Value::Number(number) => Some(number),
        Value::Text(text) => number_of(text).or_else(|| cells.moment(text)),
    };
    match (left, right) {
        (Value::Unknown, Value::Unknown) => true,
        (Value::Unknown, Value::Text(text)) | (Value::Text(text), Value::Unknown) => text.is_empty(),
        (Value::Text(one), Value::Text(other)) if one == other => true,
        _ => number(left).zip(number(right)).is_some_and(|(left, right)| left == right),
    }
}

/// A function of numbers.
fn call<'c>(
    function: Function,
    arguments: &'c [Expression],
    cells: &'c impl Cells,
) -> Result<Value<'c>, Mistake> {
    let Some(first) = arguments[0].number(cells)? else { return Ok(Value::Unknown) };
    let mut result = match function {
        Function::Ceil => first.ceil(),
        Function::Floor => first.floor(),
        Function::Round => first.round(),
        Function::Abs => first.abs(),
        _ => first,
    };
    for argument in &arguments[1..] {
        let Some(number) = argument.number(cells)? else { return Ok(Value::Unknown) };
        result = if function == Function::Min { result.min(number) } else { result.max(number) };
    }
    Ok(Value::Number(result))
}
