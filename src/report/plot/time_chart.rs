//! Series over time: panels above each other that share the axis of time, the legend and the marks.

use super::super::number::{column_unit, duration, with_unit};
use super::axis::{Axis, titled};
use super::canvas::{About, Anchor, Canvas, Pen, Type, svg};
use super::caption::Caption;
use super::frame::Frame;
use super::marks::Marks;
use super::palette::INK;
use super::steps::{settles, steps};
use super::{legend, mark_lines};
use crate::experiment::Results;
use crate::observe::Series;

const WIDTH: i32 = 900;
const LEFT: i32 = 62;
/// Room below the last panel for the axis of time.
const TIME_AXIS: i32 = 46;
const PANEL_HEIGHT: i32 = 160;
/// More panels than this are lower.
const HIGH_PANELS_MAX: usize = 4;
const LOW_HEIGHT: i32 = 100;
/// A panel of which no line ever changes.
const FLAT_HEIGHT: i32 = 40;
/// Title of a panel, and below it the numbers of the marks.
const PANEL_TITLE: i32 = 40;
const PANEL_GAP: i32 = 12;
const BOTTOM: i32 = 10;
/// A picture goes on for half as long again as something changes, at least if the rest would be larger than all that.
const QUIET_AFTER: f64 = 1.5;
const QUIET_WORTH: f64 = 2.5;

/// What all pictures of a variant have in common.
pub(super) struct Scene<'a> {
    pub results: &'a Results<'a>,
    /// The variant by its number from 0.
    pub variant: usize,
    /// When the run ends, in seconds.
    pub end: f64,
    pub marks: Marks,
}

impl<'a> Scene<'a> {
    pub(super) fn series(&self) -> &'a [Series] {
        &self.results.variants[self.variant].series
    }
}

/// One kind of picture.
pub(super) struct Kind<'a> {
    /// How its file's name begins.
    pub name: &'static str,
    /// What it shows.
    pub shown: String,
    /// In the order of its lines.
    pub legend: &'a [(&'a str, Pen)],
}

/// Lines of the same unit.
pub(super) struct Panel<'a> {
    pub title: String,
    /// From the one at the back to the one at the front.
    pub lines: Vec<Line<'a>>,
}

pub(super) struct Line<'a> {
    pub name: &'static str,
    pub pen: Pen,
    pub series: &'a Series,
}

impl Panel<'_> {
    fn is_flat(&self) -> bool {
        self.lines.iter().all(|line| settles(line.series) <= 0.0)
    }

    /// Figures from 0; shares up to 100 % unless all of them are small.
    fn axis(&self) -> Axis {
        let unit = self.lines.first().map_or("", |line| line.series.unit);
        let values = self.lines.iter().flat_map(|line| &line.series.means).copied();
        let largest = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
        Axis::round(0.0, if unit == "ratio" && largest >= 0.5 { largest.max(1.0) } else { largest }, unit)
    }

    /// Its name, and where no line ever changes their values.
    fn title(&self) -> String {
        let unit = self.lines.first().map_or("", |line| line.series.unit);
        let name = titled(&self.title, column_unit(unit));
        if !self.is_flat() {
            return name;
        }
        let value = |line: &Line<'_>| Some(format!("{} {}", line.name, last(line.series)?));
        let values: Vec<String> = self.lines.iter().filter_map(value).collect();
        format!("{name}: {} all the time", values.join(", "))
    }

    /// For those who do not see the lines.
    fn described(&self) -> String {
        let line = |line: &Line<'_>| {
            let finite = || line.series.means.iter().copied().filter(|mean| mean.is_finite());
            let (low, high) =
                (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
            let [low, high] = [low, high].map(|value| with_unit(value, line.series.unit));
            let end = last(line.series)?;
            Some(if low == high {
                format!("{} is {end} all the time", line.name)
            } else {
                format!("{} ends at {end}, between {low} and {high}", line.name)
            })
        };
        let lines: Vec<String> = self.lines.iter().filter_map(line).collect();
        format!("{}: {}.", self.title, lines.join("; "))
    }
}

/// The value of the last step that has one.
fn last(series: &Series) -> Option<String> {
    let last = series.means.iter().rev().find(|mean| mean.is_finite())?;
    Some(with_unit(*last, series.unit))
}

/// The whole picture.
pub(super) fn draw(scene: &Scene<'_>, kind: &Kind<'_>, panels: &[Panel<'_>]) -> String {
    let lines = || panels.iter().flat_map(|panel| &panel.lines);
    let step = lines().map(|line| line.series.step_seconds).fold(0.0, f64::max);
    // A number and its unit stay on a line.
    let step = duration(step).replace(' ', "\u{a0}");
    let shown = format!("{}, each step the mean of {step}", kind.shown);
    let caption = Caption::new(scene.results, Some(scene.variant), &shown, &[]);
    let changes = lines().map(|line| settles(line.series)).fold(0.0, f64::max);
    let quiet_from = changes.max(scene.marks.over(scene.end));
    let until = shown_until(quiet_from, scene.end);
    let time = Axis::exact(0.0, until, "seconds");
    let mut axis_title = titled("simulated time", &time.unit);
    let mut reach = format!("Time from 0 to {}.", duration(until));
    if until < scene.end {
        let quiet =
            format!("nothing changes from {} to the end at {}", duration(quiet_from), duration(scene.end));
        axis_title = format!("{axis_title}; {quiet}");
        reach = format!("Time from 0 to {}: {quiet}.", duration(until));
    }
    let described: Vec<String> = panels.iter().map(Panel::described).collect();
    let about = About {
        id: format!("{}-{}", kind.name, scene.variant + 1),
        title: caption.title.clone(),
        description: format!(
            "{}. {reach} {}{}",
            caption.subtitle,
            described.join(" "),
            mark_lines::told(&scene.marks),
        ),
    };
    let heading = caption.lines(WIDTH);
    let frames = frames(panels, heading.height());
    let bottom = frames.last().map_or(0, |frame| frame.bottom);
    let list_top =
        (bottom + TIME_AXIS).max(heading.height() + PANEL_TITLE + legend::height(kind.legend.len()));
    svg((WIDTH, list_top + mark_lines::list_height(&scene.marks) + BOTTOM), &about, |canvas| {
        heading.draw(canvas);
        for (row, (panel, frame)) in panels.iter().zip(&frames).enumerate() {
            draw_panel(canvas, *frame, panel, &time, &scene.marks, row + 1 == panels.len());
        }
        if let Some(last) = frames.last() {
            last.title_x(canvas, &axis_title);
        }
        legend::draw(canvas, WIDTH - legend::WIDTH, heading.height() + PANEL_TITLE, kind.legend);
        mark_lines::draw_list(canvas, LEFT, list_top, WIDTH - LEFT - 10, &scene.marks);
    })
}

/// The end of the axis of time: that of the run, unless most of the picture would be what no longer changes.
fn shown_until(quiet_from: f64, end: f64) -> f64 {
    if quiet_from <= 0.0 || quiet_from * QUIET_WORTH >= end {
        return end;
    }
    Axis::round(0.0, quiet_from * QUIET_AFTER, "seconds").high.min(end)
}

/// Where the panels are.
fn frames(panels: &[Panel<'_>], top: i32) -> Vec<Frame> {
    let mut top = top;
    let mut frames = Vec::new();
    for panel in panels {
        let height = if panel.is_flat() {
            FLAT_HEIGHT
        } else if panels.len() > HIGH_PANELS_MAX {
            LOW_HEIGHT
        } else {
            PANEL_HEIGHT
        };
        let right = WIDTH - legend::WIDTH - 20;
        frames.push(Frame { left: LEFT, top: top + PANEL_TITLE, right, bottom: top + PANEL_TITLE + height });
        top += PANEL_TITLE + height + PANEL_GAP;
    }
    frames
}

fn draw_panel(
    canvas: &mut Canvas,
    frame: Frame,
    panel: &Panel<'_>,
    time: &Axis,
    marks: &Marks,
    with_labels: bool,
) {
    let axis = panel.axis();
    let title = Type { size: 13, colour: INK, at: Anchor::Left };
    canvas.words(&panel.title(), (frame.left, frame.top - 26), frame.right - frame.left, title);
    let ticks: Vec<(f64, String)> =
        time.ticks.iter().map(|(value, label)| (time.share(*value), label.clone())).collect();
    frame.draw_x(canvas, &ticks, with_labels);
    frame.draw_y(canvas, &axis);
    let x = |seconds: f64| frame.x(time.share(seconds));
    mark_lines::draw(canvas, frame, marks, time.high, x);
    for line in &panel.lines {
        for path in steps(line.series, time.high, x, |value| frame.y(axis.share(value))) {
            canvas.line(&path, line.pen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_ends_soon_after_the_last_change_where_the_rest_would_be_larger() {
        for (quiet_from, end, until) in
            [(0.0, 600.0, 600.0), (30.0, 1_800.0, 50.0), (400.0, 600.0, 600.0), (600.0, 600.0, 600.0)]
        {
            assert!((shown_until(quiet_from, end) - until).abs() < 1e-9, "{quiet_from}");
        }
    }
}
