//! The calls in a tree: those with a default take it, the others stay open; both are told by name.

use std::collections::BTreeMap;

use super::text::{CLOSE, OPEN};
use crate::tree::{Member, Node, Problem, Problems, Sources, Span, Value};

/// Calls that a warning names; more are counted.
const NAMED: usize = 8;

/// The calls of some trees.
pub struct Calls<'s> {
    sources: &'s Sources,
    defaults: BTreeMap<String, (String, Span)>,
    open: BTreeMap<String, Span>,
}

impl<'s> Calls<'s> {
    /// Of trees whose texts are in `sources`.
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, defaults: BTreeMap::new(), open: BTreeMap::new() }
    }

    /// A tree with defaults in the place of calls, as far as there are some; a part that is empty then is not there.
    pub fn resolved(&mut self, node: &Node) -> Node {
        let value = match &node.value {
            Value::String(text) => Value::String(self.text(text, &node.span)),
            Value::Array(elements) => {
                Value::Array(elements.iter().map(|element| self.resolved(element)).collect())
            }
            Value::Object(members) => {
                let resolved = members.iter().map(|member| Member {
                    name: member.name.clone(),
                    name_span: member.name_span.clone(),
                    value: self.resolved(&member.value),
                });
                let is_there = |member: &Member| member.value.as_str() != Some("");
                Value::Object(resolved.filter(is_there).collect())
            }
            other => other.clone(),
        };
        Node { value, span: node.span.clone() }
    }

    /// Tells what was taken and what is open.
    pub fn tell(self, problems: &mut Problems) {
        if let Some((_, span)) = self.defaults.values().min_by_key(|(_, span)| span.clone()) {
            let named = self.defaults.iter().map(|(call, (default, _))| format!("`{call}` is `{default}`"));
            let message = format!("calls of ecspresso take their defaults: {}", listed(named));
            problems.push(Problem::warning(span, message).label("a default"));
        }
        if let Some(span) = self.open.values().min() {
            let message = format!(
                "calls of ecspresso are left open: {}",
                listed(self.open.keys().map(|call| format!("`{call}`")))
            );
            let problem = Problem::warning(span, message).label("no value");
            problems.push(problem.help(
                "where it matters, save what `ecspresso render task-definition` and `ecspresso render \
                 service-definition` print",
            ));
        }
    }

    fn text(&mut self, text: &str, span: &Span) -> String {
        let is_unquoted = self.sources.get(span.file).text[span.start.min(span.end)..].starts_with("{{");
        if is_unquoted && let Some(call) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            return self.call(call, span);
        }
        let (mut made, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once(OPEN) {
            made.push_str(before);
            let Some((call, after)) = after.split_once(CLOSE) else { break };
            made.push_str(&self.call(call, span));
            rest = after;
        }
        made.push_str(rest);
        made
    }

    /// What stands in the place of a call.
    fn call(&mut self, call: &str, span: &Span) -> String {
        let call = call.trim_matches(['-', ' ']);
        let written = format!("{{{{ {call} }}}}");
        if let Some(default) = default(call) {
            self.defaults.entry(written).or_insert_with(|| (default.to_owned(), span.clone()));
            return default.to_owned();
        }
        self.open.entry(written.clone()).or_insert_with(|| span.clone());
        written
    }
}

/// The default of ``env `A` `B` `default` ``.
fn default(call: &str) -> Option<&str> {
    let arguments = call.strip_prefix("env ")?.trim();
    let mut parts = arguments.strip_prefix('`')?.strip_suffix('`')?.split('`');
    let last = parts.next_back()?;
    // Between two arguments there is nothing but space.
    let between = parts.next_back()?;
    between.trim().is_empty().then_some(last)
}

fn listed(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    let named = all[..all.len().min(NAMED)].join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_env_with_a_second_argument_has_a_default() {
        for (call, expected) in [
            ("env `TAG` `latest`", Some("latest")),
            ("env `A` `B` `c`", Some("c")),
            ("env `A` ``", Some("")),
            ("env `A`", None),
            ("must_env `A`", None),
            ("tfstate `aws_x.y.id`", None),
            ("or (env `A` `b`) (tfstate `c`)", None),
        ] {
            assert_eq!(default(call), expected, "{call}");
        }
    }
}
