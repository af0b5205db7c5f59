//! Arguments and help texts of `plimsoll backtest`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::input::{self, Input};
use crate::cli::values;
use crate::scenario::MAX_REPLICATIONS;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  # A folder of answers, with the last 100 events of each service in describe-services
  plimsoll backtest prod/

  # With what a rule of EventBridge stored: when each task was RUNNING and STOPPED, where it was, and of which revision
  plimsoll backtest prod/ events/*.jsonl --service web

  # Another value for what AWS does not tell, and a gate for CI: code 4 if fewer lie inside
  plimsoll backtest prod/ events.jsonl --set 'behavior.taskLaunchTime=\"20s\"' --expect-inside 90

What DIR holds, as files of JSON, one for each answer:
  aws ecs describe-services --cluster C --services S, describe-container-instances, describe-tasks, \
describe-task-definition; aws elbv2 describe-target-groups, and describe-target-group-attributes for the deregistration delay

What happened last is replayed: a deployment, a change of the desired count, tasks that exited, were stopped by a call or failed \
health checks, hosts that were lost. Records of CloudTrail among EVENTS tell the moment of calls; where nothing tells when it began, \
times count from the first event. An interval is \
inside if it lies between 5 and 95 % of the replications, so that about one in ten lies outside by chance; settings are named \
only for what lies clearly outside of all replications.";

/// `plimsoll backtest`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Backtest {
    /// Folder of what the AWS CLI describes, as JSON
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,

    /// Logs of events as JSON, as calibrate reads them; - is standard input
    #[arg(value_name = "EVENTS", value_parser = input::parser(), value_hint = ValueHint::FilePath)]
    pub events: Vec<Input>,

    /// The service [default: the one that was deployed last]
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,

    /// How often it is replayed
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = values::whole(1..=MAX_REPLICATIONS), allow_negative_numbers = true)]
    pub replications: u32,

    /// Seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Threads; results do not depend on it [default: one for each available core]
    #[arg(long, value_name = "N", value_parser = values::at_least(1_usize), allow_negative_numbers = true)]
    pub jobs: Option<usize>,

    /// A value of the rebuilt scenario, by path as there; may be given again
    #[arg(long, value_name = "PATH=VALUE", value_parser = values::path_and_value)]
    pub set: Vec<String>,

    /// Percentage of intervals that must lie inside; if fewer do, the code is 4
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub expect_inside: Option<u32>,

    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = BacktestFormat::Table)]
    pub format: BacktestFormat,
}

/// How a backtest is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum BacktestFormat {
    /// For a terminal
    Table,
    /// For programs
    Json,
    /// For a pull request or a page
    Markdown,
}
