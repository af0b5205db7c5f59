//! Folders written as a run writes them, of runs that were made by hand.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Destination, Keeping, OutputError, Spool, prepare};
use crate::experiment::testing::Left;
use crate::experiment::{Keep, Part, SeriesSums};
use crate::model::{Events, Metrics, Records, Tables, TimeSeries};
use crate::scenario::{Scenario, Variant};

/// All that one replication leaves, as CSV.
pub(super) const EVERYTHING: Keeping = Keeping {
    metrics: Metrics::All,
    replications: Metrics::All,
    records: Records::First,
    series: TimeSeries::Full,
    tables: Tables::Csv,
    events: Events::Changes,
    variants: 4,
};

/// Writes to a destination what the runs of each variant left.
pub(super) fn write<L: Into<Left>>(
    mut destination: Destination,
    keeping: Keeping,
    scenario: &Scenario,
    of: impl Fn(&Variant) -> L,
) -> Result<PathBuf, OutputError> {
    let spool = destination.spool(scenario, keeping)?;
    for number in 0..scenario.variants.len() {
        spooled(&spool, number, &of).map_err(|cause| destination.not_kept(cause))?;
    }
    let mut collected = destination.collect(spool)?;
    collected.complete()?;
    destination.publish()
}

/// Keeps what the runs of a variant left.
pub(super) fn spooled<L: Into<Left>>(
    spool: &Spool<'_>,
    number: usize,
    of: impl Fn(&Variant) -> L,
) -> io::Result<()> {
    let variant = spool.scenario().variants.get(number);
    let Left { of, replications, first } = of(&variant).into();
    let mut series = SeriesSums::default();
    series.add(&of.series);
    let records = first.and_then(|run| spool.record(&variant, 1, &run)).into_iter().collect();
    spool.keep(Part { variant: number, number: 0, replications, series, notes: of.notes, records })
}

/// Writes everything into `folder/<scenario name>/`.
pub(super) fn write_folder<L: Into<Left>>(
    scenario: &Scenario,
    of: impl Fn(&Variant) -> L,
    folder: &Path,
) -> Result<PathBuf, OutputError> {
    write(prepare(folder, &scenario.name, false)?, EVERYTHING, scenario, of)
}

pub(super) fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("a vector takes any bytes");
    String::from_utf8(bytes).expect("every format is UTF-8")
}
