//! YAML as a tree of nodes, one for each document; local tags such as `!Ref` become objects of one member.

use std::collections::BTreeMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, Tag};

use super::limits::{MAX_NESTING, MAX_YAML_VALUES};
use super::node::{FileId, Member, Node, Span, Value};
use super::{Problem, Problems, toml_tree};

/// The trees of the documents of a YAML text; `None` when an error was pushed.
///
/// A plain scalar is a number or a boolean where writing that out again gives the same text, and else the text itself:
/// `08` and `1e3` keep their spelling, as do dates. `!Sub x` is `{"!Sub": "x"}`. Of a key given twice the last one counts.
pub fn parse(text: &str, file: FileId, problems: &mut Problems) -> Option<Vec<Node>> {
    let offset = toml_tree::bom(text);
    let mut options = Options::default();
    options.flow_nesting_limit = MAX_NESTING;
    options.block_nesting_limit = MAX_NESTING;
    let parser = Parser::new_from_str_with_options(&text[offset..], options);
    let mut tree =
        Tree { file, problems, open: Vec::new(), anchors: BTreeMap::new(), values: 0, documents: Vec::new() };
    for event in parser {
        let told = match event {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(0..0);
                tree.take(event, Span::new(file, range.start + offset..range.end + offset))
            }
            Err(error) => {
                let at = (error.marker().byte_offset().unwrap_or(0) + offset).min(text.len());
                let at = text.floor_char_boundary(at);
                let end = text.ceil_char_boundary((at + 1).min(text.len()));
                let message = format!("not valid YAML: {}", error.info());
                Err(Box::new(Problem::error(&Span::new(file, at..end), message)))
            }
        };
        if let Err(problem) = told {
            tree.problems.push(*problem);
            return None;
        }
    }
    Some(tree.documents)
}

/// A list or object that has not ended.
struct Open {
    start: Span,
    tag: Option<String>,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Object { members: Vec<Member>, key: Option<Node> },
}

struct Tree<'a> {
    file: FileId,
    problems: &'a mut Problems,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    values: u64,
    documents: Vec<Node>,
}

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Box<Problem>> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref();
                let is_plain =
                    style == ScalarStyle::Plain && tag.is_none_or(|tag| tag.core_suffix().is_none());
                let value = if is_plain && local(tag).is_none() {
                    plain(&text)
                } else {
                    Value::String(text.into_owned())
                };
                self.put(tagged(Node { value, span }, local(tag)), anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(Content::List(Vec::new()), span, local(tag.as_deref()), anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                let content = Content::Object { members: Vec::new(), key: None };
                self.begin(content, span, local(tag.as_deref()), anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&span),
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => self.put(node, 0),
                None => Err(Box::new(Problem::error(&span, "an alias inside of what it stands for"))),
            },
            _ => Ok(()),
        }
    }

    fn begin(
        &mut self,
        content: Content,
        start: Span,
        tag: Option<String>,
        anchor: usize,
    ) -> Result<(), Box<Problem>> {
        if self.open.len() >= MAX_NESTING {
            return Err(Box::new(toml_tree::too_deep(self.file, start.start)));
        }
        self.open.push(Open { start, tag, anchor, content });
        Ok(())
    }

    fn end(&mut self, end: &Span) -> Result<(), Box<Problem>> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.content {
            Content::List(elements) => Value::Array(elements),
            Content::Object { members, .. } => Value::Object(self.last_of_each(members)),
        };
        let span = Span::new(self.file, open.start.start..end.end.max(open.start.start));
        self.put(tagged(Node { value, span }, open.tag), open.anchor)
    }

    /// Puts a whole value where it belongs.
    fn put(&mut self, node: Node, anchor: usize) -> Result<(), Box<Problem>> {
        self.values += if matches!(node.value, Value::Array(_) | Value::Object(_)) { node.size() } else { 1 };
        // Each level counts what stands in it again: text alone cannot come near, aliases of aliases do.
        if self.values > MAX_YAML_VALUES * MAX_NESTING as u64 || node.size() > MAX_YAML_VALUES {
            let message = format!("the file stands for more than {MAX_YAML_VALUES} values");
            return Err(Box::new(Problem::error(&node.span, message).label("up to here")));
        }
        if depth(&node) + self.open.len() > MAX_NESTING {
            return Err(Box::new(toml_tree::too_deep(self.file, node.span.start)));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.documents.push(node),
            Some(Content::List(elements)) => elements.push(node),
            Some(Content::Object { members, key }) => match key.take() {
                None => *key = Some(node),
                Some(name) => {
                    let Some(text) = key_text(&name) else {
                        return Err(Box::new(Problem::error(
                            &name.span,
                            "a list or object in place of a name",
                        )));
                    };
                    members.push(Member { name: text, name_span: name.span, value: node });
                }
            },
        }
        Ok(())
    }

    fn last_of_each(&mut self, members: Vec<Member>) -> Vec<Member> {
        let mut last: BTreeMap<String, usize> = BTreeMap::new();
        for (index, member) in members.iter().enumerate() {
            last.insert(member.name.clone(), index);
        }
        let (mut own, mut merged) = (Vec::with_capacity(last.len()), Vec::new());
        for (index, member) in members.into_iter().enumerate() {
            if last[&member.name] != index {
                let message = format!("`{}` is given twice in one object", member.name);
                let problem = Problem::warning(&member.name_span, message);
                self.problems.push(problem.label("ignored: the last one counts"));
            } else if member.name == "<<" {
                merged.extend(merge_of(member.value));
            } else {
                own.push(member);
            }
        }
        for member in merged {
            if own.iter().all(|known| known.name != member.name) {
                own.push(member);
            }
        }
        own
    }
}

/// The members that a merge key takes in.
fn merge_of(node: Node) -> Vec<Member> {
    match node.value {
        Value::Object(members) => members,
        Value::Array(elements) => elements.into_iter().flat_map(merge_of).collect(),
        _ => Vec::new(),
    }
}

fn depth(node: &Node) -> usize {
    let below = match &node.value {
        Value::Array(elements) => elements.iter().map(depth).max(),
        Value::Object(members) => members.iter().map(|member| depth(&member.value)).max(),
        _ => return 0,
    };
    1 + below.unwrap_or(0)
}

/// The tag of a format of its own, with its exclamation mark.
fn local(tag: Option<&Tag>) -> Option<String> {
    let tag = tag?;
    (tag.core_suffix().is_none() && tag.handle() == "!" && !tag.suffix().is_empty())
        .then(|| format!("!{}", tag.suffix()))
}

fn tagged(node: Node, tag: Option<String>) -> Node {
    let Some(name) = tag else { return node };
    let span = node.span.clone();
    let name_span = Span::new(span.file, span.start..span.start);
    Node { value: Value::Object(vec![Member { name, name_span, value: node }]), span }
}

fn key_text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// A scalar without quotes.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        _ => {}
    }
    let begins = text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    if let Some(number) = text.parse::<i64>().ok().filter(|number| number.to_string() == text) {
        return Value::Integer(number);
    }
    match text.parse::<f64>() {
        Ok(number) if begins && number.is_finite() && number.to_string() == text => Value::Float(number),
        _ => Value::String(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;

    use super::super::{Sources, json_text};
    use super::*;

    fn read(text: &str) -> (Option<Vec<Node>>, Vec<String>) {
        let mut problems = Problems::default();
        let nodes = parse(text, Sources::default().add("t.yaml", text), &mut problems);
        (nodes, problems.sorted().iter().map(|problem| problem.message.clone()).collect())
    }

    fn compact(text: &str) -> String {
        let nodes = read(text).0.unwrap_or_else(|| panic!("{:?}", read(text).1));
        json_text(&nodes[0]).split_whitespace().collect::<Vec<_>>().join("")
    }

    #[test]
    fn scalars_keep_their_text_unless_they_are_surely_something_else() {
        for (yaml, json) in [
            ("a: 1", r#"{"a":1}"#),
            ("a: '1'", r#"{"a":"1"}"#),
            ("a: 08", r#"{"a":"08"}"#),
            ("a: 1.50", r#"{"a":"1.50"}"#),
            ("a: 0.5", r#"{"a":0.5}"#),
            ("a: 80:80", r#"{"a":"80:80"}"#),
            ("a: 2010-09-09", r#"{"a":"2010-09-09"}"#),
            ("a: yes", r#"{"a":"yes"}"#),
            ("a: true", r#"{"a":true}"#),
            ("a: !!str 1", r#"{"a":"1"}"#),
            ("a: ~", r#"{"a":null}"#),
            ("3: x", r#"{"3":"x"}"#),
            ("a: !Ref B", r#"{"a":{"!Ref":"B"}}"#),
            ("a: !Join ['-', [!Ref B, 1]]", r#"{"a":{"!Join":["-",[{"!Ref":"B"},1]]}}"#),
            ("a: &x {b: 1}\nc: {<<: *x, d: 2}", r#"{"a":{"b":1},"c":{"d":2,"b":1}}"#),
        ] {
            assert_eq!(compact(yaml), json, "{yaml}");
        }
    }

    #[test]
    fn positions_are_bytes_and_keys_given_twice_are_told() {
        let text = "\u{feff}é: ü\nk: !Sub 'x${Y}'\nk: 7\n";
        let (nodes, told) = read(text);
        let nodes = nodes.expect("valid");
        let seven = &nodes[0].get("k").expect("there").span;
        assert_eq!(&text[seven.start..seven.end], "7");
        assert_eq!(told, ["`k` is given twice in one object"]);
    }

    #[test]
    fn aliases_and_nesting_have_limits() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{},", level - 1).repeat(8);
            writeln!(bomb, "a{level}: &a{level} [{before}]").expect("a String takes all text");
        }
        assert!(read(&bomb).1[0].contains("more than"), "{:?}", read(&bomb).1);
        assert!(read(&"[".repeat(1_000)).0.is_none());
        assert!(read(&"- ".repeat(1_000)).0.is_none());
        assert!(read("a: &a [*a]").0.is_none());
        assert!(read("{---").0.is_none());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[-a-c:{}\\[\\]&*!|>'\"\n #,~<%?\u{e9}]{0,60}") {
            let (nodes, told) = read(&text);
            prop_assert!(nodes.is_some() || !told.is_empty());
        }
    }
}
