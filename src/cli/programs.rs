//! Whether the programs that placement strategies name may be started.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::args::Base;
use super::exit::Exit;
use super::input::Input;
use super::interrupt::Interrupts;
use super::terminal;
use super::values;
use crate::program::Processes;
use crate::scenario::Scenario;
use crate::time::SimDuration;

/// How long a program may take for an answer, where nobody says otherwise.
pub(super) const TIME_LIMIT: SimDuration = SimDuration::from_secs(10);

/// What programs of others may do.
#[derive(Debug, Default, Args)]
pub(super) struct Programs {
    /// Start the programs that placement strategies of the scenario name; they may do whatever you may
    #[arg(long)]
    pub allow_programs: bool,

    /// With --allow-programs: how long a program may take for an answer, such as 1m [default: 10s]
    #[arg(long, value_name = "TIME", value_parser = values::length, allow_hyphen_values = true,
        requires = "allow_programs")]
    pub program_time_limit: Option<SimDuration>,
}

impl Programs {
    /// Opens the door to the programs of a scenario, if it has any.
    ///
    /// # Errors
    ///
    /// The exit code where they are not allowed, and no answers of theirs are recorded.
    pub fn open(
        &self,
        scenario: &Scenario,
        input: &Input,
        base: &Base,
        interrupts: &Interrupts,
    ) -> Result<(), Exit> {
        let Some(first) = scenario.commands.first() else { return Ok(()) };
        if self.allow_programs {
            let processes = Processes::new(folder(input, base), time_limit(self.program_time_limit));
            interrupts.ends(processes.clone());
            scenario.programs.open(processes);
            return Ok(());
        }
        if matches!(input, Input::File(path) if path.is_dir()) {
            return Ok(());
        }
        let others = match scenario.commands.len() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        terminal::error(&format!(
            "{input}: tasks are placed by a program, `{first}`{others}: read it, and let it be started with \
             --allow-programs"
        ));
        Err(Exit::WrongUsage)
    }
}

/// Says why a program gave no answer, or which of its answers are in doubt, if that is so.
pub(super) fn told_failure(scenario: &Scenario) -> Option<Exit> {
    scenario.programs.finish();
    let failure = scenario.programs.failure()?;
    terminal::error(&format!("{}: {failure}", scenario.name));
    Some(Exit::Failed)
}

/// A time limit for the clock on the wall.
pub(super) fn time_limit(given: Option<SimDuration>) -> Duration {
    Duration::from_micros(given.unwrap_or(TIME_LIMIT).as_micros())
}

/// From where paths of programs count: the folder of the scenario; that of results has none of them.
fn folder(input: &Input, base: &Base) -> PathBuf {
    match input {
        Input::File(path) if path.is_dir() => PathBuf::new(),
        Input::File(path) => path.parent().map_or_else(PathBuf::new, PathBuf::from),
        Input::Stdin => base.folder.clone().unwrap_or_default(),
    }
}
