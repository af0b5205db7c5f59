//! Arguments and help texts of `plimsoll calibrate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::input::{self, Input};

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  # A service as you have it, compared with Plimsoll's defaults
  aws ecs describe-services --cluster prod --services web > web.json
  plimsoll calibrate web.json

  # The same without a file
  aws ecs describe-services --cluster prod --services web | plimsoll calibrate -

  # Weeks of events that a rule of EventBridge stored, compared with what a scenario assumes
  plimsoll calibrate events/*.jsonl --scenario cluster.toml

  # Only the section for a scenario
  plimsoll calibrate events.jsonl --format json --quiet | jq -r .behavior

What is read, in any mixture, also as what CloudWatch Logs, SNS and SQS wrap around it:
  * what `aws ecs describe-services` and `describe-tasks` print
  * \"ECS Service Action\", \"ECS Deployment State Change\" and \"ECS Task State Change\" of EventBridge, one JSON object in \
a line or one after another
  * events.jsonl of `plimsoll run`

describe-services keeps the last 100 events of a service: ask it again every few hours and give all answers, since what \
two of them tell is counted once. A fit takes some dozens of steps of deployments: what they are too few for is named, \
with what it would need. Without 8 gaps between passes that lie on one grid nothing is fitted, and the code is 1.";

/// `plimsoll calibrate`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Calibrate {
    /// Logs of events as JSON; - is standard input
    #[arg(required = true, value_name = "EVENTS", value_parser = input::parser(), value_hint = ValueHint::FilePath)]
    pub files: Vec<Input>,

    /// Compare with the behavior section of this scenario, in its first variant [default: with the defaults]
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,

    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = CalibrateFormat::Table)]
    pub format: CalibrateFormat,
}

/// How a calibration is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CalibrateFormat {
    /// For a terminal
    Table,
    /// For programs
    Json,
}
