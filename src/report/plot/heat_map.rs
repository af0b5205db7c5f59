//! A figure over two axes of the matrix as colours with the values printed on them; several maps share one scale.

use super::axis::{Axis, titled};
use super::canvas::{About, Anchor, Canvas, Point, Type, count, pixels, svg};
use super::caption::{Caption, MARGIN};
use super::figures::Figure;
use super::frame::{Frame, LABEL_SIZE, TICK_SIZE, label, rule, tick};
use super::letters::{text_width, widest, wrapped};
use super::palette::{Colour, INK, NOTHING, RULE, ink_on, scale};

const CELL_HEIGHT: i32 = 24;
const CELL_WIDTH: (i32, i32) = (40, 120);
/// Room for the name of an axis: of that at the left above its values, of the other below them.
const AXIS_NAME: i32 = 22;
/// Labels of rows are cut at this length.
const LABEL_MAX: i32 = 300;
/// Labels of columns are broken into so many lines at most.
const LABEL_LINES: usize = 4;
const LABEL_LINE: i32 = 14;
const MAP_TITLE: i32 = 24;
const MAP_TITLE_SIZE: i32 = 13;
/// A map is made wider for its title up to this.
const MAP_TITLE_MAX: i32 = 300;
const MAP_GAP: i32 = 26;
const BAR: i32 = 16;
const BAR_GAP: i32 = 28;
const BAR_LABELS: i32 = 70;
const BAR_HEIGHT: (i32, i32) = (120, 300);
const BANDS: i32 = 40;
/// Wide pictures put the next map below.
const WIDTH_WANTED: i32 = 1_200;
/// The caption needs this much.
const WIDTH_MIN: i32 = 560;
const VALUE_SIZE: i32 = 12;
/// Ticks of the colour bar are at least this far apart.
const TICK_DISTANCE: i32 = 20;
/// Tables of more cells than this are not read out.
const CELLS_TOLD: usize = 64;

/// What is drawn.
pub(super) struct HeatMaps<'a> {
    pub caption: Caption,
    pub metric: &'a str,
    pub unit: &'static str,
    /// The axis of the rows and its values, the first at the top.
    pub down: (String, Vec<String>),
    /// The axis of the columns and its values.
    pub across: (String, Vec<String>),
    /// The further axes, each map for a value of them; empty for a single map.
    pub by: String,
    pub maps: Vec<Map>,
}

/// One map.
pub(super) struct Map {
    /// Its values on the further axes, above it.
    pub values: String,
    /// By row, then column.
    pub cells: Vec<Vec<Figure>>,
}

impl Map {
    pub(super) fn figures(&self) -> impl Iterator<Item = &Figure> + Clone {
        self.cells.iter().flatten()
    }
}

impl HeatMaps<'_> {
    fn figures(&self) -> impl Iterator<Item = &Figure> + Clone {
        self.maps.iter().flat_map(Map::figures)
    }

    /// What stands above a map.
    fn title(&self, map: &Map) -> String {
        if self.by.is_empty() { String::new() } else { format!("{}: {}", self.by, map.values) }
    }

    /// From the smallest to the largest figure of all maps.
    fn colours(&self) -> Axis {
        let means = || self.figures().filter_map(Figure::mean);
        let (low, high) = (means().fold(f64::INFINITY, f64::min), means().fold(f64::NEG_INFINITY, f64::max));
        if low < high { Axis::exact(low, high, self.unit) } else { Axis::round(low, high, self.unit) }
    }

    /// A figure and where it is: the values of the axes.
    fn told(&self, map: &Map, row: usize, column: usize) -> String {
        let (title, figure) = (self.title(map), map.cells[row][column].short(self.unit));
        let (down, across) = (&self.down, &self.across);
        let comma = if title.is_empty() { "" } else { ", " };
        format!("{title}{comma}{} {}, {} {}: {figure}.", down.0, down.1[row], across.0, across.1[column])
    }

    /// All cells in words, or what the maps reach, and where.
    fn described(&self) -> String {
        let places = self.maps.iter().flat_map(|map| {
            let columns = 0..self.across.1.len();
            (0..map.cells.len()).flat_map(move |row| columns.clone().map(move |column| (map, row, column)))
        });
        if self.figures().count() <= CELLS_TOLD {
            let told: Vec<String> = places.map(|(map, row, column)| self.told(map, row, column)).collect();
            return told.join(" ");
        }
        let mean = |(map, row, column): &(&Map, usize, usize)| map.cells[*row][*column].mean();
        let mut known: Vec<_> = places.filter(|place| mean(place).is_some()).collect();
        // Stable, so that the first of equal ones is told.
        known.sort_by(|one, other| mean(one).unwrap_or(0.0).total_cmp(&mean(other).unwrap_or(0.0)));
        let told = |place: Option<&(&Map, usize, usize)>| {
            place.map_or_else(String::new, |(map, row, column)| self.told(map, *row, *column))
        };
        let absent = self.figures().count() - known.len();
        let absent = if absent > 0 { format!(" {absent} cells have no figure.") } else { String::new() };
        format!("Lowest: {} Highest: {}{absent}", told(known.first()), told(known.last()))
    }
}

/// Lengths that all maps of a picture share.
struct Layout {
    cell_width: i32,
    row_labels: i32,
    /// The labels of the columns in lines.
    columns: Vec<Vec<String>>,
    column_labels: i32,
    title: i32,
    maps_across: i32,
    map: Point,
}

pub(super) fn draw(maps: &HeatMaps<'_>) -> String {
    let layout = Layout::new(maps);
    let rows = (count(maps.maps.len()) + layout.maps_across - 1) / layout.maps_across;
    let maps_width = layout.maps_across * (layout.map.0 + MAP_GAP) - MAP_GAP;
    let above = layout.title + AXIS_NAME;
    let bar = (count(maps.down.1.len()) * CELL_HEIGHT).clamp(BAR_HEIGHT.0, BAR_HEIGHT.1);
    let maps_height = (rows * (layout.map.1 + MAP_GAP) - MAP_GAP).max(above + bar + 10);
    let width = (MARGIN + maps_width + BAR_GAP + BAR + BAR_LABELS + MARGIN).max(WIDTH_MIN);
    let colours = maps.colours();
    let about = About {
        id: "headline".to_owned(),
        title: maps.caption.title.clone(),
        description: format!(
            "{}. Heat map of {} over {} (rows) and {} (columns). {}",
            maps.caption.subtitle,
            titled(maps.metric, &colours.unit),
            maps.down.0,
            maps.across.0,
            maps.described()
        ),
    };
    let heading = maps.caption.lines(width);
    svg((width, heading.height() + maps_height + MARGIN), &about, |canvas| {
        heading.draw(canvas);
        for (index, map) in (0..).zip(&maps.maps) {
            let left = MARGIN + index % layout.maps_across * (layout.map.0 + MAP_GAP);
            let top = heading.height() + index / layout.maps_across * (layout.map.1 + MAP_GAP);
            draw_map(canvas, (left, top), maps, map, &layout, &colours);
        }
        let left = MARGIN + maps_width + BAR_GAP;
        let top = heading.height() + above;
        draw_scale(canvas, Frame { left, top, right: left + BAR, bottom: top + bar }, &colours);
    })
}

impl Layout {
    fn new(maps: &HeatMaps<'_>) -> Self {
        let texts: Vec<String> = maps.figures().map(|figure| figure.short(maps.unit)).collect();
        let value_width = widest(texts.iter().map(String::as_str), VALUE_SIZE) + 8;
        let words = maps.across.1.iter().flat_map(|label| label.split_whitespace());
        let least = value_width.max(widest(words, TICK_SIZE) + 8).clamp(CELL_WIDTH.0, CELL_WIDTH.1);
        let (cell_width, columns) = columns(&maps.across.1, least);
        let column_labels = count(columns.iter().map(Vec::len).max().unwrap_or(0)) * LABEL_LINE + 6;
        let row_labels = widest(maps.down.1.iter().map(String::as_str), TICK_SIZE).min(LABEL_MAX) + 8;
        let title = if maps.by.is_empty() { 0 } else { MAP_TITLE };
        let titles: Vec<String> = maps.maps.iter().map(|map| maps.title(map)).collect();
        let titles = widest(titles.iter().map(String::as_str), MAP_TITLE_SIZE).min(MAP_TITLE_MAX);
        let names =
            text_width(&maps.down.0, LABEL_SIZE).max(row_labels + text_width(&maps.across.0, LABEL_SIZE));
        let width =
            (row_labels + count(maps.across.1.len()) * cell_width).max(titles).max(names.min(MAP_TITLE_MAX));
        let height = title + AXIS_NAME + count(maps.down.1.len()) * CELL_HEIGHT + column_labels + AXIS_NAME;
        let across = ((WIDTH_WANTED + MAP_GAP) / (width + MAP_GAP)).clamp(1, count(maps.maps.len().max(1)));
        Self {
            cell_width,
            row_labels,
            columns,
            column_labels,
            title,
            maps_across: across,
            map: (width, height),
        }
    }
}

/// The narrowest cells from so many pixels on below which all labels fit, and the labels in lines.
fn columns(labels: &[String], least: i32) -> (i32, Vec<Vec<String>>) {
    let room = |width: i32| width - 4;
    let lines = |width: i32| -> Vec<Vec<String>> {
        labels.iter().map(|label| wrapped(label, room(width), TICK_SIZE, LABEL_LINES)).collect()
    };
    let fits =
        |width: &i32| widest(lines(*width).iter().flatten().map(String::as_str), TICK_SIZE) <= room(*width);
    let width = (least..=CELL_WIDTH.1).find(fits).unwrap_or(CELL_WIDTH.1);
    (width, lines(width))
}

fn draw_map(
    canvas: &mut Canvas,
    (left, top): Point,
    maps: &HeatMaps<'_>,
    map: &Map,
    layout: &Layout,
    colours: &Axis,
) {
    let data = (left + layout.row_labels, top + layout.title + AXIS_NAME);
    let end = (
        data.0 + count(maps.across.1.len()) * layout.cell_width,
        data.1 + count(map.cells.len()) * CELL_HEIGHT,
    );
    let title = Type { size: MAP_TITLE_SIZE, colour: INK, at: Anchor::Left };
    canvas.words(&maps.title(map), (left, top + 8), layout.map.0, title);
    canvas.words(&maps.down.0, (left, data.1 - AXIS_NAME / 2), layout.map.0, label(Anchor::Left));
    for (row, (name, cells)) in (0..).zip(maps.down.1.iter().zip(&map.cells)) {
        let y = data.1 + row * CELL_HEIGHT;
        canvas.words(name, (data.0 - 7, y + CELL_HEIGHT / 2), layout.row_labels, tick(Anchor::Right));
        for (column, cell) in (0..).zip(cells) {
            let x = data.0 + column * layout.cell_width;
            let colour = cell.mean().map(|mean| scale(colours.share(mean)));
            let (paper, ink) = colour.map_or((NOTHING, INK), |rgb| (Colour::fixed(rgb), ink_on(rgb)));
            canvas.filled((x, y), (x + layout.cell_width, y + CELL_HEIGHT), paper);
            let face = Type { size: VALUE_SIZE, colour: ink, at: Anchor::Centre };
            let middle = (x + layout.cell_width / 2, y + CELL_HEIGHT / 2);
            canvas.words(&cell.short(maps.unit), middle, layout.cell_width - 2, face);
        }
    }
    // The darkest colours would be lost on a dark page, and the lightest on a light one.
    canvas.outlined(data, end, rule(RULE));
    for (column, lines) in (0..).zip(&layout.columns) {
        let x = data.0 + column * layout.cell_width + layout.cell_width / 2;
        for (line, text) in (0..).zip(lines) {
            canvas.words(
                text,
                (x, end.1 + 10 + line * LABEL_LINE),
                layout.cell_width - 2,
                tick(Anchor::Centre),
            );
        }
    }
    let below = (data.0, end.1 + layout.column_labels + AXIS_NAME / 2);
    canvas.words(&maps.across.0, below, left + layout.map.0 - data.0, label(Anchor::Left));
}

/// The colour bar with the axis of its figures.
fn draw_scale(canvas: &mut Canvas, frame: Frame, colours: &Axis) {
    let height = f64::from(frame.bottom - frame.top);
    let y = |band: i32| frame.bottom - pixels(height * f64::from(band) / f64::from(BANDS));
    for band in 0..BANDS {
        let share = (f64::from(band) + 0.5) / f64::from(BANDS);
        canvas.filled((frame.left, y(band + 1)), (frame.right, y(band)), Colour::fixed(scale(share)));
    }
    canvas.outlined((frame.left, frame.top), (frame.right, frame.bottom), rule(RULE));
    for (value, text) in colours.ticks_apart(frame.bottom - frame.top, TICK_DISTANCE) {
        let y = frame.y(colours.share(*value));
        canvas.line(&[(frame.right, y), (frame.right + 4, y)], rule(RULE));
        canvas.words(text, (frame.right + 8, y), BAR_LABELS, tick(Anchor::Left));
    }
    canvas.words(&colours.unit, (frame.left, frame.top - 12), BAR + BAR_LABELS, tick(Anchor::Left));
}
