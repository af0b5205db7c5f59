//! Workflow commands of GitHub Actions: lines of a log that it shows beside the line of the file that they name.

use super::outcomes;
use super::words::sentence;
use crate::experiment::Results;
use crate::scenario::Place;
use crate::text::legible;

/// How an annotation is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// In red.
    Error,
    /// In yellow.
    Warning,
}

/// A line for each expectation that is not met, at the line of the scenario that it is written in.
#[must_use]
pub fn annotations(results: &Results<'_>) -> Vec<String> {
    let variants = results.variants.len();
    let not_met = outcomes(results).into_iter().filter(|outcome| !outcome.is_met());
    let lines = not_met.map(|outcome| {
        let title = format!("{}: expectation not met", results.scenario.name);
        let place = outcome.expectation.place.as_ref();
        workflow_command(Level::Error, place, &title, &sentence(&outcome, variants))
    });
    lines.collect()
}

/// One annotation: `::error file=…,line=…,col=…,title=…::message`.
///
/// ```
/// use plimsoll::report::{Level, workflow_command};
///
/// let line = workflow_command(Level::Warning, None, "a, b", "100 %\nof it");
/// assert_eq!(line, "::warning title=a%2C b::100 %25%0Aof it");
/// ```
#[must_use]
pub fn workflow_command(level: Level, place: Option<&Place>, title: &str, message: &str) -> String {
    let level = match level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    let mut properties = Vec::new();
    if let Some(place) = place {
        properties.push(format!("file={}", property(&place.file)));
        properties.push(format!("line={},col={}", place.line, place.column));
        if place.end_line == place.line {
            properties.push(format!("endColumn={}", place.end_column));
        } else {
            properties.push(format!("endLine={}", place.end_line));
        }
    }
    properties.push(format!("title={}", property(&legible(title))));
    format!("::{level} {}::{}", properties.join(","), data(&legible(message)))
}

/// Characters that end a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Characters that end a property as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
