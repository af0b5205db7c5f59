//! `--expect`: an expectation on one line, said on the command line.
//!
//! It becomes an entry of `expectations` like those of the file, so that it is checked and judged as they are.

use std::ops::Range;

use super::super::{Problem, Problems, Sources};
use crate::tree::{FileId, Member, Node, Span, Value};

/// How one is written, for help texts.
const FORM: &str = "write 'METRIC >= VALUE', with <=, == or in LOW..HIGH, and behind it, if wanted, confidence 0.95, over completed, for VARIANTS";

/// What may stand between metric and value, longest first.
const OPERATORS: [(&str, &str); 4] =
    [(">=", "atLeast"), ("<=", "atMost"), ("==", "equals"), (" in ", "within")];

/// What may stand behind the value, as a word and as a key.
const CLAUSES: [(&str, &str); 3] =
    [(" confidence ", "confidence"), (" over ", "over"), (" for ", "variants")];

/// Adds what `--expect` says behind the expectations of the file.
pub fn add(root: &mut Node, expressions: &[String], sources: &mut Sources, problems: &mut Problems) {
    if expressions.is_empty() {
        return;
    }
    let file = sources.add_option("--expect", expressions.join("\n"));
    let mut entries = Vec::new();
    let mut start = 0;
    for text in expressions {
        entries.extend(Line { file, start, text }.entry(problems));
        start += text.len() + 1;
    }
    let Value::Object(sections) = &mut root.value else { return };
    let section = sections.iter().position(|section| section.name == "expectations");
    match section.map(|position| &mut sections[position].value.value) {
        Some(Value::Array(list)) => list.extend(entries),
        // Something else is told by the shape check.
        Some(_) => {}
        None => {
            let span = Span::new(file, 0..start - 1);
            let value = Node { value: Value::Array(entries), span: span.clone() };
            sections.push(Member { name: "expectations".to_owned(), name_span: span, value });
        }
    }
}

/// One expression, which starts at a byte of all of them.
struct Line<'t> {
    file: FileId,
    start: usize,
    text: &'t str,
}

impl Line<'_> {
    fn entry(&self, problems: &mut Problems) -> Option<Node> {
        let found = OPERATORS.iter().filter_map(|(sign, key)| Some((self.text.find(sign)?, *sign, *key)));
        let Some((at, sign, key)) = found.min_by_key(|(at, ..)| *at) else {
            return self.wrong(
                0..self.text.len(),
                "this expectation has no bound",
                "no >=, <=, == or in",
                problems,
            );
        };
        let metric = self.trimmed(0..at);
        if metric.is_empty() {
            return self.wrong(
                0..self.text.len(),
                "this expectation has no metric",
                "nothing before it",
                problems,
            );
        }
        let mut end = self.text.len();
        let mut members = Vec::new();
        let behind = at + sign.len();
        // From the end, so that each clause reaches to the next one.
        let mut clauses: Vec<(usize, &str, &str)> = CLAUSES
            .iter()
            .filter_map(|(word, key)| Some((behind + self.text[behind..].find(word)?, *word, *key)))
            .collect();
        clauses.sort_unstable_by_key(|(at, ..)| std::cmp::Reverse(*at));
        for (at, word, key) in clauses {
            // Two words may share the space between them.
            let value = self.trimmed((at + word.len()).min(end)..end);
            members.push(self.member(key, at..at + word.len(), self.value(value)));
            end = at;
        }
        let value = self.trimmed(behind..end);
        if value.is_empty() {
            return self.wrong(
                at..self.text.len(),
                "this expectation has no value",
                "nothing behind it",
                problems,
            );
        }
        let bound = if key == "within" { self.pair(value, problems)? } else { self.value(value) };
        members.push(self.member(key, self.trimmed(at..behind), bound));
        let name = Value::String(self.text[metric.clone()].to_owned());
        members.push(self.member("metric", metric.clone(), Node { value: name, span: self.span(metric) }));
        members.reverse();
        Some(Node { value: Value::Object(members), span: self.span(0..self.text.len()) })
    }

    /// `LOW..HIGH`.
    fn pair(&self, range: Range<usize>, problems: &mut Problems) -> Option<Node> {
        let Some(dots) = self.text[range.clone()].find("..") else {
            return self.wrong(range, "this range has no end", "no LOW..HIGH", problems);
        };
        let middle = range.start + dots;
        let ends = [self.trimmed(range.start..middle), self.trimmed(middle + 2..range.end)];
        let values = ends.into_iter().map(|end| self.value(end)).collect();
        Some(Node { value: Value::Array(values), span: self.span(range) })
    }

    /// A number, or text with or without quotes.
    fn value(&self, range: Range<usize>) -> Node {
        let text = &self.text[range.clone()];
        let value = match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) => Value::Integer(number),
            (_, Ok(number)) => Value::Float(number),
            _ if text == "true" || text == "false" => Value::Bool(text == "true"),
            _ => Value::String(text.trim_matches(['"', '\'']).to_owned()),
        };
        Node { value, span: self.span(range) }
    }

    fn member(&self, key: &str, name: Range<usize>, value: Node) -> Member {
        Member { name: key.to_owned(), name_span: self.span(name), value }
    }

    /// The part of a range without the spaces around it.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.text[range.clone()];
        let start = range.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.start + range.start..self.start + range.end)
    }

    fn wrong(
        &self,
        range: Range<usize>,
        message: &'static str,
        label: &'static str,
        problems: &mut Problems,
    ) -> Option<Node> {
        problems.push(Problem::error(&self.span(range), message).label(label).help(FORM));
        None
    }
}
