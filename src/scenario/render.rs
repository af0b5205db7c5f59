//! Problems as text: file, line, column, caret, rule and remedy.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::node::Span;
use super::{Problem, Problems, Severity, Sources};

/// Columns of a report.
const WIDTH: usize = 120;
/// Bytes of a line that the renderer cuts to the width by itself; a file may be a single line of megabytes.
const LONG_LINE: usize = 10_000;
/// Characters before and after the marked part of a longer line that are shown.
const CONTEXT: usize = 60;
/// Characters that are marked at most.
const LONGEST_MARK: usize = 60;

/// All problems as a terminal would show them, with colours if asked for; empty without problems.
#[must_use]
pub fn render(problems: &Problems, sources: &Sources, colour: bool) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(WIDTH).decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for problem in problems.sorted() {
        let excerpt = problem.span.as_ref().map(|span| Excerpt::of(span, sources));
        text += &renderer.render(&[group(problem, excerpt.as_ref())]);
        text += "\n\n";
    }
    let _ = writeln!(text, "{}", count(problems));
    text
}

/// `3 errors, 1 warning`.
fn count(problems: &Problems) -> String {
    let of = |severity: Severity, noun: &str| {
        let number = problems.sorted().iter().filter(|problem| problem.severity == severity).count();
        match number {
            0 => None,
            1 => Some(format!("1 {noun}")),
            several => Some(format!("{several} {noun}s")),
        }
    };
    let parts = [of(Severity::Error, "error"), of(Severity::Warning, "warning")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn group<'a>(problem: &'a Problem, excerpt: Option<&'a Excerpt<'a>>) -> Group<'a> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(problem.message.as_str()));
    if let Some(excerpt) = excerpt {
        let label = (!problem.label.is_empty()).then_some(problem.label.as_str());
        let mark = AnnotationKind::Primary.span(excerpt.mark.clone()).label(label);
        let snippet = Snippet::source(excerpt.text.as_ref()).line_start(excerpt.line).annotation(mark);
        group = match excerpt.column {
            None => group.element(snippet.path(excerpt.file)),
            Some(column) => {
                let origin = Origin::path(excerpt.file).line(excerpt.line).char_column(column);
                group.element(origin).element(snippet)
            }
        };
    }
    if let Some(rule) = &problem.rule {
        group = group.element(Level::NOTE.with_name("rule").message(rule.as_str()));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// The line, or the part of a very long one, that a problem points at.
struct Excerpt<'a> {
    file: &'a str,
    /// From 1.
    line: usize,
    /// From 1, in characters; `None` where the whole line is here and tells by itself.
    column: Option<usize>,
    text: Cow<'a, str>,
    /// Bytes of `text`.
    mark: Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn of(span: &Span, sources: &'a Sources) -> Self {
        let source = sources.get(span.file);
        let text = source.text.as_str();
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        let line_end = line_start + text[line_start..line_end].trim_end_matches('\r').len();
        let start = start.min(line_end);
        // What spans several lines is marked on its first one.
        let end = text.ceil_char_boundary(span.end.min(text.len())).clamp(start, line_end);
        let end = after(text, start, end, LONGEST_MARK);
        let line = text[..line_start].bytes().filter(|byte| *byte == b'\n').count() + 1;
        let whole = Self {
            file: &source.name,
            line,
            column: None,
            text: Cow::Borrowed(&text[line_start..line_end]),
            mark: start - line_start..end - line_start,
        };
        if whole.text.len() <= LONG_LINE {
            return whole;
        }
        let from = before(text, line_start, start, CONTEXT);
        let to = after(text, end, line_end, CONTEXT);
        let left = if from > line_start { "…" } else { "" };
        let right = if to < line_end { "…" } else { "" };
        Self {
            column: Some(text[line_start..start].chars().count() + 1),
            text: Cow::Owned(format!("{left}{}{right}", &text[from..to])),
            mark: start + left.len() - from..end + left.len() - from,
            ..whole
        }
    }
}

/// The byte at most `count` characters before `at`, not before `first`.
fn before(text: &str, first: usize, at: usize, count: usize) -> usize {
    text[first..at].char_indices().rev().take(count).last().map_or(at, |(index, _)| first + index)
}

/// The byte at most `count` characters after `at`, not after `last`.
fn after(text: &str, at: usize, last: usize, count: usize) -> usize {
    text[at..last].char_indices().nth(count).map_or(last, |(index, _)| at + index)
}
