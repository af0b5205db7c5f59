//! What is told of a trace: wrong rows each at its line, and what was left out in one sentence.

use super::super::{Problem, Problems, Sources};
use super::lines::Broken;
use super::record::Record;
use crate::text::shortened;
use crate::tree::{FileId, Span};

/// More bad rows than this are only counted.
const MOST_TOLD: u64 = 100;

/// What is told of one file.
pub struct Report<'r> {
    pub sources: &'r mut Sources,
    pub file: FileId,
    /// Where the scenario names it.
    pub named_at: Span,
    /// What is wrong with rows.
    pub rows: Problems,
    /// How many rows are wrong.
    pub bad: u64,
    pub left_out: LeftOut,
}

/// Rows that are no calls.
#[derive(Debug, Default)]
pub struct LeftOut {
    /// All rows of the file.
    pub rows: u64,
    /// Rows for which `where` does not hold.
    pub filtered: u64,
    /// Rows without a time.
    pub timeless: u64,
    /// Rows before time 0.
    pub before: u64,
    /// Rows later than any simulation.
    pub after: u64,
    /// Rows that ask for no task.
    pub empty: u64,
    /// Cells that hold nothing, by field.
    pub unknown: [(&'static str, u64); 6],
    /// Tasks whose end was not met.
    pub open: u64,
}

impl Report<'_> {
    /// The place of a row.
    pub fn place(&mut self, record: &Record) -> Span {
        self.sources.add_line(self.file, record.line, &record.text)
    }

    /// Tells what is wrong with a row, unless very many are.
    pub fn wrong(&mut self, record: &Record, problem: impl FnOnce(&Span) -> Problem) {
        let mut found = Problems::default();
        if self.bad < MOST_TOLD {
            found.push(problem(&self.place(record)));
        }
        self.wrong_by(found);
    }

    /// As [`Self::wrong`], for problems that are at hand.
    pub fn wrong_by(&mut self, found: Problems) {
        self.bad += 1;
        if self.bad <= MOST_TOLD {
            self.rows.extend(found);
        }
    }

    /// A problem with the file as a whole, or with a line behind which it is not read.
    pub fn broken(&mut self, broken: Broken, problems: &mut Problems) {
        let Broken { line, message } = broken;
        let place =
            line.map_or_else(|| self.named_at.clone(), |line| self.sources.add_line(self.file, line, ""));
        let problem = Problem::error(&place, message).label("not read any further");
        problems.push(
            problem.help("mend the file, or say with `header`, `separator` and `comment` how it is laid out"),
        );
    }

    /// What was left out without being asked for, and what rows do not say: one warning.
    pub fn summary(&self, is_mapped: bool) -> Option<Problem> {
        let of = &self.left_out;
        let left_out = [
            (of.timeless, "without a time are left out"),
            (of.before, "before time 0 are left out"),
            (of.after, "a hundred years later are left out"),
        ];
        let some = |(rows, what): &(u64, &str)| (*rows > 0).then(|| format!("{rows} {what}"));
        let mut parts: Vec<String> = left_out.iter().filter_map(some).collect();
        let is_whole = parts.is_empty();
        if is_mapped {
            let unknown = of.unknown.iter().filter(|(_, rows)| *rows > 0);
            parts.extend(
                unknown.map(|(name, rows)| format!("{rows} do not say `{name}` and take that of the stream")),
            );
        }
        if of.open > 0 {
            parts.push(format!("{} have no end and run as long as the stream says", of.open));
        }
        (!parts.is_empty()).then(|| {
            let taken = of.rows - of.filtered;
            let message = format!("of {taken} rows of the trace, {}", parts.join(", "));
            let (label, help) = if is_whole {
                (
                    "not all rows say all",
                    "say `first(column, 1)` to give them a value of their own, or leave them out by `where`",
                )
            } else {
                ("not all of it is simulated", "leave such rows out by `where`, or move time 0 by `origin`")
            };
            Problem::warning(&self.named_at, message).label(label).help(help)
        })
    }

    /// Told of a file without a call.
    pub fn nothing(&self) -> Problem {
        let of = &self.left_out;
        let message = if of.rows == 0 {
            "the file holds no arrivals".to_owned()
        } else {
            format!(
                "none of the {} rows of the file is an arrival: for {} `where` does not hold, {} have no time, \
                 {} come before time 0, {} ask for no task",
                of.rows, of.filtered, of.timeless, of.before, of.empty
            )
        };
        let problem = Problem::error(&self.named_at, message);
        problem.help("write a header such as at,count and a row for each call")
    }
}

/// A cell, or what was computed of cells, that is not what it should be.
pub fn wrong_cell(place: &Span, name: &str, what: &str, help: &'static str) -> Problem {
    let message = format!("`{name}`: {}", shortened(what));
    Problem::error(place, message).label("this row").help(help)
}
