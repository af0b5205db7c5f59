//! `plimsoll check`: everything that is wrong, and whether two equal runs are equal.

use super::advice::{self, Document};
use super::args::Check;
use super::exit::Exit;
use super::files::{self, Read};
use super::folder;
use super::formats::CheckFormat;
use super::input::{self, Input};
use super::interrupt::Interrupts;
use super::problems::{self, Checked};
use super::programs;
use super::progress::Bar;
use super::terminal::{self, Terminal};
use super::verdict::{self, Verdict};
use crate::advice::Patience;
use crate::experiment;
use crate::rules;
use crate::scenario::{Loaded, Scenario, Severity, check_file, check_folder};

/// Rules that are named behind a report.
const RULES_NAMED: usize = 5;

/// Checks every file, whatever is wrong with the others.
pub(super) fn check(arguments: &Check, interrupts: &Interrupts, terminal: &mut Terminal) -> Exit {
    if let Some(exit) = refused(arguments) {
        return exit;
    }
    if let Err(problem) = input::check(&arguments.files, arguments.base.folder.as_deref()) {
        terminal::error(&problem);
        return Exit::WrongUsage;
    }
    // Programs read one document from standard output.
    let one_document =
        matches!(arguments.format, CheckFormat::Json | CheckFormat::Github | CheckFormat::Sarif);
    let mut worst = Exit::Done;
    let (mut scenarios, mut rules, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for input in &arguments.files {
        let Read { loaded, is_json } = match read(input, arguments, terminal) {
            Ok(read) => read,
            Err(exit) => return exit,
        };
        files::show_problems(&loaded);
        found.push(Checked::of(input, &loaded));
        rules.extend(broken_rules(&loaded));
        // AWS JSON by itself makes no scenario, however valid it is.
        let verdict = Verdict::of(input, &loaded, is_json || loaded.scenario.is_some());
        if verdict.valid {
            let line = verdict.line(loaded.scenario.as_ref());
            if one_document { terminal.note(&line) } else { terminal.result(&line) }
        } else {
            worst = worst.worse(Exit::InvalidScenario);
            if let Some(reading) = reading(input, &loaded) {
                terminal.note(&reading);
            }
        }
        if let Some(listing) = loaded.listing.as_ref().filter(|listing| !listing.rows.is_empty()) {
            let page = folder::page(listing, terminal::width());
            if one_document { terminal.note(&page) } else { terminal.result(&page) }
        }
        if let Some(scenario) = loaded.scenario {
            worst = worst.worse(opened(&scenario, input, arguments, interrupts));
            scenarios.push(scenario);
        }
    }
    if !rules.is_empty() {
        terminal.note(&where_to_read(&rules));
    }
    if one_document && !arguments.advise {
        terminal.result(&problems::document(arguments.format, &found));
    }
    if arguments.determinism && worst == Exit::Done {
        let jobs = arguments.changes.threads();
        for scenario in &scenarios {
            match check_determinism(scenario, jobs, terminal) {
                Ok(told) if one_document => terminal.note(&told),
                Ok(told) => terminal.result(&told),
                Err(difference) => {
                    terminal::error(&difference);
                    worst = worst.worse(Exit::Failed);
                }
            }
        }
    }
    if arguments.advise && worst == Exit::Done {
        worst = worst.worse(advise(&scenarios, arguments, terminal));
    }
    for exit in scenarios.iter().filter_map(programs::told_failure) {
        worst = worst.worse(exit);
    }
    worst
}

/// Opens the door to the scenario's programs, if any run is asked for.
fn opened(scenario: &Scenario, input: &Input, arguments: &Check, interrupts: &Interrupts) -> Exit {
    if !arguments.determinism && !arguments.advise {
        return Exit::Done;
    }
    let opened = arguments.changes.programs.open(scenario, input, &arguments.base, interrupts);
    opened.err().unwrap_or(Exit::Done)
}

/// Reads a file or folder as what it is, with what is said of files of other tools.
fn read(input: &Input, arguments: &Check, terminal: &Terminal) -> Result<Read, Exit> {
    let importing = arguments.importing.said();
    if let Some(path) = folder::of(input) {
        return Ok(Read { loaded: check_folder(path, &importing), is_json: true });
    }
    if let Input::File(path) = input
        && files::has_json_name(path)
    {
        return Ok(Read { loaded: check_file(path, &importing), is_json: true });
    }
    if importing.parameters.is_empty() {
        return Ok(files::read(input, &arguments.base, &arguments.changes, terminal));
    }
    terminal::error(&format!(
        "--param is for templates, and {input} is none: write parameters = {{ … }} beside `file` in a scenario"
    ));
    Err(Exit::WrongUsage)
}

/// Formats that have no words for what is asked.
fn refused(arguments: &Check) -> Option<Exit> {
    let message = match (arguments.format, arguments.advise) {
        (CheckFormat::Markdown, false) => {
            "--format markdown is for advice: add --advise, or take text or json"
        }
        (CheckFormat::Github | CheckFormat::Sarif, true) => {
            "--format github and sarif tell problems and no advice: with --advise take text, json or markdown"
        }
        _ => return None,
    };
    terminal::error(message);
    Some(Exit::WrongUsage)
}

/// The ids of rules of ECS that errors name.
fn broken_rules(loaded: &Loaded) -> Vec<&'static str> {
    let problems = loaded.problems.sorted();
    let errors = problems.into_iter().filter(|problem| problem.severity == Severity::Error);
    // What the API says of a member is told behind the id: `VD-03: HealthCheck`.
    let named = errors.filter_map(|problem| problem.rule.as_deref()?.split(':').next());
    named.filter_map(rules::rule).map(|rule| rule.id).collect()
}

/// The command that explains these rules, the first few of them.
fn where_to_read(rules: &[&'static str]) -> String {
    let mut first: Vec<&str> = Vec::new();
    for rule in rules {
        if !first.contains(rule) && first.len() < RULES_NAMED {
            first.push(rule);
        }
    }
    let explains = if first.len() == 1 { "explains the rule" } else { "explains these rules" };
    format!("`plimsoll rule {}` {explains}", first.join(" "))
}

/// Looks for design faults in every variant of each scenario and prints what a run proves.
fn advise(scenarios: &[Scenario], arguments: &Check, terminal: &mut Terminal) -> Exit {
    if scenarios.len() < arguments.files.len() {
        terminal.note("Advice is for scenarios: AWS JSON by itself was only checked.");
    }
    let mut patience = Patience::default();
    if let Some(deployment) = arguments.patience {
        patience.deployment = deployment;
    }
    let mut documents = Vec::new();
    for scenario in scenarios {
        let bar = Bar::new(&scenario.name, scenario.variants.len() as u64, terminal);
        let found = experiment::advise_all(scenario, patience, arguments.changes.threads(), &bar);
        bar.finish();
        match found {
            Ok(found) => documents.push(Document::new(scenario, patience, found)),
            Err((variant, halt)) => {
                terminal::error(&format!("{}, variant {variant}: {halt}", scenario.name));
                return Exit::StoppedByGuard;
            }
        }
    }
    let width = match arguments.format {
        CheckFormat::Json => {
            terminal.result(&advice::json(&documents));
            return Exit::Done;
        }
        CheckFormat::Markdown => None,
        _ => Some(terminal::width()),
    };
    for document in &documents {
        terminal.result(&advice::page(document, width));
    }
    Exit::Done
}

/// One line about AWS JSON with mistakes: what it was read as, and where a scenario has that.
fn reading(input: &Input, loaded: &Loaded) -> Option<String> {
    let resource = loaded.resource?;
    Some(format!("{input}: read as {}; {}", resource.noun(), resource.place()))
}

/// Runs everything twice and compares all that both runs saw; says what was found.
fn check_determinism(scenario: &Scenario, jobs: usize, terminal: &Terminal) -> Result<String, String> {
    let runs = scenario.variants.len() as u64 * u64::from(scenario.replications);
    let bar = Bar::new(&scenario.name, 2 * runs, terminal);
    let compared = experiment::check_determinism(scenario, jobs, &bar);
    bar.finish();
    let (name, runs) = (&scenario.name, verdict::counted(runs, "run"));
    compared.map_err(|difference| format!("{name}: {difference}"))?;
    Ok(format!("{name}: deterministic, {runs} gave the same events and records twice"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::check_json_text;

    #[test]
    fn what_a_file_with_mistakes_was_read_as_is_told_with_its_place() {
        let told = |text: &str| {
            let loaded = check_json_text("x.json", text.as_bytes().to_vec());
            assert!(loaded.problems.has_errors(), "{text}");
            reading(&Input::File("x.json".into()), &loaded)
        };
        assert_eq!(
            told(r#"{"cluster": "c", "taskDefinition": "x:4", "launchType": "FARGATE"}"#).as_deref(),
            Some(
                "x.json: read as the input of RunTask; write runTask = { file = \"…\" } in [[actions]] or [[arrivals]]"
            )
        );
        assert_eq!(
            told(r#"{"service": "s", "launchType": "EC2"}"#).as_deref(),
            Some(
                "x.json: read as the input of UpdateService; write updateService = { file = \"…\" } in [[actions]]"
            )
        );
        assert_eq!(told("{}"), None);
    }
}
