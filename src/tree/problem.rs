//! What is wrong with a scenario: collected, never thrown, so that all of it is told at once.

use std::collections::BTreeSet;

use super::node::Span;
use crate::text::legible;

/// Problems that are shown; nobody reads more at once.
pub(crate) const SHOWN: usize = 500;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is run.
    Error,
    /// The run goes on; something is ignored or not modelled.
    Warning,
}

/// Words of a problem: a literal is Plimsoll's own, any other text may repeat a file.
#[derive(Clone, Debug)]
pub struct Words {
    text: String,
    is_own: bool,
}

impl From<&'static str> for Words {
    fn from(text: &'static str) -> Self {
        Self { text: text.to_owned(), is_own: true }
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self { text, is_own: false }
    }
}

/// Which words of a problem are Plimsoll's own, so that they may be shown whatever the file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Own {
    pub message: bool,
    pub label: bool,
    pub help: bool,
}

/// One problem: what, where, under which rule, and what to do about it.
///
/// Whatever it repeats of a file is [`legible`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// Where, `None` for a problem without a place in a file (a missing file named on the command line).
    pub span: Option<Span>,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// The words under the caret, empty for none.
    pub label: String,
    /// The rule that is broken: a rule id or what AWS documents.
    pub rule: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// Which of its words do not come from the file.
    pub(crate) own: Own,
    /// Whether it says what the file is.
    pub(crate) names_the_file: bool,
}

/// Problems by file and position, each once, however many variants of a matrix have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(BTreeSet<Problem>);

impl Problem {
    /// An error at `span`.
    #[must_use]
    pub fn error(span: &Span, message: impl Into<Words>) -> Self {
        Self::new(Some(span.clone()), Severity::Error, &message.into())
    }

    /// A warning at `span`.
    #[must_use]
    pub fn warning(span: &Span, message: impl Into<Words>) -> Self {
        Self::new(Some(span.clone()), Severity::Warning, &message.into())
    }

    /// An error without a place.
    #[must_use]
    pub fn without_place(message: impl Into<Words>) -> Self {
        Self::new(None, Severity::Error, &message.into())
    }

    /// A warning without a place.
    #[must_use]
    pub fn warning_without_place(message: impl Into<Words>) -> Self {
        Self::new(None, Severity::Warning, &message.into())
    }

    /// Adds the words under the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<Words>) -> Self {
        let label = label.into();
        self.label = legible(&label.text);
        self.own.label = label.is_own;
        self
    }

    /// Adds the rule.
    #[must_use]
    pub fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(legible(&rule.into()));
        self
    }

    /// Adds the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<Words>) -> Self {
        let help = help.into();
        self.help = Some(legible(&help.text));
        self.own.help = help.is_own;
        self
    }

    /// Notes that nothing in its words comes from the file, and that they say what it is.
    #[must_use]
    pub(crate) fn in_own_words(mut self) -> Self {
        self.own = Own { message: true, label: true, help: true };
        self.names_the_file = true;
        self
    }

    fn new(span: Option<Span>, severity: Severity, message: &Words) -> Self {
        let (label, rule, help) = (String::new(), None, None);
        let own = Own { message: message.is_own, ..Own::default() };
        let message = legible(&message.text);
        Self { span, severity, message, label, rule, help, own, names_the_file: false }
    }
}

impl Problems {
    /// Adds a problem, unless the very same one is known (variants of a matrix repeat them).
    pub fn push(&mut self, problem: Problem) {
        self.0.insert(problem);
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Keeps the problems for which `keep` holds.
    pub fn retain(&mut self, keep: impl FnMut(&Problem) -> bool) {
        self.0.retain(keep);
    }

    /// All but the errors at places where `told` has errors: of a place, the first mistake is enough.
    #[must_use]
    pub fn without_places_of(self, told: &Self) -> Self {
        self.without_errors_at(&told.places_of_errors())
    }

    /// The places that have errors.
    pub(crate) fn places_of_errors(&self) -> BTreeSet<Span> {
        let errors = self.0.iter().filter(|problem| problem.severity == Severity::Error);
        errors.filter_map(|problem| problem.span.clone()).collect()
    }

    /// All but the errors at `places`.
    pub(crate) fn without_errors_at(mut self, places: &BTreeSet<Span>) -> Self {
        self.0.retain(|problem| {
            let known = problem.span.as_ref().is_some_and(|span| places.contains(span));
            problem.severity == Severity::Warning || !known
        });
        self
    }

    /// Whether anything prevents a run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// All problems, by file and position.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Problem> {
        self.0.iter().collect()
    }

    /// How many problems there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether one more of this severity may be among those that are shown: only then is it worth the time to look for
    /// what was meant.
    pub(crate) fn may_show_more(&self, severity: Severity) -> bool {
        // Errors are shown before warnings.
        self.0.iter().filter(|problem| problem.severity <= severity).take(SHOWN).count() < SHOWN
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
