//! Placeholders of templates that nobody filled in, told by name.

use std::ops::Range;

use super::{Problem, Problems, Severity, Sources};
use crate::tree::{FileId, Node, Span};

/// What opens and what closes a placeholder, but for those between dollar signs.
const DIALECTS: [(&str, &str); 11] = [
    ("{{", "}}"),
    ("${", "}"),
    ("#{", "}"),
    ("$(", ")"),
    ("@@", "@@"),
    ("<%", "%>"),
    ("[[", "]]"),
    ("@", "@"),
    ("<", ">"),
    ("%", "%"),
    ("{", "}"),
];

/// Bytes in which a placeholder is looked for: a file may be one line of megabytes.
const WINDOW: usize = 1_000;

/// The problem of the placeholder at `range` of `text`, the text of `file`.
pub fn problem(text: &str, file: FileId, range: Range<usize>) -> Problem {
    let message = format!("the placeholder `{}` was never filled in", &text[range.clone()]);
    Problem::error(&Span::new(file, range), message)
}

/// The placeholder in one line of text that holds the byte at `at`, the widest of several.
pub fn around(line: &str, at: usize) -> Option<Range<usize>> {
    let start = line.floor_char_boundary(at.saturating_sub(WINDOW));
    let near = &line[start..line.floor_char_boundary((at + WINDOW).min(line.len()))];
    let holding = all(near).into_iter().filter(|range| range.contains(&(at - start)));
    let found = holding.min_by_key(|range| range.start).or_else(|| shell_variable(near, at - start))?;
    Some(found.start + start..found.end + start)
}

/// Members that name something which a file by itself cannot be compared with.
const NAMES: [&str; 8] = [
    "cluster",
    "service",
    "taskDefinition",
    "containerName",
    "loadBalancerName",
    "targetGroupArn",
    "subnets",
    "containerInstances",
];

/// Reports placeholders in names that only a whole scenario would miss.
pub fn in_names(node: &Node, sources: &Sources, problems: &mut Problems) {
    for member in node.members() {
        if NAMES.contains(&member.name.as_str()) {
            let texts = std::slice::from_ref(&member.value).iter().chain(member.value.elements());
            let open = texts.filter(|text| !is_filled_in(text, sources));
            open.filter_map(|text| within(&text.span, sources)).for_each(|problem| problems.push(problem));
        }
        in_names(&member.value, sources, problems);
    }
    node.elements().iter().for_each(|element| in_names(element, sources, problems));
}

/// Whether a default stands in the place of the calls of a template.
fn is_filled_in(text: &Node, sources: &Sources) -> bool {
    let written = sources.get(text.span.file).text.get(text.span.start..text.span.end).unwrap_or_default();
    let is_open = text.as_str().is_some_and(|value| value.contains("{{"));
    written.contains("{{") && !is_open
}

/// Errors about a text in AWS JSON that holds a placeholder are about the placeholder, whatever rule they tell.
pub fn name_them(problems: &mut Problems, sources: &Sources) {
    let placeholder = |told: &Problem| {
        let span = told.span.as_ref().filter(|_| told.severity == Severity::Error)?;
        within(span, sources)
    };
    let named: Vec<Problem> = problems.sorted().into_iter().filter_map(placeholder).collect();
    problems.retain(|told| placeholder(told).is_none());
    for problem in named {
        problems.push(problem);
    }
}

/// The problem of the first placeholder in the string of AWS JSON at `span`, or of one that stands there by itself.
fn within(span: &Span, sources: &Sources) -> Option<Problem> {
    let text = &sources.get(span.file).text;
    let written =
        text.get(span.start..span.end).filter(|written| is_string(written) || written.starts_with("{{"))?;
    let beginning = &written[..written.floor_char_boundary(WINDOW.min(written.len()))];
    let found = all(beginning).into_iter().filter(|_| sources.is_aws_json(span.file));
    let variable = || first_shell_variable(beginning).filter(|_| sources.is_aws_json(span.file));
    let first = found.min_by_key(|range| (range.start, std::cmp::Reverse(range.end))).or_else(variable)?;
    let problem = problem(text, span.file, span.start + first.start..span.start + first.end);
    Some(problem.label("the template's, not a value").help("replace it by a value"))
}

/// Whether this is one string of JSON.
fn is_string(written: &str) -> bool {
    let inside = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inside.is_some_and(|inside| !inside.contains('"'))
}

/// All placeholders of a line.
fn all(line: &str) -> Vec<Range<usize>> {
    let of_dialect = |(open, close): &(&str, &str)| -> Vec<Range<usize>> {
        let starts = line.match_indices(*open).map(|(start, _)| start);
        let range = |start: usize| {
            let inside = start + open.len();
            let end = inside + line[inside..].find(close)?;
            is_plain(&line[inside..end], open).then_some(start..end + close.len())
        };
        starts.filter_map(range).collect()
    };
    DIALECTS.iter().flat_map(of_dialect).chain(between_dollars(line)).collect()
}

/// What stands in a placeholder is no JSON of its own; between signs that also compare, count and make lists, it is a
/// name.
fn is_plain(inside: &str, open: &str) -> bool {
    let plain = !inside.trim().is_empty() && !inside.contains(['"', ':', '{']);
    let is_name = || inside.trim_start().starts_with(|first: char| first.is_alphabetic() || first == '_');
    plain && ((open.len() > 1 && open != "[[") || is_name())
}

/// A name between two or more dollar signs on either side.
fn between_dollars(line: &str) -> Vec<Range<usize>> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let length = |start: usize, fits: &dyn Fn(u8) -> bool| {
        line.as_bytes()[start..].iter().take_while(|byte| fits(**byte)).count()
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = line[at..].find('$') {
        let start = at + next;
        let open = length(start, &|byte| byte == b'$');
        let name = length(start + open, &is_name);
        let close = length(start + open + name, &|byte| byte == b'$');
        if open > 1 && name > 0 && close > 1 {
            found.push(start..start + open + name + close);
        }
        at = start + open + name;
    }
    found
}

/// The first `$NAME` of a line; a name does not begin with a digit.
fn first_shell_variable(line: &str) -> Option<Range<usize>> {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    let mut starts = line.match_indices('$').map(|(start, _)| start);
    let start = starts.find(|start| line.as_bytes().get(start + 1).is_some_and(is_letter))?;
    shell_variable(line, start)
}

/// The `$NAME` that holds the byte at `at`.
fn shell_variable(line: &str, at: usize) -> Option<Range<usize>> {
    let start = line.rmatch_indices('$').map(|(start, _)| start).find(|start| *start <= at)?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = line.as_bytes()[start + 1..].iter().take_while(|byte| is_name(byte)).count();
    (length > 0 && at <= start + length).then_some(start..start + 1 + length)
}
