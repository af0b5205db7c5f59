//! summary.json: the interface for programs.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Number;

use super::{assumptions, baseline, expectations, number};
use crate::experiment::{Results, Summary, VariantResults};
use crate::scenario::{Scenario, Variant};

/// Version of the files' format; raised when something that was there changes its meaning.
pub(super) const FORMAT_VERSION: u32 = 1;

/// A digest as every file shows it.
pub(super) fn hexadecimal(digest: u64) -> String {
    format!("{digest:016x}")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    format_version: u32,
    scenario: &'a str,
    seed: u64,
    digest: String,
    variants: Vec<Point<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assumptions: Option<assumptions::json::Member<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<baseline::json::Member>,
}

#[derive(Serialize)]
struct Point<'a> {
    name: &'a str,
    settings: Settings<'a>,
    replications: u32,
    digest: String,
    metrics: Metrics<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expectations: Vec<expectations::json::Member<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    halted: Vec<Halted>,
}

/// The value of each axis by its path, in the order of the axes.
struct Settings<'a>(&'a Scenario, &'a Variant);

/// By name; a figure that does not exist is absent.
struct Metrics<'a>(&'a VariantResults);

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Figure<'a> {
    #[serde(rename_all = "camelCase")]
    Number {
        mean: Number,
        #[serde(skip_serializing_if = "Option::is_none")]
        ci_low: Option<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        ci_high: Option<Number>,
        unit: &'static str,
    },
    Text {
        text: &'a str,
    },
}

#[derive(Serialize)]
struct Halted {
    replication: u32,
    reason: String,
}

pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let scenario = results.scenario;
    let file = File {
        format_version: FORMAT_VERSION,
        scenario: &scenario.name,
        seed: scenario.seed,
        digest: hexadecimal(scenario.digest),
        variants: results.iter().map(|(variant, of)| point(results, variant, of)).collect(),
        assumptions: assumptions::json::member(results),
        baseline: baseline::json::member(results),
    };
    serde_json::to_writer_pretty(&mut *out, &file)?;
    out.write_all(b"\n")
}

fn point<'a>(results: &'a Results<'_>, variant: &'a Variant, of: &'a VariantResults) -> Point<'a> {
    let scenario = results.scenario;
    let halted = of
        .halted
        .iter()
        .map(|(replication, halt)| Halted { replication: *replication, reason: halt.to_string() });
    Point {
        name: &variant.name,
        settings: Settings(scenario, variant),
        replications: scenario.replications,
        digest: hexadecimal(of.digest),
        metrics: Metrics(of),
        expectations: expectations::json::members(results, of),
        halted: halted.collect(),
    }
}

/// A metric as files show it; `None` for a figure that is not finite.
pub(super) fn figure(summary: &Summary) -> Option<Figure<'_>> {
    match summary {
        Summary::Text(text) => Some(Figure::Text { text }),
        Summary::Number { mean, interval, unit, .. } => Some(Figure::Number {
            mean: number::json(*mean)?,
            ci_low: interval.and_then(|(low, _)| number::json(low)),
            ci_high: interval.and_then(|(_, high)| number::json(high)),
            unit,
        }),
    }
}

impl Serialize for Settings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(scenario, variant) = self;
        let pairs = scenario.axes.iter().map(|axis| &axis.path).zip(&variant.settings);
        serializer.collect_map(pairs)
    }
}

impl Serialize for Metrics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, summary) in &self.0.metrics {
            if let Some(figure) = figure(summary) {
                map.serialize_entry(name, &figure)?;
            }
        }
        map.end()
    }
}
