//! How wide texts and tables may be.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width as Columns};

/// Texts that go to a file or a pipe have lines of this length, the same on every machine.
const TEXT_WITHOUT_TERMINAL: u16 = 120;

/// Columns that texts and tables may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width {
    /// Columns of texts.
    text: u16,
    /// Columns of tables; `None` for as many as they need.
    tables: Option<u16>,
}

impl Width {
    /// A file or a pipe, in which no table is broken into lines.
    pub const UNBOUNDED: Self = Self { text: TEXT_WITHOUT_TERMINAL, tables: None };

    /// A terminal of so many columns.
    #[must_use]
    pub const fn of_terminal(columns: u16) -> Self {
        Self { text: columns, tables: Some(columns) }
    }

    /// At least so many columns, whatever the terminal has.
    #[must_use]
    pub fn at_least(self, columns: u16) -> Self {
        Self { text: self.text.max(columns), tables: self.tables.map(|tables| tables.max(columns)) }
    }

    /// Breaks a text at spaces so that no line is longer than it may be, where words allow. Each line stands behind
    /// `indent`; where there is one, those after the first are indented further.
    ///
    /// # Panics
    ///
    /// Never: there is a first line.
    #[must_use]
    pub fn wrap(self, text: &str, indent: &str) -> String {
        let mut lines = vec![indent.to_owned()];
        for word in text.split(' ') {
            let line = lines.last_mut().expect("there is a first line");
            let is_start = line.trim().is_empty();
            if !is_start && line.chars().count() + 1 + word.chars().count() > usize::from(self.text) {
                lines.push(format!("{indent}{}{word}", if indent.is_empty() { "" } else { "  " }));
            } else {
                if !is_start {
                    line.push(' ');
                }
                line.push_str(word);
            }
        }
        lines.join("\n")
    }

    /// Whether a table that takes so many columns when nothing in it wraps may do so.
    pub(super) fn holds(self, table: usize) -> bool {
        self.tables.is_none_or(|tables| table <= usize::from(tables))
    }

    /// Columns of tables where these have a limit.
    pub(super) fn tables(self) -> Option<usize> {
        self.tables.map(usize::from)
    }

    /// Has a table with its header and rows take what it may: cells are broken into lines between words, and a table is
    /// wider than it should be rather than that a word is broken.
    pub fn fit(self, table: &mut Table) {
        table.force_no_tty();
        let Some(tables) = self.tables else { return };
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(tables);
        let columns = table.column_count();
        let longest = longest_words(table, columns);
        for (column, longest) in table.column_iter_mut().zip(longest) {
            let boundary = Columns::Fixed(longest.saturating_add(column.padding_width()));
            if column.constraint().is_none() {
                column.set_constraint(ColumnConstraint::LowerBoundary(boundary));
            }
        }
    }
}

/// Of each column, the characters of its longest word.
fn longest_words(table: &Table, columns: usize) -> Vec<u16> {
    let mut longest = vec![0; columns];
    for row in table.header().into_iter().chain(table.row_iter()) {
        for (longest, cell) in longest.iter_mut().zip(row.cell_iter()) {
            let content = cell.content();
            let word = content.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
            *longest = u16::try_from(word).unwrap_or(u16::MAX).max(*longest);
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(width: Width) -> String {
        let mut table = Table::new();
        table.load_style(comfy_table::presets::ASCII_MARKDOWN).set_header(["name", "what it is"]);
        table.add_row(["services.web.availability", "time in which enough are healthy"]);
        width.fit(&mut table);
        table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
    }

    #[test]
    fn no_word_is_broken_at_any_width() {
        for columns in 1..90 {
            let shown = shown(Width::of_terminal(columns));
            for word in ["services.web.availability", "time", "which", "enough", "healthy", "what"] {
                assert!(shown.contains(word), "{columns} columns:\n{shown}");
            }
            let widest = shown.lines().map(|line| line.chars().count()).max().expect("lines");
            assert!(widest <= usize::from(columns).max(40), "{columns} columns:\n{shown}");
        }
    }

    #[test]
    fn a_file_gets_a_line_a_row() {
        assert_eq!(shown(Width::UNBOUNDED).lines().count(), 3);
        assert!(shown(Width::of_terminal(50)).lines().count() > 3);
    }

    #[test]
    fn a_text_is_broken_between_words() {
        let text = "one two three";
        assert_eq!(Width::of_terminal(8).wrap(text, ""), "one two\nthree");
        assert_eq!(Width::of_terminal(9).wrap(text, "  "), "  one two\n    three");
        assert_eq!(Width::of_terminal(1).wrap(text, ""), "one\ntwo\nthree");
    }
}
