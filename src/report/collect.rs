//! From what runs left to tables and to what a report shows, variant by variant.

use std::io::{self, Write};

use super::files::{Files, Open};
use super::output_error::OutputError;
use super::records::{LINES, Piece, TABLES_OF_RECORDS};
use super::retained::Retained;
use super::spool::Spool;
use super::table_file::TableFile;
use super::tables::{
    self, ARRIVALS, ColumnNames, Layout, REPLICATIONS, SERVICES, SUMMARY, Start, TIMESERIES,
};
use super::thinning::thinned;
use crate::experiment::{Fold, Results, Summaries, VariantResults};
use crate::model::{Metrics, Records, TimeSeries};
use crate::scenario::Point;

/// The name of the event log's file.
const EVENT_LOG: &str = "events.jsonl";

/// All metrics of a variant.
pub(super) fn folded(spool: &Spool<'_>, variant: usize) -> io::Result<Summaries> {
    let mut fold = Fold::expecting(&[]);
    for part in spool.parts(variant) {
        let part = part?;
        part.replications.iter().for_each(|replication| fold.replication(replication));
    }
    Ok(fold.finish(Vec::new()).metrics)
}

/// Writes the tables and the event log, and gives back of each variant what reports show.
pub(super) fn collect<'s>(spool: &Spool<'s>, files: &mut Files) -> Result<Results<'s>, OutputError> {
    let scenario = spool.scenario();
    let (metrics, series) = spool.columns();
    let layout = Layout {
        axes: &scenario.axes,
        replications: scenario.replications,
        metrics: &metrics,
        series: &series,
    };
    let retained = Retained::of(scenario, &metrics);
    let of_runs = match spool.keeping().replications {
        Metrics::All => metrics.clone(),
        Metrics::Answer => metrics.only(|name| retained.needs(name)),
    };
    let mut open = OpenTables::open(spool, &layout, &of_runs, files)?;
    let points: Vec<Point> = scenario.variants.points().collect();
    let mut variants = Vec::with_capacity(points.len());
    for (number, point) in points.iter().enumerate() {
        let start = Start::at(&scenario.axes, point);
        let mut of = open.variant(spool, number, &start, files)?;
        retained.reduce(&mut of);
        if number >= spool.keeping().drawn() {
            of.series = Vec::new();
        }
        variants.push(of);
    }
    open.finish(files)?;
    Ok(Results { scenario, points, variants, assumptions: None, baseline: None })
}

/// The tables that are being written, those that are wanted.
struct OpenTables {
    summary: TableFile,
    replications: TableFile,
    services: TableFile,
    arrivals: Option<TableFile>,
    timeseries: Option<TableFile>,
    records: Vec<TableFile>,
    events: Option<Open>,
}

impl OpenTables {
    fn open(
        spool: &Spool<'_>,
        layout: &Layout<'_>,
        of_runs: &ColumnNames,
        files: &Files,
    ) -> Result<Self, OutputError> {
        let keeping = spool.keeping();
        let open = |table| TableFile::open(table, layout, keeping, files);
        let runs = Layout { metrics: of_runs, ..*layout };
        let has_arrivals = layout.metrics.names().any(|name| name.starts_with("arrivals."));
        let has_series = keeping.series != TimeSeries::None;
        let has_records = keeping.records != Records::None;
        let of_records = TABLES_OF_RECORDS.iter().filter(|_| has_records);
        Ok(Self {
            summary: open(&SUMMARY)?,
            replications: TableFile::open(&REPLICATIONS, &runs, keeping, files)?,
            services: open(&SERVICES)?,
            arrivals: has_arrivals.then(|| open(&ARRIVALS)).transpose()?,
            timeseries: has_series.then(|| open(&TIMESERIES)).transpose()?,
            records: of_records.map(|table| open(table)).collect::<Result<_, _>>()?,
            events: has_records.then(|| files.open(EVENT_LOG)).transpose()?,
        })
    }

    /// Writes the rows of a variant, part by part.
    fn variant(
        &mut self,
        spool: &Spool<'_>,
        variant: usize,
        start: &Start<'_>,
        files: &Files,
    ) -> Result<VariantResults, OutputError> {
        let unreadable = |cause| files.failed(REPLICATIONS.name, cause);
        let scenario = spool.scenario();
        let mut fold = Fold::expecting(&scenario.expectations).distributing(&scenario.distributions);
        for part in spool.parts(variant) {
            let part = part.map_err(unreadable)?;
            self.replications.write(&tables::replications(start, &part.replications), files)?;
            for &(table, at) in part.records.iter().flatten() {
                let piece = spool.piece(at).map_err(unreadable)?;
                self.piece(table, &piece, files)?;
            }
            part.replications.iter().for_each(|replication| fold.replication(replication));
            fold.part(&part.series, part.notes);
        }
        let judged = fold.judged(spool.scenario(), variant);
        let of = fold.finish(judged);
        self.summary.write(&tables::summary(start, spool.scenario().replications, &of.metrics), files)?;
        self.services.write(&tables::services(start, &of.metrics), files)?;
        if let Some(arrivals) = &mut self.arrivals {
            arrivals.write(&tables::arrivals(start, &of.metrics), files)?;
        }
        if let Some(timeseries) = &mut self.timeseries {
            let series = match spool.keeping().series {
                TimeSeries::Thinned => &thinned(&of.series),
                _ => &of.series,
            };
            timeseries.write(&tables::timeseries(start, series), files)?;
        }
        Ok(of)
    }

    fn piece(&mut self, table: u8, piece: &Piece, files: &Files) -> Result<(), OutputError> {
        match piece {
            Piece::Rows(batch) => self.records[usize::from(table)].write(batch, files),
            Piece::Lines(text) => match &mut self.events {
                Some(events) if table == LINES => {
                    let written = events.write_all(text.as_bytes());
                    written.map_err(|cause| files.failed(EVENT_LOG, cause))
                }
                _ => Ok(()),
            },
        }
    }

    fn finish(self, files: &mut Files) -> Result<(), OutputError> {
        let optional = self.arrivals.into_iter().chain(self.timeseries).chain(self.records);
        for table in [self.summary, self.replications, self.services].into_iter().chain(optional) {
            table.finish(files)?;
        }
        match self.events {
            Some(events) => files.close(&events),
            None => Ok(()),
        }
    }
}
