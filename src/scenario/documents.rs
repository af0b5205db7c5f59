//! Texts of several JSON values: one in a line, or one after another.

use std::ops::Range;

use super::limits::MAX_NODES;
use super::{Problem, Problems, aws_json, foreign};
use crate::import;
use crate::tree::limits::MAX_SYNTAX_ERRORS;
use crate::tree::{FileId, Node, Span, nesting, toml_tree, yaml_tree};

/// The trees of a text that holds AWS JSON, or several of it; `None` when an error was pushed.
///
/// What is no JSON is told as if it were to be one value, unless all that stands there begins as objects and lists do.
pub fn parse(text: &str, file: FileId, problems: &mut Problems) -> Option<Vec<Node>> {
    let mut told = Problems::default();
    let shown = &text[toml_tree::bom(text)..];
    if foreign::is_yaml(shown) {
        let text = if foreign::has_calls(shown) { import::without_calls(text, true) } else { text.into() };
        return yaml_tree::parse(&text, file, problems);
    }
    if let Some(root) = aws_json::parse(text, file, &mut told) {
        problems.extend(told);
        return Some(vec![root]);
    }
    let ranges = one_after_another(text, toml_tree::bom(text)..text.len());
    let begins = |range: &Range<usize>| text[range.clone()].starts_with(['{', '[']);
    let is_whole = |range: &Range<usize>| end_of_value(&text.as_bytes()[..range.end], range.start).is_some();
    if ranges.len() < 2 || !ranges.iter().all(begins) || !is_whole(&ranges[0]) {
        problems.extend(told);
        return None;
    }
    let (mut trees, mut failures, mut size) = (Vec::new(), 0, 0);
    for range in ranges {
        match parse_one(text, &range, file, problems) {
            Some(tree) => {
                size += tree.size();
                trees.push(tree);
            }
            None => failures += 1,
        }
        if size > MAX_NODES {
            let at = Span::new(file, range.start..range.start + 1);
            let message = format!("the file holds more than {MAX_NODES} values");
            problems.push(Problem::error(&at, message).label("up to here").help("split the file"));
            return None;
        }
        if failures == MAX_SYNTAX_ERRORS {
            break;
        }
    }
    (failures == 0).then_some(trees)
}

/// The tree of the value that stands at `range`.
pub fn parse_one(text: &str, range: &Range<usize>, file: FileId, problems: &mut Problems) -> Option<Node> {
    let part = &text[..range.end];
    if let Some(at) = nesting::too_deep_json(&part[range.start..]) {
        problems.push(toml_tree::too_deep(file, range.start + at));
        return None;
    }
    aws_json::parse_from(part, range.start, file, problems)
}

/// Where the values of a text stand.
///
/// A text whose first line is whole by itself has lines: what is broken in one of them is no other's fault.
pub fn values(text: &str) -> Vec<Range<usize>> {
    let start = toml_tree::bom(text);
    let mut lines = lines(text, start).filter(|line| !text[line.clone()].trim().is_empty());
    let Some(first) = lines.next() else { return Vec::new() };
    let has_lines = is_whole(&text[after_stamp(text, first.clone())]);
    if !has_lines {
        return one_after_another(text, start..text.len());
    }
    let others = lines.map(|line| after_stamp(text, line));
    let all = std::iter::once(after_stamp(text, first)).chain(others);
    all.flat_map(|line| one_after_another(text, line)).collect()
}

fn lines(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    text[start..].split_inclusive('\n').scan(start, |at, line| {
        let range = *at..*at + line.len();
        *at = range.end;
        Some(range)
    })
}

/// What stands behind the time that tools which print a log put before each line of it.
fn after_stamp(text: &str, line: Range<usize>) -> Range<usize> {
    let written = &text[line.clone()];
    let has_stamp = written.trim_start().starts_with(|first: char| first.is_ascii_digit());
    match written.find('{') {
        Some(at) if has_stamp => line.start + at..line.end,
        _ => line,
    }
}

/// The values in a part of a text; what does not end, and what is no list or object, goes on to the end of it.
fn one_after_another(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = part.start;
    loop {
        at += text[at..part.end].len() - text[at..part.end].trim_start().len();
        if at == part.end {
            return found;
        }
        let written = at + text[at..part.end].trim_end().len();
        let end = end_of_value(&text.as_bytes()[..written], at).unwrap_or(written);
        found.push(at..end);
        at = end;
    }
}

fn is_whole(line: &str) -> bool {
    let start = line.len() - line.trim_start().len();
    end_of_value(line.as_bytes(), start).is_some()
}

/// The byte behind the list or object that begins at `at`, if it ends.
fn end_of_value(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        match bytes.get(at)? {
            b'"' => {
                at += 1;
                while *bytes.get(at)? != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return matches!(bytes[at - 1], b']' | b'}').then_some(at);
        }
    }
}
