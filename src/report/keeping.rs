//! What is kept of the runs of a scenario besides figures.

use crate::model::{Output, Records, Tables, TimeSeries};

/// Replications that are folded together before they are written down.
const REPLICATIONS_OF_A_PART: u32 = 64;

/// Variants with pictures over time, from the first on.
pub(super) const VARIANTS_DRAWN: usize = 16;

/// What is kept; nothing is left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Of which replications records are kept.
    pub records: Records,
    /// How finely time series are kept.
    pub series: TimeSeries,
    /// In which formats tables are written.
    pub tables: Tables,
}

impl Keeping {
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

    /// Whether the series of a variant are needed: to be written, or to be drawn.
    pub(super) fn wants_series(&self, variant: usize) -> bool {
        self.series != TimeSeries::None || variant < VARIANTS_DRAWN
    }

    pub(super) fn writes_csv(&self) -> bool {
        self.tables != Tables::Parquet
    }

    pub(super) fn writes_parquet(&self) -> bool {
        self.tables != Tables::Csv
    }
}
