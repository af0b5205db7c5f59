//! Arguments of `plimsoll rule`.

use clap::Args;

use crate::cli::formats::ExplainFormat;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  # What a rule says, what becomes of it here, and which setting decides it
  plimsoll rule SC-05

  # All rules of a kind, from one to another, or by pattern
  plimsoll rule CN PL-01..PL-04 'S1.2-*'

  # Which chapters there are
  plimsoll rule";

/// `plimsoll rule`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Rule {
    /// Ids such as PL-06, kinds such as SC, ranges such as PL-01..PL-04, patterns with * and ?
    /// [default: a list of the chapters]
    #[arg(value_name = "ID")]
    pub rules: Vec<String>,

    /// How the rules are printed
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
}
