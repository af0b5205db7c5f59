//! The answer as rows and columns of text, before a terminal or Markdown gives it a form.
//!
//! One variant is a list of metrics, or a row for each service where it is about several. Several are a row each, with the axes and the metrics as columns. A single metric
//! over two axes is a grid. Of too many variants for rows the first figure becomes grids over the two longest axes,
//! four at most; of the other figures the range is shown, and of words the variants that have them.

use std::ops::Range;

use super::answer::{Answer, answer, unit_of};
use super::by_service;
use super::matrix::Planes;
use super::metric_names::all;
use super::number::{column_unit, summary_cell, summary_with_unit, with_unit};
use super::words;
use crate::experiment::{Results, VariantResults};
use crate::metrics::total_of;

/// More variants than this are not shown a row each.
pub(super) const ROWS_MAX: usize = 40;
/// More default metrics than this are not shown as columns.
pub(super) const DEFAULT_COLUMNS_MAX: usize = 8;
/// More columns than this make no grid that can be read.
const GRID_COLUMNS_MAX: usize = 16;
/// More grids than this are no longer an answer.
const GRIDS_MAX: usize = 4;
/// What stands for a figure that does not exist.
pub(super) const ABSENT: &str = "–";
/// What stands for the figures of a variant without a completed run.
pub(super) const HALTED: &str = "halted";

/// A table of texts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    /// Words above it, empty for none.
    pub title: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Which columns are figures; the others are names.
    pub figures: Range<usize>,
    /// The rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
}

/// The answer in as many sheets as it takes, and what they leave out.
pub(super) fn sheets(results: &Results<'_>) -> (Vec<Sheet>, Vec<String>) {
    let Answer { mut metrics, chosen } = answer(results);
    let mut notes = missing(results, &metrics);
    let count = results.variants.len();
    if count == 1 {
        let (by_service, others) = by_service::sheet(results, &metrics);
        let others = (!others.is_empty()).then(|| list(results, &others));
        return (by_service.into_iter().chain(others).collect(), notes);
    }
    if !chosen && metrics.len() > DEFAULT_COLUMNS_MAX {
        notes.push(format!(
            "{} more metrics are in summary.csv; choose what is shown with answer = [\"…\"] in the scenario.",
            metrics.len() - DEFAULT_COLUMNS_MAX
        ));
        metrics.truncate(DEFAULT_COLUMNS_MAX);
    }
    let planes = Planes::of(&results.scenario.axes);
    let is_plane = planes.as_ref().is_some_and(|planes| planes.others.is_empty());
    if count <= ROWS_MAX {
        let only = metrics.first().filter(|_| is_plane && metrics.len() == 1);
        let grids = only.map_or_else(Vec::new, |metric| grids(results, planes.as_ref(), metric));
        let sheets = if grids.is_empty() { vec![rows(results, &metrics)] } else { grids };
        return (sheets, notes);
    }
    let (mut figures, texts): (Vec<String>, Vec<String>) =
        metrics.into_iter().partition(|metric| unit_of(results, metric).is_some());
    let mut sheets = figures.first().map_or_else(Vec::new, |first| grids(results, planes.as_ref(), first));
    if !sheets.is_empty() {
        figures.remove(0);
    }
    sheets.extend([ranges(results, &figures), words::sheet(results, &texts)]);
    sheets.retain(|sheet| !sheet.rows.is_empty());
    (sheets, notes)
}

/// A grid for each plane of the metric; none when that would be too many or too wide.
fn grids(results: &Results<'_>, planes: Option<&Planes<'_>>, metric: &str) -> Vec<Sheet> {
    let axes = &results.scenario.axes;
    let fits = |planes: &&Planes<'_>| {
        let shorter = axes[planes.first].values.len().min(axes[planes.second].values.len());
        shorter <= GRID_COLUMNS_MAX && planes.choices.len() <= GRIDS_MAX
    };
    let Some(planes) = planes.filter(fits) else { return Vec::new() };
    planes.choices.iter().map(|choice| grid(results, metric, planes, choice)).collect()
}

/// Which of the metrics no variant has.
fn missing(results: &Results<'_>, metrics: &[String]) -> Vec<String> {
    let known = all(results);
    let is_known =
        |metric: &str| known.contains(metric) || total_of(metric).is_some_and(|of| known.contains(of));
    let unknown = metrics.iter().filter(|metric| !is_known(metric));
    unknown.map(|metric| format!("No variant has {metric}.")).collect()
}

/// The name of a metric with its unit as the head of a column.
pub(super) fn heading(results: &Results<'_>, metric: &str) -> String {
    match unit_of(results, metric).map(column_unit) {
        None | Some("") => metric.to_owned(),
        Some(unit) => format!("{metric} ({unit})"),
    }
}

/// What stands for a metric of a variant.
pub(super) fn cell(of: &VariantResults, metric: &str) -> String {
    if let Some(summary) = of.metrics.get(metric) {
        return summary_cell(summary);
    }
    let is_none_of_total = total_of(metric).is_some_and(|total| of.metrics.contains(total));
    let nothing = if of.metrics.is_empty() && !of.halted.is_empty() { HALTED } else { ABSENT };
    if is_none_of_total { "0" } else { nothing }.to_owned()
}

fn list(results: &Results<'_>, metrics: &[String]) -> Sheet {
    let of = &results.variants[0];
    let value = |metric: &String| of.metrics.get(metric).map_or_else(|| cell(of, metric), summary_with_unit);
    Sheet {
        title: String::new(),
        header: ["metric", "value"].map(str::to_owned).to_vec(),
        figures: 1..2,
        rows: metrics.iter().map(|metric| vec![metric.clone(), value(metric)]).collect(),
    }
}

fn rows(results: &Results<'_>, metrics: &[String]) -> Sheet {
    let axes = &results.scenario.axes;
    let names = axes.iter().map(|axis| axis.label.clone());
    let header: Vec<String> = names.chain(metrics.iter().map(|metric| heading(results, metric))).collect();
    let rows = results.iter().map(|(variant, of)| {
        let settings = variant.settings.iter().map(ToString::to_string);
        settings.chain(metrics.iter().map(|metric| cell(of, metric))).collect()
    });
    Sheet { title: String::new(), figures: axes.len()..header.len(), header, rows: rows.collect() }
}

/// A plane of the matrix; the longer axis goes down, among equals the first.
fn grid(results: &Results<'_>, metric: &str, planes: &Planes<'_>, choice: &[usize]) -> Sheet {
    let (first, second) = (&results.scenario.axes[planes.first], &results.scenario.axes[planes.second]);
    let transposed = second.values.len() > first.values.len();
    let (down, across) = if transposed { (second, first) } else { (first, second) };
    let at = |row: usize, column: usize| {
        let (first_at, second_at) = if transposed { (column, row) } else { (row, column) };
        &results.variants[planes.variant(choice, first_at, second_at)]
    };
    let mut header = vec![format!("{} ↓  {} →", down.label, across.label)];
    header.extend(across.values.iter().map(ToString::to_string));
    let rows = down.values.iter().enumerate().map(|(row, value)| {
        let cells = (0..across.values.len()).map(|column| cell(at(row, column), metric));
        std::iter::once(value.to_string()).chain(cells).collect()
    });
    let values = planes.chosen_values(choice);
    let chosen =
        planes.other_labels().into_iter().zip(values).map(|(label, value)| format!("{label} = {value}"));
    let parts: Vec<String> = std::iter::once(heading(results, metric)).chain(chosen).collect();
    Sheet { title: parts.join(", "), figures: 1..header.len(), header, rows: rows.collect() }
}

/// The smallest and the largest value of each metric, and where they are first met.
fn ranges(results: &Results<'_>, metrics: &[String]) -> Sheet {
    let rows = metrics.iter().flat_map(|metric| {
        let means = results
            .iter()
            .filter_map(|(variant, of)| Some((of.metrics.get(metric)?.mean()?, variant.name.as_str())));
        let smallest = means.clone().reduce(|best, next| if next.0 < best.0 { next } else { best });
        let largest = means.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let unit = unit_of(results, metric).unwrap_or_default();
        let same =
            smallest.zip(largest).is_some_and(|(smallest, largest)| smallest.0.total_cmp(&largest.0).is_eq());
        let found = if same {
            [Some(("all", smallest)), None]
        } else {
            [Some(("lowest", smallest)), Some(("highest", largest))]
        };
        found.into_iter().flatten().filter_map(move |(which, found)| {
            let (mean, variant) = found?;
            let variant = if same { "" } else { variant };
            Some([metric, which, &with_unit(mean, unit), variant].map(str::to_owned).to_vec())
        })
    });
    Sheet {
        title: String::new(),
        header: ["metric", "", "value", "first variant that has it"].map(str::to_owned).to_vec(),
        figures: 2..3,
        rows: rows.collect(),
    }
}
