//! What is kept of the runs of a scenario besides figures.

use super::estimate::{Sizes, sizes};
use crate::model::{Events, Metrics, Output, Records, Tables, TimeSeries};
use crate::scenario::Scenario;

/// Replications that are folded together before they are written down.
const REPLICATIONS_OF_A_PART: u32 = 64;

/// Variants with pictures over time, from the first on.
const VARIANTS_DRAWN: usize = 16;

/// What nobody asked for is kept as far as all results stay smaller than this, about.
const SMALL: f64 = 2_000_000.0;

/// How much larger what is written becomes with Parquet beside CSV.
const BOTH: f64 = 1.3;

/// What is kept; nothing is left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Which metrics of each variant summary.json has.
    pub metrics: Metrics,
    /// Which metrics of each run the table of replications has.
    pub replications: Metrics,
    /// Of which replications records are kept.
    pub records: Records,
    /// How finely time series are kept.
    pub series: TimeSeries,
    /// In which formats tables are written.
    pub tables: Tables,
    /// Which events the log has.
    pub events: Events,
    /// How many variants there are.
    pub variants: usize,
}

impl Keeping {
    /// What the scenario asks for; what it leaves open is kept where results stay small: first of all the metrics of
    /// summary.json, then time series, then records.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let Output { metrics, replications, records, series, tables, events } = scenario.output;
        let sizes = sizes(scenario);
        let mut keeping = Self {
            metrics: metrics.unwrap_or(Metrics::Answer),
            replications: replications.unwrap_or(Metrics::All),
            records: records.unwrap_or(Records::None),
            series: series.unwrap_or(TimeSeries::None),
            tables: tables.unwrap_or_default(),
            events: events.unwrap_or_default(),
            variants: scenario.variants.len(),
        };
        let mut wish = |is_open: bool, more: fn(&mut Self)| {
            let mut with = keeping;
            more(&mut with);
            if is_open && with.size(&sizes, scenario.replications) <= SMALL {
                keeping = with;
            }
        };
        wish(metrics.is_none(), |keeping| keeping.metrics = Metrics::All);
        wish(series.is_none(), |keeping| keeping.series = TimeSeries::Thinned);
        wish(records.is_none(), |keeping| keeping.records = Records::First);
        keeping
    }

    /// Bytes that results will take, within a factor of two where runs go as planned.
    #[must_use]
    pub fn estimate(&self, scenario: &Scenario) -> u64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive, and a u64 holds all sizes"
        )]
        let bytes = self.size(&sizes(scenario), scenario.replications) as u64;
        bytes
    }

    fn size(&self, sizes: &Sizes, replications: u32) -> f64 {
        let series = match self.series {
            TimeSeries::None => 0.0,
            TimeSeries::Thinned => sizes.thinned,
            TimeSeries::Full => sizes.full,
        };
        let recorded = match self.records {
            Records::None => 0.0,
            Records::First => 1.0,
            Records::All => f64::from(replications),
        };
        let tables = if self.tables == Tables::Both { BOTH } else { 1.0 };
        let summary = if self.metrics == Metrics::All { sizes.all_metrics } else { sizes.answer };
        let runs = if self.replications == Metrics::All { sizes.all_samples } else { sizes.answer_samples };
        #[expect(clippy::cast_precision_loss, reason = "a few variants")]
        let pictures = sizes.pictures * self.drawn() as f64;
        sizes.figures + summary + runs + pictures + (series + sizes.records * recorded) * tables
    }

    /// The records of all replications are written down one by one, since a single run may have very many.
    pub(super) const fn replications_of_a_part(&self) -> u32 {
        if matches!(self.records, Records::All) { 1 } else { REPLICATIONS_OF_A_PART }
    }

    pub(super) const fn wants_records(&self, replication: u32) -> bool {
        match self.records {
            Records::None => false,
            Records::First => replication == 1,
            Records::All => true,
        }
    }

    /// How many variants, from the first on, have pictures over time: none where there are too many to look at one by one
    /// and nobody asked for their series.
    pub(super) fn drawn(&self) -> usize {
        let many = self.variants > VARIANTS_DRAWN && self.series == TimeSeries::None;
        if many { 0 } else { self.variants.min(VARIANTS_DRAWN) }
    }

    /// Whether the series of a variant are needed: to be written, or to be drawn.
    pub(super) fn wants_series(&self, variant: usize) -> bool {
        self.series != TimeSeries::None || variant < self.drawn()
    }

    pub(super) fn writes_csv(&self) -> bool {
        self.tables != Tables::Parquet
    }

    pub(super) fn writes_parquet(&self) -> bool {
        self.tables != Tables::Csv
    }
}
