//! A scenario in the making: sections with their lines, and the reason of each line that nobody wrote.

use crate::scenario::Resource;

/// A scenario in the making.
#[derive(Debug, Default)]
pub struct Draft {
    /// Its name.
    pub name: String,
    /// Lines before the first section.
    pub head: Vec<Line>,
    /// Its sections.
    pub entries: Vec<Entry>,
    /// What sections left out that have nothing left.
    pub dropped: Vec<Remark>,
}

/// A section, or an entry of one that is a list.
#[derive(Debug, Default)]
pub struct Entry {
    /// Its name with its brackets: `[simulation]`, `[[services]]`.
    pub header: String,
    /// What it describes, where that has a name.
    pub subject: Option<String>,
    /// Whether all of it is a comment, for a reader who wants it.
    pub is_offer: bool,
    /// What holds of what it takes without a line of its own: guesses that AWS makes as well.
    pub assumed: Vec<Remark>,
    /// What it takes from the folder, if it does.
    pub takes: Option<Resource>,
    /// Names of those that it takes; empty for all.
    pub only: Vec<String>,
    /// What it does not take, and why.
    pub left_out: Vec<Remark>,
    /// Names of those that another entry takes.
    pub elsewhere: Vec<String>,
    /// Its other lines.
    pub lines: Vec<Line>,
}

/// A line of a scenario.
#[derive(Clone, Debug)]
pub struct Line {
    /// The line.
    pub text: String,
    /// Why it says so, where that is a guess.
    pub because: Option<String>,
}

/// What was guessed or left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The line that was guessed, or the name of what was left out.
    pub what: String,
    /// Why.
    pub because: String,
    /// Whether it was left out.
    pub is_left_out: bool,
}

impl Line {
    /// A line that follows from what is described.
    pub fn known(text: impl Into<String>) -> Self {
        Self { text: text.into(), because: None }
    }

    /// A line that is a guess.
    pub fn guess(text: impl Into<String>, because: impl Into<String>) -> Self {
        Self { text: text.into(), because: Some(because.into()) }
    }
}

impl Entry {
    /// A section with these lines.
    pub fn of(header: &str, lines: Vec<Line>) -> Self {
        Self { header: header.to_owned(), lines, ..Self::default() }
    }

    /// A section that describes `subject` with these lines.
    pub fn about(subject: &str, header: &str, lines: Vec<Line>) -> Self {
        Self { subject: Some(subject.to_owned()), ..Self::of(header, lines) }
    }

    /// All of a kind that the folder has.
    pub fn taking(resource: Resource) -> Self {
        Self { header: format!("[[{}]]", resource.key()), takes: Some(resource), ..Self::default() }
    }

    /// Leaves one out.
    pub fn leave_out(&mut self, what: &str, because: impl Into<String>) {
        let remark = Remark { what: what.to_owned(), because: because.into(), is_left_out: true };
        self.left_out.push(remark);
    }
}

impl Draft {
    /// What was guessed or left out, in the order of the text.
    pub fn remarks(&self) -> Vec<Remark> {
        let guesses = |subject: Option<&str>, lines: &[Line]| -> Vec<Remark> {
            let of_line = |line: &Line| {
                let because = line.because.clone()?;
                let what = match subject {
                    Some(subject) => format!("{subject}: {}", line.text),
                    None => line.text.clone(),
                };
                Some(Remark { what, because, is_left_out: false })
            };
            lines.iter().filter_map(of_line).collect()
        };
        let mut all = guesses(None, &self.head);
        all.extend(self.dropped.iter().cloned());
        for entry in &self.entries {
            all.extend(entry.left_out.iter().cloned());
            all.extend(entry.assumed.iter().cloned());
            all.extend(guesses(entry.subject.as_deref(), &entry.lines));
        }
        all
    }
}
