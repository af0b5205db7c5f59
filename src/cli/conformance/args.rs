//! Arguments of `plimsoll conformance`.

use clap::{Args, ValueHint};

use crate::cli::formats::ExplainFormat;
use crate::cli::values;
use crate::time::SimDuration;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  # Is it a placement policy that Plimsoll can ask? If not, the exit code is 1
  plimsoll conformance python3 examples/best_fit.py

  # More clusters, and more patience
  plimsoll conformance --worlds 200 --program-time-limit 1m ./policy --weights weights.json

Options of Plimsoll stand before the command. docs/programs.md tells what a program is asked and how it answers.";

/// `plimsoll conformance`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Conformance {
    /// The program and its arguments; it may do whatever you may
    #[arg(required = true, value_name = "COMMAND", trailing_var_arg = true, allow_hyphen_values = true,
        value_hint = ValueHint::CommandWithArguments)]
    pub command: Vec<String>,

    /// On how many random clusters it places and stops tasks
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = values::whole(1..=10_000_u32),
        allow_negative_numbers = true)]
    pub worlds: u32,

    /// How long it may take for an answer, such as 1m [default: 10s]
    #[arg(long, value_name = "TIME", value_parser = values::length, allow_hyphen_values = true)]
    pub program_time_limit: Option<SimDuration>,

    /// How the result is printed
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
}
