//! The lines of a file, however long it is, with as much of it in memory as one line takes.

use std::io::{BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::super::limits::MAX_TRACE_LINE;
use super::record::Record;

/// Bytes that are read at once.
const BUFFER: usize = 1 << 16;

/// Why a file cannot be read further: a sentence, and the line where it is about one.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    pub line: Option<u64>,
    pub message: String,
}

impl Broken {
    pub fn whole(message: impl Into<String>) -> Self {
        Self { line: None, message: message.into() }
    }

    pub fn at(line: u64, message: impl Into<String>) -> Self {
        Self { line: Some(line), message: message.into() }
    }
}

/// A file as a stream of bytes; what gzip has compressed is told by its first bytes and decompressed.
pub fn decompressed<'r>(read: impl Read + 'r) -> Result<Box<dyn BufRead + 'r>, Broken> {
    let mut reader = BufReader::with_capacity(BUFFER, read);
    let is_gzip = reader.fill_buf().map_err(|error| unreadable(&error))?.starts_with(&[0x1f, 0x8b]);
    Ok(if is_gzip {
        Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(reader)))
    } else {
        Box::new(reader)
    })
}

pub fn unreadable(error: &std::io::Error) -> Broken {
    Broken::whole(format!("the file cannot be read to its end: {error}"))
}

/// Lines that are not blank and no comments.
pub struct Lines<'r> {
    reader: Box<dyn BufRead + 'r>,
    comment: Option<String>,
    line: u64,
    bytes: Vec<u8>,
}

impl<'r> Lines<'r> {
    pub fn new(reader: Box<dyn BufRead + 'r>, comment: Option<String>) -> Self {
        Self { reader, comment, line: 0, bytes: Vec::new() }
    }

    /// The next line as the text of `record`; `false` behind the last one.
    pub fn read(&mut self, record: &mut Record) -> Result<bool, Broken> {
        loop {
            self.bytes.clear();
            let most = MAX_TRACE_LINE + 1;
            let read = (&mut self.reader).take(most).read_until(b'\n', &mut self.bytes);
            if read.map_err(|error| unreadable(&error))? == 0 {
                return Ok(false);
            }
            self.line += 1;
            if self.bytes.len() as u64 == most {
                let limit = MAX_TRACE_LINE >> 20;
                return Err(Broken::at(self.line, format!("the line is longer than {limit} MiB")));
            }
            let mut bytes = self.bytes.as_slice();
            if self.line == 1 {
                bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
            }
            let Ok(text) = std::str::from_utf8(bytes) else {
                return Err(Broken::at(self.line, "the line is not UTF-8"));
            };
            let text = text.trim_end_matches(['\n', '\r']);
            let inner = text.trim_start();
            let is_comment = self.comment.as_ref().is_some_and(|sign| inner.starts_with(sign));
            if !inner.is_empty() && !is_comment {
                record.text.clear();
                record.text += text;
                record.line = self.line;
                return Ok(true);
            }
        }
    }
}
