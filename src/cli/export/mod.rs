//! `plimsoll export`: what a variant changes in AWS, as commands that nobody has run yet.

pub(super) mod args;
mod arguments;
mod because;
mod inputs;
mod json;
mod overview;
mod shell;
mod written;

use std::path::Path;

use super::exit::Exit;
use super::files;
use super::input::{self, Input};
use super::terminal::{self, Terminal};
use super::variants;
use crate::export::{Plan, plan};
use crate::scenario::{self, Compared, Comparison, Overrides, Scenario, Sources, compare};
use args::{Export, ExportFormat};
use inputs::Inputs;

/// Prints the commands of one variant, or what each of several changes.
pub(super) fn export(arguments: &Export, terminal: &mut Terminal) -> Exit {
    let Compared { loaded, comparison } = match read(arguments, terminal) {
        Ok(compared) => compared,
        Err(problem) => {
            terminal::error(&problem);
            return Exit::WrongUsage;
        }
    };
    files::show_problems(&loaded);
    let (Some(scenario), Some(comparison)) = (&loaded.scenario, &comparison) else {
        return Exit::InvalidScenario;
    };
    let number = match &arguments.variant {
        Some(wanted) => variants::named(scenario, wanted).map(Some),
        None if scenario.variants.len() == 1 => Ok(Some(0)),
        None if arguments.out.is_some() => Err(format!(
            "--out is for one variant: name it with --variant, one of\n  {}",
            variants::first_of(
                scenario
                    .variants
                    .points()
                    .map(|point| point.name)
                    .collect::<Vec<_>>()
                    .iter()
                    .map(String::as_str)
            )
        )),
        None => Ok(None),
    };
    match number {
        Ok(Some(number)) => one(number, scenario, comparison, &loaded.sources, arguments, terminal),
        Ok(None) => {
            overview(scenario, comparison, &loaded.sources, arguments, terminal);
            Exit::Done
        }
        Err(problem) => {
            terminal::error(&problem);
            Exit::WrongUsage
        }
    }
}

/// Reads the scenario.
///
/// # Errors
///
/// Says why the arguments make no sense.
fn read(arguments: &Export, terminal: &Terminal) -> Result<Compared, String> {
    let file = &arguments.file;
    let base = arguments.base.folder.as_deref();
    input::check([file], base)?;
    let overrides = Overrides { set: arguments.set.clone(), ..Overrides::default() };
    match file {
        Input::File(path) if files::has_json_name(path) => Err(files::no_scenario(file)),
        Input::File(path) if scenario::is_manifest(&path.join(scenario::MANIFEST)) => {
            Err(format!("{file} is a folder of results: give the scenario, which names the files of AWS"))
        }
        Input::File(path) => {
            let base = path.parent().unwrap_or(Path::new(""));
            Ok(compare(&file.to_string(), file.read(terminal), base, &overrides))
        }
        Input::Stdin => match file.read(terminal) {
            Ok(bytes) if input::begins_as_json(&bytes) => Err(files::no_scenario(file)),
            read => Ok(compare(&file.to_string(), read, base.unwrap_or(Path::new("")), &overrides)),
        },
    }
}

fn one(
    number: usize,
    scenario: &Scenario,
    comparison: &Comparison,
    sources: &Sources,
    arguments: &Export,
    terminal: &mut Terminal,
) -> Exit {
    let mut departures = comparison.of_variant(number, sources);
    let has_more = !arguments.actions && !departures.calls.is_empty();
    if has_more {
        departures.calls.clear();
    }
    let plan = plan(&departures);
    let about = About { scenario: &scenario.name, variant: &scenario.variants.point(number).name };
    let inputs = Inputs::of(&plan, arguments.out.as_deref());
    if let Some(subject) = inputs.too_long() {
        terminal::error(&format!(
            "the input of `{subject}` is longer than an argument of a command may be: give --out DIR, a folder for it"
        ));
        return Exit::WrongUsage;
    }
    if let Some(folder) = &arguments.out {
        match written::write(folder, &inputs.files(), arguments.force) {
            Ok(count) => terminal.note(&format!("{count} written to {}", folder.display())),
            Err(problem) => {
                terminal::error(&problem);
                return Exit::OutputNotWritten;
            }
        }
    }
    terminal.result(&match arguments.format {
        ExportFormat::Shell => shell::script(&about, &plan, &inputs),
        ExportFormat::Json => json::document(&about, &plan, &inputs),
    });
    if has_more {
        terminal.note("The scenario has [[actions]]: --actions prints their calls as well.");
    }
    Exit::Done
}

fn overview(
    scenario: &Scenario,
    comparison: &Comparison,
    sources: &Sources,
    arguments: &Export,
    terminal: &mut Terminal,
) {
    let plans = scenario.variants.points().enumerate();
    let plans = plans.map(|(number, point)| (point.name, plan(&comparison.of_variant(number, sources))));
    terminal.result(&match arguments.format {
        ExportFormat::Shell => overview::text(plans),
        ExportFormat::Json => overview::document(&scenario.name, plans),
    });
    terminal.note("Name one with --variant for its commands.");
}

/// What a plan is about.
struct About<'a> {
    scenario: &'a str,
    variant: &'a str,
}

/// Whether anything is to be done.
fn changes_nothing(plan: &Plan) -> bool {
    plan.steps.is_empty()
}
