//! What an expression can ask about, and with which operators.

use std::fmt;
use std::ops::Range;

use super::error::QueryError;
use super::operator::Operator;
use crate::text::nearest;

/// What a predicate is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'t> {
    AgentConnected,
    AgentVersion,
    Attribute(&'t str),
    Ec2InstanceId,
    RegisteredAt,
    RunningTasksCount,
    TaskGroup,
}

const ATTRIBUTE: &str = "attribute:";
/// Characters of the name of an attribute (AT-04).
const ATTRIBUTE_NAME_CHARACTERS: usize = 128;

/// Subjects that are one word.
const WORDS: [Subject<'static>; 6] = [
    Subject::AgentConnected,
    Subject::AgentVersion,
    Subject::Ec2InstanceId,
    Subject::RegisteredAt,
    Subject::RunningTasksCount,
    Subject::TaskGroup,
];

/// Operators of a subject whose values are words.
const OF_TEXTS: [Operator; 6] = [
    Operator::Equals,
    Operator::NotEquals,
    Operator::In,
    Operator::NotIn,
    Operator::Matches,
    Operator::NotMatches,
];

/// Operators of a subject whose values have an order.
const OF_QUANTITIES: [Operator; 6] = [
    Operator::Equals,
    Operator::NotEquals,
    Operator::Greater,
    Operator::GreaterOrEqual,
    Operator::Less,
    Operator::LessOrEqual,
];

/// Attributes may be missing, which only they can be asked.
const OF_ATTRIBUTES: [Operator; 8] = [
    Operator::Equals,
    Operator::NotEquals,
    Operator::In,
    Operator::NotIn,
    Operator::Matches,
    Operator::NotMatches,
    Operator::Exists,
    Operator::NotExists,
];

impl<'t> Subject<'t> {
    /// The subject that `word`, at `span`, names.
    pub fn parse(word: &'t str, span: Range<usize>) -> Result<Self, QueryError> {
        if let Some(name) = word.strip_prefix(ATTRIBUTE) {
            return attribute(name, span);
        }
        let found = WORDS.into_iter().find(|subject| subject.fixed_name() == word);
        found.ok_or_else(|| unknown(word, span))
    }

    /// The operators that ECS documents for the subject; the others it refuses.
    pub const fn operators(self) -> &'static [Operator] {
        match self {
            Self::Attribute(_) => &OF_ATTRIBUTES,
            Self::AgentConnected | Self::Ec2InstanceId | Self::TaskGroup => &OF_TEXTS,
            Self::AgentVersion | Self::RegisteredAt | Self::RunningTasksCount => &OF_QUANTITIES,
        }
    }

    /// The operators as a sentence for `help`.
    pub fn operators_help(self) -> String {
        let symbols: Vec<&str> = self.operators().iter().map(|operator| operator.symbol()).collect();
        format!("`{self}` takes {}", symbols.join(", "))
    }

    const fn fixed_name(self) -> &'static str {
        match self {
            Self::AgentConnected => "agentConnected",
            Self::AgentVersion => "agentVersion",
            Self::Attribute(_) => ATTRIBUTE,
            Self::Ec2InstanceId => "ec2InstanceId",
            Self::RegisteredAt => "registeredAt",
            Self::RunningTasksCount => "runningTasksCount",
            Self::TaskGroup => "task:group",
        }
    }
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.fixed_name())?;
        if let Self::Attribute(name) = self { f.write_str(name) } else { Ok(()) }
    }
}

fn attribute(name: &str, span: Range<usize>) -> Result<Subject<'_>, QueryError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_/\\.".contains(c);
    if name.is_empty() {
        let error = QueryError::new(span, "`attribute:` without a name");
        return Err(error.help("write the name behind the colon, without a space: attribute:stack"));
    }
    if name.len() > ATTRIBUTE_NAME_CHARACTERS || !name.chars().all(allowed) {
        let error = QueryError::new(span, "this is not a name for an attribute").rule("AT-04");
        return Err(error.help("use 1 to 128 letters, digits and the characters - _ / \\ ."));
    }
    Ok(Subject::Attribute(name))
}

fn unknown(word: &str, span: Range<usize>) -> QueryError {
    let is_attribute_name = |c: char| c.is_ascii_alphanumeric() || "-_/\\.".contains(c);
    let near = nearest(word, WORDS.iter().map(|subject| subject.fixed_name()));
    let help = if let Some(near) = near {
        format!("did you mean `{near}`?")
    } else if word.len() <= ATTRIBUTE_NAME_CHARACTERS && word.chars().all(is_attribute_name) {
        format!("an attribute is written `attribute:{word}`; {}", all_subjects())
    } else {
        all_subjects()
    };
    QueryError::new(span, "an expression starts with a subject, and this is none").help(help)
}

/// The subjects as a sentence for `help`.
pub fn all_subjects() -> String {
    let words = WORDS.map(Subject::fixed_name).join(", ");
    format!("the subjects are attribute:NAME, {words}")
}
