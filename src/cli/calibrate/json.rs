//! A calibration for programs.

use serde::Serialize;

use super::table::place;
use super::word;
use crate::calibrate::{Calibration, Estimate, Finding, Row};

/// The one object that is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'c> {
    /// Whether a grid of passes was found, without which nothing is fitted.
    accepted: bool,
    services: usize,
    simulated_variants: usize,
    tasks: usize,
    events: usize,
    events_not_used: usize,
    drains_in_old_words: usize,
    drains_in_new_words: usize,
    whole_seconds: bool,
    grid: Option<GridOf>,
    intervals: Vec<IntervalOf<'c>>,
    settings: Vec<SettingOf<'c>>,
    /// The section for a scenario.
    behavior: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GridOf {
    period_seconds: Range,
    jitter_seconds: Range,
    gaps: usize,
    gaps_near_a_multiple: usize,
    gaps_counted: usize,
    standard_deviation_seconds: f64,
}

/// A figure and its 95 % interval.
#[derive(Serialize)]
struct Range {
    value: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IntervalOf<'c> {
    kind: &'c str,
    meaning: &'c str,
    platform: Option<&'static str>,
    n: usize,
    min: f64,
    p5: f64,
    median: f64,
    p95: f64,
    max: f64,
    settings_in_force: Option<&'c str>,
    /// Seconds from and to; without an upper end for ever.
    allowed: Vec<(f64, Option<f64>)>,
    verdict: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SettingOf<'c> {
    name: &'c str,
    in_force: &'c str,
    fitted: Option<&'c str>,
    rests_on: Option<&'c str>,
    /// Where the figures of what is fitted lie at 95 %: in seconds, or factors.
    ranges: Vec<(f64, f64)>,
    n: usize,
    needed: usize,
    verdict: Option<&'static str>,
    needs: &'c str,
}

/// The calibration as one JSON object.
pub(super) fn document(calibration: &Calibration) -> String {
    let grid = calibration.grid.as_ref().ok().map(|grid| GridOf {
        period_seconds: range(grid.period),
        jitter_seconds: range(grid.jitter),
        gaps: grid.gaps,
        gaps_near_a_multiple: grid.near,
        gaps_counted: grid.counted,
        standard_deviation_seconds: millis(grid.deviation),
    });
    let document = Document {
        accepted: grid.is_some(),
        services: calibration.services,
        simulated_variants: calibration.variants,
        tasks: calibration.tasks,
        events: calibration.events,
        events_not_used: calibration.unused,
        drains_in_old_words: calibration.forms.signal,
        drains_in_new_words: calibration.forms.decision,
        whole_seconds: calibration.is_coarse,
        grid,
        intervals: calibration.rows.iter().map(interval).collect(),
        settings: calibration.findings.iter().map(setting).collect(),
        behavior: calibration.block(),
    };
    serde_json::to_string_pretty(&document).expect("texts and finite numbers are always JSON")
}

fn interval(row: &Row) -> IntervalOf<'_> {
    let spread = row.spread;
    let finite = |(low, high): &(f64, f64)| (millis(*low), high.is_finite().then_some(millis(*high)));
    IntervalOf {
        kind: row.kind,
        meaning: row.meaning,
        platform: row.platform.map(place),
        n: spread.n,
        min: spread.min,
        p5: spread.p5,
        median: spread.median,
        p95: spread.p95,
        max: spread.max,
        settings_in_force: row.allowed.as_ref().map(|allowed| allowed.settings.as_str()),
        allowed: row.allowed.iter().flat_map(|allowed| allowed.ranges.iter().map(finite)).collect(),
        verdict: row.verdict.map(word),
    }
}

fn setting(finding: &Finding) -> SettingOf<'_> {
    let fitted = finding.fitted.as_ref();
    SettingOf {
        name: finding.setting.name,
        in_force: &finding.in_force,
        fitted: fitted.and_then(|fitted| fitted.value.as_deref()),
        rests_on: fitted.map(|fitted| fitted.note.as_str()),
        ranges: fitted
            .iter()
            .flat_map(|fitted| &fitted.ranges)
            .map(|(low, high)| (millis(*low), millis(*high)))
            .collect(),
        n: finding.n,
        needed: finding.setting.least,
        verdict: finding.verdict().map(word),
        needs: finding.setting.needs,
    }
}

fn range(of: Estimate) -> Range {
    Range { value: millis(of.value), low: millis(of.low), high: millis(of.high) }
}

/// To the thousandth: what lies behind it is the platform's.
fn millis(seconds: f64) -> f64 {
    (seconds * 1e3).round() / 1e3
}
