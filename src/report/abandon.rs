//! Taking away what a run has begun to write, when the program must end.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How often a folder is removed while somebody still writes to it.
const TRIES: usize = 100;

/// Takes away the temporary folder of a [`Destination`](super::Destination), from any thread.
#[derive(Clone, Debug)]
pub struct Abandon(Arc<Mutex<State>>);

#[derive(Debug)]
enum State {
    /// Nothing is where results belong; the temporary folder may go at any time.
    Begun(PathBuf),
    /// Results are in place.
    Written,
}

impl Abandon {
    pub(super) fn new(temporary: &Path) -> Self {
        Self(Arc::new(Mutex::new(State::Begun(temporary.to_owned()))))
    }

    /// Runs what puts results into place, which nothing interrupts.
    pub(super) fn finish<E>(&self, publish: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        publish()?;
        *state = State::Written;
        Ok(())
    }

    /// Takes everything away; false when the results are in place already. No results are put into place afterwards:
    /// who tries waits for ever, so the program must end now.
    #[must_use]
    pub fn now(&self) -> bool {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let State::Begun(temporary) = &*state else { return false };
        for _ in 0..TRIES {
            if fs::remove_dir_all(temporary).is_ok() || !temporary.exists() {
                break;
            }
        }
        std::mem::forget(state);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::prepare;
    use super::super::testing::{EVERYTHING, write};
    use crate::experiment::testing::{grid_scenario, variant_results};
    use crate::scenario::Variant;

    #[test]
    fn what_was_begun_is_taken_away_from_another_thread_and_results_are_not() {
        let scenario = grid_scenario(&[2], &[80]);
        let made = |_: &Variant| variant_results(1, &[]);
        let place = tempfile::tempdir().expect("a temporary folder");
        let begun = prepare(place.path(), &scenario.name, false).expect("prepared");
        assert!(begun.abandon().now(), "nothing is written");
        assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 0);
        let whole = prepare(place.path(), &scenario.name, false).expect("prepared");
        let abandon = whole.abandon();
        let written = write(whole, EVERYTHING, &scenario, made).expect("written");
        assert!(!abandon.now(), "results are in place");
        assert!(written.join("manifest.json").is_file());
    }
}
