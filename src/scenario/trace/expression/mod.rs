//! Expressions over the cells of a row: what a scenario computes of the columns of a trace.
//!
//! Numbers are 64-bit floats with the operations that every platform rounds alike, so that the same file gives the same
//! rows everywhere.

mod evaluate;
mod parse;
mod token;

#[cfg(test)]
mod tests;

pub use evaluate::{Cells, Mistake, Value, number_of};
pub use parse::parse;

/// A column of the file, as an expression names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnName {
    /// By the name that the header gives it.
    Named(String),
    /// By its number, from 1.
    Numbered(usize),
}

/// An expression; columns stand as positions among those that all expressions of a trace name.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Number(f64),
    Text(String),
    Column(usize),
    Negative(Box<Self>),
    Not(Box<Self>),
    Binary(Operator, Box<Self>, Box<Self>),
    Call(Function, Vec<Self>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Min,
    Max,
    Ceil,
    Floor,
    Round,
    Abs,
    /// The first of its arguments that is known.
    First,
    /// The second argument where the first is true, else the third.
    If,
}

/// Names, and the least and the most arguments.
const FUNCTIONS: [(&str, Function, usize, usize); 8] = [
    ("min", Function::Min, 2, usize::MAX),
    ("max", Function::Max, 2, usize::MAX),
    ("ceil", Function::Ceil, 1, 1),
    ("floor", Function::Floor, 1, 1),
    ("round", Function::Round, 1, 1),
    ("abs", Function::Abs, 1, 1),
    ("first", Function::First, 2, usize::MAX),
    ("if", Function::If, 3, 3),
];

impl Expression {
    /// The column, of an expression that is nothing else.
    pub const fn as_column(&self) -> Option<usize> {
        if let Self::Column(column) = self { Some(*column) } else { None }
    }
}
