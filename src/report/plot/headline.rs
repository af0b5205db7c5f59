//! The headline figure over the axes of the matrix: a line over numbers, a row for each of few variants, or a heat map for each
//! value of further axes.

use super::super::answer;
use super::super::matrix::{Planes, variant_at, varied};
use super::super::number::{column_unit, two_digits, with_unit};
use super::axis::titled;
use super::caption::Caption;
use super::figures::{Figure, Figures, notes as notes_of};
use super::heat_map::{self, HeatMaps, Map};
use super::line_chart::{self, LineChart};
use super::order::{Scale, order, scale_of};
use super::rows::{self, Row, RowChart};
use crate::experiment::Results;
use crate::scenario::Axis;

/// More maps than this do not fit a picture.
const MAPS_MAX: usize = 12;
/// Up to so many variants have a row each, whatever their axes.
const ROWS_MAX: usize = 24;
/// More values of a single axis than this are not shown.
const VALUES_MAX: usize = 60;
/// Fewer points than this are no line.
const POINTS_MIN: usize = 3;

/// The metric and its picture; `None` without an axis of at least two values, or without any figure.
pub(super) fn draw(results: &Results<'_>) -> Option<(String, String)> {
    let metric = answer::headline(results)?;
    let figures = Figures::new(results, &metric);
    let matrix = &results.scenario.axes;
    let planes = Planes::of(matrix).filter(|_| results.variants.len() > ROWS_MAX);
    let varied = varied(matrix);
    let svg = match (varied.as_slice(), planes) {
        ([], _) => return None,
        (&[axis], _) => line(&figures, axis).unwrap_or_else(|| rows(&figures, &[axis])),
        (_, Some(planes)) => maps(&figures, &planes),
        (several, None) => rows(&figures, several),
    };
    Some((metric, svg))
}

fn axes<'r>(figures: &Figures<'r>) -> &'r [Axis] {
    &figures.results.scenario.axes
}

/// The metric with its unit, as figures without a unit of their own are read.
fn shown(figures: &Figures<'_>) -> String {
    titled(figures.metric, column_unit(figures.unit))
}

/// Over a single axis of numbers that rise; `None` where a line would say nothing.
fn line(figures: &Figures<'_>, axis: usize) -> Option<String> {
    let of = &axes(figures)[axis];
    let Scale::Numbers(numbers) = scale_of(&of.values) else { return None };
    if numbers.len() < POINTS_MIN || !numbers.is_sorted_by(|one, next| one < next) {
        return None;
    }
    let points: Vec<Figure> = (0..numbers.len())
        .map(|at| figures.at(variant_at(axes(figures), &point(figures, &[axis], &[at]))))
        .collect();
    let notes = notes_of_points(points.iter());
    let caption = Caption::new(figures.results, None, &shown(figures), &notes);
    Some(line_chart::draw(figures, &LineChart { caption, axis: of, numbers, points }))
}

/// What a reader of points has to know.
fn notes_of_points<'f>(mut points: impl Iterator<Item = &'f Figure> + Clone) -> Vec<String> {
    let mut notes = notes_of(points.clone(), "○");
    if points.any(|figure| figure.interval().is_some()) {
        notes.push("bars: 95 % confidence interval".to_owned());
    }
    notes
}

/// Positions on all axes, of which only these differ from the first.
fn point(figures: &Figures<'_>, varied: &[usize], at: &[usize]) -> Vec<usize> {
    let mut point = vec![0; axes(figures).len()];
    varied.iter().zip(at).for_each(|(&axis, &at)| point[axis] = at);
    point
}

/// A row for each variant.
fn rows(figures: &Figures<'_>, varied: &[usize]) -> String {
    let mut points: Vec<Vec<usize>> = vec![Vec::new()];
    for &axis in varied {
        let order = ordered(figures, axis);
        let longer =
            |start: Vec<usize>| order.iter().map(move |&at| [start.as_slice(), &[at]].concat()).collect();
        points = points.into_iter().flat_map(|start| -> Vec<Vec<usize>> { longer(start) }).collect();
    }
    let row = |at: &Vec<usize>| Row {
        names: varied.iter().zip(at).map(|(&axis, &at)| axes(figures)[axis].values[at].to_string()).collect(),
        figure: figures.at(variant_at(axes(figures), &point(figures, varied, at))),
    };
    let all = points.len();
    let rows: Vec<Row> = points.iter().take(VALUES_MAX).map(row).collect();
    let mut notes = notes_of_points(rows.iter().map(|row| &row.figure));
    if all > VALUES_MAX {
        notes.push(format!("the first {VALUES_MAX} of {all}"));
    }
    let caption = Caption::new(figures.results, None, &shown(figures), &notes);
    let labels = varied.iter().map(|&axis| axes(figures)[axis].label.as_str()).collect();
    rows::draw(figures, &RowChart { caption, axes: labels, rows })
}

/// The positions of an axis in the order in which they are shown: words by the mean of their figures.
fn ordered(figures: &Figures<'_>, axis: usize) -> Vec<usize> {
    let all = axes(figures);
    let values = &all[axis].values;
    let behind: usize = all[axis + 1..].iter().map(|axis| axis.values.len()).product();
    let mut sums = vec![(0.0, 0.0); values.len()];
    for variant in 0..figures.results.variants.len() {
        if let Some(mean) = figures.at(variant).mean() {
            let (sum, count) = &mut sums[variant / behind % values.len()];
            *sum += mean;
            *count += 1.0;
        }
    }
    order(values, |at| (sums[at].1 > 0.0).then(|| sums[at].0 / sums[at].1))
}

/// A map for each plane of the matrix.
fn maps(figures: &Figures<'_>, planes: &Planes<'_>) -> String {
    let is_words = |axis: usize| scale_of(&axes(figures)[axis].values) == Scale::Words;
    // Words are read best where each has a line of its own.
    let is_turned = is_words(planes.second) && !is_words(planes.first);
    let (down, across) =
        if is_turned { (planes.second, planes.first) } else { (planes.first, planes.second) };
    let [down_order, across_order] = [down, across].map(|axis| ordered(figures, axis));
    let map = |choice: &Vec<usize>| {
        let cell = |row, column| {
            let (first, second) = if is_turned { (column, row) } else { (row, column) };
            figures.at(planes.variant(choice, first, second))
        };
        let row = |&row: &usize| across_order.iter().map(|&column| cell(row, column)).collect();
        Map { values: planes.chosen_values(choice).join(", "), cells: down_order.iter().map(row).collect() }
    };
    let (shown_maps, all) = (planes.choices.len().min(MAPS_MAX), planes.choices.len());
    let maps: Vec<Map> = planes.choices.iter().take(shown_maps).map(map).collect();
    let mut notes = Vec::new();
    if shown_maps < all {
        notes.push(format!("the first {shown_maps} of {all} maps"));
    }
    notes.extend(notes_of(maps.iter().flat_map(Map::figures), "*"));
    notes.extend(widest_interval(figures, maps.iter().flat_map(Map::figures)));
    let caption = Caption::new(figures.results, None, &shown(figures), &notes);
    let labelled = |axis: usize, order: &[usize]| {
        let Axis { label, values, .. } = &axes(figures)[axis];
        (label.clone(), order.iter().map(|&at| values[at].to_string()).collect())
    };
    let maps = HeatMaps {
        caption,
        unit: figures.unit,
        metric: figures.metric,
        down: labelled(down, &down_order),
        by: planes.other_labels().join(", "),
        across: labelled(across, &across_order),
        maps,
    };
    heat_map::draw(&maps)
}

/// What a map cannot show: how far off its figures may be.
fn widest_interval<'f>(figures: &Figures<'_>, of: impl Iterator<Item = &'f Figure>) -> Option<String> {
    let widest = of.filter_map(Figure::interval).map(|(low, high)| (high - low) / 2.0).reduce(f64::max)?;
    let widest = with_unit(two_digits(widest), figures.unit);
    Some(format!("95 % confidence intervals of the means reach ± {widest} at most"))
}
