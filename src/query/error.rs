//! Why a text is no cluster query.

use std::error::Error;
use std::fmt;
use std::ops::Range;

/// The first mistake in an expression: what, where, under which rule, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// The bytes of the expression that are wrong; empty at its end when something is missing there.
    pub span: Range<usize>,
    /// The rule that is broken.
    pub rule: &'static str,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

impl QueryError {
    /// A mistake at `span`; ECS refuses the call (QL-10).
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, rule: "QL-10", help: None }
    }

    pub(super) fn rule(mut self, rule: &'static str) -> Self {
        self.rule = rule;
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {}, {})", self.message, self.span.start, self.rule)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

impl Error for QueryError {}
