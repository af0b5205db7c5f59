//! The files of the tables: which table in which formats.

use std::io::{self, Write};

use super::tables::{
    ARRIVALS, Column, CsvWriter, EVENTS, ParquetWriter, REPLICATIONS, ROWS, Rows, SUMMARY, Table,
    column_names, layout,
};
use crate::experiment::Results;

/// In which formats tables are written.
///
/// Whatever is chosen, `replications` is written in both, and `events` as Parquet only, since `events.jsonl` has them as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Files {
    /// Comma-separated values.
    pub csv: bool,
    /// Parquet.
    pub parquet: bool,
}

impl Default for Files {
    fn default() -> Self {
        Self { csv: true, parquet: false }
    }
}

/// What a file is written to.
pub(super) type Out<'o> = dyn Write + Send + 'o;

/// A file of a table.
pub(super) struct TableFile {
    table: &'static Table,
    columns: Vec<Column>,
    rows: Rows,
    is_parquet: bool,
}

impl TableFile {
    pub(super) fn name(&self) -> String {
        format!("{}.{}", self.table.name, if self.is_parquet { "parquet" } else { "csv" })
    }

    pub(super) fn write(&self, results: &Results<'_>, out: &mut Out<'_>) -> io::Result<()> {
        let mut batches = (self.rows)(results);
        if self.is_parquet {
            let mut writer = ParquetWriter::new(self.table, self.columns.clone(), out)?;
            batches.try_for_each(|batch| writer.write(&batch))?;
            writer.finish()
        } else {
            let mut writer = CsvWriter::new(self.columns.clone(), out)?;
            batches.try_for_each(|batch| writer.write(&batch))?;
            writer.finish()
        }
    }
}

/// The files of all tables, `arrivals` where there are standalone tasks.
pub(super) fn table_files(results: &Results<'_>, files: Files) -> Vec<TableFile> {
    let names = column_names(results);
    let layout = layout(results, &names);
    let is_called = |name: &str, table: &Table| name == table.name;
    let standalone = results.iter().any(|(variant, _)| !variant.model.calls.is_empty());
    let tables = ROWS.iter().filter(|(table, _)| standalone || !is_called(ARRIVALS.name, table));
    let formats = tables.flat_map(|&(table, rows)| {
        let always = is_called(REPLICATIONS.name, table);
        let csv = (files.csv || always) && !is_called(EVENTS.name, table);
        let formats = [(csv, false), (files.parquet || always, true)];
        formats
            .into_iter()
            .filter_map(move |(is_written, is_parquet)| is_written.then_some((table, rows, is_parquet)))
    });
    let file = |(table, rows, is_parquet): (&'static Table, Rows, bool)| TableFile {
        table,
        columns: table.columns(&layout),
        rows,
        is_parquet,
    };
    formats.map(file).collect()
}

/// The content of summary.csv.
pub(super) fn summary_csv(results: &Results<'_>, out: &mut Out<'_>) -> io::Result<()> {
    let names = column_names(results);
    let columns = SUMMARY.columns(&layout(results, &names));
    let (table, rows) = ROWS[0];
    TableFile { table, columns, rows, is_parquet: false }.write(results, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::{grid_scenario, results, variant_results};

    #[test]
    fn replications_are_in_both_formats_and_events_as_parquet_only() {
        let scenario = grid_scenario(&[2], &[80]);
        let results = results(&scenario, |_| variant_results(1, &[]));
        let names = |csv, parquet| {
            let files = table_files(&results, Files { csv, parquet });
            files.iter().map(TableFile::name).collect::<Vec<_>>()
        };
        let both = ["replications.csv", "replications.parquet"];
        let tables = ["summary", "services", "timeseries", "deployments", "instances", "tasks"];
        let expected = |end: &str, more: &[&str]| {
            let mut all: Vec<String> = tables.iter().map(|name| format!("{name}.{end}")).collect();
            all.extend(both.iter().chain(more).map(|name| (*name).to_owned()));
            all.sort();
            all
        };
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        assert_eq!(sorted(names(true, false)), expected("csv", &[]));
        assert_eq!(sorted(names(false, true)), expected("parquet", &["events.parquet"]));
        assert_eq!(names(true, true).len(), 2 * tables.len() + both.len() + 1);
        assert_eq!(sorted(names(false, false)), both);
    }
}
