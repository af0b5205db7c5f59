//! One table, four formats.

use comfy_table::{CellAlignment, ColumnConstraint, LineStyle, Table, TableStyle, presets};
use serde_json::{Map, Value};

use crate::cli::formats::Format;
use crate::report::Width;

/// Columns apart by spaces, a line under the headings.
pub(in crate::cli) const PLAIN: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A column: its name for programs and its heading for people.
pub(in crate::cli) struct Column {
    /// Key in JSON and CSV, in camelCase.
    pub key: &'static str,
    /// Heading in tables.
    pub heading: &'static str,
}

/// A value. Programs get numbers as numbers, people get them to the right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Cell {
    /// Words.
    Text(String),
    /// A whole number.
    Number(u64),
    /// Millionths of something, shown as a decimal fraction.
    Millionths(u64),
    /// There is no such figure.
    Absent,
}

/// Columns and rows.
pub(in crate::cli) struct Listing {
    columns: &'static [Column],
    rows: Vec<Vec<Cell>>,
}

impl Listing {
    /// A listing whose rows have one cell a column.
    pub fn new(columns: &'static [Column], rows: Vec<Vec<Cell>>) -> Self {
        debug_assert!(rows.iter().all(|row| row.len() == columns.len()), "a row has one cell a column");
        Self { columns, rows }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The listing as text; tables are as wide as `width` allows.
    pub fn render(&self, format: Format, width: Width) -> String {
        match format {
            Format::Table => self.table(PLAIN, width),
            Format::Markdown => self.table(presets::ASCII_MARKDOWN, Width::UNBOUNDED),
            Format::Json => self.json(),
            Format::Csv => self.csv(),
        }
    }

    fn table(&self, style: TableStyle, width: Width) -> String {
        let mut table = Table::new();
        table.load_style(style).set_header(self.columns.iter().map(|column| column.heading));
        for row in &self.rows {
            table.add_row(row.iter().map(|cell| {
                let shown = comfy_table::Cell::new(cell.to_string());
                if matches!(cell, Cell::Text(_)) { shown } else { shown.set_alignment(CellAlignment::Right) }
            }));
        }
        // Names stay in one piece, so that they can be copied; everything else may be wrapped.
        if let Some(names) = table.column_mut(0) {
            names.set_constraint(ColumnConstraint::ContentWidth);
        }
        width.fit(&mut table);
        table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
    }

    fn json(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let members =
                self.columns.iter().zip(row).map(|(column, cell)| (column.key.to_owned(), cell.json()));
            Value::Object(members.collect::<Map<_, _>>())
        });
        serde_json::to_string_pretty(&Value::Array(rows.collect()))
            .expect("texts and numbers are always JSON")
    }

    fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let in_memory = "writing to memory does not fail";
        writer.write_record(self.columns.iter().map(|column| column.key)).expect(in_memory);
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::to_string)).expect(in_memory);
        }
        String::from_utf8(writer.into_inner().expect(in_memory)).expect("every cell is UTF-8")
    }
}

impl Cell {
    /// A number, if there is one.
    pub fn number(value: Option<impl Into<u64>>) -> Self {
        value.map_or(Self::Absent, |value| Self::Number(value.into()))
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Number(number) => Value::from(*number),
            Self::Millionths(_) => {
                Value::Number(self.to_string().parse().expect("digits, a point and digits are a JSON number"))
            }
            Self::Absent => Value::Null,
        }
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Millionths(millionths) => {
                let fraction = format!("{:06}", millionths % 1_000_000);
                // Prices are read as money: two digits at least.
                let digits = fraction.trim_end_matches('0').len().max(2);
                write!(f, "{}.{}", millionths / 1_000_000, &fraction[..digits])
            }
            Self::Absent => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { key: "name", heading: "Name" },
        Column { key: "price", heading: "USD/h" },
        Column { key: "limit", heading: "Limit" },
    ];

    fn listing() -> Listing {
        let row = |name: &str, price, limit| vec![Cell::Text(name.to_owned()), price, limit];
        Listing::new(
            &COLUMNS,
            vec![
                row("a, b", Cell::Millionths(96_000), Cell::Number(10)),
                row("c", Cell::Millionths(25_500), Cell::Absent),
            ],
        )
    }

    #[test]
    fn programs_get_numbers_and_nulls() {
        let parsed: Value =
            serde_json::from_str(&listing().render(Format::Json, Width::of_terminal(80))).expect("JSON");
        assert_eq!(parsed[0], serde_json::json!({ "name": "a, b", "price": 0.096, "limit": 10 }));
        assert_eq!(parsed[1]["limit"], Value::Null);
    }

    #[test]
    fn csv_quotes_what_needs_it() {
        assert_eq!(
            listing().render(Format::Csv, Width::of_terminal(80)),
            "name,price,limit\n\"a, b\",0.096,10\nc,0.0255,\n"
        );
    }

    #[test]
    fn markdown_is_a_table_of_its_own() {
        let expected = "\
| Name | USD/h  | Limit |
|------|--------|-------|
| a, b |  0.096 |    10 |
| c    | 0.0255 |       |
";
        assert_eq!(listing().render(Format::Markdown, Width::of_terminal(80)), expected);
    }

    #[test]
    fn prices_have_cents_at_least() {
        for (millionths, shown) in [(4_600_000, "4.60"), (5_000_000, "5.00"), (1, "0.000001"), (0, "0.00")] {
            assert_eq!(Cell::Millionths(millionths).to_string(), shown);
        }
    }
}
