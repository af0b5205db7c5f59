//! Taking away what a run has begun to write, when the program must end.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::destination::NEW;

/// How often a folder is removed while somebody still writes to it.
const TRIES: usize = 100;

/// Takes away the temporary folder of a [`Destination`](super::Destination), from any thread, but for what is to be resumed.
#[derive(Clone, Debug)]
pub struct Abandon(Arc<Mutex<State>>);

/// What there is of a run that was abandoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing.
    Nothing,
    /// The runs that are finished, which can be resumed.
    Finished,
    /// Results, which were in place already.
    Results,
}

#[derive(Debug)]
enum State {
    /// Nothing is where results belong; the temporary folder may go at any time.
    Begun {
        temporary: PathBuf,
        /// Whether there is anything in it that stays.
        keeps: Arc<AtomicBool>,
    },
    /// Results are in place.
    Written,
}

impl Abandon {
    pub(super) fn new(temporary: &Path) -> Self {
        let (temporary, keeps) = (temporary.to_owned(), Arc::default());
        Self(Arc::new(Mutex::new(State::Begun { temporary, keeps })))
    }

    /// From now on runs that are finished stay, once there are any.
    pub(super) fn keep_if(&self, finished: &Arc<AtomicBool>) {
        if let State::Begun { keeps, .. } = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            keeps.clone_from(finished);
        }
    }

    /// Returns at once, or never where all was abandoned.
    pub(super) fn wait(&self) {
        drop(self.0.lock());
    }

    /// Runs what puts results into place, which nothing interrupts.
    pub(super) fn finish<E>(&self, publish: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        publish()?;
        *state = State::Written;
        Ok(())
    }

    /// Takes away everything that does not stay. No results are put into place afterwards: who tries waits for ever, so
    /// the program must end now.
    #[must_use]
    pub fn now(&self) -> Left {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let State::Begun { temporary, keeps } = &*state else { return Left::Results };
        let (goes, left) = if keeps.load(Ordering::SeqCst) {
            (&temporary.join(NEW), Left::Finished)
        } else {
            (temporary, Left::Nothing)
        };
        for _ in 0..TRIES {
            if fs::remove_dir_all(goes).is_ok() || !goes.exists() {
                break;
            }
        }
        std::mem::forget(state);
        left
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::testing::{EVERYTHING, spooled, write};
    use super::super::{Left, prepare};
    use crate::experiment::testing::{grid_scenario, variant_results};
    use crate::scenario::Variant;

    #[test]
    fn what_was_begun_is_taken_away_from_another_thread_and_results_are_not() {
        let scenario = grid_scenario(&[2], &[80]);
        let made = |_: &Variant| variant_results(1, &[]);
        let place = tempfile::tempdir().expect("a temporary folder");
        let begun = prepare(place.path(), &scenario.name, false).expect("prepared");
        assert_eq!(begun.abandon().now(), Left::Nothing);
        begun.forget_but_the_lock();
        assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 0);
        let whole = prepare(place.path(), &scenario.name, false).expect("prepared");
        let abandon = whole.abandon();
        let written = write(whole, EVERYTHING, &scenario, made).expect("written");
        assert_eq!(abandon.now(), Left::Results);
        assert!(written.join("manifest.json").is_file());
    }

    #[test]
    fn what_is_finished_stays_where_a_run_is_resumed_and_is_resumed_again() {
        let scenario = grid_scenario(&[2, 3], &[80]);
        let made = |_: &Variant| variant_results(1, &[]);
        let place = tempfile::tempdir().expect("a temporary folder");
        for (resume, left) in [(false, Left::Nothing), (true, Left::Nothing)] {
            let mut begun = prepare(place.path(), &scenario.name, resume).expect("prepared");
            let spool = begun.spool(&scenario, EVERYTHING).expect("opened");
            assert_eq!((begun.abandon().now(), spool.runs_kept()), (left, 0));
            begun.forget_but_the_lock();
        }
        for runs in [0, 1, 1] {
            let mut begun = prepare(place.path(), &scenario.name, true).expect("prepared");
            let spool = begun.spool(&scenario, EVERYTHING).expect("opened");
            assert_eq!(spool.runs_kept(), runs);
            spooled(&spool, 0, made).expect("kept");
            assert_eq!(begun.abandon().now(), Left::Finished);
            drop(spool);
            begun.forget_but_the_lock();
        }
        assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 1);
    }
}
