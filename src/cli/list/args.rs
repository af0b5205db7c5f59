//! Arguments of `plimsoll list`.

use clap::{Args, Subcommand};

use crate::cli::formats::Format;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  plimsoll list instance-types
  plimsoll list instance-types 'c6g.*'
  plimsoll list instance-types xlarge --format csv
  plimsoll list metrics
  plimsoll list columns replications --format json";

/// `plimsoll list`.
#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    #[command(subcommand)]
    pub what: Listed,

    /// How the list is printed
    #[arg(long, value_enum, default_value_t = Format::Table, global = true)]
    pub format: Format,
}

/// What `plimsoll list` shows.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Listed {
    /// EC2 instance types: CPU, memory, GPUs, network interfaces, awsvpc task limits, price
    InstanceTypes {
        /// Part of a name, or a pattern with * and ?
        pattern: Option<String>,
    },
    /// Placement strategies and what each does on placement and on scale-in
    Strategies,
    /// Metrics: names, units and meanings
    Metrics,
    /// Columns of the tables that a run writes: names, types, units and meanings; events is Parquet only,
    /// as events.jsonl has the same as text
    Columns {
        /// Name of a table; all without it
        table: Option<String>,
    },
    /// Settings of the behavior section: names, defaults, meanings, rules, and what guesses may be instead
    Behavior,
    /// Faults: what each does, whom it hits and which rules say what follows
    Faults,
}
