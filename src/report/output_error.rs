//! Output that could not be written: where, why, and what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::text::visible;

/// Why results were not written. Earlier results are as they were, and nothing else is left but what the remedy says.
#[derive(Debug)]
pub struct OutputError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the operating system said, or what is in the way.
    pub cause: io::Error,
    /// What to do.
    pub remedy: &'static str,
}

/// Remedy for a folder that cannot be written to.
pub(super) const CHOOSE_ANOTHER: &str = "choose a folder you may write to with --out";
/// Remedy for a disk without room.
const MAKE_ROOM: &str = "free space on the disk or choose another folder with --out, then run again";
/// Remedy for a disk that became full when runs were finished.
const RESUME: &str =
    "the runs that are finished are kept: free space on the disk, then run again with --resume";
/// Remedy for a folder that holds something else.
pub(super) const NOT_OURS: &str = "choose another folder with --out, or another name for the scenario";
/// Remedy for a link in the place of a folder.
pub(super) const NO_LINK: &str = "remove it, or let --out be a link in its stead: that one is followed";
/// Remedy for results with something else among them.
pub(super) const MOVE_AWAY: &str = "move it elsewhere, or choose another folder with --out";

impl OutputError {
    pub(super) fn new(path: &Path, cause: io::Error, remedy: &'static str) -> Self {
        Self { path: path.to_owned(), cause, remedy }
    }

    /// A write that broke off.
    pub(super) fn not_written(path: &Path, cause: io::Error) -> Self {
        let error = Self::new(path, cause, CHOOSE_ANOTHER);
        if error.is_for_want_of_room() { Self { remedy: MAKE_ROOM, ..error } } else { error }
    }

    /// Whether a disk is full, or a limit reached.
    pub(super) fn is_for_want_of_room(&self) -> bool {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        matches!(self.cause.kind(), StorageFull | QuotaExceeded | FileTooLarge)
    }

    pub(super) fn with_finished_runs_kept(self) -> Self {
        Self { remedy: RESUME, ..self }
    }

    pub(super) fn refused(path: &Path, cause: &str, remedy: &'static str) -> Self {
        Self::new(path, io::Error::other(cause.to_owned()), remedy)
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.to_string_lossy();
        write!(f, "cannot write {}: {}; {}", visible(&path), self.cause, self.remedy)
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}
