//! Problems as text: file, line, column, caret, rule and remedy.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::told::{Lines, shown, without_quotes};
use super::{Problem, Problems, Severity, Sources};
use crate::text::visible;
use crate::tree::Span;

/// Columns of a report.
const WIDTH: usize = 120;
/// Bytes of a line that the renderer cuts to the width by itself; a file may be a single line of megabytes.
const LONG_LINE: usize = 10_000;
/// Characters before and after the marked part of a longer line that are shown.
const CONTEXT: usize = 60;
/// Warnings by one rule that are shown: what further ones say is known by then.
const MOST_ALIKE: usize = 10;
/// Characters that are marked at most.
const LONGEST_MARK: usize = 60;

/// All problems as a terminal would show them, with colours if asked for; empty without problems.
///
/// Of very many the first 500 are shown, errors before warnings, and of warnings by one rule the first ten; the others are
/// counted.
#[must_use]
pub fn render(problems: &Problems, sources: &Sources, colour: bool) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(WIDTH).decor_style(DecorStyle::Ascii);
    let mut alike = Alike::of(problems);
    let mut shown = shown(problems);
    shown.retain(|problem| alike.show(problem));
    let mut lines = Lines::default();
    let mut text = String::new();
    for problem in &shown {
        let excerpt = problem.span.as_ref().map(|span| Excerpt::of(span, sources, &mut lines));
        text += &renderer.render(&[group(problem, excerpt.as_ref())]);
        text += "\n\n";
    }
    let mut untold = problems.len() - shown.len();
    for (rule, more) in alike.untold() {
        untold -= more;
        let _ = write!(text, "… and {more} more by {rule}\n\n");
    }
    if untold > 0 {
        let _ = write!(text, "… and {untold} more\n\n");
    }
    let _ = writeln!(text, "{}", count(problems));
    text
}

/// Warnings by rule: how many there are, and how many are shown.
struct Alike<'p>(BTreeMap<&'p str, (usize, usize)>);

impl<'p> Alike<'p> {
    fn of(problems: &'p Problems) -> Self {
        let mut by_rule: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for rule in problems.sorted().into_iter().filter_map(Self::rule) {
            by_rule.entry(rule).or_default().0 += 1;
        }
        by_rule.retain(|_, (all, _)| *all > MOST_ALIKE);
        Self(by_rule)
    }

    fn rule(problem: &Problem) -> Option<&str> {
        problem.rule.as_deref().filter(|_| problem.severity == Severity::Warning)
    }

    /// Whether a problem is shown: of these warnings the first ones are.
    fn show(&mut self, problem: &Problem) -> bool {
        let Some((_, shown)) = Self::rule(problem).and_then(|rule| self.0.get_mut(rule)) else { return true };
        let is_shown = *shown < MOST_ALIKE;
        *shown += usize::from(is_shown);
        is_shown
    }

    /// The rules by which there are more.
    fn untold(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(rule, (all, shown))| (*rule, all - shown)).filter(|(_, more)| *more > 0)
    }
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

fn group<'a>(problem: &'a Problem, excerpt: Option<&'a Excerpt>) -> Group<'a> {
    let is_quotable = excerpt.is_none_or(|excerpt| excerpt.quoted.is_some());
    let own = problem.own;
    let told = |text: &'a str, is_own: bool| {
        if is_own || is_quotable { Cow::Borrowed(text) } else { without_quotes(text) }
    };
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(told(&problem.message, own.message)));
    if let Some(excerpt) = excerpt {
        let origin = |column: usize| Origin::path(&excerpt.file).line(excerpt.line).char_column(column);
        let label = (!problem.label.is_empty()).then(|| told(&problem.label, own.label));
        group = match &excerpt.quoted {
            None => {
                let unlike = "it does not look like what is read here, so nothing of it is shown";
                let group = group.element(origin(excerpt.column));
                // Who knows what the file is has said so.
                let unlike = (!problem.names_the_file).then_some(Cow::Borrowed(unlike));
                let notes = [unlike, label].into_iter().flatten();
                notes.fold(group, |group, note| group.element(Level::NOTE.message(note)))
            }
            Some(quoted) => {
                let mark = AnnotationKind::Primary.span(quoted.mark.clone()).label(label);
                let snippet = Snippet::source(&quoted.text).line_start(excerpt.line).annotation(mark);
                if quoted.is_whole {
                    group.element(snippet.path(&excerpt.file))
                } else {
                    group.element(origin(excerpt.column)).element(snippet)
                }
            }
        };
    }
    if let Some(rule) = &problem.rule {
        group = group.element(Level::NOTE.with_name("rule").message(rule.as_str()));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(told(help, own.help)));
    }
    group
}

/// Where a problem is, and what is written there.
struct Excerpt {
    file: String,
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
    /// `None` for a file of which nothing may be shown.
    quoted: Option<Quoted>,
}

/// The line, or the part of a very long one, that a problem points at.
struct Quoted {
    text: String,
    /// Bytes of `text`.
    mark: Range<usize>,
    /// Whether it is the line as it is, so that the column can be counted in it.
    is_whole: bool,
}

impl Excerpt {
    fn of(span: &Span, sources: &Sources, lines: &mut Lines) -> Self {
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
        Self {
            file: visible(&source.name).into_owned(),
            line: lines.number(span.file, source, line_start),
            column: text[line_start..start].chars().count() + 1,
            quoted: source.quotable.then(|| Quoted::of(text, line_start..line_end, start..end)),
        }
    }
}

impl Quoted {
    /// The `marked` bytes of `text` with the `line` around them.
    fn of(text: &str, line: Range<usize>, marked: Range<usize>) -> Self {
        let is_long = line.len() > LONG_LINE;
        let from = if is_long { before(text, line.start, marked.start, CONTEXT) } else { line.start };
        let to = if is_long { after(text, marked.end, line.end, CONTEXT) } else { line.end };
        let left = if from > line.start { "…" } else { "" };
        let right = if to < line.end { "…" } else { "" };
        let parts = [from..marked.start, marked.clone(), marked.end..to];
        let [ahead, marked, behind] = parts.map(|part| visible(&text[part]));
        let start = left.len() + ahead.len();
        let shown = format!("{left}{ahead}{marked}{behind}{right}");
        let is_whole = shown == text[line];
        Self { text: shown, mark: start..start + marked.len(), is_whole }
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
