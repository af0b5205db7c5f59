//! The files a scenario was read from, kept for pointing at them.

use super::node::FileId;

/// A file's name as the user gave it, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name for reports.
    pub name: String,
    /// Whole text.
    pub text: String,
    /// Whether it is AWS JSON: written by tools, not by hand, and perhaps for a newer API.
    pub aws_json: bool,
    /// Whether reports may repeat what it holds: not of a file that looks like nothing that a scenario names.
    pub quotable: bool,
    /// Whether it is no file but what an option of the command line says.
    pub is_option: bool,
}

/// All files read so far.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Keeps a file that was written for Plimsoll.
    ///
    /// # Panics
    ///
    /// With 2^32 files.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.keep(Source {
            name: name.into(),
            text: text.into(),
            aws_json: false,
            quotable: true,
            is_option: false,
        })
    }

    /// Keeps what an option of the command line says.
    ///
    /// # Panics
    ///
    /// With 2^32 files.
    pub fn add_option(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.keep(Source {
            name: name.into(),
            text: text.into(),
            aws_json: false,
            quotable: true,
            is_option: true,
        })
    }

    /// Keeps a file of AWS JSON.
    ///
    /// # Panics
    ///
    /// With 2^32 files.
    pub fn add_aws_json(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.keep(Source {
            name: name.into(),
            text: text.into(),
            aws_json: true,
            quotable: true,
            is_option: false,
        })
    }

    /// A file that was kept.
    #[must_use]
    pub fn get(&self, id: FileId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// Whether a file is AWS JSON.
    #[must_use]
    pub fn is_aws_json(&self, id: FileId) -> bool {
        self.get(id).aws_json
    }

    /// Makes reports show nothing of a file but positions.
    pub(crate) fn withhold(&mut self, id: FileId) {
        self.0[id.0 as usize].quotable = false;
    }

    /// Lets reports repeat a file again.
    pub(crate) fn show(&mut self, id: FileId) {
        self.0[id.0 as usize].quotable = true;
    }

    /// Bytes of all files.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.iter().map(|source| source.text.len() as u64).sum()
    }

    fn keep(&mut self, source: Source) -> FileId {
        let id = FileId(u32::try_from(self.0.len()).expect("few files"));
        self.0.push(source);
        id
    }
}
