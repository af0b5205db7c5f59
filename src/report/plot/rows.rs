//! A figure of few variants, each in a row: its values on the axes, a point with its interval, and the figure itself.

use super::axis::titled;
use super::canvas::{About, Anchor, Canvas, Pen, Point, svg};
use super::caption::{Caption, MARGIN};
use super::figures::{Figure, Figures};
use super::frame::{Frame, LABEL_SIZE, label, rule};
use super::letters::widest;
use super::palette::{BLUE, GRID, INK};

const ROW: i32 = 22;
/// Between rows that differ on more than the last axis.
const GROUP_GAP: i32 = 8;
const HEADER: i32 = 26;
const AXIS: i32 = 50;
/// Width of the data.
const DATA: i32 = 380;
const COLUMN_GAP: i32 = 18;
/// A name is cut at this length.
const NAME_MAX: i32 = 420;
const WHISKER: Pen = Pen { colour: INK, width: 1, dash: None };
const RING: Pen = Pen { colour: BLUE, width: 2, dash: None };

/// What is drawn.
pub(super) struct RowChart<'a> {
    pub caption: Caption,
    /// Labels of the axes on which rows differ.
    pub axes: Vec<&'a str>,
    /// From the top.
    pub rows: Vec<Row>,
}

/// A variant.
pub(super) struct Row {
    /// Its values on the axes.
    pub names: Vec<String>,
    pub figure: Figure,
}

/// Where things are.
struct Layout {
    /// The left end of each column of names.
    columns: Vec<i32>,
    /// The middle of each row.
    rows: Vec<i32>,
    frame: Frame,
    /// Room for the figures.
    figures: i32,
}

pub(super) fn draw(figures: &Figures<'_>, rows: &RowChart<'_>) -> String {
    let told: Vec<String> = rows.rows.iter().map(|row| figures.told(&row.figure)).collect();
    let layout = layout(rows, &told);
    let width = layout.frame.right + COLUMN_GAP + layout.figures + MARGIN;
    let heading = rows.caption.lines(width);
    let top = heading.height();
    let frame = Frame { top: layout.frame.top + top, bottom: layout.frame.bottom + top, ..layout.frame };
    let axis = figures.axis(rows.rows.iter().map(|row| &row.figure));
    let axis_title = titled(figures.metric, &axis.unit);
    let described = rows.rows.iter().zip(&told).map(|(row, told)| {
        let names = rows.axes.iter().zip(&row.names).map(|(axis, name)| format!("{axis} {name}"));
        format!("{}: {told}.", names.collect::<Vec<_>>().join(", "))
    });
    let about = About {
        id: "headline".to_owned(),
        title: rows.caption.title.clone(),
        description: format!(
            "{}. A row for each variant; horizontal axis: {axis_title}. {}",
            rows.caption.subtitle,
            described.collect::<Vec<_>>().join(" ")
        ),
    };
    svg((width, frame.bottom + AXIS), &about, |canvas| {
        heading.draw(canvas);
        let ticks: Vec<(f64, String)> =
            axis.ticks.iter().map(|(value, label)| (axis.share(*value), label.clone())).collect();
        frame.draw_x(canvas, &ticks, true);
        frame.title_x(canvas, &axis_title);
        for (column, name) in layout.columns.iter().zip(&rows.axes) {
            canvas.words(name, (*column, top + HEADER / 2), NAME_MAX, label(Anchor::Left));
        }
        let mut before: &[String] = &[];
        for ((row, y), told) in rows.rows.iter().zip(&layout.rows).zip(&told) {
            let y = top + y;
            draw_names(canvas, &layout, before, &row.names, y);
            before = &row.names;
            if row.figure.mean().is_some() {
                canvas.line(&[(frame.left, y), (frame.right, y)], rule(GRID));
            }
            draw_figure(canvas, &row.figure, y, |value| frame.x(axis.share(value)));
            let right = (frame.right + COLUMN_GAP, y);
            canvas.words(told, right, layout.figures, label(Anchor::Left));
        }
    })
}

/// The picture without what stands above it.
fn layout(rows: &RowChart<'_>, told: &[String]) -> Layout {
    let mut columns = Vec::new();
    let mut left = MARGIN;
    for (column, axis) in rows.axes.iter().enumerate() {
        columns.push(left);
        let names = rows.rows.iter().map(|row| row.names[column].as_str());
        left += widest(names.chain([*axis]), LABEL_SIZE).min(NAME_MAX) + COLUMN_GAP;
    }
    let mut middles = Vec::new();
    let mut y = HEADER;
    for (number, row) in rows.rows.iter().enumerate() {
        let outer = row.names.len().saturating_sub(1);
        if number > 0 && rows.rows[number - 1].names[..outer] != row.names[..outer] {
            y += GROUP_GAP;
        }
        middles.push(y + ROW / 2);
        y += ROW;
    }
    let figures = widest(told.iter().map(String::as_str), LABEL_SIZE);
    let frame = Frame { left, top: HEADER, right: left + DATA, bottom: y };
    Layout { columns, rows: middles, frame, figures }
}

/// The values of a row; those on the first axes only where they differ from the row before.
fn draw_names(canvas: &mut Canvas, layout: &Layout, before: &[String], names: &[String], y: i32) {
    let same = before.iter().zip(names).take_while(|(before, name)| before == name).count();
    for (column, (x, name)) in layout.columns.iter().zip(names).enumerate() {
        if column >= same {
            canvas.words(name, (*x, y), NAME_MAX, label(Anchor::Left));
        }
    }
}

/// A point with its interval; a ring where it is not of all replications.
fn draw_figure(canvas: &mut Canvas, figure: &Figure, y: i32, x: impl Fn(f64) -> i32) {
    let Some(mean) = figure.mean() else { return };
    if let Some((low, high)) = figure.interval() {
        canvas.line(&[(x(low), y), (x(high), y)], WHISKER);
        for end in [low, high] {
            canvas.line(&[(x(end), y - 5), (x(end), y + 5)], WHISKER);
        }
    }
    let centre: Point = (x(mean), y);
    if figure.is_partial() {
        canvas.ring(centre, 4, RING);
    } else {
        canvas.dot(centre, 5, BLUE);
    }
}
