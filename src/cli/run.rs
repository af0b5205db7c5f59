//! `plimsoll run`: simulate, print the answer, write the folder.

use std::io;

use super::args::Run;
use super::exit::Exit;
use super::files;
use super::formats::Format;
use super::interrupt::Interrupts;
use super::junit;
use super::programs;
use super::progress::Bar;
use super::size::{self, Size};
use super::terminal::{self, Terminal};
use crate::experiment::{self, Assumptions, Baseline, Plan, Results};
use crate::report::{self, Collected, Destination, Keeping, OutputError, Spool, Suite};
use crate::scenario::Scenario;

/// Runs every scenario; none when one of them is invalid, or would write too much.
pub(super) fn run(arguments: &Run, interrupts: &Interrupts, terminal: &mut Terminal) -> Exit {
    let several = arguments.files.len();
    if several > 1 && arguments.format == Format::Csv {
        terminal::error(&format!(
            "--format csv prints one table, of one scenario, and {several} are given: run them one by one, or read \
             summary.csv in the folder of each"
        ));
        return Exit::WrongUsage;
    }
    if let Some(Err(exit)) = arguments.junit.as_deref().map(junit::may_be_written) {
        return exit;
    }
    let loaded = files::load_scenarios(
        &arguments.files,
        &arguments.base,
        &arguments.changes,
        (&arguments.changes.programs, interrupts),
        terminal,
    );
    let scenarios = match loaded {
        Ok(scenarios) => scenarios,
        Err(exit) => return exit,
    };
    let keepings: Vec<Keeping> = scenarios.iter().map(Keeping::of).collect();
    let mut worst = Exit::Done;
    for (scenario, keeping) in scenarios.iter().zip(&keepings) {
        worst = worst.worse(size::within(scenario, keeping, arguments.max_output));
    }
    if worst != Exit::Done {
        return worst;
    }
    let baselines: Result<Vec<Option<Baseline>>, String> =
        scenarios.iter().map(|scenario| baseline(scenario, arguments)).collect();
    let baselines = match baselines {
        Ok(baselines) => baselines,
        Err(reason) => {
            terminal::error(&reason);
            return Exit::InvalidScenario;
        }
    };
    let mut suites = Vec::new();
    let mut documents = Documents::of(several > 1 && arguments.format == Format::Json);
    for ((scenario, keeping), baseline) in scenarios.iter().zip(keepings).zip(baselines) {
        let of = One { scenario, keeping, baseline, arguments };
        worst = worst.worse(of.run(interrupts, terminal, &mut suites, &mut documents));
    }
    documents.finish(terminal);
    match &arguments.junit {
        Some(file) => worst.worse(junit::write(file, &suites)),
        None => worst,
    }
}

/// JSON of several scenarios is one list, printed as they end.
struct Documents {
    as_list: bool,
    printed: usize,
}

impl Documents {
    const fn of(as_list: bool) -> Self {
        Self { as_list, printed: 0 }
    }

    /// What stands before the next one.
    fn next(&mut self, terminal: &mut Terminal) {
        if self.as_list {
            terminal.result(if self.printed == 0 { "[" } else { "," });
        }
        self.printed += 1;
    }

    fn finish(self, terminal: &mut Terminal) {
        match (self.as_list, self.printed) {
            (true, 0) => terminal.result("[]"),
            (true, _) => terminal.result("]"),
            (false, _) => {}
        }
    }
}

/// What the scenario is compared with, if that was asked.
fn baseline(scenario: &Scenario, arguments: &Run) -> Result<Option<Baseline>, String> {
    let Some(folder) = &arguments.baseline else { return Ok(None) };
    let found = report::read_baseline(folder, &scenario.name)?;
    let (folder, name) = (folder.display(), &scenario.name);
    let Some(earlier) = &found else {
        terminal::warning(&format!("the baseline `{folder}` has no results of {name}: nothing is compared"));
        return Ok(found);
    };
    match (earlier.scenario == *name, earlier.shares_variants(scenario)) {
        (true, true) => {}
        // A change of the matrix does not stop a gate.
        (true, false) => terminal::warning(&format!(
            "the baseline `{folder}` has other variants of {name} only: nothing is compared"
        )),
        (false, true) => terminal::warning(&format!(
            "the baseline `{folder}` is of another scenario, {}: what differs from {name} may be due to that alone",
            earlier.scenario
        )),
        (false, false) => {
            return Err(format!(
                "the baseline `{folder}` is of another scenario, {}, and has no variant of {name}; name results of \
                 {name}, or leave --baseline out",
                earlier.scenario
            ));
        }
    }
    Ok(found)
}

/// A scenario on its way through a run.
struct One<'s> {
    scenario: &'s Scenario,
    keeping: Keeping,
    baseline: Option<Baseline>,
    arguments: &'s Run,
}

impl<'s> One<'s> {
    fn run(
        mut self,
        interrupts: &Interrupts,
        terminal: &mut Terminal,
        suites: &mut Vec<Suite>,
        documents: &mut Documents,
    ) -> Exit {
        let Run { out, resume, format, .. } = self.arguments;
        // Before the simulations, so that a folder that cannot be written costs no time.
        let prepare = || report::prepare(out, &self.scenario.name, *resume);
        let mut destination = match interrupts.begin(prepare) {
            Ok(destination) => destination,
            Err(error) => return not_written(&error),
        };
        terminal.note(&format!("{}: {}", self.scenario.name, Size::of(self.scenario, &self.keeping)));
        let (exit, is_written) = match self.simulated(&mut destination, terminal) {
            Ok(collected) => {
                let told = show_halts(&collected.results).worse(expected(&collected.results, self.arguments));
                if report::has_nothing_to_compare(&collected.results) {
                    terminal::warning(
                        "nothing that answers or is expected is in both the baseline and these results",
                    );
                }
                suites.push(Suite::of(&collected.results));
                match written(destination, collected, *format, documents, terminal) {
                    Ok(()) => (told, true),
                    Err(error) => (told.worse(not_written(&error)), false),
                }
            }
            Err(error) => (self.not_run(destination, error, terminal), false),
        };
        interrupts.end(is_written);
        exit
    }

    /// Says why there are no results.
    fn not_run(&self, destination: Destination, error: OutputError, terminal: &Terminal) -> Exit {
        let Some(exit) = programs::told_failure(self.scenario) else {
            return not_written(&destination.failed(error));
        };
        let is_good = self.scenario.programs.failure().is_none_or(|failure| !failure.is_about_all_answers());
        if is_good && destination.leave_to_resume() {
            terminal.note(&format!("{}: what is finished is kept, --resume continues", self.scenario.name));
        }
        exit
    }

    /// All runs of the scenario and what they say together.
    fn simulated(
        &mut self,
        destination: &mut Destination,
        terminal: &Terminal,
    ) -> Result<Collected<'s>, OutputError> {
        let (scenario, threads) = (self.scenario, self.arguments.changes.threads());
        let spool = destination.spool(scenario, self.keeping)?;
        tell_what_was_left(destination, &spool, self.arguments.resume, terminal);
        let bar = Bar::new(&scenario.name, runs(scenario), terminal);
        let ran = experiment::run(scenario, threads, &spool, &bar);
        bar.finish();
        ran.map_err(|cause| destination.not_kept(cause))?;
        let mut collected = destination.collect(spool)?;
        collected.results.baseline = self.baseline.take();
        if self.arguments.stress_assumptions {
            collected.results.assumptions = Some(stress(scenario, &collected.results, threads, terminal));
        }
        scenario.programs.finish();
        if let Some(failure) = scenario.programs.failure() {
            return Err(destination.not_kept(io::Error::other(failure.clone())));
        }
        Ok(collected)
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

/// Whether an interrupted run is continued, or was in vain.
fn tell_what_was_left(destination: &Destination, spool: &Spool<'_>, resume: bool, terminal: &Terminal) {
    let name = &spool.scenario().name;
    match (resume, spool.runs_kept()) {
        (true, kept) if spool.was_damaged() => terminal::warning(&format!(
            "{name}: what an interrupted run left is damaged: {kept} of {} runs are there, the others run anew",
            runs(spool.scenario())
        )),
        (true, 0) if destination.was_interrupted() => {
            terminal.note(&format!("{name}: starts anew: in what an interrupted run left no run is whole"));
        }
        (true, 0) => terminal.note(&format!("{name}: no interrupted run to resume; starts anew")),
        (true, kept) => {
            let all = runs(spool.scenario());
            terminal.note(&format!("{name}: resumes an interrupted run, {kept} of {all} runs are there"));
        }
        (false, _) if destination.was_interrupted() => terminal.note(&format!(
            "{name}: starts anew; what an interrupted run left is gone, which --resume would have continued"
        )),
        (false, _) => {}
    }
}

fn runs(scenario: &Scenario) -> u64 {
    scenario.variants.len() as u64 * u64::from(scenario.replications)
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

/// Prints the answer and puts the folder into place.
fn written(
    destination: Destination,
    collected: Collected<'_>,
    format: Format,
    documents: &mut Documents,
    terminal: &mut Terminal,
) -> Result<(), OutputError> {
    let is_stressed = collected.results.assumptions.is_some();
    if let Err(error) = completed(&destination, collected, format, documents, terminal) {
        return Err(destination.failed(error));
    }
    let path = destination.publish()?;
    if is_stressed && matches!(format, Format::Csv) {
        let [verdicts, moved] = report::FILES_OF_ASSUMPTIONS.map(|name| path.join(name));
        let (verdicts, moved) = (verdicts.display(), moved.display());
        terminal.note(&format!("Whether the answer stands: {verdicts}; what moves it: {moved}"));
    }
    terminal.note(&format!("Everything else is in {}", path.display()));
    Ok(())
}

/// Prints the answer and writes what is not written yet.
fn completed(
    destination: &Destination,
    mut collected: Collected<'_>,
    format: Format,
    documents: &mut Documents,
    terminal: &mut Terminal,
) -> Result<(), OutputError> {
    // What people read does not wait for the files.
    match format {
        Format::Table => terminal.result(&report::table(&collected.results, terminal::width())),
        Format::Markdown => terminal.result(&report::markdown(&collected.results)),
        Format::Json | Format::Csv => {}
    }
    collected.complete()?;
    let printed = match format {
        Format::Json => {
            documents.next(terminal);
            collected.json().and_then(|lines| terminal.lines(lines))
        }
        Format::Csv => collected.csv().and_then(|lines| terminal.lines(lines)),
        Format::Table | Format::Markdown => io::Result::Ok(()),
    };
    printed.map_err(|cause| destination.not_kept(cause))
}

/// Names the variants that guards ended, each guard once per variant.
fn show_halts(results: &Results<'_>) -> Exit {
    let mut exit = Exit::Done;
    for (variant, outcome) in results.iter() {
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

fn not_written(error: &OutputError) -> Exit {
    terminal::error(&error.to_string());
    Exit::OutputNotWritten
}
