//! The line that `plimsoll check` says of a valid file.

use super::input::Input;
use super::size::Size;
use crate::report::Keeping;
use crate::scenario::{Loaded, Resource, Scenario, Severity};

/// One file.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Its name as it was given.
    file: String,
    /// Whether nothing is wrong with it.
    pub valid: bool,
    /// What AWS JSON by itself was read as.
    read_as: Option<&'static str>,
    warnings: usize,
}

impl Verdict {
    /// What is to say of an input, which `is_whole` unless it is a scenario that came to nothing.
    pub fn of(input: &Input, loaded: &Loaded, is_whole: bool) -> Self {
        let problems = loaded.problems.sorted();
        let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
        Self {
            file: input.to_string(),
            valid: is_whole && !loaded.problems.has_errors(),
            read_as: loaded.resource.map(Resource::noun),
            warnings: count(Severity::Warning),
        }
    }

    /// The line about a valid file, with the size of its scenario if it is one.
    pub fn line(&self, scenario: Option<&Scenario>) -> String {
        let warnings = match self.warnings {
            0 => String::new(),
            several => format!(", {}", counted(several as u64, "warning")),
        };
        let size = |scenario| format!(", {}", Size::of(scenario, &Keeping::of(scenario)));
        let size = scenario.map_or_else(String::new, size);
        let what = self.read_as.map_or_else(String::new, |noun| format!(", {noun}"));
        format!("{}: valid{what}{size}{warnings}", self.file)
    }
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
            Verdict::of(&Input::File("x.json".into()), &loaded, true).line(None)
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
