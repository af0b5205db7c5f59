//! AWS JSON as a tree; what people save as `.json` that is none is told by name.

use jsonc_parser::errors::ParseError;

use super::{foreign, placeholders};
use crate::tree::{FileId, Node, Problem, Problems, Span, json_tree};

/// The tree of AWS JSON, as [`json_tree::parse`] makes it.
pub fn parse(text: &str, file: FileId, problems: &mut Problems) -> Option<Node> {
    json_tree::parse(text, file, explain, problems)
}

/// As [`parse`], for what stands from byte `offset` of a text to its end, and does not nest too deep.
pub fn parse_from(text: &str, offset: usize, file: FileId, problems: &mut Problems) -> Option<Node> {
    json_tree::parse_from(text, offset, file, explain, problems)
}

/// The problem behind a syntax error; `offset` bytes of `text` were not parsed.
fn explain(text: &str, file: FileId, offset: usize, error: &ParseError) -> Problem {
    let start = (error.range().start + offset).min(text.len());
    let end = (error.range().end + offset).clamp(start, text.len());
    let at = |range: std::ops::Range<usize>| Span::new(file, range);
    if let Some(path) = link_target(text) {
        return Problem::error(&at(0..path.len()), "the file holds a path instead of JSON")
            .label("a symbolic link that was stored as text")
            .help(format!("name `{path}` itself, relative to the folder of this file"));
    }
    if text[offset..].trim_start().starts_with('"') && text.contains(':') {
        return Problem::error(&at(start..end), "a fragment of an object instead of an object")
            .label("members need braces around them")
            .help("put `{` before the first and `}` after the last member");
    }
    let (rest, span) = (&text[offset..], at(start..end));
    if let Some(problem) = foreign::of_assignments(rest, &span).or_else(|| foreign::of_text(rest, &span)) {
        return problem;
    }
    if let Some(range) = placeholder(text, start) {
        let problem = placeholders::problem(text, file, range);
        return problem.label("not JSON outside of a string").help("replace it by a value");
    }
    if let Some(range) = ellipsis(text, start) {
        return Problem::error(&at(range), "an ellipsis stands for something left out")
            .label("not JSON")
            .help("write what belongs here, or remove it");
    }
    json_tree::syntax_error(text, file, offset, error)
}

/// A version control system without symbolic links stores the path that one points to.
fn link_target(text: &str) -> Option<&str> {
    let line = text.trim();
    let path_like = |byte: u8| byte.is_ascii_alphanumeric() || b"./_-".contains(&byte);
    let is_path = line.contains('/') && !line.starts_with("//") && line.bytes().all(path_like);
    (is_path && text.starts_with(line)).then_some(line)
}

/// The placeholder that the parser stumbled over: it stopped inside of it or at its start.
fn placeholder(text: &str, stopped: usize) -> Option<std::ops::Range<usize>> {
    let line_start = text[..floor(text, stopped)].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[line_start..].find('\n').map_or(text.len(), |newline| line_start + newline);
    let range = placeholders::around(&text[line_start..line_end], stopped - line_start)?;
    Some(line_start + range.start..line_start + range.end)
}

fn ellipsis(text: &str, stopped: usize) -> Option<std::ops::Range<usize>> {
    let stopped = floor(text, stopped);
    let dots = ["...", "…"].into_iter().find(|dots| text[stopped..].starts_with(dots))?;
    Some(stopped..stopped + dots.len())
}

/// The character that holds the byte at `at`.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}
