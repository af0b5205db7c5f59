//! A row of a file as its cells.

/// What separates cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// A character; spaces around a cell do not belong to it, and a cell may stand in double quotes.
    Character(u8),
    /// Any number of spaces and tabs.
    Whitespace,
}

/// A row.
#[derive(Debug, Default)]
pub struct Record {
    /// The line, from 1, or the number of the row where a file has no lines.
    pub line: u64,
    /// The line as it stands in the file.
    pub text: String,
    /// Cells that are not parts of the line.
    unquoted: String,
    is_unquoted: bool,
    cells: Vec<(usize, usize)>,
}

impl Record {
    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The cell at a position.
    pub fn get(&self, position: usize) -> Option<&str> {
        let (start, end) = *self.cells.get(position)?;
        let text = if self.is_unquoted { &self.unquoted } else { &self.text };
        Some(&text[start..end])
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|position| self.get(position))
    }

    /// Reads the cells of the line.
    ///
    /// # Errors
    ///
    /// Says what is wrong, as a sentence.
    pub fn split(&mut self, separator: Separator) -> Result<(), String> {
        self.cells.clear();
        self.is_unquoted = false;
        match separator {
            Separator::Whitespace => {
                let base = self.text.as_ptr() as usize;
                let words = self.text.split_ascii_whitespace();
                self.cells.extend(words.map(|word| {
                    let start = word.as_ptr() as usize - base;
                    (start, start + word.len())
                }));
            }
            Separator::Character(separator) if self.text.contains('"') => return self.unquote(separator),
            Separator::Character(separator) => {
                let mut start = 0;
                for cell in self.text.split(char::from(separator)) {
                    let inner = cell.trim_start();
                    let from = start + (cell.len() - inner.len());
                    self.cells.push((from, from + inner.trim_end().len()));
                    start += cell.len() + 1;
                }
            }
        }
        Ok(())
    }

    /// Takes cells that are no parts of a line.
    pub fn set_cells<'t>(&mut self, cells: impl Iterator<Item = std::borrow::Cow<'t, str>>) {
        self.cells.clear();
        self.unquoted.clear();
        self.is_unquoted = true;
        for cell in cells {
            let start = self.unquoted.len();
            self.unquoted += &cell;
            self.cells.push((start, self.unquoted.len()));
        }
    }

    fn unquote(&mut self, separator: u8) -> Result<(), String> {
        // Of a quoted cell that goes on in the next line, the end is missing.
        if self.text.matches('"').count() % 2 == 1 {
            return Err("a quotation mark is not closed on its line".to_owned());
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .delimiter(separator)
            .buffer_capacity(self.text.len().clamp(1, 8_192))
            .from_reader(self.text.as_bytes());
        let mut record = csv::StringRecord::new();
        reader.read_record(&mut record).map_err(|error| format!("not valid CSV: {error}"))?;
        self.set_cells(record.iter().map(std::borrow::Cow::Borrowed));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_split_trimmed_and_unquoted() {
        for (text, separator, cells) in [
            ("a, b ,,c", Separator::Character(b','), &["a", "b", "", "c"][..]),
            ("1;\t2.5;\t", Separator::Character(b';'), &["1", "2.5", ""]),
            ("  7   8\t9 ", Separator::Whitespace, &["7", "8", "9"]),
            ("\"a,b\",\"c\"\"d\", e", Separator::Character(b','), &["a,b", "c\"d", "e"]),
            ("", Separator::Character(b','), &[""]),
        ] {
            let mut record = Record { text: text.to_owned(), ..Record::default() };
            record.split(separator).expect("valid");
            let found: Vec<&str> = record.cells().collect();
            assert_eq!(found, cells, "{text}");
        }
        let mut record = Record { text: "a,\"b".to_owned(), ..Record::default() };
        assert!(record.split(Separator::Character(b',')).is_err());
    }
}
