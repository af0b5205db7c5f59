//! Problems as SARIF 2.1.0, which code scanning reads.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Checked, rule, sentence};
use crate::rules::Rule;
use crate::scenario::{Place, Severity, Told};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The rule of problems that no rule of MODEL.md is about.
const OWN_RULE: &str = "scenario";
const OWN_RULE_TEXT: &str = "A scenario is what docs/scenario.md says.";

/// One run of the tool over all files, with the rules that its results name.
pub(super) fn document(checked: &[Checked]) -> String {
    let problems = || checked.iter().flat_map(|checked| &checked.problems);
    let mut rules: BTreeMap<&str, Value> = BTreeMap::new();
    for problem in problems() {
        match rule(problem) {
            Some(rule) => rules.entry(rule.id).or_insert_with(|| of_model(rule)),
            None => rules.entry(OWN_RULE).or_insert_with(own),
        };
    }
    let position = |id: &str| rules.keys().position(|known| *known == id);
    let results: Vec<Value> = problems()
        .map(|problem| {
            let id = rule(problem).map_or(OWN_RULE, |rule| rule.id);
            result(problem, id, position(id))
        })
        .collect();
    let driver = json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.values().collect::<Vec<_>>(),
    });
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    let document = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] });
    serde_json::to_string_pretty(&document).expect("texts and numbers are always JSON")
}

fn of_model(rule: &Rule) -> Value {
    let command = format!("plimsoll rule {}", rule.id);
    let mut text = rule.text.clone();
    if !rule.note.is_empty() {
        text.extend(["\n\n", rule.status.words(), ": ", rule.note]);
    }
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.text },
        "help": { "text": format!("{text}\n\n`{command}` tells more, with the sources.") },
        "defaultConfiguration": { "level": "error" },
    })
}

fn own() -> Value {
    json!({
        "id": OWN_RULE,
        "shortDescription": { "text": OWN_RULE_TEXT },
        "help": { "text": format!("{OWN_RULE_TEXT}\n\n`plimsoll docs` prints that page, `plimsoll schema` the same for editors.") },
        "defaultConfiguration": { "level": "error" },
    })
}

fn result(problem: &Told, id: &str, position: Option<usize>) -> Value {
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let help = problem.help.as_ref().map_or_else(String::new, |help| format!("\nHelp: {help}"));
    let mut result = json!({
        "ruleId": id,
        "ruleIndex": position,
        "level": level,
        "message": { "text": format!("{}{help}", sentence(problem)) },
    });
    if let Some(place) = &problem.place {
        result["locations"] = json!([location(place)]);
    }
    result
}

fn location(place: &Place) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.file) },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        },
    })
}

/// A path as a reference to a resource: what has a meaning in those is written by its bytes.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.extend(["%", &format!("{byte:02X}")]);
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_a_reference() {
        for (path, expected) in [
            ("./scenarios/web.toml", "scenarios/web.toml"),
            ("a b/é#1.toml", "a%20b/%C3%A9%231.toml"),
            ("/abs/x:y.json", "/abs/x%3Ay.json"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
