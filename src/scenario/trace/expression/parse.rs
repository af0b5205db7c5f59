//! From text to an expression.

use super::token::{Token, tokens};
use super::{ColumnName, Expression, FUNCTIONS, Operator};
use crate::text::nearest;

/// Bytes of an expression.
const MAX_LENGTH: usize = 2_000;
/// Parentheses, calls and signs inside of each other.
const MAX_DEPTH: usize = 64;

/// Binary operators, those that bind least first; those of one row from left to right.
const LEVELS: [&[(&str, Operator)]; 5] = [
    &[("or", Operator::Or)],
    &[("and", Operator::And)],
    &[
        ("==", Operator::Equal),
        ("!=", Operator::NotEqual),
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
    ],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("/", Operator::Divide)],
];

/// Reads an expression; columns are looked up in `columns`, which takes in those that are new.
///
/// # Errors
///
/// Says as a sentence what is wrong.
pub fn parse(text: &str, columns: &mut Vec<ColumnName>) -> Result<Expression, String> {
    if text.len() > MAX_LENGTH {
        return Err(format!("the expression is longer than {MAX_LENGTH} bytes"));
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err("the expression is empty".to_owned());
    }
    let mut parser = Parser { tokens, at: 0, depth: 0, columns };
    let expression = parser.level(0)?;
    match parser.peek() {
        None => Ok(expression),
        Some(token) => Err(format!("{} follows where the expression is complete", shown(token))),
    }
}

struct Parser<'c> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    columns: &'c mut Vec<ColumnName>,
}

impl Parser<'_> {
    fn level(&mut self, level: usize) -> Result<Expression, String> {
        let Some(operators) = LEVELS.get(level) else { return self.signed() };
        let mut left = self.level(level + 1)?;
        let mut chain = 0;
        while let Some((_, operator)) = operators.iter().find(|(sign, _)| self.takes(sign)) {
            // A tree of operators is walked down again for each row.
            chain += 1;
            if chain > MAX_DEPTH {
                return Err(format!("more than {MAX_DEPTH} operators follow one another"));
            }
            let right = self.level(level + 1)?;
            left = Expression::Binary(*operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    /// `-`, `not` and what they stand before.
    fn signed(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("the expression is more than {MAX_DEPTH} deep"));
        }
        let expression = if self.takes("-") {
            Expression::Negative(Box::new(self.signed()?))
        } else if self.takes("not") {
            // Binds less than comparisons do: `not a == b` is `not (a == b)`.
            Expression::Not(Box::new(self.level(2)?))
        } else {
            self.operand()?
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn operand(&mut self) -> Result<Expression, String> {
        let Some(token) = self.tokens.get(self.at).cloned() else {
            return Err("the expression ends where a number or a column is expected".to_owned());
        };
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Expression::Number(number)),
            Token::Text(text) => Ok(Expression::Text(text)),
            Token::Quoted(name) => Ok(self.column(ColumnName::Named(name))),
            Token::Numbered(number) => Ok(self.column(ColumnName::Numbered(number))),
            Token::Word(name) if self.takes("(") => self.call(&name),
            Token::Word(name) if !matches!(name.as_str(), "and" | "or" | "not") => {
                Ok(self.column(ColumnName::Named(name)))
            }
            Token::Sign("(") => {
                let inner = self.level(0)?;
                if self.takes(")") { Ok(inner) } else { Err("a parenthesis is not closed".to_owned()) }
            }
            other => Err(format!("{} stands where a number or a column is expected", shown(&other))),
        }
    }

    /// A function whose parenthesis was opened.
    fn call(&mut self, name: &str) -> Result<Expression, String> {
        let Some((_, function, least, most)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
            let known = || FUNCTIONS.iter().map(|(name, ..)| *name);
            return Err(match nearest(name, known()) {
                Some(near) => format!("there is no function `{name}`; did you mean `{near}`?"),
                None => format!(
                    "there is no function `{name}`; functions: {}",
                    known().collect::<Vec<_>>().join(", ")
                ),
            });
        };
        let mut arguments = vec![self.level(0)?];
        while self.takes(",") {
            arguments.push(self.level(0)?);
        }
        if !self.takes(")") {
            return Err(format!("the parenthesis of `{name}` is not closed"));
        }
        if !(*least..=*most).contains(&arguments.len()) {
            let wanted = if most == least { least.to_string() } else { format!("{least} or more") };
            return Err(format!("`{name}` takes {wanted} arguments, not {}", arguments.len()));
        }
        Ok(Expression::Call(*function, arguments))
    }

    fn column(&mut self, name: ColumnName) -> Expression {
        let known = self.columns.iter().position(|column| *column == name);
        Expression::Column(known.unwrap_or_else(|| {
            self.columns.push(name);
            self.columns.len() - 1
        }))
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// Steps over a sign, or one of the words that stand for one.
    fn takes(&mut self, wanted: &str) -> bool {
        let found = match self.peek() {
            Some(Token::Sign(sign)) => *sign == wanted,
            Some(Token::Word(word)) => matches!(wanted, "and" | "or" | "not") && word == wanted,
            _ => false,
        };
        self.at += usize::from(found);
        found
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Number(number) => format!("`{number}`"),
        Token::Text(text) => format!("'{text}'"),
        Token::Word(word) | Token::Quoted(word) => format!("`{word}`"),
        Token::Numbered(number) => format!("`${number}`"),
        Token::Sign(sign) => format!("`{sign}`"),
    }
}
