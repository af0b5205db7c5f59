//! `plimsoll check`: everything that is wrong, and whether two equal runs are equal.

use std::path::Path;

use super::args::Check;
use super::exit::Exit;
use super::files;
use super::run::simulate;
use super::terminal::{self, Terminal};
use crate::experiment::Results;
use crate::scenario::{self, Loaded, Scenario};

/// Checks every file, whatever is wrong with the others.
pub(super) fn check(arguments: &Check, terminal: &mut Terminal) -> Exit {
    let overrides = arguments.changes.overrides();
    let mut worst = Exit::Done;
    let mut scenarios = Vec::new();
    for file in &arguments.files {
        let json = files::is_json(file);
        let loaded = if json { scenario::check_json(file) } else { scenario::load(file, &overrides) };
        files::show_problems(&loaded);
        // AWS JSON by itself makes no scenario, however valid it is.
        if loaded.problems.has_errors() || (!json && loaded.scenario.is_none()) {
            worst = worst.worse(Exit::InvalidScenario);
        } else {
            terminal.result(&verdict(file, &loaded));
        }
        scenarios.extend(loaded.scenario);
    }
    if arguments.determinism && worst == Exit::Done {
        let jobs = arguments.changes.threads();
        for scenario in &scenarios {
            worst = worst.worse(check_determinism(scenario, jobs, terminal));
        }
    }
    worst
}

/// One line about a valid file.
fn verdict(file: &Path, loaded: &Loaded) -> String {
    let warnings = match loaded.problems.len() {
        0 => String::new(),
        1 => ", 1 warning".to_owned(),
        several => format!(", {several} warnings"),
    };
    let size = loaded.scenario.as_ref().map_or_else(String::new, |scenario| {
        format!(", {}", counted(scenario.variants.len() as u64 * u64::from(scenario.replications), "run"))
    });
    format!("{}: valid{size}{warnings}", file.display())
}

fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Runs a scenario on one thread and on `jobs`, and compares what both saw.
fn check_determinism(scenario: &Scenario, jobs: usize, terminal: &mut Terminal) -> Exit {
    let (one, other) = (simulate(scenario, 1, terminal), simulate(scenario, jobs, terminal));
    if let Some(difference) = first_difference(&one, &other) {
        terminal::error(&format!("{}: two equal runs differ: {difference}", scenario.name));
        return Exit::Failed;
    }
    let events: u64 = one.variants.iter().map(|variant| variant.events).sum();
    let digests = counted(one.variants.len() as u64, "digest");
    terminal.result(&format!(
        "{}: deterministic, {digests} over {} are equal on 1 and on {}",
        scenario.name,
        counted(events, "event"),
        counted(jobs as u64, "thread")
    ));
    Exit::Done
}

/// The first variant whose digests, over all that happened in it, are not the same.
fn first_difference(one: &Results<'_>, other: &Results<'_>) -> Option<String> {
    let variants = one.scenario.variants.iter().map(|variant| variant.name.as_str());
    let digests = one.variants.iter().zip(&other.variants).map(|(a, b)| (a.digest, b.digest));
    let (name, (a, b)) = variants.zip(digests).find(|(_, (a, b))| a != b)?;
    Some(format!("variant {name}: digests {a:016x} and {b:016x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_a_plural() {
        assert_eq!((counted(1, "run"), counted(2, "run")), ("1 run".to_owned(), "2 runs".to_owned()));
    }
}
