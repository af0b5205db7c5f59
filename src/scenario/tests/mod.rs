//! Tests of the whole way from text to a checked tree.

mod answers;
mod anything;
mod expectations;
mod includes;
mod kinds;
mod lone_files;
mod mapped_traces;
mod mistakes;
mod numbers;
mod other_inputs;
mod overridden;
mod public_traces;
mod real_inputs;
mod traces;
mod whole;

use std::path::Path;

use super::{Loaded, Overrides, Problem, Severity, load_text};

/// Loads a scenario that names no files.
pub fn loaded(text: &str) -> Loaded {
    load_text("scenario.toml", text, Path::new(""), &Overrides::default())
}

/// The messages of a severity.
pub fn messages(loaded: &Loaded, severity: Severity) -> Vec<&str> {
    let of_severity = |problem: &&Problem| problem.severity == severity;
    loaded.problems.sorted().into_iter().filter(of_severity).map(|problem| problem.message.as_str()).collect()
}
