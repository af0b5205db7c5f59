//! The tables of the results: their columns, their rows, and the formats that both are written in.
//!
//! A [`Table`] says which columns it has; a function beside it makes [`Batch`]es of what one variant left, which know nothing
//! of other variants and can be saved; [`ColumnNames`] collect which metrics and series there are. Once all variants are
//! known, [`Table::columns`] says what is written, and the writers take batch after batch.

mod batch;
mod cell;
mod column;
mod column_names;
mod csv_writer;
mod deployments;
mod dynamic;
mod events;
mod instances;
#[cfg(test)]
mod made;
mod parquet_writer;
mod replications;
mod services;
mod start;
mod summary;
mod table;
mod tasks;
#[cfg(test)]
mod tests;
mod timeseries;

pub use batch::{Batch, MOST_ROWS, Values};
pub use cell::Cell;
pub use column::{Column, Kind};
pub use column_names::ColumnNames;
pub use csv_writer::CsvWriter;
pub use deployments::{DEPLOYMENTS, deployments};
pub use events::{EVENTS, events};
pub use instances::{INSTANCES, instances};
pub use parquet_writer::ParquetWriter;
pub(super) use replications::columns_before_metrics;
pub use replications::{MOST_COLUMNS_UNASKED, REPLICATIONS, replications};
pub use services::{ARRIVALS, SERVICES, arrivals, services};
pub use start::Start;
pub use summary::{SUMMARY, summary};
pub use table::{Layout, Listed, Table};
pub use tasks::{TASKS, tasks};
pub use timeseries::{TIMESERIES, timeseries};

/// Every table, in the order in which lists show them.
pub const TABLES: [&Table; 9] =
    [&SUMMARY, &REPLICATIONS, &SERVICES, &ARRIVALS, &TIMESERIES, &DEPLOYMENTS, &INSTANCES, &TASKS, &EVENTS];
