//! One predicate from text: a subject, one of its operators, and the argument that the operator takes.

use std::ops::Range;

use super::error::QueryError;
use super::expression::{AttributeTest, Comparison, Predicate, TextTest, Wanted};
use super::lexer::{Lexeme, Lexer, Token, is_connective, shortened};
use super::moment::Moment;
use super::operator::Operator;
use super::pattern::Pattern;
use super::subject::{Subject, all_subjects};
use super::version::Version;
use crate::text::nearest;

/// A value and its bytes without quotes.
struct Literal<'t> {
    text: &'t str,
    span: Range<usize>,
}

impl Literal<'_> {
    fn no(&self, what: &str) -> QueryError {
        QueryError::new(self.span.clone(), format!("`{}` is no {what}", shortened(self.text)))
    }
}

/// Reads the predicate that starts at the next token.
pub fn parse(lexer: &mut Lexer<'_>) -> Result<Predicate, QueryError> {
    let subject = subject(lexer)?;
    let operator = operator(lexer, subject)?;
    Ok(match subject {
        Subject::AgentConnected => Predicate::AgentConnected(text_test(lexer, subject, operator)?),
        Subject::Ec2InstanceId => Predicate::Ec2InstanceId(text_test(lexer, subject, operator)?),
        Subject::TaskGroup => Predicate::TaskGroup(text_test(lexer, subject, operator)?),
        Subject::Attribute(name) => {
            let test = match operator {
                Operator::Exists => AttributeTest::Exists,
                Operator::NotExists => AttributeTest::NotExists,
                _ => AttributeTest::Value(text_test(lexer, subject, operator)?),
            };
            Predicate::Attribute(name.to_owned(), test)
        }
        Subject::AgentVersion => Predicate::AgentVersion(comparison(operator), version(lexer, operator)?),
        Subject::RegisteredAt => Predicate::RegisteredAt(comparison(operator), moment(lexer, operator)?),
        Subject::RunningTasksCount => {
            Predicate::RunningTasksCount(comparison(operator), count(lexer, operator)?)
        }
    })
}

fn subject<'t>(lexer: &mut Lexer<'t>) -> Result<Subject<'t>, QueryError> {
    let found = lexer.peek()?;
    match found.token {
        Token::Word(word) => {
            lexer.pass(&found);
            Subject::parse(word, found.span)
        }
        Token::End => {
            let message = "an expression is missing here";
            Err(QueryError::new(found.span, message).help(all_subjects()))
        }
        token => {
            let message = format!("an expression starts with a subject, not with {}", token.described());
            Err(QueryError::new(found.span, message).help(all_subjects()))
        }
    }
}

fn operator(lexer: &mut Lexer<'_>, subject: Subject<'_>) -> Result<Operator, QueryError> {
    let found = lexer.peek()?;
    let operator = match found.token {
        Token::Sign(operator) => operator,
        Token::Word(word) if !is_connective(word) => {
            let known = Operator::from_word(word);
            known.ok_or_else(|| unknown_operator(word, found.span.clone(), subject))?
        }
        token => {
            let message = format!("`{subject}` is followed by an operator, not by {}", token.described());
            let help = match token {
                Token::Word("not") | Token::Not => negation_help(lexer.clone(), &found, subject),
                _ => subject.operators_help(),
            };
            return Err(QueryError::new(found.span, message).help(help));
        }
    };
    if !subject.operators().contains(&operator) {
        let message = format!("`{subject}` does not take `{operator}`");
        return Err(QueryError::new(found.span, message).help(subject.operators_help()));
    }
    lexer.pass(&found);
    Ok(operator)
}

/// What `negation`, which stands between a subject and an operator, was meant to be together with that operator.
fn negation_help(mut lexer: Lexer<'_>, negation: &Lexeme<'_>, subject: Subject<'_>) -> String {
    lexer.pass(negation);
    let operator = match lexer.peek().map(|next| next.token) {
        Ok(Token::Sign(operator)) => Some(operator),
        Ok(Token::Word(word)) => Operator::from_word(word),
        _ => None,
    };
    let meant = operator.and_then(Operator::negated).filter(|meant| subject.operators().contains(meant));
    let meant = meant.map_or_else(|| subject.operators_help(), |meant| format!("did you mean `{meant}`?"));
    format!("{meant}{} `not` stands before a whole expression", if meant.ends_with('?') { "" } else { ";" })
}

fn unknown_operator(word: &str, span: Range<usize>, subject: Subject<'_>) -> QueryError {
    let near = nearest(word, subject.operators().iter().map(|operator| operator.word()));
    let error = QueryError::new(span, format!("`{}` is no operator", shortened(word)));
    match near {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(subject.operators_help()),
    }
}

/// Reads what `operator`, one of those that subjects with texts take, compares with.
fn text_test(
    lexer: &mut Lexer<'_>,
    subject: Subject<'_>,
    operator: Operator,
) -> Result<TextTest, QueryError> {
    let text = |literal: &Literal<'_>| {
        // Nothing equals another word, so it is a slip of the pen.
        if subject == Subject::AgentConnected && !["true", "false"].contains(&literal.text) {
            return Err(literal.no("state of a connection").help("`agentConnected` is true or false"));
        }
        Ok(literal.text.to_owned())
    };
    let wanted = match operator {
        Operator::Equals | Operator::NotEquals => Wanted::Value(text(&literal(lexer, operator)?)?),
        Operator::In | Operator::NotIn => {
            Wanted::OneOf(list(lexer, operator)?.iter().map(text).collect::<Result<_, _>>()?)
        }
        Operator::Matches | Operator::NotMatches => Wanted::Pattern(pattern(lexer, operator)?),
        _ => unreachable!("subjects with texts do not list {operator}"),
    };
    let negated = matches!(operator, Operator::NotEquals | Operator::NotIn | Operator::NotMatches);
    Ok(TextTest { wanted, negated })
}

fn comparison(operator: Operator) -> Comparison {
    match operator {
        Operator::Equals => Comparison::Equal,
        Operator::NotEquals => Comparison::NotEqual,
        Operator::Greater => Comparison::Greater,
        Operator::GreaterOrEqual => Comparison::GreaterOrEqual,
        Operator::Less => Comparison::Less,
        Operator::LessOrEqual => Comparison::LessOrEqual,
        _ => unreachable!("subjects with quantities do not list {operator}"),
    }
}

fn version(lexer: &mut Lexer<'_>, operator: Operator) -> Result<Version, QueryError> {
    let literal = literal(lexer, operator)?;
    let help = "write numbers with dots between, as in 1.14.5";
    Version::parse(literal.text).ok_or_else(|| literal.no("version").rule("QL-08").help(help))
}

fn moment(lexer: &mut Lexer<'_>, operator: Operator) -> Result<Moment, QueryError> {
    let literal = literal(lexer, operator)?;
    let help = "write 2018-06-18, 2018-06-18T22:28:28, 2018-06-18T22:28:28Z or 2018-06-18T22:28:28+00:00";
    Moment::parse(literal.text).ok_or_else(|| literal.no("date").rule("QL-08").help(help))
}

fn count(lexer: &mut Lexer<'_>, operator: Operator) -> Result<u32, QueryError> {
    let literal = literal(lexer, operator)?;
    let digits = literal.text.bytes().all(|byte| byte.is_ascii_digit());
    let count = if digits { literal.text.parse().ok() } else { None };
    count.ok_or_else(|| literal.no("number of tasks").help("write a whole number from 0, as in 2"))
}

/// Reads the value behind `operator`, or an item of its list.
fn literal<'t>(lexer: &mut Lexer<'t>, operator: Operator) -> Result<Literal<'t>, QueryError> {
    let found = lexer.peek()?;
    let literal = match found.token {
        Token::Word(text) if !is_connective(text) => Literal { text, span: found.span.clone() },
        Token::Quoted(text) => Literal { text, span: found.span.start + 1..found.span.end - 1 },
        token => {
            return Err(no_value(&token, found.span, operator));
        }
    };
    lexer.pass(&found);
    Ok(literal)
}

/// What stands where a value is due.
fn no_value(token: &Token<'_>, span: Range<usize>, operator: Operator) -> QueryError {
    let what = match operator {
        Operator::Matches | Operator::NotMatches => "pattern",
        _ => "value",
    };
    let error =
        QueryError::new(span, format!("`{operator}` is followed by a {what}, not by {}", token.described()));
    match token {
        Token::Word(_) => error.help(format!("as a {what} this word needs quotes")),
        Token::ListOpen if [Operator::In, Operator::NotIn].contains(&operator) => {
            error.help("a list holds values and no further list")
        }
        Token::ListOpen => error.help("a list stands behind `in` and `!in`"),
        Token::Open | Token::Close => {
            error.help("write the value without parentheses; one that holds them needs quotes: 'a(b)'")
        }
        Token::ListClose | Token::Comma => error.help("a value is missing here"),
        Token::And | Token::Or | Token::Not => error.help("a value is missing before it"),
        Token::Sign(_) => error.help("write one operator; a value with signs in it needs quotes: 'a=b'"),
        Token::End | Token::Quoted(_) => error,
    }
}

/// Reads `[a, b]`.
fn list<'t>(lexer: &mut Lexer<'t>, operator: Operator) -> Result<Vec<Literal<'t>>, QueryError> {
    let open = lexer.peek()?;
    if open.token != Token::ListOpen {
        let message = format!("`{operator}` is followed by a list, not by {}", open.token.described());
        return Err(QueryError::new(open.span, message).help("write the values in brackets: [a, b]"));
    }
    lexer.pass(&open);
    let mut literals = Vec::new();
    let first = lexer.peek()?;
    if first.token == Token::ListClose {
        let error = QueryError::new(open.span.start..first.span.end, "the list is empty");
        return Err(error.help("name at least one value, as in [a, b]"));
    }
    loop {
        literals.push(literal(lexer, operator)?);
        let next = lexer.peek()?;
        match next.token {
            Token::Comma => {
                lexer.pass(&next);
                if lexer.peek()?.token == Token::ListClose {
                    let error = QueryError::new(next.span, "the list ends with a comma");
                    return Err(error.help("remove the comma, or write the value that is missing behind it"));
                }
            }
            Token::ListClose => {
                lexer.pass(&next);
                return Ok(literals);
            }
            Token::End => {
                return Err(QueryError::new(open.span, "this list is never closed").help("close it with ]"));
            }
            token => {
                let message =
                    format!("a value of a list is followed by `,` or `]`, not by {}", token.described());
                return Err(
                    QueryError::new(next.span, message).help("a value that holds spaces needs quotes: 'a b'")
                );
            }
        }
    }
}

fn pattern(lexer: &mut Lexer<'_>, operator: Operator) -> Result<Pattern, QueryError> {
    let first = lexer.peek()?;
    let is_bare = match first.token {
        Token::Word(word) => !is_connective(word),
        Token::ListOpen | Token::Open => true,
        _ => false,
    };
    let literal = if is_bare {
        let (text, span) = lexer.pass_bare_pattern();
        Literal { text, span }
    } else {
        literal(lexer, operator)?
    };
    let start = literal.span.start;
    Pattern::compile(literal.text, is_bare).map_err(|foreign| {
        let span = start + foreign.span.start..start + foreign.span.end;
        let error = QueryError::new(span, foreign.message).rule("QL-01");
        if is_bare && literal.text.starts_with('[') && literal.text.ends_with(',') {
            return error.help("a list stands behind `in` and `!in`; a pattern with spaces needs quotes");
        }
        if is_bare && foreign.is_unclosed && !lexer.is_at_end() {
            return error.help("a pattern with spaces or quotes in it stands in quotes as a whole: 'a b'");
        }
        error.help(foreign.help)
    })
}
