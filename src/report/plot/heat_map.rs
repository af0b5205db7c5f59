//! A figure over two axes of the matrix as colours with the values printed on them; several maps share one scale.

use plotters::style::RGBColor;

use super::super::number;
use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Point, Type, count, pixels, svg, text_width};
use super::frame::{Frame, LABEL_SIZE, TICK_SIZE, heading, rule, tick, title_type};
use super::palette::{INK, NOTHING, PALE_INK, PAPER, RULE, ink_on, scale};

const TOP: i32 = 76;
const MARGIN: i32 = 24;
const CELL_HEIGHT: i32 = 30;
const CELL_WIDTH: (i32, i32) = (46, 110);
/// Room for the title of the axis at the left.
const AXIS_TITLE: i32 = 26;
/// Labels of rows and columns are cut at this length.
const LABEL_MAX: i32 = 220;
const MAP_TITLE: i32 = 38;
const MAP_TITLE_SIZE: i32 = 13;
/// A map is made wider for its title up to this.
const MAP_TITLE_MAX: i32 = 300;
const MAP_GAP: i32 = 30;
const BAR: i32 = 18;
const BAR_GAP: i32 = 28;
const BAR_LABELS: i32 = 84;
const BAR_HEIGHT_MIN: i32 = 150;
/// Wide pictures put the next map below.
const WIDTH_WANTED: i32 = 1_400;
/// The heading needs this much.
const WIDTH_MIN: i32 = 620;
const VALUE_SIZE: i32 = 12;
/// Ticks of the colour bar are at least this far apart.
const TICK_DISTANCE: i32 = 20;

/// What is drawn.
pub(super) struct HeatMaps<'a> {
    pub title: String,
    pub subtitle: String,
    pub unit: &'static str,
    /// The axis of the rows and its values, the first at the top.
    pub down: (&'a str, Vec<String>),
    /// The axis of the columns and its values.
    pub across: (&'a str, Vec<String>),
    /// The further axes, each map for a value of them; empty for a single map.
    pub by: String,
    pub maps: Vec<Map>,
}

/// One map; `None` where there is no figure.
pub(super) struct Map {
    /// Its values on the further axes, above it.
    pub values: String,
    /// By row, then column.
    pub cells: Vec<Vec<Option<f64>>>,
}

/// Lengths that all maps of a picture share.
struct Layout {
    cell_width: i32,
    row_labels: i32,
    column_labels: i32,
    upright: bool,
    title: i32,
    maps_across: i32,
    map: Point,
}

pub(super) fn draw(maps: &HeatMaps<'_>) -> String {
    let layout = Layout::new(maps);
    let rows = (count(maps.maps.len()) + layout.maps_across - 1) / layout.maps_across;
    let maps_width = layout.maps_across * (layout.map.0 + MAP_GAP) - MAP_GAP;
    let maps_height = (rows * (layout.map.1 + MAP_GAP) - MAP_GAP).max(layout.title + BAR_HEIGHT_MIN);
    let width = (MARGIN + maps_width + BAR_GAP + BAR + BAR_LABELS + MARGIN).max(WIDTH_MIN);
    let colours = colours(maps);
    svg((width, TOP + maps_height + MARGIN), |canvas| {
        heading(canvas, &maps.title, &maps.subtitle, width);
        for (index, map) in (0..).zip(&maps.maps) {
            let left = MARGIN + index % layout.maps_across * (layout.map.0 + MAP_GAP);
            let top = TOP + index / layout.maps_across * (layout.map.1 + MAP_GAP);
            draw_map(canvas, (left, top), maps, map, &layout, &colours);
        }
        let left = MARGIN + maps_width + BAR_GAP;
        let top = TOP + layout.title + 22;
        let data = count(maps.down.1.len()) * CELL_HEIGHT;
        draw_scale(
            canvas,
            Frame { left, top, right: left + BAR, bottom: top - 22 + data.clamp(BAR_HEIGHT_MIN, 360) },
            &colours,
        );
    })
}

impl Layout {
    fn new(maps: &HeatMaps<'_>) -> Self {
        let widest = |texts: &mut dyn Iterator<Item = &str>, size: i32| {
            texts.map(|text| text_width(text, size)).max().unwrap_or(0)
        };
        let values = maps.maps.iter().flat_map(|map| map.cells.iter().flatten().flatten());
        let texts: Vec<String> = values.map(|value| number::short_cell(*value, maps.unit)).collect();
        let value_width = widest(&mut texts.iter().map(String::as_str), VALUE_SIZE) + 8;
        let label_width = widest(&mut maps.across.1.iter().map(String::as_str), TICK_SIZE) + 8;
        let cell_width = value_width.max(label_width).clamp(CELL_WIDTH.0, CELL_WIDTH.1);
        let cell_width = if label_width > CELL_WIDTH.1 {
            value_width.clamp(CELL_WIDTH.0, CELL_WIDTH.1)
        } else {
            cell_width
        };
        let upright = label_width > cell_width;
        let column_labels = if upright { label_width.min(LABEL_MAX) } else { 20 };
        let row_labels = widest(&mut maps.down.1.iter().map(String::as_str), TICK_SIZE).min(LABEL_MAX) + 8;
        let title = if maps.by.is_empty() { 0 } else { MAP_TITLE };
        let titles =
            widest(&mut maps.maps.iter().map(|map| map.values.as_str()), MAP_TITLE_SIZE).min(MAP_TITLE_MAX);
        let cells = row_labels + count(maps.across.1.len()) * cell_width;
        let width = AXIS_TITLE + cells.max(titles);
        let height = title + count(maps.down.1.len()) * CELL_HEIGHT + column_labels + AXIS_TITLE;
        // The title of the axis at the left may be longer than the rows are high.
        let height = height.max(text_width(maps.down.0, LABEL_SIZE).min(LABEL_MAX));
        let across = ((WIDTH_WANTED + MAP_GAP) / (width + MAP_GAP)).clamp(1, count(maps.maps.len().max(1)));
        Self {
            cell_width,
            row_labels,
            column_labels,
            upright,
            title,
            maps_across: across,
            map: (width, height),
        }
    }
}

/// From the smallest to the largest figure of all maps.
fn colours(maps: &HeatMaps<'_>) -> Axis {
    let values = || maps.maps.iter().flat_map(|map| map.cells.iter().flatten().flatten().copied());
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    if low < high { Axis::exact(low, high, maps.unit) } else { Axis::round(low, high, maps.unit) }
}

fn draw_map(
    canvas: &Canvas<'_>,
    (left, top): Point,
    maps: &HeatMaps<'_>,
    map: &Map,
    layout: &Layout,
    colours: &Axis,
) {
    let data = (left + AXIS_TITLE + layout.row_labels, top + layout.title);
    let right = data.0 + count(maps.across.1.len()) * layout.cell_width;
    let bottom = data.1 + count(map.cells.len()) * CELL_HEIGHT;
    let name = Type { size: MAP_TITLE_SIZE, colour: INK, at: Anchor::Left };
    let room = layout.map.0 - AXIS_TITLE;
    canvas.words(&maps.by, (left + AXIS_TITLE, top + 6), room, tick(Anchor::Left));
    canvas.words(&map.values, (left + AXIS_TITLE, top + 22), room, name);
    for (row, (label, cells)) in (0..).zip(maps.down.1.iter().zip(&map.cells)) {
        let y = data.1 + row * CELL_HEIGHT;
        canvas.words(label, (data.0 - 7, y + CELL_HEIGHT / 2), layout.row_labels, tick(Anchor::Right));
        for (column, cell) in (0..).zip(cells) {
            let x = data.0 + column * layout.cell_width;
            let figure =
                cell.map(|value| (scale(colours.share(value)), number::short_cell(value, maps.unit)));
            draw_cell(canvas, (x, y), layout.cell_width, figure);
        }
    }
    for (column, label) in (0..).zip(&maps.across.1) {
        let x = data.0 + column * layout.cell_width + layout.cell_width / 2;
        let (y, room, at) = if layout.upright {
            (bottom + 6, layout.column_labels - 8, Anchor::Hanging)
        } else {
            (bottom + 12, layout.cell_width, Anchor::Centre)
        };
        canvas.words(label, (x, y), room, tick(at));
    }
    let half = text_width(maps.down.0, LABEL_SIZE).min(layout.map.1) / 2;
    let middle = i32::midpoint(data.1, bottom).clamp(top + half, top + layout.map.1 - half);
    canvas.words(maps.down.0, (left + 10, middle), layout.map.1, title_type(Anchor::Upwards));
    let below = (i32::midpoint(data.0, right), bottom + layout.column_labels + AXIS_TITLE / 2);
    canvas.words(maps.across.0, below, right - left, title_type(Anchor::Centre));
}

/// A cell with its colour and figure, pale when there is none.
fn draw_cell(canvas: &Canvas<'_>, (x, y): Point, width: i32, figure: Option<(RGBColor, String)>) {
    let (colour, text, ink) = match figure {
        None => (NOTHING, "–".to_owned(), PALE_INK),
        Some((colour, text)) => (colour, text, ink_on(colour)),
    };
    // A pixel of paper stays between cells.
    canvas.filled((x, y), (x + width - 1, y + CELL_HEIGHT - 1), colour);
    let face = Type { size: VALUE_SIZE, colour: ink, at: Anchor::Centre };
    canvas.words(&text, (x + width / 2, y + CELL_HEIGHT / 2), width - 2, face);
}

/// The colour bar with the axis of its figures.
fn draw_scale(canvas: &Canvas<'_>, frame: Frame, colours: &Axis) {
    const BANDS: i32 = 64;
    let height = f64::from(frame.bottom - frame.top);
    let y = |band: i32| frame.bottom - pixels(height * f64::from(band) / f64::from(BANDS));
    canvas.filled((frame.left, frame.top), (frame.right, frame.bottom), PAPER);
    for band in 0..BANDS {
        let share = (f64::from(band) + 0.5) / f64::from(BANDS);
        canvas.filled((frame.left, y(band + 1)), (frame.right, y(band)), scale(share));
    }
    let fit = ((frame.bottom - frame.top) / TICK_DISTANCE).max(1);
    let every = (count(colours.ticks.len()) + fit - 1) / fit;
    let every = usize::try_from(every).unwrap_or(1).max(1);
    for (value, label) in colours.ticks.iter().step_by(every) {
        let y = frame.y(colours.share(*value));
        canvas.line(&[(frame.right, y), (frame.right + 4, y)], rule(RULE));
        canvas.words(label, (frame.right + 8, y), BAR_LABELS - 10, tick(Anchor::Left));
    }
    canvas.words(&colours.unit, (frame.left, frame.top - 14), BAR + BAR_LABELS, tick(Anchor::Left));
}
