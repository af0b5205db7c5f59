//! The files a scenario was read from, kept for pointing at them.

use super::node::FileId;

/// A file's name as the user gave it, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name for reports.
    pub name: String,
    /// Whole text.
    pub text: String,
}

/// All files read so far.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Keeps a file.
    ///
    /// # Panics
    ///
    /// With 2^32 files.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.0.len()).expect("few files"));
        self.0.push(Source { name: name.into(), text: text.into() });
        id
    }

    /// A file that was kept.
    #[must_use]
    pub fn get(&self, id: FileId) -> &Source {
        &self.0[id.0 as usize]
    }
}
