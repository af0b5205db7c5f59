//! Ctrl-C and TERM: what was begun is taken away before the program ends, but for what `--resume` can continue.
//!
//! A terminal that closes sends HUP, which `nohup` has a program ignore: listening to it would undo that. So HUP ends the
//! program as any other signal does, and what it had begun beside the results, `.NAME.` and six characters, stays until
//! the next run of that name takes it away.

use std::sync::{Arc, Mutex, PoisonError};

use crate::program::Processes;
use crate::report::{Abandon, Destination, Left};

/// What a signal finds. Where there are no signals, nothing ever looks.
#[derive(Clone, Default)]
pub(super) struct Interrupts(Arc<Mutex<Work>>);

#[derive(Default)]
struct Work {
    /// What a run has begun to write.
    begun: Option<Abandon>,
    /// Whether results of this process are in place.
    any_written: bool,
    /// Programs that may be running.
    programs: Vec<Processes>,
}

impl Interrupts {
    /// Waits for signals from now on. If the system refuses, they end the program as they always do.
    pub fn listen() -> Self {
        let interrupts = Self::default();
        #[cfg(unix)]
        drop(signals::listen(interrupts.clone()));
        interrupts
    }

    /// From now on a signal takes away what the destination that is prepared has begun; one that comes meanwhile waits for it.
    pub fn begin<E>(&self, prepare: impl FnOnce() -> Result<Destination, E>) -> Result<Destination, E> {
        self.work(|work| {
            let destination = prepare()?;
            work.begun = Some(destination.abandon());
            Ok(destination)
        })
    }

    /// Results are in place, or nothing is left to take away.
    pub fn end(&self, is_written: bool) {
        self.work(|work| {
            work.begun = None;
            work.any_written |= is_written;
        });
    }

    /// A signal ends these programs too.
    pub fn ends(&self, programs: Processes) {
        self.work(|work| work.programs.push(programs));
    }

    /// Ends all programs: nobody asks them any more.
    pub fn end_programs(&self) {
        for programs in self.work(|work| std::mem::take(&mut work.programs)) {
            programs.end();
        }
    }

    fn work<T>(&self, what: impl FnOnce(&mut Work) -> T) -> T {
        what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes away what was begun, and says what there is.
    #[cfg(unix)]
    fn abandon(&self) -> &'static str {
        self.end_programs();
        let (begun, any_written) = self.work(|work| (work.begun.take(), work.any_written));
        match begun.map_or(Left::Nothing, |begun| begun.now()) {
            Left::Finished => "interrupted; what is finished is kept, --resume continues",
            Left::Nothing if !any_written => "interrupted, nothing written",
            Left::Nothing | Left::Results => "interrupted, not everything was written",
        }
    }
}

#[cfg(unix)]
mod signals {
    use std::io::{self, IsTerminal, Write};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use std::time::Duration;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;
    use signal_hook::iterator::Signals;

    use super::Interrupts;

    /// What shells add to the number of the signal that ended a process.
    const ENDED_BY_SIGNAL: i32 = 128;

    /// Signals within this time are one: `timeout` sends its signal to the process and to its group.
    const SAME: Duration = Duration::from_millis(200);

    /// The first signal tidies up and ends the program; a second one that is not the same ends it at once.
    pub(super) fn listen(interrupts: Interrupts) -> io::Result<()> {
        let ends_at_once = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_shutdown(signal, ENDED_BY_SIGNAL + signal, Arc::clone(&ends_at_once))?;
        }
        let mut signals = Signals::new([SIGINT, SIGTERM])?;
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            if let Some(signal) = signals.forever().next() {
                thread::spawn(move || {
                    thread::sleep(SAME);
                    ends_at_once.store(true, Ordering::SeqCst);
                });
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
