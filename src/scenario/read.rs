//! Bytes of a file as text, within limits.
//!
//! A scenario may come from somebody else, and a path in it may lead anywhere: only regular files are opened, and of a
//! file that looks like nothing that a scenario names, reports repeat nothing.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use super::expected::Expected;
use super::limits::{MAX_ALL_BYTES, MAX_FILE_BYTES};
use super::{Problem, Problems, Sources, folder};
use crate::tree::{FileId, Span};

/// Where the files that a scenario names are read.
pub type Files<'f> = dyn FileReader + 'f;

/// Reads what lies at a path. A function from paths to what is stored there is one.
pub trait FileReader {
    /// What lies there, as a whole.
    ///
    /// # Errors
    ///
    /// Says, as part of a sentence, why there is nothing.
    fn stored(&self, path: &Path) -> Result<Stored, String>;

    /// The file that lies there, to be read from its start to its end: a trace may be larger than memory.
    ///
    /// # Errors
    ///
    /// Says, as part of a sentence, why there is nothing.
    fn stream(&self, path: &Path) -> Result<Box<dyn Read>, String> {
        self.stored(path)?.into_bytes().map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn Read>)
    }
}

impl<F: Fn(&Path) -> Result<Stored, String>> FileReader for F {
    fn stored(&self, path: &Path) -> Result<Stored, String> {
        self(path)
    }
}

/// Files and folders on the disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl FileReader for Disk {
    fn stored(&self, path: &Path) -> Result<Stored, String> {
        stored(path)
    }

    fn stream(&self, path: &Path) -> Result<Box<dyn Read>, String> {
        let (file, length) = regular(path, u64::MAX)?;
        Ok(Box::new(file.take(length)))
    }
}

/// What lies at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// A file with these bytes.
    File(Vec<u8>),
    /// A folder: the paths of the JSON files in it and below, in order.
    Folder(Vec<PathBuf>),
}

impl Stored {
    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// Says, as part of a sentence, that it is none.
    pub fn into_bytes(self) -> Result<Vec<u8>, String> {
        match self {
            Self::File(bytes) => Ok(bytes),
            Self::Folder(_) => Err("it is a folder".to_owned()),
        }
    }
}

/// What lies at a path of the disk.
///
/// # Errors
///
/// Says, as part of a sentence, why it cannot be read.
pub fn stored(path: &Path) -> Result<Stored, String> {
    if path.is_dir() { folder::json_files(path).map(Stored::Folder) } else { bytes(path).map(Stored::File) }
}

/// The bytes of a regular file.
///
/// # Errors
///
/// Says why there are none, as part of a sentence: missing, not readable, no regular file, too large.
pub fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let (file, length) = regular(path, MAX_FILE_BYTES)?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    Ok(bytes)
}

/// A regular file of at most so many bytes, and how many it has: what grows meanwhile is read as far as it was.
fn regular(path: &Path, most: u64) -> Result<(File, u64), String> {
    // Before opening, too: to open a device may already do something.
    check(&std::fs::metadata(path).map_err(|error| reason(&error))?, most)?;
    let mut file = open(path).map_err(|error| reason(&error))?;
    let metadata = file.metadata().map_err(|error| reason(&error))?;
    check(&metadata, most)?;
    // Files such as `/proc/self/environ` pass for regular and empty ones.
    if metadata.len() == 0 && file.read(&mut [0]).map_err(|error| reason(&error))? > 0 {
        return Err("the system makes it up, it is not stored anywhere".to_owned());
    }
    Ok((file, metadata.len()))
}

/// Keeps a file's text; `None` when a problem was pushed because it is none.
pub fn keep(
    name: &str,
    bytes: Vec<u8>,
    expected: Expected,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Option<FileId> {
    if sources.bytes() + bytes.len() as u64 > MAX_ALL_BYTES {
        let limit = MAX_ALL_BYTES >> 20;
        let message = format!("with `{name}` the files of the scenario are larger than {limit} MiB together");
        problems.push(Problem::without_place(message).help("split the scenario"));
        return None;
    }
    let (text, broken_at) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
        }
    };
    let is_like_it = expected.is_like(&text);
    let aws_json = matches!(expected, Expected::AwsJson | Expected::Events);
    let file = if aws_json { sources.add_aws_json(name, text) } else { sources.add(name, text) };
    if !is_like_it {
        sources.withhold(file);
    }
    if let Some(at) = broken_at {
        let span = Span::new(file, at..at + char::REPLACEMENT_CHARACTER.len_utf8());
        problems.push(
            Problem::error(&span, format!("byte {at} is not UTF-8"))
                .label("no character")
                .help("save the file as UTF-8 text"),
        );
        return None;
    }
    Some(file)
}

fn check(metadata: &Metadata, most: u64) -> Result<(), String> {
    if metadata.is_dir() {
        return Err("it is a folder".to_owned());
    }
    if !metadata.is_file() {
        return Err("it is a pipe, a device or a socket; save what it gives to a file".to_owned());
    }
    if metadata.len() > most {
        return Err(format!("it is larger than {} MiB", most >> 20));
    }
    Ok(())
}

/// Opens without waiting: what was a regular file a moment ago may be a pipe without a writer now.
fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOCTTY);
    options.open(path)
}

/// Why a system refuses, as part of a sentence.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        _ => error.to_string(),
    }
}
