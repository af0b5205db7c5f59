//! What is known of a file that is read from its start to its end and not kept.

use std::io::Read;

use xxhash_rust::xxh3::Xxh3;

/// A file that takes more bytes than this is known by its hash alone.
pub const MOST_KEPT: usize = 1_000_000;

/// How many bytes a file has, their hash, and they themselves unless they are many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub bytes: u64,
    pub xxh3: u128,
    /// Its text, if it is some and not large.
    pub text: Option<String>,
}

/// Counts and hashes what is read through it.
pub struct Tallied<R> {
    of: R,
    bytes: u64,
    hash: Xxh3,
    kept: Vec<u8>,
}

impl<R: Read> Tallied<R> {
    pub fn of(of: R) -> Self {
        Self { of, bytes: 0, hash: Xxh3::new(), kept: Vec::new() }
    }

    /// What is known once the rest of the file was read, as far as it can be.
    pub fn finish(mut self) -> Tally {
        let mut buffer = vec![0; 1 << 16];
        while self.read(&mut buffer).is_ok_and(|read| read > 0) {}
        let is_whole = self.kept.len() as u64 == self.bytes;
        let text = is_whole.then(|| String::from_utf8(self.kept).ok()).flatten();
        Tally { bytes: self.bytes, xxh3: self.hash.digest128(), text }
    }
}

impl<R: Read> Read for Tallied<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.of.read(buffer)?;
        let read_now = &buffer[..read];
        self.hash.update(read_now);
        self.bytes += read as u64;
        if self.bytes <= MOST_KEPT as u64 {
            self.kept.extend_from_slice(read_now);
        }
        Ok(read)
    }
}
