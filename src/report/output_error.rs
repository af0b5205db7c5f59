//! Output that could not be written: where, why, and what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::text::visible;

/// Why results were not written. Nothing is left behind, and earlier results are as they were.
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
/// Remedy for a folder that holds something else.
pub(super) const NOT_OURS: &str = "choose another folder with --out, or another name for the scenario";
/// Remedy for results with something else among them.
pub(super) const MOVE_AWAY: &str = "move it elsewhere, or choose another folder with --out";

impl OutputError {
    pub(super) fn new(path: &Path, cause: io::Error, remedy: &'static str) -> Self {
        Self { path: path.to_owned(), cause, remedy }
    }

    /// A write that broke off.
    pub(super) fn not_written(path: &Path, cause: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        let is_full = matches!(cause.kind(), StorageFull | QuotaExceeded | FileTooLarge);
        Self::new(path, cause, if is_full { MAKE_ROOM } else { CHOOSE_ANOTHER })
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
