//! What is kept of a run in full: rows of tables, and lines of the event log.

use serde::{Deserialize, Serialize};

use super::events_jsonl;
use super::keeping::Keeping;
use super::tables::{self, Batch, DEPLOYMENTS, EVENTS, INSTANCES, Start, TASKS, Table};
use crate::observe::RunOutcome;
use crate::scenario::{Scenario, Variant};

/// The tables of records, by number; behind them, the lines of the event log.
pub(super) const TABLES_OF_RECORDS: [&Table; 4] = [&DEPLOYMENTS, &INSTANCES, &TASKS, &EVENTS];
/// The number of the lines.
pub(super) const LINES: u8 = 4;

/// Rows of a table, or lines.
#[derive(Serialize, Deserialize)]
pub(super) enum Piece {
    Rows(Batch),
    Lines(String),
}

/// Everything that is kept of a run in full, in pieces of bounded size, each with the number of its table.
pub(super) fn pieces<'a>(
    scenario: &'a Scenario,
    keeping: &Keeping,
    variant: &'a Variant,
    replication: u32,
    run: &'a RunOutcome,
) -> impl Iterator<Item = (u8, Piece)> + use<'a> {
    let start = Start::of(&scenario.axes, variant);
    let model = &*variant.model;
    let deployments = tables::deployments(start, model, replication, run);
    let instances = tables::instances(start, replication, run);
    let tasks = tables::tasks(start, model, replication, run);
    let events = keeping.writes_parquet().then(|| tables::events(start, replication, run));
    let rows = deployments.map(|of| (0, of)).chain(instances.map(|of| (1, of)));
    let rows = rows.chain(tasks.map(|of| (2, of))).chain(events.into_iter().flatten().map(|of| (3, of)));
    let lines = events_jsonl::lines(&variant.name, replication, model, (run, keeping.events));
    rows.map(|(table, batch)| (table, Piece::Rows(batch)))
        .chain(lines.map(|text| (LINES, Piece::Lines(text))))
}
