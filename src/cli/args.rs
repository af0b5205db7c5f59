//! Arguments and help texts.

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueHint};

use super::backtest::args as backtest;
use super::calibrate::args as calibrate;
use super::conformance::args as conformance;
use super::export::args as export;
use super::formats::{CheckFormat, ExplainFormat, Format};
use super::help::{
    ABOUT, CHECK_EXAMPLES, EXAMPLES, EXPLAIN_EXAMPLES, LONG_ABOUT, REPORT_EXAMPLES, RUN_EXAMPLES,
};
use super::importing::Importing;
use super::init::args as init;
use super::input::{self, Input};
use super::list::args as list;
use super::programs::Programs;
use super::reference;
use super::rule::args as rule;
use super::size;
use super::values::{self, Moment};
use crate::model::{Metrics, Output, Records, Tables, TimeSeries};
use crate::scenario::{MAX_REPLICATIONS, Overrides};
use crate::time::SimDuration;

/// All arguments.
#[derive(Debug, Parser)]
#[command(
    name = "plimsoll",
    version,
    about = ABOUT,
    long_about = LONG_ABOUT,
    after_help = EXAMPLES,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Show no progress and no notes; problems are still shown
    #[arg(long, short, global = true, display_order = 900)]
    pub quiet: bool,

    /// Colours of problems and help; auto leaves them to the terminal, `NO_COLOR` and `CLICOLOR`
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto, display_order = 901)]
    pub color: ColorChoice,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Simulate scenarios and print their answers
    #[command(after_help = RUN_EXAMPLES)]
    Run(Run),
    /// Show saved results again, in any format
    #[command(after_help = REPORT_EXAMPLES)]
    Report(Report),
    /// Say everything that is wrong with scenarios or AWS JSON, without running anything
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Say why a task waits, went where it went, or stopped
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(Explain),
    /// Print what a variant changes in AWS, as commands of the AWS CLI
    #[command(after_help = export::EXAMPLES)]
    Export(export::Export),
    /// Make a scenario of a folder of what the AWS CLI prints
    #[command(after_help = init::EXAMPLES)]
    Init(init::Init),
    /// Measure the scheduler's clock in logs of ECS's events, and fit settings to it
    #[command(after_help = calibrate::EXAMPLES)]
    Calibrate(calibrate::Calibrate),
    /// Replay the last deployment or outage of a service and say what the simulation has otherwise
    #[command(after_help = backtest::EXAMPLES)]
    Backtest(backtest::Backtest),
    /// Say whether a program is a placement policy that scenarios can name
    #[command(after_help = conformance::EXAMPLES)]
    Conformance(conformance::Conformance),
    /// Show what scenarios can name
    #[command(after_help = list::EXAMPLES, arg_required_else_help = true)]
    List(list::List),
    /// Explain rules of ECS: what they say, their status, their settings and their source
    #[command(after_help = rule::EXAMPLES)]
    Rule(rule::Rule),
    /// Print the reference of the scenario file, all of it or a part, as Markdown
    #[command(after_help = reference::DOCS_EXAMPLES)]
    Docs {
        /// A section such as faults, or a type such as `PortMapping` [default: everything]
        section: Option<String>,
    },
    /// Print the JSON Schema of scenarios, for editors that complete and check
    #[command(after_help = reference::SCHEMA_EXAMPLES)]
    Schema,
    /// Print the man page of Plimsoll, or of one of its commands
    #[command(after_help = "Example:\n  plimsoll man run > ~/.local/share/man/man1/plimsoll-run.1")]
    Man {
        /// The command [default: the page of Plimsoll itself]
        command: Option<String>,
    },
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  plimsoll completions bash > ~/.local/share/bash-completion/completions/plimsoll"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// `plimsoll run`.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// Scenario files, - for standard input, or folders of results, whose scenario is run again
    #[arg(required = true, value_name = "FILE", value_parser = input::parser(), value_hint = ValueHint::FilePath)]
    pub files: Vec<Input>,

    #[command(flatten)]
    pub base: Base,

    /// Folder in which each scenario gets a folder of its name
    #[arg(long, value_name = "DIR", default_value = "output")]
    pub out: PathBuf,

    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,

    /// Also run everything with other values of the settings that are guesses, and say whether the answer stands
    #[arg(long)]
    pub stress_assumptions: bool,

    /// Continue a run of the same scenario that did not end, and if interrupted leave what is finished to be continued again
    #[arg(long)]
    pub resume: bool,

    /// Refuse to run what would write more than this, such as 500MB
    #[arg(long, value_name = "SIZE", default_value = size::MOST_OUTPUT, value_parser = size::parsed)]
    pub max_output: u64,

    /// Results of an earlier run, to say what changed: a folder that `plimsoll run` wrote, or one of such folders
    #[arg(long, value_name = "DIR")]
    pub baseline: Option<PathBuf>,

    /// Also write what became of the expectations as JUnit XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,

    /// Also say on standard error, as annotations of GitHub Actions, which expectations are not met
    #[arg(long)]
    pub annotate: bool,

    #[command(flatten)]
    pub changes: Changes,
}

/// `plimsoll report`.
#[derive(Debug, Args)]
pub(super) struct Report {
    /// Folders that `plimsoll run` wrote
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,

    /// How they are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// `plimsoll check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Scenario files, AWS JSON or files of other tools by themselves, or folders of them; - is standard input
    #[arg(required = true, value_name = "FILE", value_parser = input::parser(), value_hint = ValueHint::FilePath)]
    pub files: Vec<Input>,

    #[command(flatten)]
    pub base: Base,

    #[command(flatten)]
    pub importing: Importing,

    /// Also run everything twice and name the first thing that differs
    #[arg(long)]
    pub determinism: bool,

    /// Also look for design faults; each is proved by the smallest simulation that shows it, with what mends it
    #[arg(long)]
    pub advise: bool,

    /// With --advise: how long the tool that deploys waits for a steady service, such as 20m
    /// [default: 10m, as `aws ecs wait services-stable` does]
    #[arg(long, value_name = "TIME", value_parser = values::length, allow_hyphen_values = true, requires = "advise")]
    pub patience: Option<SimDuration>,

    /// How problems are printed, or with --advise the advice
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,

    #[command(flatten)]
    pub changes: Changes,
}

/// `plimsoll explain`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("question").required(true).args(["service", "task"]))]
pub(super) struct Explain {
    /// Scenario file; - is standard input
    #[arg(value_name = "FILE", value_parser = input::parser(), value_hint = ValueHint::FilePath)]
    pub file: Input,

    #[command(flatten)]
    pub base: Base,

    /// A service: how it stands, and where one more task of it would go; CLUSTER/NAME where a name is not enough
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,

    /// A task: how it found its instance, and what became of it; its id as in tasks.csv, or the first six digits or more
    #[arg(long, value_name = "ID", value_parser = values::task_id)]
    pub task: Option<String>,

    /// With --service: when, as time since the start, such as 90s or '1h 30m' [default: the end]
    #[arg(long, value_name = "TIME", value_parser = values::moment, allow_hyphen_values = true,
        conflicts_with = "task")]
    pub at: Option<Moment>,

    /// Name of the variant of the matrix [default: the first]
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,

    /// Which replication, counted from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = values::whole(1..=MAX_REPLICATIONS),
        allow_negative_numbers = true)]
    pub replication: u32,

    /// Seed of all random numbers, instead of the scenario's
    #[arg(long, value_name = "N", value_parser = values::at_least(0_u64), allow_negative_numbers = true)]
    pub seed: Option<u64>,

    /// A value in place of the scenario's, and of an axis of the matrix, by path as there; may be given again
    #[arg(long, value_name = "PATH=VALUE", value_parser = values::path_and_value)]
    pub set: Vec<String>,

    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,

    #[command(flatten)]
    pub programs: Programs,
}

/// Where standard input stands.
#[derive(Debug, Args)]
pub(super) struct Base {
    /// With - as a file: the folder in which the files that it names are [default: the current one]
    #[arg(long = "base", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
}

/// What the command line changes in scenarios, and how much it uses of the machine.
#[derive(Debug, Default, Args)]
pub(super) struct Changes {
    /// Seed of all random numbers, instead of the scenario's
    #[arg(long, value_name = "N", value_parser = values::at_least(0_u64), allow_negative_numbers = true)]
    pub seed: Option<u64>,

    /// Runs of each variant, each with numbers of its own, instead of the scenario's
    #[arg(long, value_name = "N", value_parser = values::whole(1..=MAX_REPLICATIONS), allow_negative_numbers = true)]
    pub replications: Option<u32>,

    /// Threads; results do not depend on it [default: one for each available core]
    #[arg(long, value_name = "N", value_parser = values::at_least(1_usize), allow_negative_numbers = true)]
    pub jobs: Option<usize>,

    /// A value in place of the scenario's, and of an axis of the matrix, by path as there; may be given again
    #[arg(long, value_name = "PATH=VALUE", value_parser = values::path_and_value)]
    pub set: Vec<String>,

    /// With the folder of results in place of a file: where to read again what was too large for it; may be given again
    #[arg(long, value_name = "NAME=PATH", value_parser = values::name_and_path)]
    pub input: Vec<(String, PathBuf)>,

    /// Write all metrics of each variant to summary.json, or those of the answer; tables have all [default: the scenario's;
    /// all where all results stay small]
    #[arg(long, value_name = "WHICH", value_parser = values::word::<Metrics>())]
    pub metrics: Option<Metrics>,

    /// Keep tasks, instances, deployments and the event log of no, the first or all replications [default: the
    /// scenario's; first where all results stay small]
    #[arg(long, value_name = "WHICH", value_parser = values::word::<Records>())]
    pub records: Option<Records>,

    /// Keep time series in at most 500 steps, in at most 100, or not at all [default: the scenario's; thinned where all
    /// results stay small]
    #[arg(long, value_name = "HOW", value_parser = values::word::<TimeSeries>())]
    pub series: Option<TimeSeries>,

    /// Write tables as CSV, Parquet or both; replications always as CSV, events never as CSV [default: the scenario's; csv]
    #[arg(long, value_name = "FORMAT", value_parser = values::word::<Tables>())]
    pub tables: Option<Tables>,

    /// What a metric is to keep to, beside the scenario's expectations: METRIC >=, <= or == VALUE, or METRIC in LOW..HIGH,
    /// and behind it, if wanted, confidence 0.95, over completed, for VARIANTS; may be given again
    #[arg(long, value_name = "EXPRESSION")]
    pub expect: Vec<String>,

    #[command(flatten)]
    pub programs: Programs,
}

impl Changes {
    /// The changes that scenarios are loaded with.
    pub fn overrides(&self) -> Overrides {
        Overrides {
            set: self.set.clone(),
            expect: self.expect.clone(),
            seed: self.seed,
            replications: self.replications,
            output: Output {
                metrics: self.metrics,
                replications: None,
                records: self.records,
                series: self.series,
                tables: self.tables,
                events: None,
            },
        }
    }

    /// Threads to use.
    pub fn threads(&self) -> usize {
        self.jobs.unwrap_or_else(values::available_cores)
    }
}
