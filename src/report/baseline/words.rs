//! What changed since the baseline, as rows and sentences.

use super::super::number::{summary_with_unit, with_unit};
use super::super::sheet::{ABSENT, Sheet};
use super::super::summary_json::hexadecimal;
use super::{Change, Comparison, compare};
use crate::experiment::{Baseline, Earlier, Results, Summary};
use crate::scenario::Axis;
use crate::text::legible;

/// What Markdown heads it by.
pub(in super::super) const HEADING: &str = "Beside the baseline";
/// More changes than this are only counted.
const ROWS_MAX: usize = 40;
/// More variants than this are only counted.
const VARIANTS_MAX: usize = 3;

/// What there is to say.
pub(in super::super) struct Changes {
    /// How many figures changed.
    pub headline: String,
    /// The first of them.
    pub sheet: Option<Sheet>,
    /// What else is different.
    pub notes: Vec<String>,
}

/// What changed since the baseline; `None` without one.
pub(in super::super) fn changes(results: &Results<'_>) -> Option<Changes> {
    let comparison = compare(results)?;
    let Comparison { changed, unchanged, new, gone, .. } = &comparison;
    let compared = changed.len() + unchanged;
    let headline = match (changed.len(), compared) {
        (_, 0) => "Beside the baseline there is no figure to compare.".to_owned(),
        (0, 1) => "Beside the baseline the only figure compared is the same.".to_owned(),
        (0, count) => format!("Beside the baseline all {count} figures compared are the same."),
        (1, count) => format!("Beside the baseline 1 of {count} figures changed."),
        (changed, count) => format!("Beside the baseline {changed} of {count} figures changed."),
    };
    let mut notes = Vec::new();
    if changed.len() > ROWS_MAX {
        notes.push(format!("{} more changed: see summary.json.", changed.len() - ROWS_MAX));
    }
    notes.extend(variants("not in the baseline", new));
    notes.extend(variants("only in the baseline", gone));
    notes.extend(comparison.notes.iter().cloned());
    let sheet = (!changed.is_empty()).then(|| sheet(changed, &results.scenario.axes));
    Some(Changes { headline, sheet, notes })
}

fn sheet(changed: &[Change<'_>], axes: &[Axis]) -> Sheet {
    let names = axes.iter().map(|axis| axis.label.clone());
    let figures = ["metric", "before", "now", "difference"].map(str::to_owned);
    let header: Vec<String> = names.chain(figures).collect();
    let rows = changed.iter().take(ROWS_MAX).map(|change| {
        let settings = change.variant.settings.iter().map(ToString::to_string);
        let figures = [figure(change.before), figure(change.now), difference(change)];
        settings.chain([change.metric.clone()]).chain(figures).collect()
    });
    // A difference beside its two figures is one row, however wide the terminal.
    Sheet { title: String::new(), figures: axes.len() + 1..header.len() - 1, header, rows: rows.collect() }
}

fn figure(summary: Option<&Summary>) -> String {
    summary.map_or_else(|| ABSENT.to_owned(), |summary| legible(&summary_with_unit(summary)))
}

/// With its sign; between two percentages lie points.
fn difference(change: &Change<'_>) -> String {
    let Some((difference, unit)) = change.difference() else { return String::new() };
    if !difference.is_finite() {
        return "beyond any number".to_owned();
    }
    let sign = if difference < 0.0 { "−" } else { "+" };
    let size = with_unit(difference.abs(), unit);
    let size = size.strip_suffix(" %").map_or(size.clone(), |points| format!("{points} points"));
    format!("{sign}{size}")
}

fn variants(what: &str, names: &[&str]) -> Option<String> {
    let count = names.len();
    let shown = names.iter().take(VARIANTS_MAX).copied().collect::<Vec<_>>().join("; ");
    let more =
        if count > VARIANTS_MAX { format!("; and {} more", count - VARIANTS_MAX) } else { String::new() };
    let is = if count == 1 { "variant is" } else { "variants are" };
    (count > 0).then(|| legible(&format!("{count} {is} {what}: {shown}{more}.")))
}

/// What makes two runs different before anything is simulated.
pub(super) fn differences(
    results: &Results<'_>,
    baseline: &Baseline,
    earlier: &[Option<&Earlier>],
) -> Vec<String> {
    let scenario = results.scenario;
    let mut notes = Vec::new();
    if baseline.scenario != scenario.name {
        let (before, now) = (&baseline.scenario, &scenario.name);
        notes
            .push(legible(&format!("The baseline is of another scenario: `{before}`, and this is `{now}`.")));
    }
    if baseline.seed != scenario.seed {
        notes.push(format!(
            "The seeds differ, {} before and {} now: part of every difference is chance.",
            baseline.seed, scenario.seed
        ));
    }
    let others = earlier.iter().flatten().find(|earlier| earlier.replications != scenario.replications);
    if let Some(other) = others {
        let (before, now) = (other.replications, scenario.replications);
        notes.push(format!("The numbers of replications differ, {before} before and {now} now."));
    }
    let digest = hexadecimal(scenario.digest);
    if baseline.digest == digest {
        notes.push("The scenario is the same as in the baseline.".to_owned());
    }
    notes
}
