//! Paragraphs, lists and tables one below the other, for a terminal or as Markdown.

use comfy_table::presets::ASCII_MARKDOWN;
use comfy_table::{CellAlignment, Table};

use crate::cli::list::PLAIN;
use crate::report::Width;

/// Blocks of lines with an empty line between them.
#[derive(Debug)]
pub(super) struct Page {
    /// What a terminal or a file has; `None` for Markdown, whose lines are as long as they are.
    width: Option<Width>,
    blocks: Vec<String>,
}

impl Page {
    /// An empty page as wide as `width` allows; without a width it is Markdown.
    pub const fn new(width: Option<Width>) -> Self {
        Self { width, blocks: Vec::new() }
    }

    /// All of it.
    pub fn text(&self) -> String {
        self.blocks.join("\n\n") + "\n"
    }

    /// A paragraph.
    pub fn say(&mut self, text: &str) {
        self.blocks.push(self.width.map_or_else(|| text.to_owned(), |width| width.wrap(text, "")));
    }

    /// A line that begins a part.
    pub fn heading(&mut self, text: &str) {
        match self.width {
            Some(_) => self.say(text),
            None => self.blocks.push(format!("### {text}")),
        }
    }

    /// A heading with lines under it.
    pub fn section(&mut self, heading: &str, lines: &[String]) {
        let Some(width) = self.width else {
            // Numbered lines are a list already.
            let mark = if lines.first().is_some_and(|line| line.starts_with("1. ")) { "" } else { "- " };
            let lines: Vec<String> = lines.iter().map(|line| format!("{mark}{line}")).collect();
            self.blocks.extend([format!("{heading}:"), lines.join("\n")]);
            return;
        };
        let lines = lines.iter().map(|line| width.wrap(line, "  "));
        let all: Vec<String> = std::iter::once(width.wrap(heading, "")).chain(lines).collect();
        self.blocks.push(all.join("\n"));
    }

    /// A table; the columns at `figures` are aligned to the right.
    pub fn table(&mut self, header: &[&str], figures: &[usize], rows: Vec<Vec<String>>) {
        let mut table = Table::new();
        table.load_style(if self.width.is_some() { PLAIN } else { ASCII_MARKDOWN }).set_header(header);
        table.add_rows(rows);
        self.width.unwrap_or(Width::UNBOUNDED).fit(&mut table);
        for figure in figures {
            if let Some(column) = table.column_mut(*figure) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        self.blocks.push(lines.join("\n"));
    }
}
