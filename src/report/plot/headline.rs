//! The headline figure over the axes of the matrix: a line, a heat map, or a heat map for each value of further axes.

use super::super::answer;
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
    let svg = match matrix.varied().as_slice() {
        [] => return None,
        [axis] => line(&matrix, *axis),
        axes => maps(&matrix, axes),
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

    /// Axes that have more than one value, by position.
    fn varied(&self) -> Vec<usize> {
        (0..self.axes.len()).filter(|&axis| self.axes[axis].values.len() > 1).collect()
    }

    /// The figure at these positions on the axes; the last axis varies fastest.
    fn at(&self, point: &[usize]) -> Option<&'r Summary> {
        let index = point.iter().zip(self.axes).fold(0, |index, (at, axis)| index * axis.values.len() + at);
        self.results.variants.get(index)?.metrics.get(self.metric)
    }

    fn labels(&self, axis: usize) -> Vec<String> {
        self.axes[axis].values.iter().map(ToString::to_string).collect()
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
    let figures: Vec<Option<&Summary>> =
        (0..matrix.axes[axis].values.len()).map(|at| matrix.at(&point(at))).collect();
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

/// The two axes with the most values span each map; every combination of the others has a map of its own.
fn maps(matrix: &Matrix<'_>, varied: &[usize]) -> String {
    let mut by_length = varied.to_vec();
    by_length.sort_by_key(|&axis| std::cmp::Reverse(matrix.axes[axis].values.len()));
    let mut spanning = [by_length[0], by_length[1]];
    spanning.sort_unstable();
    let [down, across] = spanning;
    let mut others = by_length.split_off(2);
    others.sort_unstable();
    let combinations = combinations(matrix, &others);
    let map = |chosen: &Vec<usize>| {
        let mut point = vec![0; matrix.axes.len()];
        others.iter().zip(chosen).for_each(|(&axis, &at)| point[axis] = at);
        let mut value = |row: usize, column: usize| {
            (point[down], point[across]) = (row, column);
            matrix.at(&point).and_then(Summary::mean)
        };
        let columns = matrix.axes[across].values.len();
        let row = |row: usize| (0..columns).map(|column| value(row, column)).collect();
        let cells = (0..matrix.axes[down].values.len()).map(row).collect();
        let values = others.iter().zip(chosen).map(|(&axis, &at)| matrix.axes[axis].values[at].to_string());
        Map { values: values.collect::<Vec<_>>().join(", "), cells }
    };
    let shown = combinations.len().min(MAPS_MAX);
    let left_out = if shown < combinations.len() {
        format!("the first {shown} of {} maps", combinations.len())
    } else {
        String::new()
    };
    heat_map::draw(&HeatMaps {
        title: matrix.title(),
        subtitle: matrix.subtitle(&left_out),
        unit: matrix.unit,
        down: (&matrix.axes[down].label, matrix.labels(down)),
        by: others.iter().map(|&axis| matrix.axes[axis].label.as_str()).collect::<Vec<_>>().join(", "),
        across: (&matrix.axes[across].label, matrix.labels(across)),
        maps: combinations.iter().take(shown).map(map).collect(),
    })
}

/// Every choice of a value on each of these axes, the last varying fastest.
fn combinations(matrix: &Matrix<'_>, axes: &[usize]) -> Vec<Vec<usize>> {
    axes.iter().fold(vec![Vec::new()], |chosen, &axis| {
        let values = 0..matrix.axes[axis].values.len();
        chosen.iter().flat_map(|start| values.clone().map(|at| [start.as_slice(), &[at]].concat())).collect()
    })
}
