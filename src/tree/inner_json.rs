//! JSON inside of a string of JSON, as a tree whose parts know where they stand in the file.

use super::json_tree;
use super::node::{Node, Span, Value};
use super::{Problem, Problems};

/// The tree of the JSON that the string literal at `at` holds; `literal` is what is written there, with its quotes.
///
/// `None` when an error was pushed, or when `literal` is no string of JSON.
#[must_use]
pub fn parse(literal: &str, at: &Span, problems: &mut Problems) -> Option<Node> {
    let decoded = Decoded::of(literal)?;
    let mut told = Problems::default();
    let root = json_tree::parse(&decoded.text, at.file, json_tree::syntax_error, &mut told);
    for problem in told.sorted() {
        let span = problem.span.as_ref().map(|span| decoded.placed(span, at));
        problems.push(Problem { span, ..problem.clone() });
    }
    let mut root = root?;
    place(&mut root, &decoded, at);
    Some(root)
}

fn place(node: &mut Node, decoded: &Decoded, at: &Span) {
    node.span = decoded.placed(&node.span, at);
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| place(element, decoded, at)),
        Value::Object(members) => {
            for member in members {
                member.name_span = decoded.placed(&member.name_span, at);
                place(&mut member.value, decoded, at);
            }
        }
        _ => {}
    }
}

/// What a string literal stands for.
struct Decoded {
    text: String,
    /// Bytes of the text from which on it follows the literal byte by byte, and where in the literal that is.
    marks: Vec<(usize, usize)>,
}

impl Decoded {
    fn of(literal: &str) -> Option<Self> {
        let inside = literal.strip_prefix('"')?.strip_suffix('"')?;
        let mut decoded = Self { text: String::with_capacity(inside.len()), marks: vec![(0, 1)] };
        let mut rest = inside;
        while let Some(escape) = rest.find('\\') {
            decoded.text.push_str(&rest[..escape]);
            let start = inside.len() - rest.len() + escape;
            let (character, length) = escaped(&rest[escape..])?;
            decoded.marks.push((decoded.text.len(), start + 1));
            decoded.text.push(character);
            decoded.marks.push((decoded.text.len(), start + length + 1));
            rest = &rest[escape + length..];
        }
        decoded.text.push_str(rest);
        Some(decoded)
    }

    fn placed(&self, span: &Span, at: &Span) -> Span {
        let place = |byte: usize| {
            let next = self.marks.partition_point(|(from, _)| *from <= byte);
            let (from, written) = self.marks[next.saturating_sub(1)];
            (at.start + written + (byte - from)).min(at.end)
        };
        let start = place(span.start);
        Span::new(at.file, start..place(span.end).max(start))
    }
}

/// The character that an escape at the start of `text` stands for, and the bytes that it takes.
fn escaped(text: &str) -> Option<(char, usize)> {
    let simple = match text.as_bytes().get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(text),
        _ => return None,
    };
    Some((simple, 2))
}

/// `\u00e9`, or two of them that are one character.
fn unicode(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| u32::from_str_radix(text.get(at + 2..at + 6)?, 16).ok();
    let first = unit(0)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 6));
    }
    let second = text[6..].starts_with("\\u").then(|| unit(6)).flatten();
    let pair = second.filter(|low| (0xdc00..0xe000).contains(low) && (0xd800..0xdc00).contains(&first));
    let together = pair.map(|low| 0x1_0000 + ((first - 0xd800) << 10) + (low - 0xdc00));
    match together.and_then(char::from_u32) {
        Some(character) => Some((character, 12)),
        None => Some((char::REPLACEMENT_CHARACTER, 6)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Sources, json_text};
    use super::*;

    fn read(text: &str) -> (Option<Node>, Vec<Problem>) {
        let (mut told, file) = (Problems::default(), Sources::default().add_aws_json("t.json", text));
        let node = parse(text, &Span::new(file, 0..text.len()), &mut told);
        (node, told.sorted().into_iter().cloned().collect())
    }

    #[test]
    fn parts_stand_where_the_file_has_them() {
        let text = r#""[{\"n\\u0041me\": \"\u00e9\ud83d\ude00\", \"cpu\":\t7}]""#;
        let node = read(text).0.expect("valid");
        let object = &node.elements()[0];
        assert_eq!(object.get("nAme").and_then(Node::as_str), Some("é😀"));
        let written = |span: &Span| &text[span.start..span.end];
        assert_eq!(written(&object.get("cpu").expect("there").span), "7");
        assert_eq!(written(&object.members()[1].name_span), r#"\"cpu\""#);
        assert_eq!(written(&object.members()[0].value.span), r#"\"\u00e9\ud83d\ude00\""#);
    }

    #[test]
    fn a_mistake_is_told_at_its_place() {
        let text = r#""[{\"name\": \"a\",}]""#;
        let (node, told) = read(text);
        assert!(node.is_none());
        let span = told[0].span.clone().expect("a place");
        assert_eq!(&text[span.start..span.end], ",", "{told:?}");
    }

    proptest! {
        #[test]
        fn any_literal_is_answered(inside in r#"([\[\]{}:,a0]|\\"|\\u[0-9a-fd]{4}|\\n|\\.|é){0,30}"#) {
            let (node, told) = read(&format!("\"{inside}\""));
            for span in told.iter().filter_map(|problem| problem.span.as_ref()) {
                prop_assert!(span.end <= inside.len() + 2);
            }
            if let Some(node) = &node {
                drop(json_text(node));
            }
        }
    }
}
