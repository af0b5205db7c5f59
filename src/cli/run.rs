//! `plimsoll run`: simulate, print the answer, write the folder.

use super::args::{Format, Run};
use super::exit::Exit;
use super::files;
use super::interrupt::Interrupts;
use super::progress::Bar;
use super::terminal::{self, Terminal};
use crate::experiment::{self, Assumptions, Plan, Results};
use crate::report::{self, Destination, OutputError, Width};
use crate::scenario::Scenario;

/// Runs every scenario; none when one of them is invalid.
pub(super) fn run(arguments: &Run, interrupts: &Interrupts, terminal: &mut Terminal) -> Exit {
    let several = arguments.files.len();
    if several > 1 && arguments.format == Format::Csv {
        terminal::error(&format!(
            "--format csv prints one table, of one scenario, and {several} are given: run them one by one, or read \
             summary.csv in the folder of each"
        ));
        return Exit::WrongUsage;
    }
    let loaded = files::load_scenarios(&arguments.files, &arguments.base, &arguments.changes, terminal);
    let scenarios = match loaded {
        Ok(scenarios) => scenarios,
        Err(exit) => return exit,
    };
    let mut answers = Answers::new(several > 1 && arguments.format == Format::Json);
    let mut worst = Exit::Done;
    for scenario in &scenarios {
        worst = worst.worse(run_one(scenario, arguments, interrupts, &mut answers, terminal));
    }
    answers.finish(terminal);
    worst
}

/// What is printed: each answer when it is known, or all of them as one JSON list.
struct Answers {
    list: Option<Vec<String>>,
}

impl Answers {
    fn new(as_list: bool) -> Self {
        Self { list: as_list.then(Vec::new) }
    }

    fn print(&mut self, answer: String, terminal: &mut Terminal) {
        match &mut self.list {
            Some(list) => list.push(answer),
            None => terminal.result(&answer),
        }
    }

    fn finish(self, terminal: &mut Terminal) {
        if let Some(list) = self.list {
            let documents: Vec<&str> = list.iter().map(|document| document.trim_end()).collect();
            terminal.result(&format!("[\n{}\n]", documents.join(",\n")));
        }
    }
}

fn run_one(
    scenario: &Scenario,
    arguments: &Run,
    interrupts: &Interrupts,
    answers: &mut Answers,
    terminal: &mut Terminal,
) -> Exit {
    // Before the simulations, so that a folder that cannot be written costs no time.
    let destination = match report::prepare(&arguments.out, &scenario.name) {
        Ok(destination) => destination,
        Err(error) => return not_written(&error),
    };
    interrupts.begin(&destination);
    let threads = arguments.changes.threads();
    let mut results = simulate(scenario, threads, terminal);
    if arguments.stress_assumptions {
        results.assumptions = Some(stress(scenario, &results, threads, terminal));
    }
    answers.print(rendered(&results, arguments.format, terminal::width()), terminal);
    let halts = show_halts(&results);
    let written = write(&results, destination, arguments.format, terminal);
    interrupts.end(written == Exit::Done);
    halts.worse(written)
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

fn rendered(results: &Results<'_>, format: Format, width: Width) -> String {
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
