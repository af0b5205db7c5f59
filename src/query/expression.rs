//! The syntax tree of an expression, and its normal form as text.

use std::cmp::Ordering;
use std::fmt;

use super::lexer::is_bare;
use super::moment::Moment;
use super::operator::Operator;
use super::pattern::Pattern;
use super::subject::Subject;
use super::version::Version;

/// An expression. Members of `All` and `Any` are two at least and never of the same kind as their parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Joined by `and`.
    All(Vec<Self>),
    /// Joined by `or`.
    Any(Vec<Self>),
    /// Negated.
    Not(Box<Self>),
    /// A subject, an operator and its argument.
    Predicate(Predicate),
}

/// One question about an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// `agentConnected`, as the words `true` and `false`.
    AgentConnected(TextTest),
    /// `agentVersion`
    AgentVersion(Comparison, Version),
    /// `attribute:NAME`
    Attribute(String, AttributeTest),
    /// `ec2InstanceId`
    Ec2InstanceId(TextTest),
    /// `registeredAt`
    RegisteredAt(Comparison, Moment),
    /// `runningTasksCount`
    RunningTasksCount(Comparison, u32),
    /// `task:group`; a negated test is the negation of the plain one (QL-06).
    TaskGroup(TextTest),
}

/// What is asked of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeTest {
    /// `exists`
    Exists,
    /// `!exists`
    NotExists,
    /// The attribute is there, and its value passes (QL-03, QL-04).
    Value(TextTest),
}

/// A test of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTest {
    /// What the word is compared with.
    pub wanted: Wanted,
    /// Whether the test asks for the opposite: `!=`, `!in`, `!~`.
    pub negated: bool,
}

/// What a word is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// `==`
    Value(String),
    /// `in`
    OneOf(Vec<String>),
    /// `=~`
    Pattern(Pattern),
}

/// How two quantities compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Expression {
    /// `parts` joined by `and`; a single part is itself.
    pub fn all(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::All, |part| match part {
            Self::All(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// `parts` joined by `or`; a single part is itself.
    pub fn any(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::Any, |part| match part {
            Self::Any(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// Joins `parts` flat: parentheses around what is joined the same way mean nothing.
    fn joined(
        mut parts: Vec<Self>,
        join: fn(Vec<Self>) -> Self,
        open: impl Fn(Self) -> Result<Vec<Self>, Self>,
    ) -> Self {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let flat = parts.into_iter().flat_map(|part| open(part).unwrap_or_else(|other| vec![other]));
        join(flat.collect())
    }

    /// The predicates, in the order in which they are written.
    pub fn predicates(&self) -> Vec<&Predicate> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::predicates).collect(),
            Self::Not(inner) => inner.predicates(),
            Self::Predicate(predicate) => vec![predicate],
        }
    }
}

impl TextTest {
    /// Whether `value` passes.
    pub fn accepts(&self, value: &str) -> bool {
        self.wanted.is_met_by(value) != self.negated
    }

    /// The test that passes where this one does not.
    pub fn opposite(&self) -> Self {
        Self { wanted: self.wanted.clone(), negated: !self.negated }
    }

    const fn operator(&self) -> Operator {
        match (&self.wanted, self.negated) {
            (Wanted::Value(_), false) => Operator::Equals,
            (Wanted::Value(_), true) => Operator::NotEquals,
            (Wanted::OneOf(_), false) => Operator::In,
            (Wanted::OneOf(_), true) => Operator::NotIn,
            (Wanted::Pattern(_), false) => Operator::Matches,
            (Wanted::Pattern(_), true) => Operator::NotMatches,
        }
    }
}

impl Wanted {
    /// The pattern, if it is one.
    pub const fn pattern(&self) -> Option<&Pattern> {
        match self {
            Self::Pattern(pattern) => Some(pattern),
            Self::Value(_) | Self::OneOf(_) => None,
        }
    }

    /// Whether `value` is what is wanted, as strings (QL-01).
    pub fn is_met_by(&self, value: &str) -> bool {
        match self {
            Self::Value(wanted) => wanted == value,
            Self::OneOf(wanted) => wanted.iter().any(|one| one == value),
            Self::Pattern(pattern) => pattern.matches(value),
        }
    }
}

impl Comparison {
    /// Whether `left` compares with `right` like this.
    pub fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        let order = left.cmp(right);
        match self {
            Self::Equal => order == Ordering::Equal,
            Self::NotEqual => order != Ordering::Equal,
            Self::Greater => order == Ordering::Greater,
            Self::GreaterOrEqual => order != Ordering::Less,
            Self::Less => order == Ordering::Less,
            Self::LessOrEqual => order != Ordering::Greater,
        }
    }

    /// The comparison that holds where this one does not.
    pub const fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
        }
    }

    /// How a query writes it.
    pub const fn operator(self) -> Operator {
        match self {
            Self::Equal => Operator::Equals,
            Self::NotEqual => Operator::NotEquals,
            Self::Greater => Operator::Greater,
            Self::GreaterOrEqual => Operator::GreaterOrEqual,
            Self::Less => Operator::Less,
            Self::LessOrEqual => Operator::LessOrEqual,
        }
    }
}

impl Predicate {
    /// What the predicate is about.
    pub fn subject(&self) -> Subject<'_> {
        match self {
            Self::AgentConnected(_) => Subject::AgentConnected,
            Self::AgentVersion(..) => Subject::AgentVersion,
            Self::Attribute(name, _) => Subject::Attribute(name),
            Self::Ec2InstanceId(_) => Subject::Ec2InstanceId,
            Self::RegisteredAt(..) => Subject::RegisteredAt,
            Self::RunningTasksCount(..) => Subject::RunningTasksCount,
            Self::TaskGroup(_) => Subject::TaskGroup,
        }
    }

    /// The test of values that a model lists: of an attribute, with its name, or of task groups.
    pub fn test_of_values(&self) -> Option<(Option<&str>, &TextTest)> {
        match self {
            Self::Attribute(name, AttributeTest::Value(test)) => Some((Some(name), test)),
            Self::TaskGroup(test) => Some((None, test)),
            _ => None,
        }
    }

    /// The name of the attribute that the predicate is about.
    pub fn attribute(&self) -> Option<&str> {
        if let Self::Attribute(name, _) = self { Some(name) } else { None }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(parts) => join(f, parts, " and ", |part| matches!(part, Self::Any(_))),
            Self::Any(parts) => join(f, parts, " or ", |_| false),
            Self::Not(inner) => {
                let grouped = matches!(**inner, Self::All(_) | Self::Any(_));
                if grouped { write!(f, "not ({inner})") } else { write!(f, "not {inner}") }
            }
            Self::Predicate(predicate) => predicate.fmt(f),
        }
    }
}

/// Parentheses stand only where precedence needs them (QL-09).
fn join(
    f: &mut fmt::Formatter<'_>,
    parts: &[Expression],
    word: &str,
    grouped: impl Fn(&Expression) -> bool,
) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { word })?;
        if grouped(part) { write!(f, "({part})")? } else { write!(f, "{part}")? }
    }
    Ok(())
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.subject())?;
        match self {
            Self::AgentConnected(test)
            | Self::Ec2InstanceId(test)
            | Self::TaskGroup(test)
            | Self::Attribute(_, AttributeTest::Value(test)) => test.fmt(f),
            Self::Attribute(_, AttributeTest::Exists) => Operator::Exists.fmt(f),
            Self::Attribute(_, AttributeTest::NotExists) => Operator::NotExists.fmt(f),
            Self::AgentVersion(comparison, version) => write!(f, "{} {version}", comparison.operator()),
            Self::RegisteredAt(comparison, moment) => write!(f, "{} {moment}", comparison.operator()),
            Self::RunningTasksCount(comparison, count) => write!(f, "{} {count}", comparison.operator()),
        }
    }
}

impl fmt::Display for TextTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.operator(), self.wanted)
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => Literal(value).fmt(f),
            Self::Pattern(pattern) => Literal(pattern.text()).fmt(f),
            Self::OneOf(values) => {
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{}", if at == 0 { "[" } else { ", " }, Literal(value))?;
                }
                f.write_str("]")
            }
        }
    }
}

/// A value with quotes where it needs them; it cannot hold both kinds, since there are no escapes.
struct Literal<'t>(&'t str);

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quote = if self.0.contains('\'') { '"' } else { '\'' };
        if is_bare(self.0) { f.write_str(self.0) } else { write!(f, "{quote}{}{quote}", self.0) }
    }
}
