//! summary.json of an earlier run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::super::manifest;
use super::super::saved_results::is_as_written;
use super::super::summary_json::FORMAT_VERSION;
use crate::experiment::{Baseline, Earlier, Summary};
use crate::metrics::METRICS;
use crate::scenario::{Setting, read_file};

/// The file of a results folder that is read.
const FILE: &str = "summary.json";

#[derive(Deserialize)]
struct File {
    scenario: String,
    seed: u64,
    digest: String,
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
struct Variant {
    name: String,
    settings: BTreeMap<String, Written>,
    replications: u32,
    metrics: BTreeMap<String, Figure>,
}

/// A value of an axis.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Figure {
    #[serde(rename_all = "camelCase")]
    Number {
        mean: f64,
        ci_low: Option<f64>,
        ci_high: Option<f64>,
        unit: String,
    },
    Text {
        text: String,
    },
}

/// Only what says which format it is, of a file that may be of any.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Format {
    format_version: u32,
}

/// The results in `folder`, or in its folder of the scenario's name, as `--out` has them; `None` where it has results of
/// other scenarios only.
///
/// # Errors
///
/// Says as a sentence why there are none: no such file, no results, another format.
pub fn read_baseline(folder: &Path, scenario: &str) -> Result<Option<Baseline>, String> {
    let path = place(folder, scenario);
    if !path.exists() && holds_results(folder) {
        return Ok(None);
    }
    let shown = path.display();
    let bytes = read_file(&path).map_err(|reason| {
        format!("the baseline `{shown}` cannot be read: {reason}; name a folder of results, or leave --baseline out")
    })?;
    let baseline = parse(&bytes).map_err(|reason| format!("the baseline `{shown}` {reason}"))?;
    // A summary by itself is a baseline too.
    let folder = path.parent().unwrap_or(folder);
    if folder.join(manifest::FILE).exists() {
        is_as_written(folder, FILE)
            .map_err(|reason| format!("the baseline `{shown}` cannot be trusted: {reason}; run it again"))?;
    }
    Ok(Some(baseline))
}

/// Where the results of the scenario are.
fn place(folder: &Path, scenario: &str) -> PathBuf {
    let own = folder.join(scenario).join(FILE);
    if own.exists() { own } else { folder.join(FILE) }
}

/// Whether results of some scenario are in a folder of this one.
fn holds_results(folder: &Path) -> bool {
    let mut entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.any(|entry| entry.path().join(FILE).is_file())
}

fn parse(bytes: &[u8]) -> Result<Baseline, String> {
    let no_results = |error: serde_json::Error| {
        let (line, column) = (error.line(), error.column());
        format!(
            "is no summary of results, as line {line}, column {column} shows; name a folder that `plimsoll run` wrote"
        )
    };
    let Format { format_version } = serde_json::from_slice(bytes).map_err(no_results)?;
    if format_version != FORMAT_VERSION {
        return Err(format!(
            "has format {format_version}, and this version reads {FORMAT_VERSION}: run the baseline again with this version"
        ));
    }
    let file: File = serde_json::from_slice(bytes).map_err(no_results)?;
    Ok(Baseline {
        scenario: file.scenario,
        seed: file.seed,
        digest: file.digest,
        variants: file.variants.into_iter().map(earlier).collect(),
    })
}

fn earlier(variant: Variant) -> Earlier {
    let Variant { name, settings, replications, metrics } = variant;
    Earlier {
        name,
        settings: settings.into_iter().map(|(path, value)| (path, setting(value))).collect(),
        replications,
        metrics: metrics
            .into_iter()
            .filter_map(|(name, figure)| Some((name, summary(figure, replications)?)))
            .collect(),
    }
}

fn setting(value: Written) -> Setting {
    match value {
        Written::Bool(value) => Setting::Bool(value),
        Written::Integer(value) => Setting::Integer(value),
        Written::Float(value) => Setting::Float(value),
        Written::Text(value) => Setting::Text(value),
    }
}

/// A figure in a unit that this version knows.
fn summary(figure: Figure, replications: u32) -> Option<Summary> {
    match figure {
        Figure::Text { text } => Some(Summary::Text(text)),
        Figure::Number { mean, ci_low, ci_high, unit } => Some(Summary::Number {
            mean,
            interval: ci_low.zip(ci_high),
            samples: replications,
            // How often it is not zero is not written, and nothing asks.
            nonzero: if mean == 0.0 { 0 } else { replications },
            unit: METRICS.iter().find(|row| row.unit == unit)?.unit,
        }),
    }
}
