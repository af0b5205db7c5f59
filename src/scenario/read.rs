//! Bytes of a file as text, within limits.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::limits::MAX_FILE_BYTES;
use super::node::{FileId, Span};
use super::{Problem, Problems, Sources};

/// The bytes of a file.
///
/// # Errors
///
/// Says why there are none, as part of a sentence: missing, not readable, a folder, too large.
pub fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = std::fs::metadata(path).map_err(|error| reason(&error))?;
    if metadata.is_dir() {
        return Err("it is a folder".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| reason(&error))?;
    // A pipe has no length: one byte more than allowed tells that it is too long.
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("it is larger than {} MiB", MAX_FILE_BYTES >> 20));
    }
    Ok(bytes)
}

/// Keeps a file's text; `None` when a problem was pushed because it is none.
pub fn keep(
    name: &str,
    bytes: Vec<u8>,
    aws_json: bool,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Option<FileId> {
    let (text, broken_at) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
        }
    };
    let file = if aws_json { sources.add_aws_json(name, text) } else { sources.add(name, text) };
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

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        _ => error.to_string(),
    }
}
