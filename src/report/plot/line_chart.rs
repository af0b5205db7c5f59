//! A figure over one axis of numbers or durations, with its intervals.

use super::axis::titled;
use super::canvas::{About, Anchor, Canvas, Pen, Point, count, svg};
use super::caption::Caption;
use super::figures::{Figure, Figures};
use super::frame::{Frame, TICK_SIZE, label, rule, tick};
use super::letters::text_width;
use super::palette::{BLUE, INK, VERMILLION};
use crate::scenario::Axis as MatrixAxis;

const WIDTH: i32 = 680;
const LEFT: i32 = 76;
const RIGHT: i32 = 24;
/// Above the data, for the title of the axis at the left.
const HEADER: i32 = 24;
const HEIGHT: i32 = 280;
const BOTTOM: i32 = 50;
/// Values whose span exceeds their smallest distance by this factor are spaced evenly instead.
const SPREAD_MAX: f64 = 60.0;

const LINE: Pen = Pen { colour: BLUE, width: 2, dash: None };
const WHISKER: Pen = Pen { colour: INK, width: 1, dash: None };
const CROSS: Pen = Pen { colour: VERMILLION, width: 2, dash: None };

/// What is drawn.
pub(super) struct LineChart<'a> {
    pub caption: Caption,
    pub axis: &'a MatrixAxis,
    /// Its values as rising numbers.
    pub numbers: Vec<f64>,
    /// A figure for each of them.
    pub points: Vec<Figure>,
}

pub(super) fn draw(figures: &Figures<'_>, chart: &LineChart<'_>) -> String {
    let heading = chart.caption.lines(WIDTH);
    let top = heading.height() + HEADER;
    let frame = Frame { left: LEFT, top, right: WIDTH - RIGHT, bottom: top + HEIGHT };
    let y = figures.axis(chart.points.iter());
    let shares = shares(&chart.numbers);
    let names = || chart.axis.values.iter().map(ToString::to_string);
    let ticks: Vec<(f64, String)> = shares.iter().copied().zip(names()).collect();
    let told = names().zip(&chart.points).map(|(name, figure)| format!("{name}: {}", figures.told(figure)));
    let y_title = titled(figures.metric, &y.unit);
    let about = About {
        id: "headline".to_owned(),
        title: chart.caption.title.clone(),
        description: format!(
            "{}. Horizontal axis: {}; vertical axis: {y_title}. {}.",
            chart.caption.subtitle,
            chart.axis.label,
            told.collect::<Vec<_>>().join("; ")
        ),
    };
    svg((WIDTH, frame.bottom + BOTTOM), &about, |canvas| {
        heading.draw(canvas);
        canvas.words(&y_title, (16, top - 14), WIDTH - 32, label(Anchor::Left));
        frame.draw_x(canvas, &ticks, true);
        frame.draw_y(canvas, &y);
        frame.title_x(canvas, &chart.axis.label);
        draw_figures(canvas, frame, chart, &shares, |value| frame.y(y.share(value)));
    })
}

fn draw_figures(
    canvas: &mut Canvas,
    frame: Frame,
    chart: &LineChart<'_>,
    shares: &[f64],
    y: impl Fn(f64) -> i32,
) {
    let closest = shares.windows(2).map(|pair| pair[1] - pair[0]).fold(1.0, f64::min);
    let slot = frame.x(closest) - frame.left;
    let mut lines: Vec<Vec<Point>> = vec![Vec::new()];
    for (share, figure) in shares.iter().zip(&chart.points) {
        let x = frame.x(*share);
        let mean = match figure {
            Figure::Known { mean, .. } => *mean,
            Figure::Absent(absence) => {
                cross(canvas, (x, frame.bottom - 10), absence.word, slot);
                lines.push(Vec::new());
                continue;
            }
        };
        lines.last_mut().expect("there is a first line").push((x, y(mean)));
        if let Some((low, high)) = figure.interval() {
            canvas.line(&[(x, y(low)), (x, y(high))], WHISKER);
            for end in [low, high] {
                canvas.line(&[(x - 5, y(end)), (x + 5, y(end))], rule(INK));
            }
        }
    }
    for line in lines.iter().filter(|line| line.len() > 1) {
        canvas.line(line, LINE);
    }
    for (share, figure) in shares.iter().zip(&chart.points) {
        let Some(mean) = figure.mean() else { continue };
        let centre = (frame.x(*share), y(mean));
        if figure.is_partial() {
            canvas.ring(centre, 5, LINE);
        } else {
            canvas.dot(centre, 4, BLUE);
        }
    }
}

/// Where there is no figure, with the word for it if so many pixels are enough.
fn cross(canvas: &mut Canvas, (x, y): Point, word: &str, slot: i32) {
    if text_width(word, TICK_SIZE) < slot {
        canvas.words(word, (x, y - 16), slot, tick(Anchor::Centre));
    }
    canvas.line(&[(x - 4, y - 4), (x + 4, y + 4)], CROSS);
    canvas.line(&[(x - 4, y + 4), (x + 4, y - 4)], CROSS);
}

/// Where rising numbers are, as shares of the width: spaced as they are, unless some would fall together.
fn shares(numbers: &[f64]) -> Vec<f64> {
    let (first, last) = (numbers[0], numbers[numbers.len() - 1]);
    let span = last - first;
    let closest = numbers.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    if span / closest > SPREAD_MAX {
        let slots = f64::from(count(numbers.len()));
        return (0..count(numbers.len())).map(|slot| (f64::from(slot) + 0.5) / slots).collect();
    }
    // Half the smallest distance is left free at either end, at most a tenth of the width.
    let margin = (closest / 2.0).min(span / 10.0);
    numbers.iter().map(|number| (number - first + margin) / (span + 2.0 * margin)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_distances_unless_they_would_fall_together() {
        // Margin 0.3 (a tenth of the span of 3): (0 + 0.3) / 3.6, (1 + 0.3) / 3.6, (3 + 0.3) / 3.6.
        let expected = [0.3 / 3.6, 1.3 / 3.6, 3.3 / 3.6];
        let linear = shares(&[1.0, 2.0, 4.0]);
        assert!(linear.iter().zip(expected).all(|(share, expected)| (share - expected).abs() < 1e-12));
        assert_eq!(shares(&[1.0, 10.0, 100.0, 10_000.0]), [0.125, 0.375, 0.625, 0.875]);
    }
}
