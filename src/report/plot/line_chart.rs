//! A figure over one axis of the matrix, with its intervals.

use super::axis::{Axis, titled, value_label};
use super::canvas::{Anchor, Canvas, Pen, Point, count, svg, text_width};
use super::frame::{Frame, TICK_SIZE, heading, rule, tick};
use super::palette::{BLUE, RULE};
use crate::experiment::Summary;
use crate::scenario::{Axis as MatrixAxis, Setting};

const SIZE: Point = (760, 460);
const LEFT: i32 = 92;
const RIGHT: i32 = 28;
const TOP: i32 = 72;
const BOTTOM: i32 = 62;
/// Category names that are set upright are cut at this length.
const UPRIGHT_MAX: i32 = 230;
/// Values whose span exceeds their smallest distance by this factor are spaced evenly instead.
const SPREAD_MAX: f64 = 100.0;

const LINE: Pen = Pen { colour: BLUE, width: 2, dash: None };

/// What is drawn.
pub(super) struct LineChart<'a> {
    pub title: String,
    pub subtitle: String,
    pub metric: &'a str,
    pub unit: &'static str,
    pub axis: &'a MatrixAxis,
    /// One entry per value of the axis.
    pub figures: Vec<Option<&'a Summary>>,
}

/// Where the values of the matrix axis are, as shares of the width, and their labels.
struct Positions {
    shares: Vec<f64>,
    ticks: Vec<(f64, String)>,
    /// Categories are not joined by a line.
    joined: bool,
}

pub(super) fn draw(chart: &LineChart<'_>) -> String {
    let width = SIZE.0 - LEFT - RIGHT;
    let positions = positions(&chart.axis.values);
    let room = width / count(positions.ticks.len().max(1));
    let longest = positions.ticks.iter().map(|(_, label)| text_width(label, TICK_SIZE)).max().unwrap_or(0);
    let upright = (longest + 6 > room).then(|| longest.min(UPRIGHT_MAX));
    let bottom = SIZE.1 - BOTTOM;
    let size = (SIZE.0, SIZE.1 + upright.map_or(0, |length| length - 4));
    let frame = Frame { left: LEFT, top: TOP, right: SIZE.0 - RIGHT, bottom };
    svg(size, |canvas| {
        heading(canvas, &chart.title, &chart.subtitle, SIZE.0);
        let y = vertical(chart);
        frame.draw_x(canvas, &positions.ticks, upright.is_none());
        if let Some(length) = upright {
            for (share, label) in &positions.ticks {
                canvas.words(label, (frame.x(*share), bottom + 8), length, tick(Anchor::Hanging));
            }
        }
        frame.draw_y(canvas, &y, &titled(chart.metric, &y.unit), 22);
        frame.title_x(canvas, &chart.axis.label, size.1 - 20);
        draw_figures(canvas, frame, chart, &positions, &y);
    })
}

fn draw_figures(canvas: &Canvas<'_>, frame: Frame, chart: &LineChart<'_>, positions: &Positions, y: &Axis) {
    let mut path: Vec<Point> = Vec::new();
    let mut paths: Vec<Vec<Point>> = Vec::new();
    for (share, figure) in positions.shares.iter().zip(&chart.figures) {
        let Some((mean, summary)) = figure.and_then(|summary| Some((summary.mean()?, summary))) else {
            paths.push(std::mem::take(&mut path));
            continue;
        };
        let x = frame.x(*share);
        path.push((x, frame.y(y.share(mean))));
        if let Some((low, high)) = summary.interval() {
            let (low, high) = (frame.y(y.share(low)), frame.y(y.share(high)));
            canvas.line(&[(x, low), (x, high)], rule(RULE));
            for end in [low, high] {
                canvas.line(&[(x - 5, end), (x + 5, end)], rule(RULE));
            }
        }
    }
    paths.push(path);
    for path in &paths {
        if positions.joined && path.len() > 1 {
            canvas.line(path, LINE);
        }
        for point in path {
            canvas.dot(*point, 4, BLUE);
        }
    }
}

fn vertical(chart: &LineChart<'_>) -> Axis {
    let figures = || chart.figures.iter().flatten().copied();
    let means = figures().filter_map(Summary::mean);
    let ends = figures().filter_map(Summary::interval).flat_map(|(low, high)| [low, high]);
    let values: Vec<f64> = means.chain(ends).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Axis::round(low, high, chart.unit)
}

/// Numbers are spaced as they are, unless some would fall together; anything else is a category.
fn positions(values: &[Setting]) -> Positions {
    let numbers: Option<Vec<f64>> = values.iter().map(number_of).collect();
    let Some(numbers) = numbers else { return evenly(values, false) };
    let mut sorted = numbers.clone();
    sorted.sort_by(f64::total_cmp);
    let span = sorted[sorted.len() - 1] - sorted[0];
    let closest = sorted.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    if closest <= 0.0 || span / closest > SPREAD_MAX {
        return evenly(values, sorted == numbers);
    }
    // Half the smallest distance is left free at either end, at most a tenth of the width.
    let margin = (closest / 2.0).min(span / 10.0);
    let share = |number: f64| (number - sorted[0] + margin) / (span + 2.0 * margin);
    let few = sorted.len() <= 16;
    let ticks = if few {
        numbers.iter().map(|&number| (share(number), value_label(number))).collect()
    } else {
        let round = Axis::exact(sorted[0], sorted[sorted.len() - 1], "");
        round.ticks.iter().map(|(number, label)| (share(*number), label.clone())).collect()
    };
    Positions {
        shares: numbers.iter().map(|&number| share(number)).collect(),
        ticks,
        joined: sorted == numbers,
    }
}

fn evenly(values: &[Setting], joined: bool) -> Positions {
    let slots = f64::from(count(values.len()));
    let shares: Vec<f64> = (0..count(values.len())).map(|slot| (f64::from(slot) + 0.5) / slots).collect();
    let ticks = shares.iter().copied().zip(values.iter().map(ToString::to_string)).collect();
    Positions { shares, ticks, joined }
}

#[expect(clippy::cast_precision_loss, reason = "a position in a picture")]
fn number_of(setting: &Setting) -> Option<f64> {
    match setting {
        Setting::Integer(value) => Some(*value as f64),
        Setting::Float(value) if value.is_finite() => Some(*value),
        Setting::Float(_) | Setting::Bool(_) | Setting::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::{integers, texts};

    #[test]
    fn numbers_keep_their_distances_unless_they_would_fall_together() {
        let linear = positions(&integers(&[1, 2, 4]));
        // Margin 0.3 (a tenth of the span of 3): (0 + 0.3) / 3.6, (1 + 0.3) / 3.6, (3 + 0.3) / 3.6.
        let expected = [0.3 / 3.6, 1.3 / 3.6, 3.3 / 3.6];
        assert!(linear.shares.iter().zip(expected).all(|(share, expected)| (share - expected).abs() < 1e-12));
        assert!(linear.joined);
        assert_eq!(positions(&integers(&[1, 10, 100, 10_000])).shares, [0.125, 0.375, 0.625, 0.875]);
    }

    #[test]
    fn words_are_categories_without_a_line() {
        let categories = positions(&texts(&["random", "spread"]));
        assert_eq!(categories.shares, [0.25, 0.75]);
        assert!(!categories.joined);
        assert!(!positions(&integers(&[80, 0])).joined, "values that do not rise are not joined");
    }
}
