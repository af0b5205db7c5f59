//! What of a file of another tool no scenario takes, grouped and counted.

use std::collections::BTreeMap;

use super::{Problem, Problems, Sources, Span};
use crate::import::{self, Given, Imported, Neighbours, Skipped};
use crate::tree::Node;

/// Types that are named; more are counted.
const NAMED: usize = 12;

/// What a file holds that was left out; `None` where nothing was.
pub fn warning(imported: &Imported, format: &str) -> Option<Problem> {
    let first = imported.skipped.first()?;
    let mut by_reason: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for Skipped { kind, why, .. } in &imported.skipped {
        *by_reason.entry(why).or_default().entry(kind).or_default() += 1;
    }
    let reasons = by_reason.iter().map(|(why, kinds)| format!("{why}: {}", listed(kinds)));
    let counted = |count: usize, noun: &str| match count {
        1 => format!("1 {noun} is"),
        _ => format!("{count} {noun}s are"),
    };
    let taken = counted(imported.resources.len(), "resource");
    let message =
        format!("of {format} {taken} taken, and {} left out", counted(imported.skipped.len(), "part"));
    let problem = Problem::warning(&first.span, message).label("the first of them");
    Some(problem.help(reasons.collect::<Vec<_>>().join("; ")))
}

/// The problem of a file of another tool in which there is nothing that a scenario takes; `None` where it is of none.
pub fn nothing(root: &Node, sources: &Sources, span: &Span) -> Option<Problem> {
    let format = import::recognise(root)?;
    let around = &Neighbours::default();
    let given = Given { root, sources, compose: None, companions: Vec::new(), around };
    let imported = format.import(&given, &mut Problems::default());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for Skipped { kind, .. } in &imported.skipped {
        *kinds.entry(kind).or_default() += 1;
    }
    let message =
        format!("{} without anything that a scenario takes: it has {}", format.name, listed(&kinds));
    let problem = Problem::error(span, message).label("nothing of ECS");
    let help = "give the file with the services and task definitions, or what `aws ecs describe-services` and \
                `aws ecs describe-task-definition` print";
    // What waits for something else is not without anything.
    (imported.resources.is_empty() && imported.waiting.is_none()).then(|| problem.help(help))
}

fn listed(kinds: &BTreeMap<&str, usize>) -> String {
    let mut named: Vec<String> =
        kinds.iter().take(NAMED).map(|(kind, count)| format!("{kind} × {count}")).collect();
    if kinds.len() > NAMED {
        named.push(format!("and {} more types", kinds.len() - NAMED));
    }
    named.join(", ")
}
