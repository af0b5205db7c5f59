//! A backtest for programs.

use serde::Serialize;

use super::page::verdict;
use crate::backtest::{Backtest, Rebuilt, Step};

/// The one object that is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'b> {
    service: &'b str,
    at: Option<String>,
    /// Whether that moment is told, and the zero of all times; if not, they begin with the first event.
    at_is_told: bool,
    replayed: &'b str,
    inside: usize,
    intervals: usize,
    verdict: Vec<String>,
    settings: Vec<SettingOf<'b>>,
    steps: Vec<StepOf>,
    assumptions: &'b [String],
    fetch: &'b [String],
    /// The scenario that was replayed; its folder is as it was before the cause.
    scenario: &'b str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SettingOf<'b> {
    name: &'static str,
    in_force: &'b str,
    fitted: &'b str,
    inside_with: usize,
    /// Values of `--set` that try it.
    set: &'b [String],
}

#[derive(Serialize)]
struct StepOf {
    event: &'static str,
    count: usize,
    #[serde(flatten)]
    stamp: Band,
    interval: Option<IntervalOf>,
}

#[derive(Serialize)]
struct IntervalOf {
    from: &'static str,
    #[serde(rename = "fromCount")]
    from_count: usize,
    phase: &'static str,
    settings: Vec<&'static str>,
    #[serde(flatten)]
    length: Band,
}

/// A real time in seconds beside the simulated ones; an end is null where it never comes.
#[derive(Serialize)]
struct Band {
    real: f64,
    p5: Option<f64>,
    p95: Option<f64>,
    inside: bool,
}

impl Band {
    fn new(real: f64, (low, high): (f64, f64), inside: bool) -> Self {
        let known = |seconds: f64| seconds.is_finite().then(|| millis(seconds));
        Self { real: millis(real), p5: known(low), p95: known(high), inside }
    }
}

/// The backtest as one JSON object.
pub(super) fn document(backtest: &Backtest, rebuilt: &Rebuilt) -> String {
    let (inside, intervals) = backtest.judged.inside();
    let settings = backtest.named.iter().map(|named| SettingOf {
        name: named.setting.name(),
        in_force: &named.in_force,
        fitted: &named.fitted,
        inside_with: named.inside_with,
        set: &named.options,
    });
    let document = Document {
        service: &rebuilt.cause.service.name,
        at: rebuilt.cause.at.date(),
        at_is_told: rebuilt.cause.is_told,
        replayed: &rebuilt.told,
        inside,
        intervals,
        verdict: verdict(backtest),
        settings: settings.collect(),
        steps: backtest.judged.steps.iter().map(step).collect(),
        assumptions: &rebuilt.assumptions,
        fetch: &rebuilt.commands,
        scenario: &rebuilt.scenario,
    };
    serde_json::to_string_pretty(&document).expect("texts and finite numbers are always JSON")
}

fn step(step: &Step) -> StepOf {
    let interval = step.interval.as_ref().map(|of| IntervalOf {
        from: of.from.word(),
        from_count: of.from_count,
        phase: of.phase,
        settings: of.settings.iter().map(|setting| setting.name()).collect(),
        length: Band::new(of.real, of.band(), of.is_inside()),
    });
    StepOf {
        event: step.kind.word(),
        count: step.count,
        stamp: Band::new(step.real, step.band(), step.is_inside()),
        interval,
    }
}

/// To the thousandth: what lies behind it is the platform's.
fn millis(seconds: f64) -> f64 {
    (seconds * 1e3).round() / 1e3
}
