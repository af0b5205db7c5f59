//! The scenario file: read, checked, expanded into variants, turned into models. Nothing else makes a `Model`.

mod again;
mod answer;
mod aws_json;
mod axis_check;
mod axis_label;
mod axis_value;
mod build;
mod canonical;
mod characters;
mod check_document;
mod comparison;
mod conform;
mod content;
mod contents;
mod described;
mod described_twice;
mod documents;
mod element;
mod expectations;
mod expected;
mod familiar;
mod folder;
mod foreign;
mod group_attributes;
mod holdings;
mod include;
mod incomplete;
mod infrastructure;
mod left_out;
mod limits;
mod listing;
mod load;
mod load_json;
mod made_up;
mod matrix;
mod model_bytes;
mod names_only;
mod not_ecs;
mod path;
mod placeholders;
mod provenance;
mod read;
mod recognise;
mod records;
pub mod reference;
mod render;
mod resolve;
mod resource;
mod samples;
mod series;
mod set_option;
mod shape;
mod sizes;
mod supplied;
mod survey;
mod tally;
mod told;
mod trace;
mod traces;
mod variants;
mod wrapper;

#[cfg(test)]
mod tests;

pub use again::{ANSWERS, FORMAT_VERSION, MANIFEST, is_manifest, load_again};
pub use comparison::{
    Compared, Comparison, Departure, Departures, Difference, Origin, PlannedCall, Written, compare,
};
pub use expectations::{Bound, Expectation, MetricPattern, Over};
pub use limits::{MAX_FILE_BYTES, MAX_REPLICATIONS};
pub use listing::{Listing, Missing, Row};
pub use load::{Loaded, Overrides, load, load_read, load_text, load_with};
pub use load_json::{Importing, check_file, check_folder, check_json, check_json_text, tool_of};
pub use provenance::{Input, Provenance};
pub use read::{Disk, FileReader, Files, Stored, bytes as read_file};
pub use records::{Records, embedded, read_records, records_of_text};
pub use render::render;
pub use resolve::{moment, target_group_name, without_arn};
pub use resource::Resource;
pub use survey::{Survey, survey_folder};
pub use told::{Place, Told, told};
pub use trace::print_no_guarded_panics;
pub use variants::Variants;

use std::sync::Arc;

pub use crate::import::ComposeAs;
use crate::model::{Model, Output};
use crate::program::{Command, Programs};
pub use crate::tree::{
    FileId, Member, Node, Problem, Problems, Severity, Source, Sources, Span, Value, Words,
};

/// A scenario that may be run.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    /// `name`; also the name of the output folder.
    pub name: String,
    /// `question`, empty when there is none.
    pub question: String,
    /// `answer`: the metrics that answer the question, the headline first; empty to let the report choose.
    pub answer: Vec<String>,
    /// `distributions`: the metrics of which reports say how they are distributed over the replications.
    pub distributions: Vec<String>,
    /// `expectations` and those of the command line, by metric: sections may stand in any order.
    pub expectations: Vec<Expectation>,
    /// `simulation.seed`, or the command line's.
    pub seed: u64,
    /// `simulation.replications`, or the command line's; at least 1.
    pub replications: u32,
    /// What `[output]`, or the command line, says is kept of results.
    pub output: Output,
    /// The axes of `[matrix]`, in the order of the file; empty without one.
    pub axes: Vec<Axis>,
    /// The points of the matrix, the last axis varying fastest; one when there is no matrix.
    pub variants: Variants,
    /// Digest of everything that decides results: the same for any order of sections and any formatting.
    pub digest: u64,
    /// What it was read from.
    pub provenance: Provenance,
    /// The programs that its strategies name, each once.
    pub commands: Vec<Command>,
    /// Whom they are asked through, shared by all its models.
    pub programs: Programs,
}

/// One path of `[matrix]` and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The whole path.
    pub path: String,
    /// The shortest end of the path that tells the axes apart and says what it is about: for names of variants and
    /// labels of plots.
    pub label: String,
    /// The values, in the order of the file.
    pub values: Vec<Setting>,
}

/// A variant's place in the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// As [`Variant::name`].
    pub name: String,
    /// As [`Variant::settings`].
    pub settings: Vec<Setting>,
}

/// A point of the matrix, built.
#[derive(Clone, Debug)]
pub struct Variant {
    /// `label=value` of each axis, joined by `, `; `default` without a matrix.
    pub name: String,
    /// The value on each axis, in the order of the axes.
    pub settings: Vec<Setting>,
    /// The keys of `[behavior]` that it writes, whatever their values.
    pub written: Vec<&'static str>,
    /// What to simulate.
    pub model: Arc<Model>,
}

/// A value on an axis of the matrix.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// true or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text; lists and tables as their text.
    Text(String),
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => f.write_str(value),
        }
    }
}
