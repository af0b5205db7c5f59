//! Logs: files of JSON values, one in a file, one in a line, or one after another.

use std::ops::Range;

use super::expected::Expected;
use super::limits::{MAX_ALL_BYTES, MAX_NODES};
use super::{Problem, Problems, Sources, aws_json, read};
use crate::tree::limits::MAX_SYNTAX_ERRORS;
use crate::tree::{FileId, Node, Span, Value, nesting, toml_tree};

/// What helps where nothing more is known of a mistake.
const REMEDY: &str = "save what `aws ecs describe-services` prints, or events as JSON, one in a line; take away a line \
                      that was cut off";

/// What logs hold, and everything that is wrong with them.
#[derive(Debug, Default)]
pub struct Records {
    /// The values, in the order of the files and of what stands in them.
    pub values: Vec<Node>,
    /// Errors and warnings.
    pub problems: Problems,
    /// The files, for pointing at.
    pub sources: Sources,
    /// How many values there are, those inside of others included.
    size: u64,
}

/// Logs by their names, each with what was read of it or why it could not be, which is a problem like any other.
#[must_use]
pub fn read_records(logs: impl IntoIterator<Item = (String, Result<Vec<u8>, String>)>) -> Records {
    let mut records = Records::default();
    for (name, read) in logs {
        match read {
            Ok(bytes) => records.take(&name, bytes),
            Err(reason) => records.problems.push(unreadable(&name, &reason)),
        }
    }
    records
}

/// As [`read_records`], for the content of one file.
///
/// ```
/// use plimsoll::scenario::records_of_text;
/// let records = records_of_text("log.jsonl", b"{\"a\": 1}\n{\"a\": 2}\n".to_vec());
/// assert_eq!((records.values.len(), records.problems.len()), (2, 0));
/// ```
#[must_use]
pub fn records_of_text(name: &str, bytes: Vec<u8>) -> Records {
    let mut records = Records::default();
    records.take(name, bytes);
    records
}

/// The JSON object that a text holds, as logs wrap events in texts; everything in it stands where the text does.
#[must_use]
pub fn embedded(text: &Node) -> Option<Node> {
    let written = text.as_str().filter(|text| text.trim_start().starts_with('{'))?;
    if nesting::too_deep_json(written).is_some() {
        return None;
    }
    let mut node = aws_json::parse_from(written, 0, text.span.file, &mut Problems::default())?;
    place(&mut node, &text.span);
    Some(node)
}

fn place(node: &mut Node, span: &Span) {
    node.span = span.clone();
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| place(element, span)),
        Value::Object(members) => {
            for member in members {
                member.name_span = span.clone();
                place(&mut member.value, span);
            }
        }
        _ => {}
    }
}

fn unreadable(name: &str, reason: &str) -> Problem {
    Problem::without_place(format!("`{name}` cannot be read: {reason}"))
        .help("name files with what `aws ecs describe-services` prints, or with events as JSON lines")
}

impl Records {
    fn take(&mut self, name: &str, bytes: Vec<u8>) {
        if self.sources.bytes() + bytes.len() as u64 > MAX_ALL_BYTES {
            let message =
                format!("with `{name}` the logs are larger than {} MiB together", MAX_ALL_BYTES >> 20);
            self.problems.push(Problem::without_place(message).help("give fewer of them at once"));
            return;
        }
        let kept = read::keep(name, bytes, Expected::Events, &mut self.sources, &mut self.problems);
        let Some(file) = kept else { return };
        // A copy, so that what is read and what is told of it do not hold each other.
        let text = self.sources.get(file).text.clone();
        if text.trim_start_matches('\u{feff}').trim().is_empty() {
            let problem = Problem::error(&Span::new(file, 0..0), "the log is empty");
            self.problems
                .push(problem.help("save events into it, such as those of `aws ecs describe-services`"));
            return;
        }
        self.parse(&text, file);
    }

    fn parse(&mut self, text: &str, file: FileId) {
        let mut failures = 0;
        for range in values(text) {
            let part = &text[..range.end];
            let mut told = Problems::default();
            let parsed = match nesting::too_deep_json(&part[range.start..]) {
                Some(at) => {
                    told.push(toml_tree::too_deep(file, range.start + at));
                    None
                }
                None => aws_json::parse_from(part, range.start, file, &mut told),
            };
            for problem in told.sorted() {
                let problem = problem.clone();
                self.problems.push(if problem.help.is_none() { problem.help(REMEDY) } else { problem });
            }
            match parsed {
                Some(node) => {
                    self.size += node.size();
                    self.values.push(node);
                }
                None => failures += 1,
            }
            if self.size > MAX_NODES {
                let message = format!("the logs hold more than {MAX_NODES} values together");
                let at = Span::new(file, range.start..(range.start + 1).min(range.end));
                let problem = Problem::error(&at, message).label("up to here");
                self.problems.push(problem.help("give fewer of them at once"));
                return;
            }
            if failures == MAX_SYNTAX_ERRORS {
                break;
            }
        }
    }
}

/// Where the values of a log stand.
///
/// A log whose first line is whole by itself has lines: what is broken in one of them is no other's fault.
fn values(text: &str) -> Vec<Range<usize>> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::render;

    fn read(text: &str) -> (usize, String) {
        let records = records_of_text("log.json", text.as_bytes().to_vec());
        (records.values.len(), render(&records.problems, &records.sources, false))
    }

    #[test]
    fn values_stand_alone_in_lines_or_one_after_another() {
        for (text, count) in [
            ("{\"services\": []}", 1),
            ("{\n  \"services\": [\n  ]\n}\n", 1),
            ("{\"a\": 1}\n\n{\"a\": \"}\\\"{\"}\r\n", 2),
            ("{\"a\": 1}{\"a\": 2}\n[{}]", 3),
            ("{\n\"a\": 1}\n{\n\"a\": 2}", 2),
            ("2026-01-02T03:04:05Z log {\"a\": 1}\n2026-01-02T03:04:06Z log {\"a\": 1}\n", 2),
            ("\u{feff}{\"a\": 1}\n", 1),
        ] {
            assert_eq!(read(text), (count, String::new()), "{text}");
        }
    }

    #[test]
    fn a_broken_line_is_pointed_at_and_the_others_are_read() {
        let (count, told) = read("{\"createdAt\": 1}\n{\"createdAt\": \n{\"createdAt\": 3}\n");
        assert_eq!(count, 2);
        assert!(told.contains("log.json:2:"), "{told}");
    }

    #[test]
    fn what_is_no_log_is_an_error() {
        for (text, message) in [
            ("", "the log is empty"),
            (" \n\u{feff}\n", "not valid JSON"),
            ("\n\n", "the log is empty"),
            ("hello", "not valid JSON"),
            ("\"text\"", "the log"),
            ("{\"a\": ", "not valid JSON"),
        ] {
            let (count, told) = read(text);
            let is_told = told.contains(message) || message == "the log" && count == 1;
            assert!(is_told, "{text:?}: {told}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\"\\\\:,a1 \n\u{feff}é]{0,60}") {
            let records = records_of_text("log.json", text.clone().into_bytes());
            let told = render(&records.problems, &records.sources, false);
            prop_assert_eq!(told.is_empty(), records.problems.is_empty());
            prop_assert!(!records.values.is_empty() || !told.is_empty(), "{}", text);
            for value in &records.values {
                let written = &records.sources.get(value.span.file).text[value.span.start..value.span.end];
                prop_assert!(text.contains(written));
            }
        }
    }

    #[test]
    fn a_text_that_holds_an_object_is_one() {
        let records = records_of_text("log.json", br#"{"message": "{\"a\": 7}", "other": "{no"}"#.to_vec());
        let of = |name: &str| embedded(records.values[0].get(name).expect("there"));
        let node = of("message").expect("an object");
        assert_eq!(node.get("a").map(|a| &a.value), Some(&Value::Integer(7)));
        assert_eq!(node.span, records.values[0].get("message").expect("there").span);
        assert_eq!(of("other"), None);
    }
}
