//! The headline figure over the axes of the matrix: a line, a heat map, or a heat map for each value of further axes.

use super::super::answer;
use super::super::matrix::{Planes, variant_at, varied};
use super::super::number::column_unit;
use super::axis::titled;
use super::heat_map::{self, HeatMaps, Map};
use super::line_chart::{self, LineChart};
use crate::experiment::{Results, Summary};
use crate::scenario::Axis;

/// More maps than this do not fit a picture.
const MAPS_MAX: usize = 12;

/// The metric and its picture; `None` without an axis of at least two values, or without any figure.
pub(super) fn draw(results: &Results<'_>) -> Option<(String, String)> {
    let metric = answer::headline(results)?;
    let matrix = Matrix::new(results, &metric);
    let svg = match (Planes::of(matrix.axes), varied(matrix.axes).first()) {
        (Some(planes), _) => maps(&matrix, &planes),
        (None, Some(&axis)) => line(&matrix, axis),
        (None, None) => return None,
    };
    Some((metric, svg))
}

/// The headline metric over the whole matrix.
struct Matrix<'r> {
    results: &'r Results<'r>,
    axes: &'r [Axis],
    metric: &'r str,
    unit: &'static str,
}

impl<'r> Matrix<'r> {
    fn new(results: &'r Results<'_>, metric: &'r str) -> Self {
        let unit = answer::unit_of(results, metric).unwrap_or_default();
        Self { results, axes: &results.scenario.axes, metric, unit }
    }

    /// The figure of a variant.
    fn at(&self, variant: usize) -> Option<&'r Summary> {
        self.results.variants.get(variant)?.metrics.get(self.metric)
    }

    fn title(&self) -> String {
        titled(self.metric, column_unit(self.unit))
    }

    fn subtitle(&self, more: &str) -> String {
        let scenario = self.results.scenario;
        let mut parts = vec![scenario.name.clone()];
        if scenario.replications > 1 {
            parts.push(format!("mean of {} replications", scenario.replications));
        }
        if !more.is_empty() {
            parts.push(more.to_owned());
        }
        parts.join(" · ")
    }
}

fn line(matrix: &Matrix<'_>, axis: usize) -> String {
    let point = |at: usize| -> Vec<usize> {
        (0..matrix.axes.len()).map(|other| if other == axis { at } else { 0 }).collect()
    };
    let figures: Vec<Option<&Summary>> = (0..matrix.axes[axis].values.len())
        .map(|at| matrix.at(variant_at(matrix.axes, &point(at))))
        .collect();
    let any_interval = figures.iter().flatten().any(|summary| summary.interval().is_some());
    line_chart::draw(&LineChart {
        title: matrix.title(),
        subtitle: matrix.subtitle(if any_interval { "bars: 95 % confidence interval" } else { "" }),
        metric: matrix.metric,
        unit: matrix.unit,
        axis: &matrix.axes[axis],
        figures,
    })
}

/// A map for each plane of the matrix.
fn maps(matrix: &Matrix<'_>, planes: &Planes<'_>) -> String {
    let (down, across) = (&matrix.axes[planes.first], &matrix.axes[planes.second]);
    let map = |choice: &Vec<usize>| {
        let value = |row, column| matrix.at(planes.variant(choice, row, column)).and_then(Summary::mean);
        let row = |row: usize| (0..across.values.len()).map(|column| value(row, column)).collect();
        let cells = (0..down.values.len()).map(row).collect();
        Map { values: planes.chosen_values(choice).join(", "), cells }
    };
    let (shown, all) = (planes.choices.len().min(MAPS_MAX), planes.choices.len());
    let maps: Vec<Map> = planes.choices.iter().take(shown).map(map).collect();
    let mut notes = Vec::new();
    if shown < all {
        notes.push(format!("the first {shown} of {all} maps"));
    }
    if maps.iter().flat_map(|map| map.cells.iter().flatten()).any(Option::is_none) {
        notes.push("–: there is no such figure".to_owned());
    }
    heat_map::draw(&HeatMaps {
        title: matrix.title(),
        subtitle: matrix.subtitle(&notes.join(" · ")),
        unit: matrix.unit,
        down: (&down.label, labels(down)),
        by: planes.other_labels().join(", "),
        across: (&across.label, labels(across)),
        maps,
    })
}

fn labels(axis: &Axis) -> Vec<String> {
    axis.values.iter().map(ToString::to_string).collect()
}
