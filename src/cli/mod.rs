//! The command line: arguments in, results on standard output, everything else on standard error. Thin.

mod advice;
mod args;
mod backtest;
mod calibrate;
mod check;
mod conformance;
mod exit;
mod explain;
mod export;
mod files;
mod folder;
mod formats;
mod help;
mod importing;
mod init;
mod input;
mod interrupt;
mod junit;
mod list;
mod man;
mod problems;
mod programs;
mod progress;
mod reference;
mod report;
mod rule;
mod run;
mod size;
mod terminal;
mod usage;
mod values;
mod variants;
mod verdict;

use std::io;
use std::process::ExitCode;

use clap::CommandFactory;

use args::{Arguments, Command};
use interrupt::Interrupts;
use terminal::Terminal;

use crate::scenario::print_no_guarded_panics;

pub use exit::Exit;

/// Runs the command that the process's arguments ask for.
///
/// Usage errors and `--help` end the process inside clap, with codes 2 and 0; ctrl-C and TERM with 130 and 143.
#[must_use]
pub fn main() -> ExitCode {
    let given: Vec<_> = std::env::args_os().collect();
    let arguments = usage::parse(&given).unwrap_or_else(|error| error.exit());
    terminal::choose_colours(arguments.color);
    print_no_guarded_panics();
    let interrupts = Interrupts::listen();
    let mut terminal = Terminal::new(arguments.quiet);
    let exit = match &arguments.command {
        Command::Run(run) => run::run(run, &interrupts, &mut terminal),
        Command::Report(report) => report::report(report, &mut terminal),
        Command::Check(check) => check::check(check, &interrupts, &mut terminal),
        Command::Explain(explain) => explain::explain(explain, &interrupts, &mut terminal),
        Command::Backtest(backtest) => backtest::backtest(backtest, &mut terminal),
        Command::Export(export) => export::export(export, &mut terminal),
        Command::Init(arguments) => init::init(arguments, &mut terminal),
        Command::Calibrate(calibrate) => calibrate::calibrate(calibrate, &mut terminal),
        Command::Conformance(arguments) => conformance::conformance(arguments, &interrupts, &mut terminal),
        Command::List(list) => list::list(list, &mut terminal),
        Command::Rule(rule) => rule::rule(rule, &mut terminal),
        Command::Docs { section } => reference::docs(section.as_deref(), &mut terminal),
        Command::Schema => reference::schema(&mut terminal),
        Command::Man { command } => man::man(command.as_deref(), &mut terminal),
        Command::Completions { shell } => completions(*shell, &mut terminal),
    };
    interrupts.end_programs();
    exit.worse(terminal.finish()).into()
}

fn completions(shell: clap_complete::Shell, terminal: &mut Terminal) -> Exit {
    let mut script = io::Cursor::new(Vec::new());
    clap_complete::generate(shell, &mut Arguments::command(), "plimsoll", &mut script);
    terminal.result(&String::from_utf8_lossy(script.get_ref()));
    Exit::Done
}
