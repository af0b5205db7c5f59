//! A log beside the settings in force.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::allowed::Allowed;
use super::fit::{Evidence, Fitted, Verdict, observations};
use super::form::Forms;
use super::grid::{Grid, NoGrid, find_grid};
use super::in_force::InForce;
use super::intervals::{Intervals, KINDS, Label};
use super::log::{Log, Platform};
use super::settings::{CALIBRATED, Calibrated, How};
use super::statistics::Spread;

/// Observations without which an interval is not judged.
const LEAST: usize = 5;
/// By how many seconds stamps may be wrong: those of whole seconds by one.
const TOLERANCE: f64 = 0.2;
const COARSE_TOLERANCE: f64 = 1.0;

/// What a log says.
#[derive(Clone, Debug)]
pub struct Calibration {
    /// Services that told something.
    pub services: usize,
    /// Simulated variants among them.
    pub variants: usize,
    /// Tasks of which something was told.
    pub tasks: usize,
    /// Events that were read.
    pub events: usize,
    /// Those of them that tell nothing that is measured.
    pub unused: usize,
    /// How stops are told.
    pub forms: Forms,
    /// Whether all stamps are whole seconds.
    pub is_coarse: bool,
    /// The intervals, by kind.
    pub rows: Vec<Row>,
    /// The grid of passes, without which nothing is fitted.
    pub grid: Result<Grid, NoGrid>,
    /// Every setting.
    pub findings: Vec<Finding>,
}

/// A kind of interval in a log.
#[derive(Clone, Debug)]
pub struct Row {
    /// The kind's name.
    pub kind: &'static str,
    /// From what to what.
    pub meaning: &'static str,
    /// Where the tasks ran, where that decides how long it takes.
    pub platform: Option<Platform>,
    /// What it looks like.
    pub spread: Spread,
    /// What the settings in force allow; `None` for a kind that belongs to none.
    pub allowed: Option<Allowed>,
    /// Whether it agrees; `None` likewise.
    pub verdict: Option<Verdict>,
}

/// A setting beside a log.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its row of the table.
    pub setting: &'static Calibrated,
    /// What is in force, as a scenario writes it.
    pub in_force: String,
    /// How many observations speak for it.
    pub n: usize,
    /// What would have given the log; `None` where it does not tell.
    pub fitted: Option<Fitted>,
}

impl Finding {
    /// Whether what is in force agrees; `None` for what no log tells.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        match &self.fitted {
            Some(fitted) if fitted.agrees => Some(Verdict::Inside),
            Some(_) => Some(Verdict::Outside),
            None => (self.setting.how != How::NotTold).then_some(Verdict::TooFew),
        }
    }
}

impl Calibration {
    /// Measures a log and compares it with the settings in force.
    #[must_use]
    pub fn of(log: &Log, force: &InForce) -> Self {
        let intervals = Intervals::of(log);
        let grid = find_grid(&intervals.gaps, intervals.is_coarse);
        let tolerance = if intervals.is_coarse { COARSE_TOLERANCE } else { TOLERANCE };
        let rows = intervals.iter().filter_map(|(label, sample)| row(label, &sample, force, tolerance));
        let findings = CALIBRATED.iter().map(|setting| {
            let n = observations(setting, &intervals);
            let evidence = grid.as_ref().ok().map(|grid| Evidence { intervals: &intervals, grid, force });
            let fitted = evidence.filter(|_| n >= setting.least).and_then(|evidence| evidence.fit(setting));
            Finding { setting, in_force: force.text(setting.name).to_owned(), n, fitted }
        });
        let variants: BTreeSet<&str> =
            log.services.keys().map(|key| key.variant.as_str()).filter(|name| !name.is_empty()).collect();
        Self {
            variants: variants.len(),
            services: log.services.values().filter(|service| !service.events.is_empty()).count(),
            tasks: log.tasks.len(),
            events: log.events,
            unused: log.unused,
            forms: intervals.forms,
            is_coarse: intervals.is_coarse,
            rows: rows.collect(),
            findings: findings.collect(),
            grid,
        }
    }

    /// The fitted settings as a section of a scenario; `None` without a grid of passes.
    #[must_use]
    pub fn block(&self) -> Option<String> {
        self.grid.as_ref().ok()?;
        let mut text = format!(
            "[behavior]\n# Fitted to {} events of {} services and {} tasks; ranges hold at 95 %.\n",
            self.events, self.services, self.tasks
        );
        for finding in &self.findings {
            if let Some(Fitted { value: Some(value), note, .. }) = &finding.fitted {
                let _ = write!(text, "\n# {note}\n{} = {value}\n", finding.setting.name);
            }
        }
        Some(text)
    }
}

fn row(label: Label, sample: &[f64], force: &InForce, tolerance: f64) -> Option<Row> {
    let (kind, platform) = label;
    let meaning = KINDS.iter().find(|known| known.name == kind).map_or("", |known| known.meaning);
    let allowed = Allowed::of(label, force);
    let verdict = allowed.as_ref().map(|allowed| match allowed.holds(sample, tolerance) {
        _ if sample.len() < LEAST => Verdict::TooFew,
        true => Verdict::Inside,
        false => Verdict::Outside,
    });
    Some(Row { kind, meaning, platform, spread: Spread::of(sample)?, allowed, verdict })
}
