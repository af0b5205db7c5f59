//! `plimsoll check --advise`: design faults as a page, or for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::advice::{Patience, TriedChange};
use crate::experiment::{SharedAdvice, SharedFindings};
use crate::report::Width;
use crate::scenario::Scenario;
use crate::time::SimTime;

/// Names of variants that are written out before the rest is counted.
const NAMES: usize = 3;

/// What was looked for and found in one scenario.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    scenario: String,
    variants: usize,
    patience_seconds: f64,
    #[serde(flatten)]
    found: SharedFindings,
}

impl Document {
    pub(super) fn new(scenario: &Scenario, patience: Patience, found: SharedFindings) -> Self {
        Self {
            scenario: scenario.name.clone(),
            variants: scenario.variants.len(),
            patience_seconds: patience.deployment.as_secs_f64(),
            found,
        }
    }
}

/// All advice as one JSON list, an object per scenario.
pub(super) fn json(documents: &[Document]) -> String {
    serde_json::to_string_pretty(documents).expect("texts and finite numbers are always JSON")
}

/// The advice for one scenario, as Markdown or, with a width, for a terminal.
pub(super) fn page(document: &Document, width: Option<Width>) -> String {
    let advice = &document.found.advice;
    let summary = match advice.len() {
        0 => "no design fault found that a run proves".to_owned(),
        1 => "1 design fault, proved by a run".to_owned(),
        several => format!("{several} design faults, each proved by a run"),
    };
    let mut text = format!("{}: {summary}\n", document.scenario);
    for one in &document.found.unjudged {
        let among = if document.variants > 1 { variants(&one.variants) } else { String::new() };
        let line = format!("{} was not judged{among}: {}.", one.unjudged.subject, one.unjudged.reason);
        text.push_str(&width.map_or_else(|| line.clone(), |width| width.wrap(&line, "  ")));
        text.push('\n');
    }
    for shared in advice {
        text.push('\n');
        block(&mut text, document.variants, shared, width);
    }
    text
}

fn block(text: &mut String, count: usize, shared: &SharedAdvice, width: Option<Width>) {
    let advice = &shared.advice;
    let among = if count > 1 { variants(&shared.variants) } else { String::new() };
    let mark = if width.is_none() { "### " } else { "" };
    let mut say = |indent: &str, line: &str| match width {
        Some(width) => {
            text.push_str(&width.wrap(&format!("{indent}{line}"), &format!("{indent}  ")));
            text.push('\n');
        }
        None => _ = writeln!(text, "{line}\n"),
    };
    say("", &format!("{mark}{}: {}{among}", advice.subject, advice.fault.title()));
    say("  ", &format!("Why: {} ({}).", advice.claim, advice.fault.rules()));
    say("  ", &format!("Simulated: {}.", advice.proof.simulated));
    let bullet = if width.is_none() { "- " } else { "" };
    for event in &advice.proof.events {
        // To the second, as clocks in ECS's own events are.
        let clock = SimTime::from_secs(event.at.as_micros() / SimTime::from_secs(1).as_micros());
        say("    ", &format!("{bullet}{clock}  {}", event.message));
    }
    say("  ", &format!("Proof: {}.", advice.proof.outcome));
    for change in &advice.changes {
        say("  ", &tried(change));
    }
    if advice.changes.is_empty() {
        say("  ", "None of the changes that were tried mends it.");
    }
}

fn tried(change: &TriedChange) -> String {
    let word = if change.mends { "Mends it" } else { "Does not mend it" };
    format!("{word}: {} — {}.", change.change, change.outcome)
}

fn variants(names: &[String]) -> String {
    let shown = names.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join("; ");
    match names.len().saturating_sub(NAMES) {
        0 => format!(" (variants {shown})"),
        more => format!(" (variants {shown} and {more} more)"),
    }
}
