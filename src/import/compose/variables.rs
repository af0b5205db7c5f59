//! Variables in a Compose file: those with a default take it, the others stay open; both are told.

use std::collections::BTreeMap;

use crate::tree::{Node, Problem, Problems, Span, Value};

/// Variables of a file.
#[derive(Default)]
pub struct Variables {
    defaults: BTreeMap<String, (String, Span)>,
    open: BTreeMap<String, Span>,
}

impl Variables {
    /// Replaces variables in all texts below `node`.
    pub fn replace(&mut self, node: &mut Node) {
        match &mut node.value {
            Value::String(text) if text.contains('$') => *text = self.text(text, &node.span),
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.replace(element)),
            Value::Object(members) => {
                for member in members {
                    self.replace(&mut member.value);
                }
            }
            _ => {}
        }
    }

    /// Tells what was taken and what is open.
    pub fn tell(self, problems: &mut Problems) {
        if let Some((_, span)) = self.defaults.values().min_by_key(|(_, span)| span.clone()) {
            let named: Vec<String> =
                self.defaults.iter().map(|(name, (value, _))| format!("`{name}` is `{value}`")).collect();
            let message = format!("variables take their defaults: {}", named.join(", "));
            problems.push(Problem::warning(span, message).label("a default"));
        }
        if let Some(span) = self.open.values().min() {
            let named: Vec<String> = self.open.keys().map(|name| format!("`{name}`")).collect();
            let message = format!("variables are left open: {}", named.join(", "));
            let problem = Problem::warning(span, message).label("no value");
            problems.push(problem.help("write values in their places, where they matter"));
        }
    }

    fn text(&mut self, text: &str, span: &Span) -> String {
        let (mut made, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('$') {
            made.push_str(before);
            let is_letter = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
            if let Some(after) = after.strip_prefix('$') {
                made.push('$');
                rest = after;
            } else if let Some((inside, after)) = after.strip_prefix('{').and_then(|it| it.split_once('}')) {
                made.push_str(&self.variable(inside, span));
                rest = after;
            } else {
                let end = after.find(|sign| !is_letter(sign)).unwrap_or(after.len());
                let name = &after[..end];
                if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
                    made.push('$');
                    rest = after;
                } else {
                    made.push_str(&self.variable(name, span));
                    rest = &after[end..];
                }
            }
        }
        made.push_str(rest);
        made
    }

    /// What stands in the place of `NAME`, `NAME:-default` or `NAME:?message`.
    fn variable(&mut self, inside: &str, span: &Span) -> String {
        let end = inside.find([':', '-', '?', '+']).unwrap_or(inside.len());
        let (name, way) = inside.split_at(end);
        if let Some(default) = way.trim_start_matches(':').strip_prefix('-') {
            self.defaults.entry(name.to_owned()).or_insert_with(|| (default.to_owned(), span.clone()));
            return default.to_owned();
        }
        self.open.entry(name.to_owned()).or_insert_with(|| span.clone());
        format!("${{{name}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::build;
    use super::*;
    use crate::tree::Sources;

    #[test]
    fn variables_in_every_form() {
        let span = Span::new(Sources::default().add("t", ""), 0..0);
        for (text, expected) in [
            ("${A:-x}:80", "x:80"),
            ("${A-}", ""),
            ("$A/b", "${A}/b"),
            ("${A:?needed}", "${A}"),
            ("$$A", "$A"),
            ("5$", "5$"),
            ("${A", "${A}"),
        ] {
            let mut node = build::text(text, &span);
            Variables::default().replace(&mut node);
            let found = node.as_str().expect("a text");
            assert_eq!(found, if text == "${A" { "${A" } else { expected }, "{text}");
        }
    }
}
