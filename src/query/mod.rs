//! The cluster query language: the expressions of `memberOf` constraints.
//!
//! An expression asks questions about a container instance, and the constraint lets a task run where it holds:
//!
//! ```text
//! expression := conjunction { ("||" | "or") conjunction }
//! conjunction := negation { ("&&" | "and") negation }
//! negation   := ("!" | "not") negation | "(" expression ")" | predicate
//! predicate  := attribute ("exists" | "!exists" | "not_exists")
//!             | subject operator value
//!             | subject ("in" | "!in" | "not_in") "[" value { "," value } "]"
//! subject    := "agentConnected" | "agentVersion" | attribute | "ec2InstanceId"
//!             | "registeredAt" | "runningTasksCount" | "task:group"
//! attribute  := "attribute:" NAME
//! operator   := "==" | "equals" | "!=" | "not_equals" | "=~" | "matches" | "!~" | "not_matches"
//!             | ">" | "greater_than" | ">=" | "greater_than_equal" | "<" | "less_than" | "<=" | "less_than_equal"
//! value      := WORD | "'" TEXT "'" | '"' TEXT '"'
//! ```
//!
//! * `not` binds tightest, then `and`, then `or` (QL-09). Parentheses group expressions; in a value they need quotes, in
//!   a pattern they do not.
//! * `agentConnected`, `attribute:NAME`, `ec2InstanceId` and `task:group` take `==`, `!=`, `in`, `!in`, `=~` and `!~`,
//!   attributes `exists` and `!exists` as well; `agentVersion`, `registeredAt` and `runningTasksCount` take `==`,
//!   `!=`, `>`, `>=`, `<` and `<=`.
//! * Texts compare as strings; a pattern is a Java expression that matches the whole value (QL-01, QL-02). Behind `=~`
//!   a pattern without quotes may hold brackets, commas, single bars and the parentheses that it opens and closes, with
//!   any sign inside of them; the guide of AWS has parentheses around whole expressions only ([`Query::notes`]).
//! * A predicate on a missing attribute does not hold, `!exists` aside, and `not` negates that (QL-03, QL-04).
//! * `task:group` is about groups with a task of desired status `RUNNING` on the instance; `!=`, `!in` and `!~` are the
//!   negations of `==`, `in` and `=~` (QL-06, CN-10).
//! * Versions compare as numbers by component; dates without a zone are UTC, and those without a time are midnight
//!   (QL-08).
//!
//! Evaluation takes two steps. [`Query::for_class`] decides all that instances of a class have in common; the
//! [`Residual`] that remains asks only for what differs between them.
//!
//! ```
//! use plimsoll::query::{ClassFacts, InstanceFacts, Query, Version};
//!
//! struct Class;
//! impl ClassFacts for Class {
//!     fn attribute(&self, name: &str) -> Option<&str> {
//!         (name == "stack").then_some("prod")
//!     }
//!     fn agent_version(&self) -> Option<&Version> {
//!         None
//!     }
//!     fn task_groups(&self) -> impl Iterator<Item = &str> {
//!         ["service:daemon", "service:web"].into_iter()
//!     }
//! }
//!
//! struct Instance(u32);
//! impl InstanceFacts for Instance {
//!     fn agent_connected(&self) -> bool {
//!         true
//!     }
//!     fn ec2_instance_id(&self) -> &str {
//!         "i-0"
//!     }
//!     fn registered_at(&self) -> i64 {
//!         0
//!     }
//!     fn running_tasks_count(&self) -> u32 {
//!         self.0
//!     }
//!     fn has_task_of(&self, group: usize) -> bool {
//!         group == 1
//!     }
//! }
//!
//! let query = Query::parse("attribute:stack == prod and runningTasksCount < 2")?;
//! let residual = query.for_class(&Class);
//! assert!(residual.holds(&Instance(1)));
//! assert!(!residual.holds(&Instance(3)));
//! assert_eq!(query.explain(&Class, &Instance(3))[0].to_string(), "runningTasksCount is 3, not < 2");
//!
//! let query = Query::parse("attribute:gpu exists and task:group == service:daemon")?;
//! assert_eq!(query.for_class(&Class).constant(), Some(false));
//! assert_eq!(query.explain(&Class, &Instance(0))[0].to_string(), "attribute gpu is missing");
//!
//! let error = Query::parse("attribute:stack = prod").unwrap_err();
//! assert_eq!((error.span, error.help.as_deref()), (16..17, Some("did you mean `==`?")));
//! # Ok::<(), plimsoll::query::QueryError>(())
//! ```

mod compile;
mod dialect;
mod error;
mod explain;
mod expression;
mod facts;
mod idle;
mod lexer;
mod moment;
mod operator;
mod outside;
mod parser;
mod pattern;
mod predicate;
mod residual;
mod subject;
#[cfg(test)]
mod tests;
mod truth;
mod unmet;
mod version;

pub use error::QueryError;
pub use facts::{ClassFacts, InstanceFacts};
pub use idle::{Idle, Known};
pub use moment::Moment;
pub use outside::Outside;
pub use residual::{Dependencies, Residual};
pub use unmet::Unmet;
pub use version::Version;

use std::collections::BTreeSet;
use std::fmt;

use self::expression::{Expression, Predicate};
use self::pattern::Pattern;
use self::truth::Facts;

/// An expression that has been read. Its [`Display`](fmt::Display) is the normal form, not the text as written.
///
/// The normal form spells operators in signs and connectives in letters, and has quotes and parentheses only where they
/// are needed. It reads as the same expression, if it has no more than 2,000 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    text: String,
    expression: Expression,
}

impl Query {
    /// Reads `text`.
    ///
    /// # Errors
    ///
    /// The first mistake, with its place; ECS refuses the call (QL-10). A text beyond 2,000 characters is one (CN-01),
    /// so are an operator that the subject does not take and a pattern that Plimsoll cannot match (QL-01).
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        parser::parse(text).map(|expression| Self { text: text.to_owned(), expression })
    }

    /// The expression as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Names of the attributes that the expression asks for.
    #[must_use]
    pub fn attributes(&self) -> BTreeSet<&str> {
        let predicates = self.expression.predicates().into_iter();
        predicates.filter_map(Predicate::attribute).collect()
    }

    /// What a reader should know of an expression that is taken all the same: patterns that the guide of AWS does not
    /// have.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let beyond = self.patterns().into_iter().filter(|pattern| pattern.is_beyond_the_guide());
        beyond
            .map(|pattern| {
                format!(
                    "`{}` is accepted as one pattern, which AWS's guide does not show",
                    lexer::shortened(pattern.text())
                )
            })
            .collect()
    }

    /// What of the expression matches nothing that a model has, with what was probably meant where that matches
    /// something.
    #[must_use]
    pub fn idle(&self, known: &impl Known) -> Vec<Idle> {
        self.expression.predicates().into_iter().flat_map(|predicate| idle::of(predicate, known)).collect()
    }

    /// The patterns among what is [idle](Self::idle).
    #[must_use]
    pub fn idle_patterns(&self, known: &impl Known) -> Vec<Idle> {
        let predicates = self.expression.predicates().into_iter();
        predicates.flat_map(|predicate| idle::pattern_of(predicate, known)).collect()
    }

    /// The same expression with each negated test of an attribute as the negation of a test, which holds without the
    /// attribute too: on instances that lack it `attribute:a != b` does not hold, `not (attribute:a == b)` does (QL-03).
    /// `None` where there is no such test.
    #[must_use]
    pub fn with_negations_outside(&self) -> Option<(Self, Vec<Outside>)> {
        let mut outside = Vec::new();
        let expression = outside::of(&self.expression, &mut outside);
        (!outside.is_empty()).then(|| (Self { text: expression.to_string(), expression }, outside))
    }

    /// The patterns for attributes and task groups.
    fn patterns(&self) -> Vec<&Pattern> {
        let predicates = self.expression.predicates().into_iter();
        let tests = predicates.filter_map(Predicate::test_of_values);
        tests.filter_map(|(_, test)| test.wanted.pattern()).collect()
    }

    /// Decides what `class` decides.
    #[must_use]
    pub fn for_class(&self, class: &impl ClassFacts) -> Residual {
        compile::compile(&self.expression, class)
    }

    /// Why the query does not hold on `instance`, which is of `class`; empty when it does.
    ///
    /// These reasons suffice: whatever else were different, the query would not hold. None of them can be left out.
    #[must_use]
    pub fn explain(&self, class: &impl ClassFacts, instance: &impl InstanceFacts) -> Vec<Unmet> {
        explain::explain(&self.expression, &Facts { class, instance })
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)
    }
}
