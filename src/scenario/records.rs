//! Logs: files of JSON values, one in a file, one in a line, or one after another.

use super::expected::Expected;
use super::limits::{MAX_ALL_BYTES, MAX_NODES};
use super::{Problem, Problems, Sources, aws_json, documents, read};
use crate::tree::limits::MAX_SYNTAX_ERRORS;
use crate::tree::{FileId, Node, Span, Value, nesting};

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
        for range in documents::values(text) {
            let mut told = Problems::default();
            let parsed = documents::parse_one(text, &range, file, &mut told);
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
