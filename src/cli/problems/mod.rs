//! `plimsoll check --format json|github|sarif`: what is wrong, for programs.

mod github;
mod json;
mod sarif;

use super::formats::CheckFormat;
use super::input::Input;
use crate::rules::{self, Rule};
use crate::scenario::{Listing, Loaded, Resource, Told, told};
use crate::text::legible;

/// A file that was checked.
#[derive(Debug)]
pub(super) struct Checked {
    /// As it was named.
    file: String,
    /// What AWS JSON by itself was read as.
    resource: Option<&'static str>,
    /// How many runs a valid scenario is.
    runs: Option<u64>,
    valid: bool,
    /// What a folder holds.
    listing: Option<Listing>,
    problems: Vec<Told>,
    /// How many problems there are beside these.
    untold: usize,
}

impl Checked {
    /// What is kept of a file.
    pub fn of(file: &Input, loaded: &Loaded) -> Self {
        let (problems, untold) = told(&loaded.problems, &loaded.sources);
        let runs = loaded.scenario.as_ref();
        Self {
            file: legible(&file.to_string()),
            resource: loaded.resource.map(Resource::noun),
            runs: runs.map(|scenario| scenario.variants.len() as u64 * u64::from(scenario.replications)),
            valid: !loaded.problems.has_errors(),
            listing: loaded.listing.clone(),
            problems,
            untold,
        }
    }
}

/// All problems as one document.
pub(super) fn document(format: CheckFormat, checked: &[Checked]) -> String {
    match format {
        CheckFormat::Github => github::lines(checked),
        CheckFormat::Sarif => sarif::document(checked),
        _ => json::document(checked),
    }
}

/// What is wrong, with what is said of the place.
fn sentence(problem: &Told) -> String {
    let (message, label) = (&problem.message, &problem.label);
    if message.contains(label.as_str()) { message.clone() } else { format!("{message} ({label})") }
}

/// The rule of MODEL.md that a problem names. What the API says of a member is told behind the id: `VD-03: HealthCheck`.
fn rule(problem: &Told) -> Option<&'static Rule> {
    rules::rule(problem.rule.as_deref()?.split(':').next()?)
}
