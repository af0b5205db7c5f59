//! `plimsoll check`: everything that is wrong, and whether two equal runs are equal.

use std::path::Path;

use super::args::Check;
use super::exit::Exit;
use super::files;
use super::run::simulate;
use super::terminal::{self, Terminal};
use crate::experiment::{Results, VariantResults};
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

/// Where two results of the same scenario part, in the words of its first differing variant.
fn first_difference(one: &Results<'_>, other: &Results<'_>) -> Option<String> {
    let variants = one.scenario.variants.iter().map(|variant| variant.name.as_str());
    let pairs = one.variants.iter().zip(&other.variants);
    let (name, (a, b)) =
        variants.zip(pairs).find(|(_, (a, b))| a.digest != b.digest || a.metrics != b.metrics)?;
    let what = first_differing_event(a, b).unwrap_or_else(|| differing_figures(a, b));
    Some(format!("variant {name}: {what}"))
}

/// The first record of the two event logs that is not the same.
fn first_differing_event(a: &VariantResults, b: &VariantResults) -> Option<String> {
    let (a, b) = (a.first.as_ref()?, b.first.as_ref()?);
    let (x, y) = a.log.records().zip(b.log.records()).find(|(x, y)| x != y)?;
    Some(format!("at {} `{}`, but at {} `{}`", x.at, x.message, y.at, y.message))
}

/// The digests, and the first metric that is not the same, if any.
fn differing_figures(a: &VariantResults, b: &VariantResults) -> String {
    let metric = a.metrics.iter().find(|(name, value)| b.metrics.get(*name) != Some(value));
    let name = metric.map_or_else(String::new, |(name, _)| format!("; the first metric to differ is {name}"));
    format!("digests {:016x} and {:016x}{name}", a.digest, b.digest)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::experiment::Summary;

    fn figures(digest: u64, mean: f64) -> VariantResults {
        let number = Summary::Number { mean, interval: None, samples: 1, unit: "tasks" };
        VariantResults {
            digest,
            events: 1,
            metrics: BTreeMap::from([("cluster.tasks.mean".to_owned(), number)]),
            first: None,
            halted: Vec::new(),
        }
    }

    #[test]
    fn figures_that_differ_are_named() {
        let text = differing_figures(&figures(1, 2.0), &figures(255, 3.0));
        assert_eq!(
            text,
            "digests 0000000000000001 and 00000000000000ff; the first metric to differ is cluster.tasks.mean"
        );
    }

    #[test]
    fn one_is_not_a_plural() {
        assert_eq!((counted(1, "run"), counted(2, "run")), ("1 run".to_owned(), "2 runs".to_owned()));
    }
}
