//! TOML as a tree of nodes.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::limits::{MAX_NESTING, MAX_SYNTAX_ERRORS};
use super::node::{FileId, Member, Node, Span, Value};
use super::{Problem, Problems, nesting};

/// The root table of a TOML text; `None` when a problem was pushed.
pub fn parse(text: &str, file: FileId, problems: &mut Problems) -> Option<Node> {
    let offset = bom(text);
    if let Some(at) = nesting::too_deep_toml(text) {
        problems.push(too_deep(file, at));
        return None;
    }
    let (root, errors) = DeTable::parse_recoverable(&text[offset..]);
    let mut tree = Tree { file, offset, problems };
    tree.tell(&errors, text);
    let members = tree.members(root.get_ref());
    let node = Node { value: Value::Object(members), span: Span::new(file, 0..text.len()) };
    errors.is_empty().then_some(node)
}

/// A single value, which starts at `offset` in `file`; `None` when it is none.
pub fn parse_value(text: &str, file: FileId, offset: usize, problems: &mut Problems) -> Option<Node> {
    if nesting::too_deep_toml(text).is_some() {
        return None;
    }
    let value = DeValue::parse(text).ok()?;
    Some(Tree { file, offset, problems }.node(&value))
}

/// A whole number of any length, as near as a float comes.
fn beyond_64_bits(text: &str, radix: u32) -> f64 {
    if let (10, Ok(number)) = (radix, text.parse()) {
        return number;
    }
    let digits = text.chars().filter_map(|digit| digit.to_digit(radix));
    let size = digits.fold(0.0, |number, digit| number * f64::from(radix) + f64::from(digit));
    if text.starts_with('-') { -size } else { size }
}

/// The problem of a text that nests too deep at a byte.
#[must_use]
pub fn too_deep(file: FileId, at: usize) -> Problem {
    Problem::error(&Span::new(file, at..at + 1), format!("more than {MAX_NESTING} levels of nesting"))
        .label("one level too many")
}

/// Bytes of the byte order mark that some editors write.
#[must_use]
pub fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

struct Tree<'a> {
    file: FileId,
    offset: usize,
    problems: &'a mut Problems,
}

impl Tree<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start + self.offset..range.end + self.offset)
    }

    fn tell(&mut self, errors: &[toml::de::Error], text: &str) {
        let length = text.len();
        for error in errors.iter().take(MAX_SYNTAX_ERRORS) {
            let span = error.span().map_or(Span::new(self.file, length..length), |range| self.span(range));
            let (message, label) = error.message().split_once(", expected ").map_or_else(
                || (error.message().to_owned(), String::new()),
                |(message, expected)| (message.to_owned(), format!("expected {expected}")),
            );
            let problem = Problem::error(&span, format!("not valid TOML: {message}")).label(label);
            // What looks like a time is one without its quotes.
            let written =
                text.get(span.start..span.end).filter(|text| humantime::parse_duration(text).is_ok());
            self.problems.push(match written {
                Some(time) => problem.help(format!("write \"{time}\" in quotes")),
                None => problem,
            });
        }
        if let Some(first_untold) = errors.get(MAX_SYNTAX_ERRORS) {
            let span =
                first_untold.span().map_or(Span::new(self.file, length..length), |range| self.span(range));
            let more = errors.len() - MAX_SYNTAX_ERRORS;
            self.problems
                .push(Problem::error(&span, format!("not valid TOML: {more} more errors from here on")));
        }
    }

    fn node(&mut self, value: &Spanned<DeValue<'_>>) -> Node {
        let span = self.span(value.span());
        let value = match value.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(whole) => Value::Integer(whole),
                // As in JSON, which knows no other numbers; where a whole one is wanted, the shape check tells its limit.
                Err(_) => self.finite(beyond_64_bits(number.as_str(), number.radix()), &span),
            },
            DeValue::Float(number) => self.finite(number.as_str().parse().unwrap_or(f64::NAN), &span),
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(datetime) => Value::String(datetime.to_string()),
            DeValue::Array(elements) => {
                Value::Array(elements.iter().map(|element| self.node(element)).collect())
            }
            DeValue::Table(table) => Value::Object(self.members(table)),
        };
        Node { value, span }
    }

    /// The number, or what stands for one that was refused.
    fn finite(&mut self, number: f64, span: &Span) -> Value {
        if number.is_finite() {
            return Value::Float(number);
        }
        let (fault, most) = ("a number that is not finite, or too large", f64::MAX);
        let problem = Problem::error(span, fault).label("no figure");
        self.problems.push(problem.help(format!("write a number of at most {most:.1e}")));
        Value::Null
    }

    /// The parser sorts by name; the file's own order is kept in the positions of the names.
    fn members(&mut self, table: &DeTable<'_>) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::with_capacity(table.len());
        for (name, value) in table {
            let name_span = self.span(name.span());
            members.push(Member { name: name.get_ref().to_string(), name_span, value: self.node(value) });
        }
        members.sort_by_key(|member| member.name_span.start);
        members
    }
}
