//! summary.json: the interface for programs. A line for each metric.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{self, Error, SerializeMap, SerializeSeq};
use serde_json::{Number, Serializer};

use super::json_layout::OneLineEach;
use super::{assumptions, baseline, expectations, frequencies, number, verdict};
use crate::experiment::{Frequencies, QUANTILES, Results, Summary, VariantResults};
use crate::scenario::{self, Scenario};

pub(super) use crate::scenario::FORMAT_VERSION;

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
    variants: Variants<'a>,
    verdict: verdict::OfWhole,
    #[serde(skip_serializing_if = "Option::is_none")]
    assumptions: Option<assumptions::json::Member<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<baseline::json::Member>,
}

/// All variants, each read when its turn comes: with all its metrics, and the names and verdicts that reports have.
struct Variants<'a> {
    results: &'a Results<'a>,
    whole: &'a Whole<'a>,
}

/// Gives the whole of a variant's results.
pub(super) type Whole<'a> = dyn Fn(usize) -> io::Result<VariantResults> + 'a;

#[derive(Serialize)]
struct Point<'a> {
    name: &'a str,
    settings: Settings<'a>,
    replications: u32,
    digest: String,
    metrics: Metrics<'a>,
    verdict: verdict::OfVariant,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expectations: Vec<expectations::json::Member<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    halted: Vec<Halted>,
}

/// The value of each axis by its path, in the order of the axes.
struct Settings<'a>(&'a Scenario, &'a scenario::Point);

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
        #[serde(skip_serializing_if = "Option::is_none")]
        distribution: Option<Distribution>,
    },
    Text {
        text: &'a str,
    },
}

/// How a figure is distributed over the replications.
#[derive(Serialize)]
pub(super) struct Distribution {
    /// How many replications have it.
    replications: u32,
    /// Each of few values, with how many of them have it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<Occurrences>,
    #[serde(serialize_with = "as_members")]
    quantiles: Vec<(&'static str, Number)>,
}

#[derive(Serialize)]
struct Occurrences {
    value: Number,
    replications: u32,
}

/// Quantiles by name, in their order.
fn as_members<S: ser::Serializer>(
    quantiles: &[(&'static str, Number)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(quantiles.iter().map(|(name, value)| (name, value)))
}

impl Distribution {
    fn of(of: &Frequencies) -> Self {
        let value = |&(value, replications): &(f64, u32)| {
            Some(Occurrences { value: number::json(value)?, replications })
        };
        let quantiles = QUANTILES.iter().zip(of.quantiles);
        Self {
            replications: of.samples,
            values: of.values.iter().filter_map(value).collect(),
            quantiles: quantiles
                .filter_map(|((_, name), value)| Some((*name, number::json(value)?)))
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct Halted {
    replication: u32,
    reason: String,
}

/// The results that reports have in memory.
pub(super) fn kept<'a>(results: &'a Results<'a>) -> impl Fn(usize) -> io::Result<VariantResults> + 'a {
    |variant| Ok(results.variants[variant].clone())
}

pub(super) fn write(results: &Results<'_>, whole: &Whole<'_>, out: &mut dyn Write) -> io::Result<()> {
    let scenario = results.scenario;
    let file = File {
        format_version: FORMAT_VERSION,
        scenario: &scenario.name,
        seed: scenario.seed,
        digest: hexadecimal(scenario.digest),
        variants: Variants { results, whole },
        verdict: verdict::OfWhole::of(results),
        assumptions: assumptions::json::member(results),
        baseline: baseline::json::member(results),
    };
    file.serialize(&mut Serializer::with_formatter(&mut *out, OneLineEach::default()))?;
    out.write_all(b"\n")
}

fn point<'a>(results: &'a Results<'_>, variant: &'a scenario::Point, of: &'a VariantResults) -> Point<'a> {
    let scenario = results.scenario;
    let halted = of
        .halted
        .iter()
        .map(|(replication, halt)| Halted { replication: *replication, reason: halt.clone() });
    Point {
        name: &variant.name,
        settings: Settings(scenario, variant),
        replications: scenario.replications,
        digest: hexadecimal(of.digest),
        metrics: Metrics(of),
        verdict: verdict::OfVariant::of(of, scenario.replications),
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
            distribution: None,
        }),
    }
}

impl Serialize for Variants<'_> {
    fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let points = &self.results.points;
        let mut variants = serializer.serialize_seq(Some(points.len()))?;
        for (number, variant) in points.iter().enumerate() {
            let of = (self.whole)(number).map_err(S::Error::custom)?;
            variants.serialize_element(&point(self.results, variant, &of))?;
        }
        variants.end()
    }
}

impl Serialize for Settings<'_> {
    fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(scenario, variant) = self;
        let pairs = scenario.axes.iter().map(|axis| &axis.path).zip(&variant.settings);
        serializer.collect_map(pairs)
    }
}

impl Serialize for Metrics<'_> {
    fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, summary) in self.0.metrics.iter() {
            if let Some(mut figure) = figure(summary) {
                if let Figure::Number { distribution, .. } = &mut figure {
                    *distribution = frequencies::find(self.0, name).map(Distribution::of);
                }
                map.serialize_entry(name, &figure)?;
            }
        }
        map.end()
    }
}
