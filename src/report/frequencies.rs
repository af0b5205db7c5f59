//! How figures are distributed over the replications, as sheets: of few values how often each came, else quantiles.

use std::ops::Range;

use super::answer::selected;
use super::number::{cell, column_unit};
use super::sheet::{ABSENT, HALTED, ROWS_MAX, Sheet};
use crate::experiment::{Frequencies, QUANTILES, Results, VariantResults};
use crate::text::selects_parts;

/// More values than this make no columns that can be read.
pub(super) const COLUMNS_MAX: usize = 12;

/// The metrics of `distributions` that any variant has as a figure.
pub(super) fn metrics(results: &Results<'_>) -> Vec<String> {
    let mut metrics = selected(results, &results.scenario.distributions);
    metrics.retain(|metric| results.variants.iter().any(|of| find(of, metric).is_some()));
    metrics
}

/// How a metric of a variant is distributed.
pub(super) fn find<'r>(of: &'r VariantResults, metric: &str) -> Option<&'r Frequencies> {
    of.frequencies.iter().find(|frequencies| frequencies.metric == metric)
}

/// Whether `distributions` asks for a metric.
pub(super) fn are_asked(distributions: &[String], metric: &str) -> bool {
    distributions.iter().any(|written| selects_parts(written, metric))
}

/// The values that a metric has in any of these variants, rising; `None` where one has too many, or all together.
pub(super) fn values(results: &Results<'_>, variants: Range<usize>, metric: &str) -> Option<Vec<f64>> {
    let found = results.variants[variants].iter().filter_map(|of| find(of, metric));
    let mut values = Vec::new();
    for of in found {
        if of.values.is_empty() {
            return None;
        }
        values.extend(of.values.iter().map(|(value, _)| *value));
    }
    values.sort_by(f64::total_cmp);
    values.dedup_by(|one, next| one.total_cmp(next).is_eq());
    (values.len() <= COLUMNS_MAX).then_some(values)
}

/// The share of all replications in which a metric of a variant has this value; of those in which it has none where that
/// is `None`.
pub(super) fn share(of: &Frequencies, value: Option<f64>, replications: u32) -> f64 {
    let count = match value {
        Some(value) => {
            of.values.iter().find(|(known, _)| known.total_cmp(&value).is_eq()).map_or(0, |found| found.1)
        }
        None => replications.saturating_sub(of.samples),
    };
    f64::from(count) / f64::from(replications.max(1))
}

/// A sheet for each metric, and what they leave out.
pub(super) fn sheets(results: &Results<'_>) -> (Vec<Sheet>, Vec<String>) {
    let metrics = metrics(results);
    let shown = results.variants.len().min(ROWS_MAX);
    let sheets = metrics.iter().map(|metric| match values(results, 0..shown, metric) {
        Some(values) => counted(results, shown, metric, &values),
        None => quantiles(results, shown, metric),
    });
    let sheets: Vec<Sheet> = sheets.collect();
    let more = results.variants.len() - shown;
    let note = (more > 0 && !sheets.is_empty())
        .then(|| format!("How {more} more variants are distributed is in summary.json."));
    (sheets, note.into_iter().collect())
}

fn counted(results: &Results<'_>, shown: usize, metric: &str, values: &[f64]) -> Sheet {
    let replications = results.scenario.replications;
    let lacks = |of: &VariantResults| find(of, metric).is_some_and(|of| of.samples < replications);
    let mut columns: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    columns.extend(results.variants[..shown].iter().any(lacks).then_some(None));
    let unit = unit(results, metric);
    let name = |value: &Option<f64>| value.map_or_else(|| "none".to_owned(), |value| cell(value, unit));
    let told = match column_unit(unit) {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    let title = format!("{metric}: in how many of the {replications} replications it is so many{told} (%)");
    sheet(results, shown, title, columns.iter().map(name).collect(), |of| {
        let of = find(of, metric)?;
        Some(columns.iter().map(|value| percent(share(of, *value, replications))).collect())
    })
}

fn quantiles(results: &Results<'_>, shown: usize, metric: &str) -> Sheet {
    let unit = unit(results, metric);
    let names = QUANTILES.iter().map(|(share, _)| match share {
        share if *share <= 0.0 => "least".to_owned(),
        share if *share >= 1.0 => "greatest".to_owned(),
        share => format!("{:.0} %", share * 100.0),
    });
    let told = match column_unit(unit) {
        "" => String::new(),
        unit => format!(" ({unit})"),
    };
    let replications = results.scenario.replications;
    let title = format!("{metric}{told}: what so many of the {replications} replications do not exceed");
    sheet(results, shown, title, names.collect(), |of| {
        Some(find(of, metric)?.quantiles.iter().map(|value| cell(*value, unit)).collect())
    })
}

fn unit(results: &Results<'_>, metric: &str) -> &'static str {
    results.variants.iter().find_map(|of| find(of, metric)).map_or("", |of| of.unit)
}

/// One decimal, or that it is less.
pub(super) fn percent(share: f64) -> String {
    match share * 100.0 {
        percent if percent <= 0.0 => "0".to_owned(),
        percent if percent < 0.1 => "< 0.1".to_owned(),
        percent => {
            let text = format!("{percent:.1}");
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        }
    }
}

/// A row for each variant: its values on the axes, then these cells.
fn sheet(
    results: &Results<'_>,
    shown: usize,
    title: String,
    columns: Vec<String>,
    cells: impl Fn(&VariantResults) -> Option<Vec<String>>,
) -> Sheet {
    let axes = &results.scenario.axes;
    let width = columns.len();
    let header: Vec<String> = axes.iter().map(|axis| axis.label.clone()).chain(columns).collect();
    let rows = results.iter().take(shown).map(|(variant, of)| {
        let nothing = if of.metrics.is_empty() && !of.halted.is_empty() { HALTED } else { ABSENT };
        let figures = cells(of).unwrap_or_else(|| vec![nothing.to_owned(); width]);
        variant.settings.iter().map(ToString::to_string).chain(figures).collect()
    });
    Sheet { title, figures: axes.len()..header.len(), rows: rows.collect(), header }
}

#[cfg(test)]
mod tests {
    use super::super::{Width, markdown, table};
    use super::*;
    use crate::experiment::testing::{grid_scenario, halted_results, number, results, variant_results};
    use crate::scenario::{Scenario, Variant};

    /// A metric of which a variant has few values, one that it has in a part of the replications, and one with many values.
    fn distributed(variant: &Variant) -> VariantResults {
        let metrics = ["cluster.occupiedInstances.final", "services.web.outage"];
        let mut of = variant_results(1, &metrics.map(|metric| (metric, number(4.0, "instances"))));
        let frequencies = |metric: &str, unit, values: Vec<(f64, u32)>, quantiles| Frequencies {
            metric: metric.to_owned(),
            unit,
            samples: if values.is_empty() { 1_000 } else { values.iter().map(|(_, count)| count).sum() },
            values,
            quantiles,
        };
        let is_first = variant.name.contains("desiredCount=2, hostPort=80");
        let few = if is_first { vec![(4.0, 1_000)] } else { vec![(4.0, 30), (5.0, 269), (6.0, 700)] };
        of.frequencies = vec![
            frequencies(metrics[0], "instances", few, [4.0, 4.0, 5.0, 6.0, 6.0, 6.0, 6.0]),
            frequencies(metrics[1], "seconds", Vec::new(), [0.0, 1.5, 12.0, 61.0, 90.0, 3_600.0, 7_200.0]),
        ];
        of
    }

    fn asking_for_distributions() -> Scenario {
        let mut scenario = grid_scenario(&[2, 8], &[80, 0]);
        scenario.replications = 1_000;
        scenario.answer = vec!["cluster.occupiedInstances.final".to_owned()];
        scenario.distributions =
            ["cluster.occupiedInstances.*", "services.web.outage"].map(str::to_owned).to_vec();
        scenario
    }

    #[test]
    fn distributions_are_shares_of_few_values_or_quantiles() {
        let scenario = asking_for_distributions();
        let mut results = results(&scenario, distributed);
        results.variants[3] = halted_results();
        let told = [table(&results, Width::of_terminal(120)), markdown(&results)];
        insta::assert_snapshot!(told.join("\n=== Markdown\n"));
        let json: serde_json::Value = serde_json::from_str(&super::super::json(&results)).expect("JSON");
        let figure = &json["variants"][1]["metrics"]["cluster.occupiedInstances.final"]["distribution"];
        assert_eq!(figure["replications"], 999);
        assert_eq!(figure["values"][1], serde_json::json!({"value": 5, "replications": 269}));
        assert_eq!((&figure["quantiles"]["p5"], &figure["quantiles"]["max"]), (&4.into(), &6.into()));
        let many = &json["variants"][1]["metrics"]["services.web.outage"]["distribution"];
        assert_eq!((many.get("values"), &many["quantiles"]["p95"]), (None, &3_600.into()));
    }
}
