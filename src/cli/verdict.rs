//! What `plimsoll check` says of each file: a line for people, an object for programs.

use serde::Serialize;

use super::input::Input;
use crate::scenario::{Loaded, Resource, Scenario, Severity};

/// One file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Verdict {
    /// Its name as it was given.
    file: String,
    /// Whether nothing is wrong with it.
    pub valid: bool,
    /// What AWS JSON by itself was read as.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_as: Option<&'static str>,
    /// How many runs a valid scenario has: variants times replications.
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<u64>,
    errors: usize,
    warnings: usize,
}

impl Verdict {
    /// What is to say of an input, which `is_whole` unless it is a scenario that came to nothing.
    pub fn of(input: &Input, loaded: &Loaded, is_whole: bool) -> Self {
        let problems = loaded.problems.sorted();
        let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
        let runs = |scenario: &Scenario| scenario.variants.len() as u64 * u64::from(scenario.replications);
        Self {
            file: input.to_string(),
            valid: is_whole && !loaded.problems.has_errors(),
            read_as: loaded.resource.map(Resource::noun),
            runs: loaded.scenario.as_ref().map(runs),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
        }
    }

    /// The line about a valid file.
    pub fn line(&self) -> String {
        let warnings = match self.warnings {
            0 => String::new(),
            several => format!(", {}", counted(several as u64, "warning")),
        };
        let size = self.runs.map_or_else(String::new, |runs| format!(", {}", counted(runs, "run")));
        let what = self.read_as.map_or_else(String::new, |noun| format!(", {noun}"));
        format!("{}: valid{what}{size}{warnings}", self.file)
    }
}

/// All verdicts as one JSON list.
pub(super) fn json(verdicts: &[Verdict]) -> String {
    serde_json::to_string_pretty(verdicts).expect("texts and numbers are always JSON")
}

pub(super) fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    #[test]
    fn the_verdict_on_aws_json_says_what_it_is() {
        let told = |text: &str| {
            let loaded = scenario::check_json_text("x.json", text.as_bytes().to_vec());
            Verdict::of(&Input::File("x.json".into()), &loaded, true).line()
        };
        let definition =
            r#"{"family": "f", "containerDefinitions": [{"name": "c", "image": "i", "memory": 64}]}"#;
        assert_eq!(told(definition), "x.json: valid, a task definition");
        assert_eq!(told(r#"{"taskDefinition": "f", "count": 2}"#), "x.json: valid, the input of RunTask");
        assert_eq!(told(r#"{"desiredCount": 1}"#), "x.json: valid, a service, 1 warning");
    }

    #[test]
    fn one_is_not_a_plural() {
        assert_eq!((counted(1, "run"), counted(2, "run")), ("1 run".to_owned(), "2 runs".to_owned()));
    }
}
