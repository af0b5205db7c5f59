//! Standard output and standard error: who gets what, and what happens when nobody reads it any more.
//!
//! Whatever a scenario or an argument says is shown, nothing of it is obeyed by a terminal.

use std::io::{self, BufRead, ErrorKind, IsTerminal, Write};

use super::exit::Exit;
use crate::report::Width;
use crate::text::{legible, visible};

/// The two streams.
pub(super) struct Terminal {
    quiet: bool,
    /// What became of standard output.
    output: Output,
}

enum Output {
    Open,
    /// The reader has seen enough (`plimsoll … | head`); what follows is dropped in silence.
    Closed,
    Broken(io::Error),
}

impl Terminal {
    pub fn new(quiet: bool) -> Self {
        Self { quiet, output: Output::Open }
    }

    /// Prints results on standard output, with a line feed at the end.
    pub fn result(&mut self, text: &str) {
        if !matches!(self.output, Output::Open) {
            return;
        }
        let mut out = anstream::stdout().lock();
        let ending = if text.ends_with('\n') { "" } else { "\n" };
        let text = visible(text);
        let written = write!(out, "{text}{ending}").and_then(|()| out.flush());
        self.took(written);
    }

    /// Prints results line by line, as they come.
    pub fn lines(&mut self, results: impl BufRead) -> io::Result<()> {
        let mut out = anstream::stdout().lock();
        for line in results.lines() {
            let line = line?;
            if !matches!(self.output, Output::Open) {
                break;
            }
            self.took(writeln!(out, "{}", visible(&line)));
        }
        let flushed = out.flush();
        self.took(flushed);
        Ok(())
    }

    /// What became of standard output.
    fn took(&mut self, written: io::Result<()>) {
        match written {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.output = Output::Closed,
            Err(error) => self.output = Output::Broken(error),
        }
    }

    /// Says something about the work on standard error, unless quiet.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            print_error(&format!("{}\n", legible(text)));
        }
    }

    /// Whether a person watches standard error.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// The last word on standard output.
    pub fn finish(self) -> Exit {
        if let Output::Broken(cause) = &self.output {
            error(&format!("standard output could not be written: {cause}"));
            return Exit::OutputNotWritten;
        }
        Exit::Done
    }
}

/// Columns that results may use.
pub(super) fn width() -> Width {
    comfy_table::Table::new().width().map_or(Width::UNBOUNDED, Width::of_terminal)
}

/// Has both streams show colours where they are terminals, always, or never. `NO_COLOR` and `CLICOLOR` decide otherwise.
pub(super) fn choose_colours(when: clap::ColorChoice) {
    let choice = match when {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Whether standard error shows colours.
pub(super) fn has_colours() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

/// Says what went wrong on standard error.
pub(super) fn error(text: &str) {
    print_error(&format!("\u{1b}[1;31merror\u{1b}[0m: {}\n", legible(text)));
}

/// Says on standard error what is not as it was asked for, and goes on.
pub(super) fn warning(text: &str) {
    print_error(&format!("\u{1b}[1;33mwarning\u{1b}[0m: {}\n", legible(text)));
}

/// Passes on a report that already looks as it should, and is legible, to standard error.
pub(super) fn report(text: &str) {
    print_error(text);
}

/// Standard error is the last resort: when it cannot be written there is nobody left to tell.
fn print_error(text: &str) {
    let mut err = anstream::stderr().lock();
    drop(err.write_all(text.as_bytes()));
}
