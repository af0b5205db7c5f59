//! The files of a results folder, each through a buffer that counts and hashes what goes by.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use xxhash_rust::xxh3::Xxh3;

use super::output_error::OutputError;

/// A file that was written, as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub name: String,
    pub bytes: u64,
    pub xxh3: u64,
}

/// A folder that exists, and what was written into it.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    written: Vec<Written>,
}

/// A file that is being written; clones write to the same.
#[derive(Clone)]
pub(super) struct Open {
    name: String,
    to: Arc<Mutex<Counting>>,
}

struct Counting {
    to: BufWriter<File>,
    bytes: u64,
    hash: Xxh3,
}

impl Files {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), written: Vec::new() }
    }

    /// Where a file of this name is.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What was written so far, in the order of the alphabet.
    pub(super) fn written(&self) -> Vec<Written> {
        let mut all = self.written.clone();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }

    /// Begins a file.
    pub(super) fn open(&self, name: &str) -> Result<Open, OutputError> {
        let file = File::create(self.path(name)).map_err(|cause| self.failed(name, cause))?;
        let counting = Counting { to: BufWriter::new(file), bytes: 0, hash: Xxh3::new() };
        Ok(Open { name: name.to_owned(), to: Arc::new(Mutex::new(counting)) })
    }

    /// Ends a file: it is on the disk.
    pub(super) fn close(&mut self, open: &Open) -> Result<(), OutputError> {
        let mut of = open.to.lock().unwrap_or_else(PoisonError::into_inner);
        let on_disk = of.to.flush().and_then(|()| of.to.get_ref().sync_all());
        on_disk.map_err(|cause| self.failed(&open.name, cause))?;
        self.written.push(Written { name: open.name.clone(), bytes: of.bytes, xxh3: of.hash.digest() });
        Ok(())
    }

    /// Writes a whole file.
    pub(super) fn write(
        &mut self,
        name: &str,
        content: impl FnOnce(&mut Open) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let mut open = self.open(name)?;
        content(&mut open).map_err(|cause| self.failed(name, cause))?;
        self.close(&open)
    }

    /// What is said when a file of this folder cannot be written.
    pub(super) fn failed(&self, name: &str, cause: io::Error) -> OutputError {
        OutputError::not_written(&self.path(name), cause)
    }
}

impl Open {
    /// The file's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Write for Open {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let mut of = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        let written = of.to.write(data)?;
        of.hash.update(&data[..written]);
        of.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.lock().unwrap_or_else(PoisonError::into_inner).to.flush()
    }
}
