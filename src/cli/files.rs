//! Reading all files first: nothing runs unless everything is valid.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::Changes;
use super::exit::Exit;
use super::terminal;
use crate::scenario::{self, Loaded, Scenario};

/// Whether a file is AWS JSON by itself: `.json`, also before another ending such as `.template`.
pub(super) fn is_json(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').skip(1).any(|ending| ending.eq_ignore_ascii_case("json"))
}

/// Loads every scenario, showing all problems of all of them.
///
/// # Errors
///
/// The exit code when a file is not a valid scenario or two share a name.
pub(super) fn load_scenarios(files: &[PathBuf], changes: &Changes) -> Result<Vec<Scenario>, Exit> {
    if let Some(json) = files.iter().find(|file| is_json(file)) {
        terminal::error(&format!(
            "{} is AWS JSON, which a scenario names with `file = …`; by itself it can only be checked",
            json.display()
        ));
        return Err(Exit::WrongUsage);
    }
    let scenarios: Vec<Option<Scenario>> = files.iter().map(|file| valid(load(file, changes))).collect();
    let all: Option<Vec<Scenario>> = scenarios.into_iter().collect();
    let scenarios = all.ok_or(Exit::InvalidScenario)?;
    reject_shared_names(files, &scenarios)?;
    Ok(scenarios)
}

/// Reads a scenario, or that of a folder of results.
pub(super) fn load(path: &Path, changes: &Changes) -> Loaded {
    let overrides = changes.overrides();
    if path.is_dir() {
        let inputs = changes.input.iter().cloned().collect();
        return scenario::load_again(path, &inputs, &overrides);
    }
    scenario::load(path, &overrides)
}

/// Shows what is to say about a file; the scenario when nothing prevents a run.
fn valid(loaded: Loaded) -> Option<Scenario> {
    show_problems(&loaded);
    loaded.scenario
}

/// Shows errors and warnings on standard error.
pub(super) fn show_problems(loaded: &Loaded) {
    if !loaded.problems.is_empty() {
        terminal::report(&scenario::render(&loaded.problems, &loaded.sources, terminal::has_colours()));
    }
}

/// The name is the folder of the results: a second scenario of the same name would replace them.
fn reject_shared_names(files: &[PathBuf], scenarios: &[Scenario]) -> Result<(), Exit> {
    let mut by_name: BTreeMap<&str, &Path> = BTreeMap::new();
    for (file, scenario) in files.iter().zip(scenarios) {
        if let Some(first) = by_name.insert(&scenario.name, file) {
            let (name, shown, second) = (&scenario.name, first.display(), file.display());
            terminal::error(&if is_same(first, file) {
                format!("{second} is given twice")
            } else {
                format!(
                    "{shown} and {second} are both named `{name}`: one's results would replace the other's"
                )
            });
            return Err(Exit::WrongUsage);
        }
    }
    Ok(())
}

/// Whether two paths lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
