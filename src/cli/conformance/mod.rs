//! `plimsoll conformance`: whether a program is a placement policy that Plimsoll can ask.

pub(super) mod args;

use std::cell::RefCell;
use std::path::PathBuf;

use super::exit::Exit;
use super::interrupt::Interrupts;
use super::list::{Cell, Column, Listing};
use super::programs::time_limit;
use super::terminal::{self, Terminal};
use crate::placement::strategy::conformance::{Checked, check_program};
use crate::program::{Command, Processes};

const COLUMNS: [Column; 3] = [
    Column { key: "check", heading: "A policy …" },
    Column { key: "questions", heading: "Questions" },
    Column { key: "result", heading: "Result" },
];

/// What is right.
const HOLDS: &str = "ok";

/// Checks the program on random clusters and prints what it did.
pub(super) fn conformance(
    arguments: &args::Conformance,
    interrupts: &Interrupts,
    terminal: &mut Terminal,
) -> Exit {
    let Some(command) = Command::new(&arguments.command) else {
        terminal::error(
            "the command names no program: write it with its arguments, such as python3 policy.py",
        );
        return Exit::WrongUsage;
    };
    let doors = RefCell::new(Vec::new());
    let open = || {
        let processes = Processes::new(PathBuf::new(), time_limit(arguments.program_time_limit));
        interrupts.ends(processes.clone());
        doors.borrow_mut().push(processes.clone());
        processes
    };
    let mut checked = check_program(&command, &open, arguments.worlds);
    if checked.iter().all(|one| one.result.is_ok()) {
        let partings = doors.borrow().iter().map(Processes::end_idle).collect::<Result<Vec<bool>, _>>();
        let result = match partings {
            Err(failure) => Err(failure.to_string()),
            Ok(all) if all.contains(&false) => Err("it still ran half a second later".to_owned()),
            Ok(_) => Ok(()),
        };
        checked.push(Checked {
            what: "says nothing more, and ends when its standard input does",
            questions: 0,
            result,
        });
    }
    let rows = checked.iter().map(row).collect();
    terminal.result(&Listing::new(&COLUMNS, rows).render(arguments.format.of_listing(), terminal::width()));
    if let Some(violation) = checked.iter().find_map(|one| one.result.as_ref().err()) {
        terminal::error(&format!("`{command}` does not conform: {violation}"));
        return Exit::Failed;
    }
    terminal.note(&format!("`{command}` conforms"));
    Exit::Done
}

fn row(checked: &Checked) -> Vec<Cell> {
    let result = if checked.result.is_ok() { HOLDS } else { "no: see the error" };
    let questions = Cell::Number(checked.questions as u64);
    vec![Cell::Text(checked.what.to_owned()), questions, Cell::Text(result.to_owned())]
}
