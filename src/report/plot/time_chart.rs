//! Series over time: panels above each other that share the axis of time and the legend.

use super::axis::{Axis, titled};
use super::canvas::{Anchor, Canvas, Pen, Point, Type, count, svg};
use super::frame::{Frame, heading};
use super::legend;
use super::palette::INK;
use crate::observe::Series;

const WIDTH: i32 = 960;
const LEFT: i32 = 78;
const TOP: i32 = 64;
const BOTTOM: i32 = 52;
const PANEL_HEIGHT: i32 = 170;
const PANEL_TITLE: i32 = 26;
const PANEL_GAP: i32 = 16;

/// Lines of the same unit.
pub(super) struct Panel<'a> {
    /// Above the panel, empty for none.
    pub title: String,
    /// Name of the vertical axis, without unit.
    pub quantity: &'static str,
    /// From the one at the back to the one at the front.
    pub lines: Vec<(Pen, &'a Series)>,
}

/// The whole picture, up to `end` in seconds; `legend` in the order of its lines.
pub(super) fn draw(
    title: &str,
    subtitle: &str,
    end: f64,
    panels: &[Panel<'_>],
    legend: &[(&str, Pen)],
) -> String {
    let time = Axis::exact(0.0, end, "seconds");
    let ticks: Vec<(f64, String)> =
        time.ticks.iter().map(|(value, label)| (time.share(*value), label.clone())).collect();
    let panel_step = PANEL_TITLE + PANEL_HEIGHT + PANEL_GAP;
    let height = TOP + count(panels.len()) * panel_step - PANEL_GAP + BOTTOM;
    svg((WIDTH, height), |canvas| {
        heading(canvas, title, subtitle, WIDTH);
        for (row, panel) in panels.iter().enumerate() {
            let top = TOP + count(row) * panel_step + PANEL_TITLE;
            let right = WIDTH - legend::WIDTH - 24;
            let frame = Frame { left: LEFT, top, right, bottom: top + PANEL_HEIGHT };
            let is_last = row + 1 == panels.len();
            draw_panel(canvas, frame, panel, &time, &ticks, is_last);
            if is_last {
                frame.title_x(canvas, &titled("simulated time", &time.unit), frame.bottom + 36);
            }
        }
        legend::draw(canvas, WIDTH - legend::WIDTH - 8, TOP + PANEL_TITLE, legend);
    })
}

fn draw_panel(
    canvas: &Canvas<'_>,
    frame: Frame,
    panel: &Panel<'_>,
    time: &Axis,
    ticks: &[(f64, String)],
    with_labels: bool,
) {
    let unit = panel.lines.first().map_or("", |(_, series)| series.unit);
    let values = panel.lines.iter().flat_map(|(_, series)| &series.means).copied();
    let largest = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
    let axis = Axis::round(0.0, if unit == "ratio" { largest.max(1.0) } else { largest }, unit);
    let title = Type { size: 13, colour: INK, at: Anchor::Left };
    canvas.words(&panel.title, (frame.left, frame.top - 14), frame.right - frame.left, title);
    frame.draw_x(canvas, ticks, with_labels);
    frame.draw_y(canvas, &axis, &titled(panel.quantity, &axis.unit), 20);
    for (pen, series) in &panel.lines {
        for path in steps(
            series,
            time.high,
            |seconds| frame.x(time.share(seconds)),
            |value| frame.y(axis.share(value)),
        ) {
            canvas.line(&path, *pen);
        }
    }
}

/// Lines that keep each value for its step, broken where there is none; the last step may be cut short by `end`.
fn steps(series: &Series, end: f64, x: impl Fn(f64) -> i32, y: impl Fn(f64) -> i32) -> Vec<Vec<Point>> {
    let mut paths = vec![Vec::new()];
    for (step, value) in (0_u32..).zip(&series.means) {
        let path = paths.last_mut().expect("there is a first path");
        if value.is_finite() {
            let start = f64::from(step) * series.step_seconds;
            let until = (start + series.step_seconds).min(end);
            path.extend([(x(start), y(*value)), (x(until), y(*value))]);
        } else if !path.is_empty() {
            paths.push(Vec::new());
        }
    }
    paths.into_iter().filter(|path| !path.is_empty()).map(|path| thinned(&path)).collect()
}

/// The same picture with fewer points: of those above each other the first, the extremes and the last remain, and
/// those on a level stretch only at its ends.
fn thinned(path: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for column in path.chunk_by(|a, b| a.0 == b.0) {
        let (first, last) = (column[0], column[column.len() - 1]);
        let lowest = column.iter().copied().max_by_key(|point| point.1).unwrap_or(first);
        let highest = column.iter().copied().min_by_key(|point| point.1).unwrap_or(first);
        let extremes = [first, lowest, highest, last];
        for &point in if column.len() > extremes.len() { &extremes } else { column } {
            if kept.last() == Some(&point) {
                continue;
            }
            if let [.., before, previous] = kept.as_slice()
                && before.1 == previous.1
                && previous.1 == point.1
            {
                kept.pop();
            }
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::canvas::pixels;
    use super::*;

    #[test]
    fn thinning_keeps_extremes_and_ends() {
        let path = [(0, 5), (1, 5), (1, 9), (1, 0), (1, 4), (2, 4), (3, 4), (4, 4), (4, 6)];
        let expected = [(0, 5), (1, 5), (1, 9), (1, 0), (1, 4), (4, 4), (4, 6)];
        assert_eq!(thinned(&path), expected);
    }

    #[test]
    fn a_step_without_a_value_breaks_the_line() {
        let means = vec![1.0, f64::NAN, f64::NAN, 2.0];
        let series = Series { name: "s".to_owned(), unit: "tasks", step_seconds: 10.0, means };
        let paths = steps(&series, 38.0, pixels, pixels);
        assert_eq!(paths, [vec![(0, 1), (10, 1)], vec![(30, 2), (38, 2)]]);
    }
}
