//! A table on its way into the folder, in the formats that are asked for.

use super::files::{Files, Open};
use super::keeping::Keeping;
use super::output_error::OutputError;
use super::tables::{
    Batch, CsvWriter, EVENTS, Layout, MOST_COLUMNS_UNASKED, ParquetWriter, REPLICATIONS, SUMMARY, Table,
};

/// The files of one table.
pub(super) struct TableFile {
    csv: Option<(Open, CsvWriter<Open>)>,
    parquet: Option<(Open, ParquetWriter<Open>)>,
}

impl TableFile {
    /// Begins a table: as CSV and Parquet as is asked for, replications in both where there are not too many columns, the
    /// summary always as CSV, the event log never.
    pub(super) fn open(
        table: &'static Table,
        layout: &Layout<'_>,
        keeping: &Keeping,
        files: &Files,
    ) -> Result<Self, OutputError> {
        let always = table.name == REPLICATIONS.name;
        let has_csv = keeping.writes_csv() || always || table.name == SUMMARY.name;
        let columns = table.columns(layout);
        let (mut csv, mut parquet) = (None, None);
        if has_csv && table.name != EVENTS.name {
            let open = files.open(&format!("{}.csv", table.name))?;
            let writer = CsvWriter::new(columns.clone(), open.clone());
            csv = Some((open.clone(), writer.map_err(|cause| files.failed(open.name(), cause))?));
        }
        if keeping.writes_parquet() || always && columns.len() <= MOST_COLUMNS_UNASKED {
            let open = files.open(&format!("{}.parquet", table.name))?;
            let writer = ParquetWriter::new(table, columns, open.clone());
            parquet = Some((open.clone(), writer.map_err(|cause| files.failed(open.name(), cause))?));
        }
        Ok(Self { csv, parquet })
    }

    /// Writes the rows of a batch.
    pub(super) fn write(&mut self, batch: &Batch, files: &Files) -> Result<(), OutputError> {
        if let Some((open, writer)) = &mut self.csv {
            writer.write(batch).map_err(|cause| files.failed(open.name(), cause))?;
        }
        if let Some((open, writer)) = &mut self.parquet {
            writer.write(batch).map_err(|cause| files.failed(open.name(), cause))?;
        }
        Ok(())
    }

    /// Ends the table.
    pub(super) fn finish(self, files: &mut Files) -> Result<(), OutputError> {
        if let Some((open, writer)) = self.csv {
            writer.finish().map_err(|cause| files.failed(open.name(), cause))?;
            files.close(&open)?;
        }
        if let Some((open, writer)) = self.parquet {
            writer.finish().map_err(|cause| files.failed(open.name(), cause))?;
            files.close(&open)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::prepare;
    use super::super::testing::{EVERYTHING, write};
    use super::*;
    use crate::experiment::Summary;
    use crate::experiment::testing::{grid_scenario, number, variant_results};
    use crate::model::Tables;
    use crate::scenario::Variant;

    #[test]
    fn replications_of_very_many_columns_are_parquet_when_asked_for() {
        let scenario = grid_scenario(&[2], &[80]);
        let names: Vec<String> =
            (0..MOST_COLUMNS_UNASKED).map(|number| format!("services.s{number}.outage")).collect();
        let of = |metrics: usize| {
            let metrics: Vec<(&str, Summary)> =
                names[..metrics].iter().map(|name| (name.as_str(), number(1.0, "seconds"))).collect();
            move |_: &Variant| variant_results(1, &metrics)
        };
        for (metrics, tables, has_parquet) in
            [(10, Tables::Csv, true), (names.len(), Tables::Csv, false), (names.len(), Tables::Both, true)]
        {
            let place = tempfile::tempdir().expect("a temporary folder");
            let destination = prepare(place.path(), &scenario.name, false).expect("prepared");
            let keeping = Keeping { tables, ..EVERYTHING };
            let folder = write(destination, keeping, &scenario, of(metrics)).expect("written");
            assert!(folder.join("replications.csv").exists());
            assert_eq!(folder.join("replications.parquet").exists(), has_parquet, "{metrics} as {tables:?}");
        }
    }
}
