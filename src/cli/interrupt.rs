//! Ctrl-C and TERM: what was begun is taken away before the program ends.
//!
//! A terminal that closes sends HUP, which `nohup` has a program ignore: listening to it would undo that. So HUP ends the
//! program as any other signal does, and what it had begun beside the results, `.NAME.` and six characters, stays until
//! the next run of that name takes it away.

use std::sync::{Arc, Mutex, PoisonError};

use crate::report::{Abandon, Destination};

/// What a signal finds. Where there are no signals, nothing ever looks.
#[derive(Clone, Default)]
pub(super) struct Interrupts(Arc<Mutex<Work>>);

#[derive(Default)]
struct Work {
    /// What a run has begun to write.
    begun: Option<Abandon>,
    /// Whether results of this process are in place.
    any_written: bool,
}

impl Interrupts {
    /// Waits for signals from now on. If the system refuses, they end the program as they always do.
    pub fn listen() -> Self {
        let interrupts = Self::default();
        #[cfg(unix)]
        drop(signals::listen(interrupts.clone()));
        interrupts
    }

    /// From now on a signal takes this destination's beginnings away.
    pub fn begin(&self, destination: &Destination) {
        self.work(|work| work.begun = Some(destination.abandon()));
    }

    /// Results are in place, or nothing is left to take away.
    pub fn end(&self, is_written: bool) {
        self.work(|work| {
            work.begun = None;
            work.any_written |= is_written;
        });
    }

    fn work<T>(&self, what: impl FnOnce(&mut Work) -> T) -> T {
        what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes away what was begun, and says what there is.
    #[cfg(unix)]
    fn abandon(&self) -> &'static str {
        let (begun, any_written) = self.work(|work| (work.begun.take(), work.any_written));
        let is_written = begun.is_some_and(|begun| !begun.now());
        if is_written || any_written {
            "interrupted, not everything was written"
        } else {
            "interrupted, nothing written"
        }
    }
}

#[cfg(unix)]
mod signals {
    use std::io::{self, IsTerminal, Write};
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    use std::thread;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;
    use signal_hook::iterator::Signals;

    use super::Interrupts;

    /// What shells add to the number of the signal that ended a process.
    const ENDED_BY_SIGNAL: i32 = 128;

    /// The first signal tidies up and ends the program; the second ends it at once.
    pub(super) fn listen(interrupts: Interrupts) -> io::Result<()> {
        let is_second = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_shutdown(signal, ENDED_BY_SIGNAL + signal, Arc::clone(&is_second))?;
            flag::register(signal, Arc::clone(&is_second))?;
        }
        let mut signals = Signals::new([SIGINT, SIGTERM])?;
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            if let Some(signal) = signals.forever().next() {
                end(&interrupts, signal);
            }
        })?;
        Ok(())
    }

    fn end(interrupts: &Interrupts, signal: i32) -> ! {
        // Held to the end, so that nobody complains of what is missing now.
        let mut stderr = io::stderr().lock();
        let said = interrupts.abandon();
        // A progress bar leaves the cursor behind itself.
        let line = if stderr.is_terminal() { "\r\u{1b}[K" } else { "" };
        drop(writeln!(stderr, "{line}{said}"));
        std::process::exit(ENDED_BY_SIGNAL + signal)
    }
}
