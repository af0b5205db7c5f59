//! JSON as a tree of nodes, read as strictly as the AWS CLI reads it.

use std::collections::BTreeMap;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::node::{FileId, Member, Node, Span, Value};
use super::{Problem, Problems, nesting, toml_tree};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Makes a problem of a syntax error in a text of which the first bytes, so many, were not parsed.
pub type Explain = fn(text: &str, file: FileId, offset: usize, error: &ParseError) -> Problem;

/// The problem of a syntax error by itself; an [`Explain`].
#[must_use]
pub fn syntax_error(text: &str, file: FileId, offset: usize, error: &ParseError) -> Problem {
    let start = (error.range().start + offset).min(text.len());
    let end = (error.range().end + offset).clamp(start, text.len());
    let message = format!("not valid JSON: {}", lower_first(error.kind()));
    let problem = Problem::error(&Span::new(file, start..end), message);
    match remedy(error.kind()) {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// The tree of a JSON text as AWS means it, without members that are null or empty strings.
///
/// `None` when an error was pushed; a key given twice is a warning.
pub fn parse(text: &str, file: FileId, explain: Explain, problems: &mut Problems) -> Option<Node> {
    if let Some(at) = nesting::too_deep_json(text) {
        problems.push(toml_tree::too_deep(file, at));
        return None;
    }
    parse_from(text, toml_tree::bom(text), file, explain, problems)
}

/// As [`parse`], for what stands from byte `offset` of a text to its end, and does not nest too deep.
pub fn parse_from(
    text: &str,
    offset: usize,
    file: FileId,
    explain: Explain,
    problems: &mut Problems,
) -> Option<Node> {
    let parsed = match parse_to_ast(&text[offset..], &CollectOptions::default(), &STRICT) {
        Ok(parsed) => parsed.value,
        Err(error) => {
            problems.push(explain(text, file, offset, &error));
            return None;
        }
    };
    let Some(value) = parsed else {
        problems.push(Problem::error(&Span::new(file, 0..text.len().min(1)), "the file is empty"));
        return None;
    };
    let mut tree = Tree { file, offset, problems, failed: false };
    let mut root = tree.node(&value);
    let failed = tree.failed;
    drop_absent(&mut root);
    (!failed).then_some(root)
}

fn remedy(kind: &ParseErrorKind) -> Option<&'static str> {
    Some(match kind {
        ParseErrorKind::TrailingCommasNotAllowed => "remove the comma",
        ParseErrorKind::CommentsNotAllowed => "JSON has no comments: remove it",
        ParseErrorKind::SingleQuotedStringsNotAllowed => "use double quotes",
        ParseErrorKind::ExpectedComma => "put a comma after the value before",
        ParseErrorKind::UnterminatedObject => "a `}` is missing",
        ParseErrorKind::UnterminatedArray => "a `]` is missing",
        ParseErrorKind::UnexpectedWord => "put text in double quotes",
        ParseErrorKind::MultipleRootJsonValues => "a file holds one value; put several into a list",
        _ => return None,
    })
}

fn lower_first(kind: &ParseErrorKind) -> String {
    let text = kind.to_string();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

struct Tree<'a> {
    file: FileId,
    offset: usize,
    problems: &'a mut Problems,
    failed: bool,
}

impl Tree<'_> {
    fn span(&self, ranged: &impl Ranged) -> Span {
        Span::new(self.file, ranged.start() + self.offset..ranged.end() + self.offset)
    }

    fn node(&mut self, value: &ast::Value<'_>) -> Node {
        let span = self.span(value);
        let value = match value {
            ast::Value::StringLit(text) => Value::String(text.value.to_string()),
            ast::Value::NumberLit(number) => self.number(number.value, &span),
            ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::Array(array) => {
                Value::Array(array.elements.iter().map(|element| self.node(element)).collect())
            }
            ast::Value::Object(object) => Value::Object(self.members(object)),
        };
        Node { value, span }
    }

    fn number(&mut self, text: &str, span: &Span) -> Value {
        if let Ok(whole) = text.parse() {
            return Value::Integer(whole);
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Float(number),
            _ => {
                self.failed = true;
                self.problems.push(Problem::error(span, format!("`{text}` is no number that can be kept")));
                Value::Null
            }
        }
    }

    /// Of a name given twice the last one counts, as in every JSON reader that users know.
    fn members(&mut self, object: &ast::Object<'_>) -> Vec<Member> {
        let mut last: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, property) in object.properties.iter().enumerate() {
            last.insert(property.name.as_str(), index);
        }
        let mut members = Vec::with_capacity(last.len());
        for (index, property) in object.properties.iter().enumerate() {
            let name = property.name.as_str();
            let name_span = self.span(&property.name);
            if last[name] != index {
                let problem = Problem::warning(&name_span, format!("`{name}` is given twice in one object"));
                self.problems.push(problem.label("ignored: the last one counts"));
                continue;
            }
            members.push(Member { name: name.to_owned(), name_span, value: self.node(&property.value) });
        }
        members
    }
}

/// AWS JSON means "absent" by null and by an empty string, and so by objects that hold nothing else.
fn drop_absent(node: &mut Node) {
    match &mut node.value {
        Value::Array(elements) => elements.retain_mut(is_there),
        Value::Object(members) => members.retain_mut(|member| is_there(&mut member.value)),
        _ => {}
    }
}

fn is_there(node: &mut Node) -> bool {
    let was_empty = matches!(&node.value, Value::Object(members) if members.is_empty());
    drop_absent(node);
    match &node.value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Object(members) => was_empty || !members.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Sources;

    fn read(text: &str) -> (Option<Node>, Vec<String>) {
        let mut sources = Sources::default();
        let file = sources.add_aws_json("t.json", text);
        let mut problems = Problems::default();
        let node = parse(text, file, syntax_error, &mut problems);
        let told = problems.sorted().iter().map(|problem| problem.message.clone()).collect();
        (node, told)
    }

    #[test]
    fn null_and_empty_strings_are_absent() {
        let (node, told) = read(
            r#"{"a": null, "b": "", "c": [null, "", {"d": null}, 1], "e": {"f": {"g": ""}}, "h": {}, "i": [""]}"#,
        );
        let (expected, _) = read(r#"{"c": [1], "h": {}, "i": []}"#);
        assert_eq!(node, expected);
        assert!(told.is_empty());
    }

    #[test]
    fn of_a_key_given_twice_the_last_one_counts() {
        let (node, told) = read(r#"{"cpu": 1, "cpu": 2, "cpu": 3}"#);
        assert_eq!(node.expect("valid").get("cpu").map(|cpu| &cpu.value), Some(&Value::Integer(3)));
        assert_eq!(told.len(), 2);
        assert_eq!(told[0], "`cpu` is given twice in one object");
    }

    #[test]
    fn a_byte_order_mark_is_passed_over_and_positions_stay_true() {
        let text = "\u{feff}{\"a\": 7}";
        let (node, told) = read(text);
        let node = node.expect("valid");
        let seven = &node.get("a").expect("there").span;
        assert_eq!(&text[seven.start..seven.end], "7");
        assert!(told.is_empty());
    }

    #[test]
    fn large_numbers_stay_numbers_and_endless_ones_do_not() {
        assert_eq!(read("[1.5, 12345678901234567890]").0.expect("valid").elements().len(), 2);
        assert_eq!(read("1e999").1, ["`1e999` is no number that can be kept"]);
    }
}
