//! `plimsoll check --advise`: design faults as a page, or for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::args::ExplainFormat;
use crate::advice::{Patience, TriedChange};
use crate::experiment::SharedAdvice;
use crate::report::wrap;
use crate::scenario::Scenario;
use crate::time::SimTime;

/// Names of variants that are written out before the rest is counted.
const NAMES: usize = 3;

/// What was looked for and found in one scenario.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    scenario: &'a str,
    variants: usize,
    patience_seconds: f64,
    advice: &'a [SharedAdvice],
}

/// The advice for one scenario, laid out for a terminal of `width` columns or as the format says.
pub(super) fn render(
    scenario: &Scenario,
    advice: &[SharedAdvice],
    patience: Patience,
    format: ExplainFormat,
    width: u16,
) -> String {
    match format {
        ExplainFormat::Json => {
            let document = Document {
                scenario: &scenario.name,
                variants: scenario.variants.len(),
                patience_seconds: patience.deployment.as_secs_f64(),
                advice,
            };
            serde_json::to_string_pretty(&document).expect("texts and finite numbers are always JSON")
        }
        ExplainFormat::Text => page(scenario, advice, Some(width)),
        ExplainFormat::Markdown => page(scenario, advice, None),
    }
}

fn page(scenario: &Scenario, advice: &[SharedAdvice], width: Option<u16>) -> String {
    let summary = match advice.len() {
        0 => "no design fault found that a run proves".to_owned(),
        1 => "1 design fault, proved by a run".to_owned(),
        several => format!("{several} design faults, each proved by a run"),
    };
    let mut text = format!("{}: {summary}\n", scenario.name);
    for shared in advice {
        text.push('\n');
        block(&mut text, scenario, shared, width);
    }
    text
}

fn block(text: &mut String, scenario: &Scenario, shared: &SharedAdvice, width: Option<u16>) {
    let advice = &shared.advice;
    let among = if scenario.variants.len() > 1 { format!(" ({})", variants(shared)) } else { String::new() };
    let mark = if width.is_none() { "### " } else { "" };
    let mut say = |indent: &str, line: &str| match width {
        Some(width) => {
            text.push_str(&wrap(&format!("{indent}{line}"), width, &format!("{indent}  ")));
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

fn variants(shared: &SharedAdvice) -> String {
    let names = &shared.variants;
    let shown = names.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join("; ");
    match names.len().saturating_sub(NAMES) {
        0 => format!("variants {shown}"),
        more => format!("variants {shown} and {more} more"),
    }
}
