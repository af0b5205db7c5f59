//! `plimsoll report`: results that were saved, shown again.

use super::args::Report;
use super::exit::Exit;
use super::formats::Format;
use super::terminal::{self, Terminal};
use crate::report::{self, SavedResults};

/// Shows the results of each folder.
pub(super) fn report(arguments: &Report, terminal: &mut Terminal) -> Exit {
    let several = arguments.folders.len();
    if several > 1 && matches!(arguments.format, Format::Csv | Format::Json) {
        terminal::error(&format!(
            "--format csv and json print one document, of one folder, and {several} are given: show them one by one"
        ));
        return Exit::WrongUsage;
    }
    let mut worst = Exit::Done;
    for folder in &arguments.folders {
        let shown = SavedResults::read(folder).and_then(|saved| {
            let lines = match arguments.format {
                Format::Table => {
                    terminal.result(&report::table(&saved.results(), terminal::width()));
                    Ok(())
                }
                Format::Markdown => {
                    terminal.result(&report::markdown(&saved.results()));
                    Ok(())
                }
                Format::Json => saved.json().and_then(|lines| terminal.lines(lines)),
                Format::Csv => saved.csv().and_then(|lines| terminal.lines(lines)),
            };
            lines.map_err(|cause| cause.to_string())
        });
        if let Err(reason) = shown {
            terminal::error(&format!("{}: no results of `plimsoll run`: {reason}", folder.display()));
            worst = worst.worse(Exit::Failed);
        }
    }
    worst
}
