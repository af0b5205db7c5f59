//! `plimsoll init`: a scenario of a folder of what the AWS CLI prints.

pub(super) mod args;
mod masked;
mod page;

use std::io::Write;
use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::terminal::{self, Terminal};
use super::{files, folder};
use crate::init::{Initial, init as scenario_of};
use crate::scenario::{Importing, Survey, survey_folder};
use args::Init;

/// Writes the scenario, and says what was found, guessed and left out, and what is missing.
pub(super) fn init(arguments: &Init, terminal: &mut Terminal) -> Exit {
    let named = match masked_or_not(arguments) {
        Ok(named) => named,
        Err(exit) => return exit,
    };
    // A masked copy holds what was taken of files of other tools.
    let importing = if arguments.mask { Importing::default() } else { arguments.importing.said() };
    let survey = match survey_of(&named, &importing) {
        Ok(survey) => survey,
        Err(exit) => return exit,
    };
    let beside = named.parent().unwrap_or(Path::new("")).to_owned();
    let base =
        arguments.out.as_deref().map_or(beside, |out| out.parent().unwrap_or(Path::new("")).to_owned());
    let path = page::path_from(&base, &named);
    let initial = match scenario_of(&survey, &path, &base) {
        Ok(initial) => initial,
        Err(loaded) => {
            files::show_problems(&loaded);
            terminal::error("no scenario can be made of the folder; nothing is written");
            return Exit::InvalidScenario;
        }
    };
    let file = arguments.out.clone().unwrap_or_else(|| base.join(format!("{}.toml", initial.name)));
    if let Err(exit) = write(&file, &initial, arguments.force) {
        return exit;
    }
    terminal.result(&folder::page(&survey.listing, terminal::width()));
    files::show(&survey.unfinished, &survey.sources);
    files::show_problems(&initial.checked);
    terminal.result(&page::page(&initial, &file));
    Exit::Done
}

/// The folder, or its masked copy.
fn masked_or_not(arguments: &Init) -> Result<PathBuf, Exit> {
    if !arguments.folder.is_dir() {
        let message = format!(
            "`{}` is no folder: give the one that holds the answers of the AWS CLI",
            arguments.folder.display()
        );
        terminal::error(&message);
        return Err(Exit::WrongUsage);
    }
    if arguments.mask {
        masked::copy(&arguments.folder, &arguments.importing.said(), arguments.force)
    } else {
        Ok(arguments.folder.clone())
    }
}

/// What the folder holds; something at least.
fn survey_of(folder: &Path, importing: &Importing) -> Result<Survey, Exit> {
    let survey = survey_folder(folder, importing).map_err(|reason| {
        terminal::error(&format!("`{}` cannot be read: {reason}", folder.display()));
        Exit::Failed
    })?;
    if survey.resources.is_empty() {
        files::show(&survey.problems, &survey.sources);
        if !survey.listing.missing.is_empty() {
            terminal::error(&folder::page(&survey.listing, terminal::width()));
        }
        return Err(Exit::InvalidScenario);
    }
    Ok(survey)
}

/// Writes the scenario whole or not at all.
fn write(file: &Path, initial: &Initial, force: bool) -> Result<(), Exit> {
    if file.exists() && !force {
        let help = "give another name with --out, or --force to replace it";
        terminal::error(&format!("`{}` is there already: {help}", file.display()));
        return Err(Exit::OutputNotWritten);
    }
    let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut temporary| {
        temporary.write_all(initial.text.as_bytes())?;
        temporary.persist(file).map_err(|error| error.error)
    });
    written.map(drop).map_err(|cause| {
        terminal::error(&format!("`{}` could not be written: {cause}", file.display()));
        Exit::OutputNotWritten
    })
}
