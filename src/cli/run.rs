//! `plimsoll run`: simulate, print the answer, write the folder.

use std::path::Path;

use super::args::Run;
use super::exit::Exit;
use super::files;
use super::formats::Format;
use super::interrupt::Interrupts;
use super::progress::Bar;
use super::terminal::{self, Terminal};
use crate::experiment::{self, Assumptions, Baseline, Plan, Results};
use crate::report::{self, Destination, OutputError, Suite};
use crate::scenario::Scenario;

/// Runs every scenario; none when one of them is invalid.
pub(super) fn run(arguments: &Run, interrupts: &Interrupts, terminal: &mut Terminal) -> Exit {
    let scenarios = match files::load_scenarios(&arguments.files, &arguments.changes) {
        Ok(scenarios) => scenarios,
        Err(exit) => return exit,
    };
    let baselines: Result<Vec<Option<Baseline>>, String> =
        scenarios.iter().map(|scenario| baseline(scenario, arguments)).collect();
    let baselines = match baselines {
        Ok(baselines) => baselines,
        Err(reason) => {
            terminal::error(&reason);
            return Exit::InvalidScenario;
        }
    };
    let mut worst = Exit::Done;
    let mut suites = Vec::new();
    for (scenario, baseline) in scenarios.iter().zip(baselines) {
        worst = worst.worse(run_one(scenario, baseline, arguments, interrupts, terminal, &mut suites));
    }
    match &arguments.junit {
        Some(file) => worst.worse(write_junit(file, &suites)),
        None => worst,
    }
}

/// What the scenario is compared with, if that was asked.
fn baseline(scenario: &Scenario, arguments: &Run) -> Result<Option<Baseline>, String> {
    let Some(folder) = &arguments.baseline else { return Ok(None) };
    let found = report::read_baseline(folder, &scenario.name)?;
    if found.is_none() {
        let (folder, name) = (folder.display(), &scenario.name);
        terminal::warning(&format!("the baseline `{folder}` has no results of {name}: nothing is compared"));
    }
    Ok(found)
}

fn run_one(
    scenario: &Scenario,
    baseline: Option<Baseline>,
    arguments: &Run,
    interrupts: &Interrupts,
    terminal: &mut Terminal,
    suites: &mut Vec<Suite>,
) -> Exit {
    // Before the simulations, so that a folder that cannot be written costs no time.
    let destination = match report::prepare(&arguments.out, &scenario.name) {
        Ok(destination) => destination,
        Err(error) => return not_written(&error),
    };
    interrupts.begin(&destination);
    let threads = arguments.changes.threads();
    let mut results = simulate(scenario, threads, terminal);
    results.baseline = baseline;
    if arguments.stress_assumptions {
        results.assumptions = Some(stress(scenario, &results, threads, terminal));
    }
    terminal.result(&rendered(&results, arguments.format, terminal::width()));
    let halts = show_halts(&results);
    let expected = expected(&results, arguments);
    suites.push(Suite::of(&results));
    let written = write(&results, destination, arguments.format, terminal);
    interrupts.end(written == Exit::Done);
    halts.worse(written).worse(expected)
}

/// Writes what became of the expectations of all scenarios.
fn write_junit(file: &Path, suites: &[Suite]) -> Exit {
    match std::fs::write(file, report::junit(suites)) {
        Ok(()) => Exit::Done,
        Err(cause) => {
            terminal::error(&format!("{} could not be written: {cause}", file.display()));
            Exit::OutputNotWritten
        }
    }
}

/// Whether expectations are met; what is not is told where the answer does not say it.
fn expected(results: &Results<'_>, arguments: &Run) -> Exit {
    if arguments.annotate {
        for line in report::annotations(results) {
            terminal::report(&format!("{line}\n"));
        }
    }
    if results.all_met() {
        return Exit::Done;
    }
    if matches!(arguments.format, Format::Json | Format::Csv) {
        for line in report::expectation_lines(results) {
            terminal::error(&line);
        }
    }
    Exit::ExpectationNotMet
}

/// All runs of a scenario, with a bar for whoever watches.
fn simulate<'s>(scenario: &'s Scenario, jobs: usize, terminal: &Terminal) -> Results<'s> {
    let runs = scenario.variants.len() as u64 * u64::from(scenario.replications);
    let bar = Bar::new(&scenario.name, runs, terminal);
    let results = experiment::run(scenario, jobs, &bar);
    bar.finish();
    results
}

/// All runs with other values of the settings that are guesses.
fn stress(scenario: &Scenario, results: &Results<'_>, jobs: usize, terminal: &Terminal) -> Assumptions {
    let plan = Plan::of(scenario);
    let (runs, assumptions) = (plan.runs(scenario), plan.assumptions.len());
    terminal.note(&format!(
        "{}: {assumptions} assumptions take {runs} more runs, and some where a verdict flips",
        scenario.name
    ));
    let bar = Bar::new(&scenario.name, runs, terminal);
    let stressed = experiment::stress(scenario, &plan, report::answer_metrics(results), jobs, &bar);
    bar.finish();
    stressed
}

fn rendered(results: &Results<'_>, format: Format, width: u16) -> String {
    match format {
        Format::Table => report::table(results, width),
        Format::Json => report::json(results),
        Format::Markdown => report::markdown(results),
        Format::Csv => report::csv(results),
    }
}

/// Names the variants that guards ended, each guard once per variant.
fn show_halts(results: &Results<'_>) -> Exit {
    let mut exit = Exit::Done;
    for (variant, outcome) in results.scenario.variants.iter().zip(&results.variants) {
        if let Some((replication, halt)) = outcome.halted.first() {
            let name = &variant.name;
            terminal::error(&format!("variant {name}, replication {replication}: {halt}"));
            if outcome.halted.len() > 1 {
                let others = outcome.halted.len() - 1;
                terminal::error(&format!("variant {name}: guards also ended {others} more of its runs"));
            }
            exit = Exit::StoppedByGuard;
        }
    }
    if results.assumptions.as_ref().is_some_and(|assumptions| assumptions.halted() > 0) {
        terminal::error("guards ended runs with other values of assumptions");
        exit = Exit::StoppedByGuard;
    }
    exit
}

fn write(results: &Results<'_>, destination: Destination, format: Format, terminal: &Terminal) -> Exit {
    match destination.write(results) {
        Ok(path) => {
            if results.assumptions.is_some() && matches!(format, Format::Csv) {
                let [verdicts, moved] = report::FILES_OF_ASSUMPTIONS.map(|name| path.join(name));
                let (verdicts, moved) = (verdicts.display(), moved.display());
                terminal.note(&format!("Whether the answer stands: {verdicts}; what moves it: {moved}"));
            }
            terminal.note(&format!("Everything else is in {}", path.display()));
            Exit::Done
        }
        Err(error) => not_written(&error),
    }
}

fn not_written(error: &OutputError) -> Exit {
    terminal::error(&error.to_string());
    Exit::OutputNotWritten
}
