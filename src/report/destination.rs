//! A results folder that is replaced whole or not at all.
//!
//! New results are built in a temporary folder beside the destination. To publish them, the old results are renamed
//! into the temporary folder and the new ones out of it; if the second rename fails, the old results go back. A
//! process that is killed between the two leaves both whole in its temporary folder, and the next run into the same
//! place puts the old ones back before it starts. Runs into one place take turns at this ([`turn`](super::turn)); of
//! two that end with the same scenario, the results of the later one stay.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;

use super::abandon::Abandon;
use super::collect::collect;
use super::collected::Collected;
use super::files::Files;
use super::keeping::Keeping;
use super::manifest;
use super::output_error::{CHOOSE_ANOTHER, MOVE_AWAY, NO_LINK, NOT_OURS, OutputError};
use super::spool::Spool;
use super::turn::Turn;
use crate::scenario::Scenario;

/// In the temporary folder: locked while its process lives.
const LOCK: &str = "lock";
/// In the temporary folder: the results being written.
pub(super) const NEW: &str = "new";
/// In the temporary folder: the results being replaced.
const OLD: &str = "old";
/// In the temporary folder: what runs left until all have ended.
const SPOOL: &str = "spool";

/// A place for the results of one scenario that is known to be writable.
#[derive(Debug)]
pub struct Destination {
    /// Where the results will be.
    target: PathBuf,
    // Fields are dropped in this order, and some systems do not remove a folder with an open file in it.
    lock: File,
    temporary: Temporary,
    resume: bool,
    interrupted: bool,
    /// Whether any run is finished.
    finished: Arc<AtomicBool>,
}

/// The temporary folder, which goes with its destination. One that was abandoned belongs to whoever did so: what is left
/// in it is to be resumed.
#[derive(Debug)]
struct Temporary {
    folder: TempDir,
    abandon: Abandon,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        self.abandon.wait();
    }
}

/// Makes sure that `folder/<name>/` can be written, before any time is spent on simulating.
///
/// Creates `folder`, tidies up after killed runs, and holds a temporary folder until the destination is written to or
/// dropped. To `resume` takes over what runs left that were killed.
///
/// # Errors
///
/// When `name` is no plain file name, when a file or a folder that holds no results is in the way, when another run keeps
/// the folder to itself, or when nothing can be created there.
pub fn prepare(folder: &Path, name: &str, resume: bool) -> Result<Destination, OutputError> {
    let target = folder.join(name);
    if !is_plain(name) {
        return Err(OutputError::refused(
            &target,
            "the scenario's name is the name of a folder, and must have no slash and no dot at its start",
            "give the scenario another name",
        ));
    }
    let failed = |cause| OutputError::new(folder, cause, CHOOSE_ANOTHER);
    if let Some(file) = folder.ancestors().find(|path| path.exists()).filter(|path| !path.is_dir()) {
        let cause = format!("{} is there, and is not a folder", file.display());
        return Err(OutputError::refused(folder, &cause, CHOOSE_ANOTHER));
    }
    fs::create_dir_all(folder).map_err(failed)?;
    let prefix = format!(".{name}.");
    let turn = Turn::wait(folder)?;
    let temporary = tempfile::Builder::new().prefix(&prefix).tempdir_in(folder).map_err(failed)?;
    let lock = File::create(temporary.path().join(LOCK)).map_err(failed)?;
    match lock.lock() {
        // Some network file systems have no locks; there leftovers of killed runs stay.
        Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(failed(error)),
        _ => {}
    }
    fs::create_dir(temporary.path().join(NEW)).map_err(failed)?;
    // Before anything is taken from an interrupted run, which would be lost here.
    refuse_anything_but_results(&target)?;
    let spool = resume.then(|| temporary.path().join(SPOOL));
    let interrupted = tidy_up(folder, &prefix, &target, &turn, spool.as_deref()).map_err(failed)?;
    let abandon = Abandon::new(temporary.path());
    let finished = Arc::new(AtomicBool::new(resume && interrupted));
    abandon.keep_if(&finished);
    let temporary = Temporary { folder: temporary, abandon };
    Ok(Destination { target, lock, temporary, resume, interrupted, finished })
}

impl Destination {
    /// Where the results will be.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.target
    }

    /// What takes away all that was begun, from any thread and at any time.
    #[must_use]
    pub fn abandon(&self) -> Abandon {
        self.temporary.abandon.clone()
    }

    /// As if the process ended now.
    #[cfg(test)]
    pub(super) fn forget_but_the_lock(self) {
        let Self { lock, temporary, .. } = self;
        drop(lock);
        std::mem::forget(temporary);
    }

    /// Whether runs of the scenario were killed before they could write results.
    #[must_use]
    pub const fn was_interrupted(&self) -> bool {
        self.interrupted
    }

    /// Where runs put what they leave, with what is there already if they are resumed.
    ///
    /// # Errors
    ///
    /// When nothing can be written or read there, or what is to be resumed is something else; that stays where it is.
    pub fn spool<'s>(&mut self, scenario: &'s Scenario, keeping: Keeping) -> Result<Spool<'s>, OutputError> {
        let path = self.in_temporary(SPOOL);
        let opened = Spool::open(&path, scenario, keeping).inspect(|spool| {
            self.finished = spool.finished();
            if self.resume {
                self.temporary.abandon.keep_if(&self.finished);
            }
        });
        opened.map_err(|cause| {
            self.temporary.folder.disable_cleanup(self.resume && self.interrupted);
            if cause.kind() != io::ErrorKind::AlreadyExists {
                return self.not_kept(cause);
            }
            OutputError::refused(
                &self.target,
                "the interrupted run that --resume would continue was of another scenario, other options or another version",
                "give the same as then, or leave --resume out to start anew",
            )
        })
    }

    /// What is said when what runs left cannot be kept or read.
    #[must_use]
    pub fn not_kept(&self, cause: io::Error) -> OutputError {
        OutputError::not_written(&self.in_temporary(SPOOL), cause)
    }

    /// Ends in vain. Where a disk is full, the runs that are finished stay for `--resume`, and the error says so.
    #[must_use]
    pub fn failed(self, error: OutputError) -> OutputError {
        if error.is_for_want_of_room() && self.leave_to_resume() {
            error.with_finished_runs_kept()
        } else {
            error
        }
    }

    /// Ends in vain, and leaves the runs that are finished for `--resume`; whether there are any.
    #[must_use]
    pub fn leave_to_resume(mut self) -> bool {
        let any = self.finished.load(Ordering::SeqCst);
        if any {
            self.temporary.abandon.keep_if(&self.finished);
            self.temporary.folder.disable_cleanup(true);
            // What is made of them is made again, and others may need the room.
            let _ = fs::remove_dir_all(self.in_temporary(NEW));
        }
        any
    }

    /// Writes the tables of what all runs left.
    ///
    /// # Errors
    ///
    /// When anything could not be written.
    pub fn collect<'s>(&self, spool: Spool<'s>) -> Result<Collected<'s>, OutputError> {
        let mut files = Files::new(&self.in_temporary(NEW));
        let results = collect(&spool, &mut files)?;
        Ok(Collected { results, spool, files })
    }

    /// Replaces what was there by what was written; returns where it is.
    ///
    /// # Errors
    ///
    /// When something that is no result is in the way, or another run keeps the folder to itself; what was there before is
    /// there again.
    pub fn publish(mut self) -> Result<PathBuf, OutputError> {
        // Somebody may have put something there while it ran.
        refuse_anything_but_results(&self.target)?;
        let new = self.in_temporary(NEW);
        sync_folder(&new);
        let turn = Turn::wait(self.target.parent().unwrap_or(Path::new("")))?;
        refuse_anything_but_results(&self.target)?;
        self.abandon()
            .finish(|| self.put_into_place(&new))
            .map_err(|cause| OutputError::not_written(&self.target, cause))?;
        let Self { target, lock, temporary, .. } = self;
        drop(lock);
        // The results are in place; what is left of the old ones is removed by the next run if not now.
        drop(temporary);
        drop(turn);
        Ok(target)
    }

    fn in_temporary(&self, name: &str) -> PathBuf {
        self.temporary.folder.path().join(name)
    }

    fn put_into_place(&mut self, new: &Path) -> io::Result<()> {
        let old = self.in_temporary(OLD);
        let replaces = self.target.exists();
        if replaces {
            fs::rename(&self.target, &old)?;
        }
        if let Err(cause) = fs::rename(new, &self.target) {
            if replaces && fs::rename(&old, &self.target).is_err() {
                // They stay where they are, whole, and the next run puts them back.
                self.temporary.folder.disable_cleanup(true);
            }
            return Err(cause);
        }
        if let Some(folder) = self.target.parent() {
            sync_folder(folder);
        }
        Ok(())
    }
}

/// Whether `name` names an entry of a folder on every system, and a visible one.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0'])
}

/// An empty folder may be replaced, and one in which everything is listed in this program's manifest; anything else is
/// somebody's work.
fn refuse_anything_but_results(target: &Path) -> Result<(), OutputError> {
    let Ok(known) = fs::symlink_metadata(target) else { return Ok(()) };
    if known.is_symlink() {
        let cause = "a symbolic link is there, and results would take its place";
        return Err(OutputError::refused(target, cause, NO_LINK));
    }
    if !known.is_dir() {
        return Err(OutputError::refused(target, "something that is not a folder is there", NOT_OURS));
    }
    let unreadable = |cause| OutputError::new(target, cause, CHOOSE_ANOTHER);
    let entries = fs::read_dir(target).map_err(unreadable)?;
    let names: BTreeSet<OsString> =
        entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>().map_err(unreadable)?;
    if names.is_empty() {
        return Ok(());
    }
    let Some(ours) = manifest::files_of(target) else {
        let cause = "the folder there holds something else than results: it has no manifest.json of Plimsoll";
        return Err(OutputError::refused(target, cause, NOT_OURS));
    };
    match names.difference(&ours).next() {
        None => Ok(()),
        Some(foreign) => {
            let cause =
                format!("the folder there also holds {}, which is not of Plimsoll", foreign.display());
            Err(OutputError::refused(target, &cause, MOVE_AWAY))
        }
    }
}

/// Puts back the old results of a run that was killed while replacing them, and removes what killed runs left, but for the
/// longest spool, which moves to `spool`. Whether there was one.
fn tidy_up(
    folder: &Path,
    prefix: &str,
    target: &Path,
    turn: &Turn,
    spool: Option<&Path>,
) -> io::Result<bool> {
    let mut most = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let left = entry.path();
        let ours = entry.file_name().to_str().is_some_and(|name| is_temporary(name, prefix));
        if !ours || !entry.file_type()?.is_dir() || is_in_use(&left, turn)? {
            continue;
        }
        let old = left.join(OLD);
        if old.is_dir() && !target.exists() {
            fs::rename(&old, target)?;
        }
        let left_over = left.join(SPOOL);
        let length = fs::symlink_metadata(&left_over).map_or(0, |metadata| metadata.len());
        if length > most {
            most = length;
            if let Some(spool) = spool {
                fs::rename(&left_over, spool)?;
            }
        }
        match fs::remove_dir_all(&left) {
            // A run that is done takes its own away.
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(most > 0)
}

/// The prefix and six letters or digits: another scenario's name may begin with this one's.
fn is_temporary(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether a run that lives has this temporary folder.
///
/// One without a lock was left by a run that was killed while it took its folder away: whoever makes one does so, lock
/// included, in a turn of its own. Where there are no turns, it may also be one that is being made this very moment.
fn is_in_use(left: &Path, turn: &Turn) -> io::Result<bool> {
    let path = left.join(LOCK);
    let lock = match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_file() => File::open(path)?,
        Ok(_) => return Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(!turn.is_ours_alone()),
        Err(error) => return Err(error),
    };
    match lock.try_lock() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Makes renames survive a power cut where the system allows it; a folder cannot be opened everywhere.
fn sync_folder(folder: &Path) {
    if let Ok(handle) = File::open(folder) {
        let _ = handle.sync_all();
    }
}
