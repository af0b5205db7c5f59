//! `plimsoll man`: man pages, made of the definition of the arguments.

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::args::Arguments;
use super::exit::Exit;
use super::terminal::{self, Terminal};
use crate::text::nearest;

/// Prints the page of the program, or of the command called so.
pub(super) fn man(command: Option<&str>, terminal: &mut Terminal) -> Exit {
    let mut program = Arguments::command();
    // Gives commands the names that their pages have, such as `plimsoll-run`.
    program.build();
    let Some(name) = command else {
        terminal.result(&page(program));
        return Exit::Done;
    };
    if let Some(found) = program.find_subcommand(name) {
        terminal.result(&page(found.clone()));
        return Exit::Done;
    }
    let near = nearest(name, program.get_subcommands().map(Command::get_name));
    let hint = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
    terminal::error(&format!("there is no command `{name}`{hint}"));
    Exit::Failed
}

fn page(command: Command) -> String {
    let mut page = Vec::new();
    let source = concat!("plimsoll ", env!("CARGO_PKG_VERSION"));
    Man::new(command).source(source).render(&mut page).expect("writing to memory does not fail");
    String::from_utf8_lossy(&page).into_owned()
}
