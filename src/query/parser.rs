//! Expressions from text: connectives and parentheses. A predicate is `predicate.rs`'s work.

use std::ops::Range;

use super::error::QueryError;
use super::expression::Expression;
use super::lexer::{Lexeme, Lexer, Token};
use super::predicate;
use crate::text::nearest;

/// Characters that ECS takes in an expression (CN-01).
const CHARACTERS: usize = 2_000;
/// Parentheses and negations inside one another; a limit of this parser, which calls itself for each.
const NESTING: usize = 64;

/// Reads an expression of at most 2,000 characters.
pub fn parse(text: &str) -> Result<Expression, QueryError> {
    if let Some((end, _)) = text.char_indices().nth(CHARACTERS) {
        let message = format!("the expression has {} characters", text.chars().count());
        let error = QueryError::new(end..text.len(), message).rule("CN-01");
        return Err(error.help("ECS takes 2,000; several `memberOf` constraints are all required"));
    }
    parse_any_length(text)
}

/// Reads an expression of any length.
pub fn parse_any_length(text: &str) -> Result<Expression, QueryError> {
    let mut parser = Parser { lexer: Lexer::new(text), nesting: 0 };
    let expression = parser.any()?;
    let next = parser.lexer.peek()?;
    if next.token == Token::End { Ok(expression) } else { Err(no_connective(&next)) }
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    nesting: usize,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Expression, QueryError> {
        let mut parts = vec![self.all()?];
        while self.passes([Token::Or, Token::Word("or")])? {
            parts.push(self.all()?);
        }
        Ok(Expression::any(parts))
    }

    fn all(&mut self) -> Result<Expression, QueryError> {
        let mut parts = vec![self.unary()?];
        while self.passes([Token::And, Token::Word("and")])? {
            parts.push(self.unary()?);
        }
        Ok(Expression::all(parts))
    }

    fn unary(&mut self) -> Result<Expression, QueryError> {
        let first = self.lexer.peek()?;
        match first.token {
            Token::Not | Token::Word("not") => {
                self.enter(&first)?;
                let inner = self.unary()?;
                self.nesting -= 1;
                Ok(Expression::Not(Box::new(inner)))
            }
            Token::Open => {
                self.enter(&first)?;
                let inner = self.any()?;
                self.close(first.span)?;
                self.nesting -= 1;
                Ok(inner)
            }
            _ => predicate::parse(&mut self.lexer).map(Expression::Predicate),
        }
    }

    fn enter(&mut self, opening: &Lexeme<'_>) -> Result<(), QueryError> {
        if self.nesting == NESTING {
            let message = format!("parentheses and negations are nested more than {NESTING} deep");
            return Err(
                QueryError::new(opening.span.clone(), message).help("remove those that change nothing")
            );
        }
        self.nesting += 1;
        self.lexer.pass(opening);
        Ok(())
    }

    fn close(&mut self, opening: Range<usize>) -> Result<(), QueryError> {
        let next = self.lexer.peek()?;
        match next.token {
            Token::Close => {
                self.lexer.pass(&next);
                Ok(())
            }
            Token::End => {
                Err(QueryError::new(opening, "this parenthesis is never closed").help("close it with )"))
            }
            _ => Err(no_connective(&next)),
        }
    }

    /// Passes the next token if it is one of `spellings`.
    fn passes(&mut self, spellings: [Token<'_>; 2]) -> Result<bool, QueryError> {
        let next = self.lexer.peek()?;
        let found = spellings.contains(&next.token);
        if found {
            self.lexer.pass(&next);
        }
        Ok(found)
    }
}

/// Behind an expression stands something that neither joins it to another nor ends it.
fn no_connective(found: &Lexeme<'_>) -> QueryError {
    let expected = "a complete expression is followed by `and`, `or` or nothing";
    let message = format!("{expected}, not by {}", found.token.described());
    let error = QueryError::new(found.span.clone(), message);
    match found.token {
        Token::Word(word) => match nearest(word, ["and", "or"]) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help("a value that holds spaces needs quotes: 'a b'"),
        },
        Token::Open => {
            error.help("join it with `and` or `or`; a value with parentheses needs quotes: 'a(b)'")
        }
        Token::Close => error.help("there is no open parenthesis for this one"),
        Token::Comma => error.help("several values stand in a list behind `in`: in [a, b]"),
        Token::ListOpen => error.help("a list stands behind `in` and `!in`"),
        Token::ListClose => error.help("there is no open list for this bracket"),
        Token::Quoted(_) => error.help("a value stands in quotes as a whole: 'a b'"),
        Token::Sign(_) | Token::Not => {
            error.help("join two comparisons with `and`; a value with signs in it needs quotes: 'a=b'")
        }
        Token::And | Token::Or | Token::End => error,
    }
}
