//! Reading all files first: nothing runs unless everything is valid.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::{Base, Changes};
use super::exit::Exit;
use super::input::{self, Input, begins_as_json};
use super::interrupt::Interrupts;
use super::programs::Programs;
use super::terminal::{self, Terminal};
use crate::scenario::{self, Loaded, Problems, Scenario, Sources};

/// Whether a file is AWS JSON by itself, or a template: `.json` or `.jsonl`, also before another ending such as `.template`, or that of YAML.
pub(super) fn has_json_name(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').skip(1).any(|ending| {
        ["json", "jsonl", "yaml", "yml", "template", "tfstate"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// A file that was read as what it is.
pub(super) struct Read {
    /// What it holds.
    pub loaded: Loaded,
    /// Whether it is AWS JSON by itself.
    pub is_json: bool,
}

/// Reads a scenario or that of a folder of results, or checks AWS JSON by itself; what standard input holds is told by how it begins.
pub(super) fn read(input: &Input, base: &Base, changes: &Changes, terminal: &Terminal) -> Read {
    let overrides = &changes.overrides();
    let is_json = |loaded| Read { loaded, is_json: true };
    let is_scenario = |loaded| Read { loaded, is_json: false };
    match input {
        Input::File(path) if path.is_dir() => {
            let inputs = changes.input.iter().cloned().collect();
            is_scenario(scenario::load_again(path, &inputs, overrides))
        }
        Input::File(path) if has_json_name(path) => is_json(scenario::check_json(path)),
        Input::File(path) => is_scenario(scenario::load(path, overrides)),
        Input::Stdin => match input.read(terminal) {
            Ok(bytes) if begins_as_json(&bytes) => {
                is_json(scenario::check_json_text(&input.to_string(), bytes))
            }
            read => {
                let base = base.folder.as_deref().unwrap_or(Path::new(""));
                is_scenario(scenario::load_read(&input.to_string(), read, base, overrides))
            }
        },
    }
}

/// Loads every scenario, showing all problems of all of them.
///
/// # Errors
///
/// The exit code when a file is not a valid scenario or two share a name.
pub(super) fn load_scenarios(
    inputs: &[Input],
    base: &Base,
    changes: &Changes,
    (programs, interrupts): (&Programs, &Interrupts),
    terminal: &Terminal,
) -> Result<Vec<Scenario>, Exit> {
    let wrong_usage = |problem: String| {
        terminal::error(&problem);
        Err(Exit::WrongUsage)
    };
    let is_folder = |input: &Input| matches!(input, Input::File(path) if path.is_dir());
    if !changes.input.is_empty() && !inputs.iter().any(is_folder) {
        return wrong_usage("--input is for folders of results, and none is given".to_owned());
    }
    if let Err(problem) = input::check(inputs, base.folder.as_deref()) {
        return wrong_usage(problem);
    }
    if let Some(json) = inputs.iter().find(|input| matches!(input, Input::File(path) if has_json_name(path)))
    {
        return wrong_usage(no_scenario(json));
    }
    let mut scenarios = Some(Vec::new());
    for input in inputs {
        let Read { loaded, is_json } = read(input, base, changes, terminal);
        if is_json {
            return wrong_usage(no_scenario(input));
        }
        show_problems(&loaded);
        scenarios = scenarios.zip(loaded.scenario).map(|(mut all, one)| {
            all.push(one);
            all
        });
    }
    let scenarios = scenarios.ok_or(Exit::InvalidScenario)?;
    reject_shared_names(inputs, &scenarios)?;
    for (input, scenario) in inputs.iter().zip(&scenarios) {
        programs.open(scenario, input, base, interrupts)?;
    }
    Ok(scenarios)
}

/// Why JSON, or a file of another tool, is no scenario.
pub(super) fn no_scenario(json: &Input) -> String {
    match json {
        Input::File(path) if scenario::is_manifest(path) => {
            let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
            format!("{json} is a part of results: give their folder, {}, to run them again", folder.display())
        }
        Input::File(path) => no_scenario_but(json, scenario::tool_of(path).unwrap_or("AWS JSON")),
        Input::Stdin => no_scenario_but(json, "AWS JSON"),
    }
}

fn no_scenario_but(json: &Input, what: &str) -> String {
    format!("{json} is {what}, which a scenario names with `file = …`; by itself it can only be checked")
}

/// Shows errors and warnings on standard error.
pub(super) fn show_problems(loaded: &Loaded) {
    show(&loaded.problems, &loaded.sources);
}

/// Shows problems of these files.
pub(super) fn show(problems: &Problems, sources: &Sources) {
    if !problems.is_empty() {
        terminal::report(&scenario::render(problems, sources, terminal::has_colours()));
    }
}

/// The name is the folder of the results: a second scenario of the same name would replace them.
fn reject_shared_names(inputs: &[Input], scenarios: &[Scenario]) -> Result<(), Exit> {
    let mut by_name: BTreeMap<&str, &Input> = BTreeMap::new();
    for (input, scenario) in inputs.iter().zip(scenarios) {
        if let Some(first) = by_name.insert(&scenario.name, input) {
            let name = &scenario.name;
            terminal::error(&if is_same(first, input) {
                format!("{input} is given twice")
            } else {
                format!(
                    "{first} and {input} are both named `{name}`: one's results would replace the other's"
                )
            });
            return Err(Exit::WrongUsage);
        }
    }
    Ok(())
}

/// Whether two inputs are one file.
fn is_same(one: &Input, other: &Input) -> bool {
    let [Input::File(one), Input::File(other)] = [one, other] else { return false };
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
