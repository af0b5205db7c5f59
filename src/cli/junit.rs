//! Where what became of expectations is written as JUnit XML.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::exit::Exit;
use super::terminal;
use crate::report::{self, Suite};

/// With what such a file begins, within its first bytes.
const BEGINNING: &str = "<testsuites name=\"plimsoll\"";

/// Whether `file` may be written: nothing is there, or an earlier one of these, or something that is no file.
///
/// Before anything is run, since a forgotten name makes a scenario of it.
pub(super) fn may_be_written(file: &Path) -> Result<(), Exit> {
    let refuse = |reason: &str, exit: Exit| {
        terminal::error(&format!("--junit cannot write `{}`: {reason}", file.display()));
        Err(exit)
    };
    if file.is_dir() {
        return refuse("it is a folder; name a file in it", Exit::WrongUsage);
    }
    if file.is_file() && !is_replaceable(file) {
        return refuse("it is there and is no JUnit XML of Plimsoll; give another name", Exit::WrongUsage);
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => refuse("its folder does not exist", Exit::OutputNotWritten),
        _ => Ok(()),
    }
}

fn is_replaceable(file: &Path) -> bool {
    let mut beginning = Vec::new();
    let read = File::open(file).and_then(|file| file.take(256).read_to_end(&mut beginning));
    read.is_ok() && (beginning.is_empty() || String::from_utf8_lossy(&beginning).contains(BEGINNING))
}

/// Writes what became of the expectations of all scenarios.
pub(super) fn write(file: &Path, suites: &[Suite]) -> Exit {
    match fs::write(file, report::junit(suites)) {
        Ok(()) => Exit::Done,
        Err(cause) => {
            terminal::error(&format!("{} could not be written: {cause}", file.display()));
            Exit::OutputNotWritten
        }
    }
}
