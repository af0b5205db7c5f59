//! How a figure is distributed over the replications, a row for each variant: of few values a bar each, else the stretch
//! between quantiles.

use super::super::frequencies::{find, metrics, percent, share, values};
use super::super::number::{cell, column_unit};
use super::axis::{Axis, titled};
use super::canvas::{About, Anchor, Canvas, Pen, Point, count, svg};
use super::caption::{Caption, MARGIN};
use super::frame::{Frame, LABEL_SIZE, TICK_SIZE, label, rule, tick};
use super::letters::widest;
use super::palette::{BLUE, INK, RULE};
use crate::experiment::{Frequencies, Results};

/// More variants than this are not drawn.
const ROWS_MAX: usize = 24;
/// More metrics than this are not drawn.
const METRICS_MAX: usize = 4;
/// Width of the data, and of the column of a value at most.
const DATA: i32 = 460;
const COLUMN_MAX: i32 = 76;
/// A name is cut at this length.
const NAME_MAX: i32 = 360;
const GAP: i32 = 18;
/// Height of a bar that stands for all replications, and of what is above it: its figure.
const BAR: i32 = 30;
const ABOVE: i32 = 18;
const STRETCH: i32 = 30;
const AXIS: i32 = 50;
const WHISKER: Pen = Pen { colour: INK, width: 1, dash: None };

/// A metric, and its row of each variant that has one.
struct Chart<'r> {
    results: &'r Results<'r>,
    id: &'r str,
    metric: &'r str,
    unit: &'static str,
    rows: Vec<(String, Option<&'r Frequencies>)>,
}

/// The pictures of the first metrics of `distributions`, with their names: those of metrics may be long.
pub(super) fn draw(results: &Results<'_>) -> Vec<(String, String)> {
    if results.variants.len() > ROWS_MAX {
        return Vec::new();
    }
    let metrics = metrics(results);
    let picture = |(number, metric): (i32, &String)| {
        let name = format!("distribution-{number}");
        let svg = of_metric(results, &name, metric);
        (name, svg)
    };
    (1..).zip(metrics.iter().take(METRICS_MAX)).map(picture).collect()
}

fn of_metric(results: &Results<'_>, id: &str, metric: &str) -> String {
    let rows: Vec<_> = results
        .iter()
        .map(|(variant, of)| {
            let settings: Vec<String> = variant.settings.iter().map(ToString::to_string).collect();
            (settings.join(", "), find(of, metric))
        })
        .collect();
    let unit = rows.iter().find_map(|(_, of)| *of).map_or("", |of| of.unit);
    let chart = Chart { results, id, metric, unit, rows };
    match values(results, 0..results.variants.len(), metric) {
        Some(values) => chart.bars(&values),
        None => chart.stretches(),
    }
}

impl Chart<'_> {
    fn shown(&self) -> String {
        titled(self.metric, column_unit(self.unit))
    }

    fn names(&self) -> i32 {
        let names = self.rows.iter().map(|(name, _)| name.as_str());
        let width = widest(names, LABEL_SIZE).min(NAME_MAX);
        MARGIN + if width > 0 { width + GAP } else { GAP }
    }

    fn caption(&self, note: &str) -> Caption {
        let scenario = self.results.scenario;
        let shown = self.shown();
        let question = scenario.question.trim();
        Caption {
            title: if question.is_empty() { shown.clone() } else { question.to_owned() },
            subtitle: format!(
                "{} · {} replications · {shown} · {note}",
                scenario.name, scenario.replications
            ),
        }
    }

    /// The picture: rows of this height with what is in them, above an axis of this name along what was drawn.
    fn picture(
        &self,
        caption: &Caption,
        row: i32,
        told: impl Fn(&Frequencies) -> String,
        axis: &str,
        draw: impl FnOnce(&mut Canvas, Frame) -> Frame,
    ) -> String {
        let left = self.names();
        let width = left + DATA + GAP + MARGIN;
        let heading = caption.lines(width);
        let top = heading.height();
        let frame = Frame { left, top, right: left + DATA, bottom: top + count(self.rows.len()) * row };
        let described = self.rows.iter().map(|(name, of)| {
            let told = of.map_or_else(|| "no figure".to_owned(), &told);
            if name.is_empty() { format!("{told}.") } else { format!("{name}: {told}.") }
        });
        let about = About {
            id: self.id.to_owned(),
            title: caption.title.clone(),
            description: format!("{}. {}", caption.subtitle, described.collect::<Vec<_>>().join(" ")),
        };
        svg((width, frame.bottom + AXIS), &about, |canvas| {
            heading.draw(canvas);
            for (number, (name, of)) in self.rows.iter().enumerate() {
                let base = top + (count(number) + 1) * row;
                canvas.words(name, (MARGIN, base - row / 3), NAME_MAX, label(Anchor::Left));
                if of.is_none() {
                    canvas.words("no figure", (left, base - row / 3), DATA, label(Anchor::Left));
                }
            }
            draw(canvas, frame).title_x(canvas, axis);
        })
    }

    /// A bar for each value: its height is the share of the replications.
    fn bars(&self, values: &[f64]) -> String {
        let replications = self.results.scenario.replications;
        let mut columns: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        let lacks = |of: &Frequencies| of.samples < replications;
        columns.extend(self.rows.iter().any(|(_, of)| of.is_some_and(lacks)).then_some(None));
        let name =
            |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |value| cell(value, self.unit));
        let told = |of: &Frequencies| {
            let shares = columns.iter().map(|value| (share(of, *value, replications), name(*value)));
            let shares = shares.filter(|(share, _)| *share > 0.0);
            let words = shares.map(|(share, name)| format!("{name} in {} %", percent(share)));
            words.collect::<Vec<_>>().join(", ")
        };
        let column = (DATA / count(columns.len()).max(1)).min(COLUMN_MAX);
        let row = BAR + ABOVE;
        let caption = self.caption(
            "the bars, and the figures above them in %, say in how many replications each value came",
        );
        self.picture(&caption, row, told, &self.shown(), |canvas, frame| {
            let middle = |number: usize| frame.left + column / 2 + count(number) * column;
            for (number, (_, of)) in self.rows.iter().enumerate() {
                let base = frame.top + (count(number) + 1) * row;
                canvas.line(
                    &[(frame.left, base), (frame.left + column * count(columns.len()), base)],
                    rule(RULE),
                );
                for (at, value) in columns.iter().enumerate() {
                    let share = of.map_or(0.0, |of| share(of, *value, replications));
                    if share > 0.0 {
                        bar(canvas, (middle(at), base), column, share);
                    }
                }
            }
            for (at, value) in columns.iter().enumerate() {
                canvas.words(&name(*value), (middle(at), frame.bottom + 14), column, tick(Anchor::Centre));
            }
            Frame { right: frame.left + column * count(columns.len()), ..frame }
        })
    }

    /// A thin line from the 5 % to the 95 % quantile, a thick one between the quartiles, a dot at the median.
    fn stretches(&self) -> String {
        let all = self.rows.iter().filter_map(|(_, of)| *of);
        let low = all.clone().map(|of| of.quantiles[1]).fold(f64::INFINITY, f64::min);
        let high = all.map(|of| of.quantiles[5]).fold(f64::NEG_INFINITY, f64::max);
        let axis = Axis::round(low, high, self.unit);
        let told = |of: &Frequencies| {
            let [_, low, first, median, third, high, _] = of.quantiles.map(|value| cell(value, self.unit));
            format!("median {median}, half of all from {first} to {third}, nine in ten from {low} to {high}")
        };
        let caption = self.caption("dot: median; thick: half of all replications; thin: nine in ten");
        self.picture(&caption, STRETCH, told, &titled(self.metric, &axis.unit), |canvas, frame| {
            let ticks: Vec<(f64, String)> =
                axis.ticks.iter().map(|(value, label)| (axis.share(*value), label.clone())).collect();
            frame.draw_x(canvas, &ticks, true);
            let x = |value: f64| frame.x(axis.share(value));
            for (number, (_, of)) in self.rows.iter().enumerate() {
                let Some(of) = of else { continue };
                let y = frame.top + (count(number) + 1) * STRETCH - STRETCH / 3;
                let [_, low, first, median, third, high, _] = of.quantiles.map(x);
                canvas.line(&[(low, y), (high, y)], WHISKER);
                canvas.line(&[(first, y), (third, y)], Pen { colour: BLUE, width: 6, dash: None });
                canvas.dot((median, y), 4, INK);
            }
            frame
        })
    }
}

/// A bar that ends at `foot`, with its figure above it.
fn bar(canvas: &mut Canvas, (x, base): Point, column: i32, share: f64) {
    let half = column / 3;
    let height = super::canvas::pixels(share * f64::from(BAR)).max(1);
    canvas.filled((x - half, base - height), (x + half, base), BLUE);
    canvas.words(&percent(share), (x, base - height - TICK_SIZE / 2 - 2), column, tick(Anchor::Centre));
}
