//! The files a scenario was read from, kept for pointing at them.

use super::node::{FileId, Span};

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
    /// The numbers of the lines that are kept, where these are not all, and the bytes at which they start.
    pub lines: Option<Vec<(u64, usize)>>,
}

/// Bytes of a line that are kept of a file of which only some lines are.
const KEPT_OF_LINE: usize = 200;

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
            lines: None,
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
            lines: None,
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
            lines: None,
        })
    }

    /// Keeps a file of which only the lines that are pointed at are kept. Reports show none of them until [`Self::show`] lets
    /// them.
    pub(crate) fn add_by_lines(&mut self, name: impl Into<String>) -> FileId {
        self.keep(Source {
            name: name.into(),
            text: String::new(),
            aws_json: false,
            quotable: false,
            is_option: false,
            lines: Some(Vec::new()),
        })
    }

    /// Keeps a line of such a file, from its start; none of a number below one that was kept before.
    pub(crate) fn add_line(&mut self, id: FileId, number: u64, text: &str) -> Span {
        let source = &mut self.0[id.0 as usize];
        let lines = source.lines.get_or_insert_default();
        if lines.last().is_none_or(|(last, _)| *last != number) {
            lines.push((number, source.text.len()));
            let line = text.lines().next().unwrap_or_default();
            source.text += &line[..line.floor_char_boundary(KEPT_OF_LINE)];
            source.text.push('\n');
        }
        let start = lines.last().map_or(0, |(_, start)| *start);
        Span::new(id, start..source.text.len() - 1)
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
