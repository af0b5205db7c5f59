//! Problems as programs read them: each with the places where it begins and ends, and the words that may be shown of it.

use std::borrow::Cow;

use super::shape::SCENARIO;
use super::{Problem, Problems, Severity, Sources, trace};
use crate::text::visible;
use crate::tree::SHOWN;
use crate::tree::{FileId, Source, Span};

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The line in which it ends.
    pub end_line: usize,
    /// The column behind its last character.
    pub end_column: usize,
}

/// A problem as it may be told: of a file that looks like nothing that is read here, nothing is repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// How bad.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What is said of the place, empty for nothing.
    pub label: String,
    /// The rule that is broken: a rule id or what AWS documents.
    pub rule: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// Where; `None` for what is in no file.
    pub place: Option<Place>,
}

/// The problems that are shown, by file and position, and how many more there are.
#[must_use]
pub fn told(problems: &Problems, sources: &Sources) -> (Vec<Told>, usize) {
    let mut lines = Lines::default();
    let shown = shown(problems);
    let untold = problems.len() - shown.len();
    let told = shown.into_iter().map(|problem| {
        let is_quotable = problem.span.as_ref().is_none_or(|span| sources.get(span.file).quotable);
        let words = |text: &str, is_own: bool| {
            if is_own || is_quotable { text.to_owned() } else { without_quotes(text).into_owned() }
        };
        Told {
            severity: problem.severity,
            message: words(&problem.message, problem.own.message),
            label: words(&problem.label, problem.own.label),
            rule: problem.rule.clone(),
            help: problem.help.as_deref().map(|help| words(help, problem.own.help)),
            place: problem.span.as_ref().and_then(|span| place(span, sources, &mut lines)),
        }
    });
    (told.collect(), untold)
}

/// Where a span begins and ends; `None` in what the command line says.
pub(super) fn place_of(span: &Span, sources: &Sources) -> Option<Place> {
    place(span, sources, &mut Lines::default())
}

fn place(span: &Span, sources: &Sources, lines: &mut Lines) -> Option<Place> {
    let source = sources.get(span.file);
    if source.is_option {
        return None;
    }
    let text = source.text.as_str();
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.min(text.len())).max(start);
    let mut at = |byte: usize| {
        let line_start = text[..byte].rfind('\n').map_or(0, |newline| newline + 1);
        (lines.number(span.file, source, line_start), text[line_start..byte].chars().count() + 1)
    };
    let ((line, column), (end_line, end_column)) = (at(start), at(end));
    Some(Place { file: visible(&source.name).into_owned(), line, column, end_line, end_column })
}

/// The problems that are shown, by file and position.
pub(super) fn shown(problems: &Problems) -> Vec<&Problem> {
    let of = |severity| move |problem: &&&Problem| problem.severity == severity;
    let all = problems.sorted();
    let errors = all.iter().filter(of(Severity::Error)).take(SHOWN);
    let room = SHOWN - errors.clone().count();
    let warnings = all.iter().filter(of(Severity::Warning)).take(room);
    let mut shown: Vec<&Problem> = errors.chain(warnings).copied().collect();
    shown.sort_unstable();
    shown
}

/// A message without what it repeats of a file; names of members are known to everybody.
pub(super) fn without_quotes(text: &str) -> Cow<'_, str> {
    let parts = text.split('`').enumerate();
    Cow::Owned(parts.map(|(position, part)| quoted_part(position % 2 == 1, part)).collect())
}

fn quoted_part(is_quoted: bool, part: &str) -> Cow<'_, str> {
    match (is_quoted, is_vocabulary(part)) {
        (false, _) => Cow::Borrowed(part),
        (true, true) => Cow::Owned(format!("`{part}`")),
        (true, false) => Cow::Borrowed("`…`"),
    }
}

/// Whether it is the name of a member, a path of such, or a column of traces.
fn is_vocabulary(word: &str) -> bool {
    let is_index = |name: &str| name.len() < 4 && name.bytes().all(|byte| byte.is_ascii_digit());
    let mut path = word.split('.');
    path.next().is_some_and(|first| SCENARIO.knows(first))
        && path.all(|name| SCENARIO.knows(name) || is_index(name))
        || SCENARIO.knows(word)
        || trace::is_column(word)
}

/// Numbers of lines of positions that rise, without counting from the start of the file each time.
#[derive(Default)]
pub(super) struct Lines {
    file: Option<FileId>,
    at: usize,
    line: usize,
}

impl Lines {
    /// The number, from 1, of the line that starts at `start`.
    pub fn number(&mut self, file: FileId, source: &Source, start: usize) -> usize {
        if self.file != Some(file) || start < self.at {
            *self = Self { file: Some(file), at: 0, line: 1 };
        }
        self.line += source.text[self.at..start].bytes().filter(|byte| *byte == b'\n').count();
        self.at = start;
        let kept = source.lines.as_ref().and_then(|lines| lines.get(self.line - 1));
        kept.and_then(|(number, _)| usize::try_from(*number).ok()).unwrap_or(self.line)
    }
}
