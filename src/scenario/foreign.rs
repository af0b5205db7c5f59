//! Files of other tools of which nothing is taken, and output of AWS that Plimsoll does not read: told by name, with what can
//! be done today.

mod calls;
mod kinds;
mod text;

use super::{Problem, Problems, aws_json};
use crate::tree::toml_tree;
use crate::tree::{FileId, Node, Span, Value};

use calls::CALLS;
pub use kinds::Foreign;
use kinds::{FORMATS, Looks};

/// What a JSON tree is, if it is something else.
pub fn in_tree(root: &Node) -> Option<&'static Foreign> {
    find(&InTree(root))
}

/// The problem of a text that begins with an assignment, such as `name = "web"`: JSON has no equals sign outside of
/// strings. `None` where it begins otherwise.
pub fn of_assignments(text: &str, span: &Span) -> Option<Problem> {
    if !text::has_assignment(text) {
        return None;
    }
    if text::is_hcl(text) || text::is_object(text) {
        return Some(kinds::HCL.problem(span));
    }
    if toml_tree::parse(text, span.file, &mut Problems::default()).is_none() {
        return Some(kinds::ASSIGNMENTS.problem(span));
    }
    let problem = Problem::error(span, "the file holds TOML, and only a scenario is read from that");
    let help = "save it as JSON, or write it into the scenario itself in place of `file = \"…\"`";
    Some(problem.label("no JSON").help(help).in_own_words())
}

/// The problem of a text that is neither a scenario nor JSON and yet known: YAML or HCL.
pub fn of_text(text: &str, span: &Span) -> Option<Problem> {
    if text::is_hcl(text) {
        return Some(kinds::HCL.problem(span));
    }
    let keys = text::yaml_keys(text)?;
    Some(find(&keys).unwrap_or(&kinds::YAML).problem(span))
}

/// The problem of a text that was taken for a scenario and is no TOML: YAML, HCL or JSON.
pub fn of_scenario(text: &str, file: FileId) -> Option<Problem> {
    let bom = toml_tree::bom(text);
    let line = text::first_line(&text[bom..])?;
    let span = Span::new(file, line.start + bom..line.end + bom);
    let begins = |sign: char| text[bom..].trim_start().starts_with(sign);
    if !begins('{') && !begins('[') {
        return of_text(&text[bom..], &span);
    }
    let root = aws_json::parse(text, file, &mut Problems::default());
    // A bracket also begins a table of TOML, a brace does not.
    if root.is_none() && begins('[') {
        return None;
    }
    let foreign = root.and_then(|root| in_tree(&root)).map(|foreign| foreign.problem(&span));
    Some(foreign.unwrap_or_else(|| {
        let problem = Problem::error(&span, "the file holds JSON or a dialect of it, and a scenario is TOML");
        let help =
            "name it with `file = \"…\"` in a scenario, or let its name end in `.json` to check it by itself";
        problem.label("no TOML").help(help).in_own_words()
    }))
}

/// Whether a text looks like YAML that a scenario may take something of.
pub fn is_yaml(text: &str) -> bool {
    text::yaml_keys(text).is_some_and(|keys| find(&keys).is_some_and(Foreign::is_imported))
}

/// Whether a text is YAML that ecspresso reads, calls of its own and all.
pub fn has_calls(text: &str) -> bool {
    text::yaml_keys(text)
        .is_some_and(|keys| keys.is_text("service_definition") || keys.is_text("task_definition"))
}

fn find(looks: &dyn Looks) -> Option<&'static Foreign> {
    CALLS.iter().chain(&FORMATS).find(|foreign| foreign.matches(looks))
}

/// A tree of JSON, as far as its upper two levels tell what it is.
struct InTree<'n>(&'n Node);

impl Looks for InTree<'_> {
    fn has(&self, key: &str) -> bool {
        self.0.get(key).is_some()
    }

    fn is_list(&self, key: &str) -> bool {
        self.0.get(key).is_some_and(|value| matches!(value.value, Value::Array(_)))
    }

    fn is_text(&self, key: &str) -> bool {
        self.0.get(key).is_some_and(|value| value.as_str().is_some())
    }

    fn starts(&self, key: &str, beginning: &str) -> bool {
        self.0.get(key).and_then(Node::as_str).is_some_and(|text| text.starts_with(beginning))
    }

    fn lists_texts(&self, key: &str) -> bool {
        let elements = self.0.get(key).map_or(&[][..], Node::elements);
        !elements.is_empty() && elements.iter().all(|element| element.as_str().is_some())
    }

    fn holds(&self, key: &str, inner: &str) -> bool {
        let elements = self.0.get(key).map_or(&[][..], Node::elements);
        elements.iter().any(|element| element.get(inner).is_some())
    }
}
