//! Runs into one folder take turns at making, moving and removing folders in it.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::output_error::OutputError;

/// How often a turn is tried for: ten seconds in all. It lasts milliseconds, unless much has to be removed.
const TRIES: u32 = 500;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// The folder's lock while it is held; `None` where folders have no locks, as in Windows and on some network file systems.
pub(super) struct Turn(Option<File>);

impl Turn {
    /// Waits for the other runs that change `folder`.
    pub(super) fn wait(folder: &Path) -> Result<Self, OutputError> {
        Self::try_for(folder, TRIES)
    }

    fn try_for(folder: &Path, tries: u32) -> Result<Self, OutputError> {
        // The folder itself is locked, so that nothing stays behind in it.
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let Ok(handle) = File::open(folder) else { return Ok(Self(None)) };
        for _ in 0..tries {
            match handle.try_lock() {
                Ok(()) => return Ok(Self(Some(handle))),
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(_)) => return Ok(Self(None)),
            }
        }
        let cause = "another run is writing there and does not come to an end";
        Err(OutputError::refused(folder, cause, "wait for it, or choose another folder with --out"))
    }

    /// Whether no other run changes the folder now.
    pub(super) const fn is_ours_alone(&self) -> bool {
        self.0.is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io;

    use super::super::prepare;
    use super::super::testing::write_folder;
    use super::Turn;
    use crate::experiment::testing::{grid_scenario, variant_results};
    use crate::scenario::Variant;

    /// A run that takes its temporary folder away removes files in any order: the lock may be first.
    #[test]
    fn the_next_run_removes_what_one_killed_while_tidying_up_left() -> io::Result<()> {
        let scenario = grid_scenario(&[2], &[80]);
        let made = |_: &Variant| variant_results(1, &[]);
        let place = tempfile::tempdir()?;
        let written = write_folder(&scenario, made, place.path()).expect("written");
        for (name, inside) in [("Ab12Cd", "old"), ("Zz99zZ", "new"), ("000000", "")] {
            let left = place.path().join(format!(".{}.{name}", scenario.name));
            fs::create_dir_all(left.join(inside))?;
            if !inside.is_empty() {
                fs::write(left.join(inside).join("tasks.csv"), "half")?;
            }
        }
        drop(prepare(place.path(), &scenario.name, false).expect("prepared"));
        let names: Vec<_> =
            fs::read_dir(place.path())?.map(|entry| entry.expect("an entry").path()).collect();
        assert_eq!(names, [written]);
        Ok(())
    }

    #[test]
    fn runs_that_end_at_once_take_turns() {
        let scenario = grid_scenario(&[2], &[80]);
        let made = |_: &Variant| variant_results(1, &[]);
        let place = tempfile::tempdir().expect("a temporary folder");
        std::thread::scope(|threads| {
            for _ in 0..8 {
                threads.spawn(|| {
                    for _ in 0..5 {
                        write_folder(&scenario, made, place.path()).expect("written in turn");
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 1);
    }

    /// A run that is stopped in its turn keeps the others waiting, for a while.
    #[cfg(unix)]
    #[test]
    fn who_waits_in_vain_is_told_that_another_run_is_there() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let first = Turn::wait(place.path()).expect("nobody else is there");
        assert!(first.is_ours_alone());
        let refused = Turn::try_for(place.path(), 2).err().expect("it is taken").to_string();
        assert!(refused.contains("another run is writing there") && refused.contains("--out"), "{refused}");
        drop(first);
        assert!(Turn::try_for(place.path(), 2).is_ok());
    }
}
