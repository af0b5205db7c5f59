//! Bytes that are too many for memory, in a temporary file without a name: it is gone with whoever reads it last.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A temporary file that grows.
#[derive(Clone, Debug)]
pub struct Spill(Arc<Mutex<File>>);

/// A part of it.
#[derive(Clone, Debug)]
pub struct Spilled {
    spill: Spill,
    at: u64,
    len: usize,
}

impl Spill {
    /// An empty one.
    ///
    /// # Errors
    ///
    /// When the system's folder for temporary files takes none.
    pub fn new() -> io::Result<Self> {
        Ok(Self(Arc::new(Mutex::new(tempfile::tempfile()?))))
    }

    /// Adds bytes at its end.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub fn append(&self, bytes: &[u8]) -> io::Result<Spilled> {
        let mut file = self.file();
        let at = file.seek(SeekFrom::End(0))?;
        file.write_all(bytes)?;
        Ok(Spilled { spill: self.clone(), at, len: bytes.len() })
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Spilled {
    /// How many bytes they are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Fills `bytes` with those from `offset` on.
    ///
    /// # Panics
    ///
    /// When the disk does not give back what was written: nobody else has the file.
    pub fn read(&self, offset: usize, bytes: &mut [u8]) {
        let mut file = self.spill.file();
        let read = file.seek(SeekFrom::Start(self.at + offset as u64)).and_then(|_| file.read_exact(bytes));
        read.expect("a temporary file gives back what was written to it");
    }
}
