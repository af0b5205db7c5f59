//! `plimsoll calibrate`: what a log says of the scheduler's clock.

pub(super) mod args;
mod json;
mod table;

use std::path::Path;

use super::exit::Exit;
use super::files;
use super::input;
use super::terminal::{self, Terminal};
use crate::calibrate::{Calibration, InForce, LEAST_GAPS, NoGrid, Verdict, read_log};
use crate::model::Behavior;
use crate::scenario::{self, Overrides, Records};
use args::{Calibrate, CalibrateFormat};

/// Prints what the logs hold beside the settings in force, and the settings that would have given them.
pub(super) fn calibrate(arguments: &Calibrate, terminal: &mut Terminal) -> Exit {
    if let Err(problem) = input::check(&arguments.files, None) {
        terminal::error(&problem);
        return Exit::WrongUsage;
    }
    let behavior = match &arguments.scenario {
        Some(file) => match behavior_of(file, terminal) {
            Some(behavior) => behavior,
            None => return Exit::InvalidScenario,
        },
        None => Behavior::default(),
    };
    let logs = arguments.files.iter().map(|log| (log.to_string(), log.read(terminal)));
    let mut records = scenario::read_records(logs);
    let log = read_log(&records.values, &mut records.problems);
    if show_problems(&records) {
        return Exit::InvalidScenario;
    }
    let calibration = Calibration::of(&log, &InForce::of(&behavior));
    terminal.result(&match arguments.format {
        CalibrateFormat::Table => table::page(&calibration, terminal::width()),
        CalibrateFormat::Json => json::document(&calibration),
    });
    match &calibration.grid {
        Ok(_) => Exit::Done,
        Err(reason) => {
            terminal::error(&rejection(&calibration, *reason));
            Exit::Failed
        }
    }
}

/// The settings of a scenario's first variant.
fn behavior_of(file: &Path, terminal: &Terminal) -> Option<Behavior> {
    let loaded = scenario::load(file, &Overrides::default());
    files::show_problems(&loaded);
    let scenario = loaded.scenario?;
    let first = scenario.variants.first();
    let behavior = &first.model.behavior;
    if scenario.variants.iter().any(|variant| variant.model.behavior != *behavior) {
        terminal.note(&format!("Compared with variant {}; others have another [behavior].", first.name));
    }
    Some(behavior.clone())
}

/// Shows what is wrong with the logs; whether anything of it is an error.
fn show_problems(records: &Records) -> bool {
    let Records { problems, sources, .. } = records;
    if !problems.is_empty() {
        terminal::report(&scenario::render(problems, sources, terminal::has_colours()));
    }
    problems.has_errors()
}

/// Why nothing was fitted, with the number of observations of every setting that a log could tell.
fn rejection(calibration: &Calibration, reason: NoGrid) -> String {
    let (why, remedy) = match reason {
        NoGrid::TooFew(gaps) => (
            format!(
                "too few: {} between passes of a service that is not steady, {LEAST_GAPS} are needed to find their grid",
                counted(gaps, "gap")
            ),
            "give logs with more deployments",
        ),
        NoGrid::NoPeriod { gaps, best, near } => (
            format!(
                "no grid of passes: of {gaps} gaps only {near} are near multiples of {best:.1} s, the period that fits best"
            ),
            "give logs of ECS's own scheduler, with the times of the events and not of their delivery",
        ),
    };
    let tellable = calibration.findings.iter().filter(|finding| finding.verdict() == Some(Verdict::TooFew));
    let numbers: Vec<String> =
        tellable.map(|of| format!("{} {} (takes {})", of.setting.name, of.n, of.setting.least)).collect();
    let numbers = terminal::width().wrap(&format!("n per setting: {}", numbers.join(", ")), "  ");
    format!("{why}\n{numbers}\n  {remedy}; `plimsoll calibrate --help` says how to gather them")
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// A verdict in a word.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Inside => "inside",
        Verdict::Outside => "outside",
        Verdict::TooFew => "too few",
    }
}
