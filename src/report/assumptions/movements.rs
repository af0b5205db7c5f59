//! How far each setting moves each figure of the answer.

use super::super::answer::{answer, unit_of};
use super::super::number::{cell, column_unit, two_digits, with_unit};
use super::super::sheet::{DEFAULT_COLUMNS_MAX, Sheet};
use super::{amount, are_few, is_one_run};
use crate::experiment::{Alternative, Assumptions, Movement, Results, Summary, Tried};
use crate::model::End;

/// What stands where there is no such value.
const NOTHING: &str = "–";
/// Columns before the figures.
const NAMES: usize = 4;
/// Of more figures than this, the largest movements are left to the table.
const LARGEST_MAX: usize = 3;

/// Whether the setting moves any figure beyond chance.
pub(super) fn moves(tried: &Tried) -> bool {
    tried.alternatives.iter().flat_map(|of| &of.movements).any(|movement| *movement != Movement::None)
}

/// A row for each setting that moves anything, the one that moves most first; `None` without any.
pub(super) fn sheet(results: &Results<'_>, assumptions: &Assumptions) -> Option<Sheet> {
    let metrics: Vec<(usize, &String)> =
        shown(results, assumptions).filter(|(metric, _)| is_moved(assumptions, *metric)).collect();
    let mut moving: Vec<&Tried> = assumptions.tried.iter().filter(|tried| moves(tried)).collect();
    let share = |tried: &&Tried| {
        let shares = metrics.iter().map(|(metric, name)| largest_share(results, tried, *metric, name));
        shares.fold(0.0, f64::max)
    };
    moving.sort_by(|one, other| share(other).total_cmp(&share(one)));
    if moving.is_empty() {
        return None;
    }
    let names = ["setting", "5 %", "default", "95 % or other"].map(str::to_owned);
    let header: Vec<String> =
        names.into_iter().chain(metrics.iter().map(|(_, name)| heading(results, name))).collect();
    let row = |tried: &Tried| {
        let [low, high] = ends(tried);
        let value = |of: Option<&Alternative>| {
            of.map_or_else(|| NOTHING.to_owned(), |of| amount::value(tried.setting, of))
        };
        let start = [tried.setting.to_owned(), value(low), amount::default(tried.setting), value(high)];
        let figures = metrics.iter().map(|(metric, name)| movement(results, tried, *metric, name));
        start.into_iter().chain(figures).collect()
    };
    Some(Sheet {
        title: format!(
            "Largest movement of each figure in any variant, with the 5 % / the 95 % value{}",
            if is_one_run(results) { "; with one replication it may be chance" } else { "" }
        ),
        figures: NAMES..header.len(),
        header,
        rows: moving.into_iter().map(row).collect(),
    })
}

/// The figures that move most, each with the value that moves it so.
///
/// Of few replications chance hides large movements, so that all count there.
pub(super) fn largest(results: &Results<'_>, assumptions: &Assumptions) -> Option<String> {
    let of_figure = |(metric, name): (usize, &String)| {
        let each =
            assumptions.tried.iter().flat_map(|tried| tried.alternatives.iter().map(move |of| (tried, of)));
        let moving = each.map(|(tried, of)| {
            let movement = if are_few(results) { by_means(of, metric) } else { of.movements[metric] };
            (share(results, movement, name), movement, tried, of)
        });
        let (share, movement, tried, of) = moving.max_by(|one, other| one.0.total_cmp(&other.0))?;
        let moved = || {
            format!(
                "{name} {} if {}",
                with_unit_of(results, movement, name),
                amount::condition(tried.setting, of, None)
            )
        };
        (share > 0.0).then(|| (share, moved()))
    };
    let mut all: Vec<(f64, String)> = shown(results, assumptions).filter_map(of_figure).collect();
    all.sort_by(|one, other| other.0.total_cmp(&one.0));
    all.truncate(LARGEST_MAX);
    let movements: Vec<String> = all.into_iter().map(|(_, movement)| movement).collect();
    let start = if movements.len() == 1 { "Largest movement" } else { "Largest movements" };
    let chance = if are_few(results) { ", which may be chance" } else { "" };
    (!movements.is_empty()).then(|| format!("{start}{chance}: {}.", movements.join("; ")))
}

/// The largest difference of means in any variant, chance or not.
fn by_means(of: &Alternative, metric: usize) -> Movement {
    let mean = |summary: &Option<Summary>| summary.as_ref().and_then(Summary::mean);
    let each = of.changes.iter().filter(|change| change.metric == metric);
    let movements = each.map(|change| match (mean(&change.before), mean(&change.after)) {
        (Some(before), Some(after)) => Movement::By(after - before),
        _ if change.before == change.after => Movement::None,
        _ => Movement::Otherwise,
    });
    movements.fold(Movement::None, Movement::larger)
}

fn with_unit_of(results: &Results<'_>, movement: Movement, name: &str) -> String {
    match (movement, unit_of(results, name).unwrap_or_default()) {
        (Movement::By(by), "ratio") => format!("{} percentage points", signed(Movement::By(by), "ratio")),
        (Movement::By(by), unit) => format!("{}{}", sign(by), with_unit(two_digits(by.abs()), unit)),
        (movement, unit) => signed(movement, unit),
    }
}

/// The name of a metric with the unit of its movements as the head of a column.
fn heading(results: &Results<'_>, name: &str) -> String {
    match unit_of(results, name).map(movement_unit) {
        None | Some("") => name.to_owned(),
        Some(unit) => format!("{name} ({unit})"),
    }
}

/// What a movement is counted in; empty where cells carry their own unit.
fn movement_unit(unit: &str) -> &str {
    if unit == "ratio" { "percentage points" } else { column_unit(unit) }
}

/// The figures that are shown, with their positions.
fn shown<'a>(
    results: &Results<'_>,
    assumptions: &'a Assumptions,
) -> impl Iterator<Item = (usize, &'a String)> {
    let most = if answer(results).chosen { usize::MAX } else { DEFAULT_COLUMNS_MAX };
    assumptions.metrics.iter().enumerate().take(most)
}

fn is_moved(assumptions: &Assumptions, metric: usize) -> bool {
    let mut alternatives = assumptions.tried.iter().flat_map(|tried| &tried.alternatives);
    alternatives.any(|of| of.movements[metric] != Movement::None)
}

/// The figures of the answer that no setting moves, in a sentence.
pub(super) fn unmoved(results: &Results<'_>, assumptions: &Assumptions) -> Option<String> {
    let unmoved = shown(results, assumptions).filter(|(metric, _)| !is_moved(assumptions, *metric));
    let names: Vec<&str> = unmoved.map(|(_, name)| name.as_str()).collect();
    (!names.is_empty()).then(|| format!("Moved by none of them: {}.", names.join(", ")))
}

/// The alternative at 5 %, and the one at 95 % or the other choice.
fn ends(tried: &Tried) -> [Option<&Alternative>; 2] {
    let is_low = |of: &&Alternative| matches!(of.end, End::Low(_));
    let mut alternatives = tried.alternatives.iter();
    [tried.alternatives.iter().find(is_low), alternatives.find(|of| !is_low(of))]
}

fn movement(results: &Results<'_>, tried: &Tried, metric: usize, name: &str) -> String {
    let unit = unit_of(results, name).unwrap_or_default();
    let shown: Vec<String> =
        ends(tried).into_iter().flatten().map(|of| signed(of.movements[metric], unit)).collect();
    if shown.iter().all(|movement| movement == ZERO) { ZERO.to_owned() } else { shown.join(" / ") }
}

/// No movement.
const ZERO: &str = "0";

fn signed(movement: Movement, unit: &str) -> String {
    match movement {
        Movement::None => ZERO.to_owned(),
        Movement::Otherwise => "differs".to_owned(),
        Movement::By(by) => {
            format!("{}{}", sign(by), cell(two_digits(by.abs()), unit))
        }
    }
}

fn sign(by: f64) -> &'static str {
    if by < 0.0 { "−" } else { "+" }
}

fn largest_share(results: &Results<'_>, tried: &Tried, metric: usize, name: &str) -> f64 {
    tried.alternatives.iter().map(|of| share(results, of.movements[metric], name)).fold(0.0, f64::max)
}

/// A movement of a metric as a share of what it is anywhere; one that is no figure counts as all of it.
fn share(results: &Results<'_>, movement: Movement, name: &str) -> f64 {
    let means = results.variants.iter().filter_map(|of| of.metrics.get(name).and_then(Summary::mean));
    let size = means.map(f64::abs).fold(0.0, f64::max);
    match movement {
        Movement::None => 0.0,
        Movement::Otherwise => 1.0,
        Movement::By(by) => by.abs() / size.max(by.abs()),
    }
}
