//! Arguments and help texts of `plimsoll export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::args::Base;
use crate::cli::input::{self, Input};
use crate::cli::values;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  # Which variants there are, and what each changes against the files of AWS that the scenario names
  plimsoll export cluster.toml

  # One of them, as a script to read before anybody runs it
  plimsoll export cluster.toml --variant size=large > change.sh

  # With the JSON of what it registers and creates in files of their own
  plimsoll export cluster.toml --variant size=large --out change > change.sh

  # A change that is in no file
  plimsoll export cluster.toml --set services.web.desiredCount=12

  # For a program
  plimsoll export cluster.toml --variant size=large --format json | jq -r '.commands[].operation'

Plimsoll calls nothing itself. Compared are the values in files of AWS (`file = …`) with those of the variant: what stands \
beside `file`, what --set says, what the matrix puts there. What is in no file is new. Without a change the code is 0 as \
well.";

/// `plimsoll export`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    /// Scenario file; - is standard input
    #[arg(value_name = "FILE", value_parser = input::parser(), value_hint = ValueHint::FilePath)]
    pub file: Input,

    #[command(flatten)]
    pub base: Base,

    /// Name of the variant of the matrix [default: the only one; with several, what each changes is listed]
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,

    /// A value in place of the scenario's, and of an axis of the matrix, by path as there; may be given again
    #[arg(long, value_name = "PATH=VALUE", value_parser = values::path_and_value)]
    pub set: Vec<String>,

    /// Also print the calls of `[[actions]]`, in the order of their times
    #[arg(long)]
    pub actions: bool,

    /// How the commands are printed
    #[arg(long, value_enum, default_value_t = ExportFormat::Shell)]
    pub format: ExportFormat,

    /// Folder for the JSON that commands read, in place of JSON within the commands
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,

    /// Replace files in the folder that `plimsoll export` did not write, or that were changed since
    #[arg(long, requires = "out")]
    pub force: bool,
}

/// How commands are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ExportFormat {
    /// A script for a POSIX shell
    Shell,
    /// For programs
    Json,
}
