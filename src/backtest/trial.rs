//! Which setting explains what lies outside: each that may is moved to what the intervals tell, and tried.

use std::sync::Arc;

use super::judgement::{Interval, Judged, Tolerance};
use super::setting::{Evidence, Setting, Value};
use super::steps::Moments;
use crate::calibrate::ServiceKey;
use crate::engine::Halt;
use crate::model::{Model, Service};

/// Settings that are named at most.
const MOST_NAMED: usize = 3;
/// A value is moved again by what is left over so many times.
const MOVES: usize = 2;

/// A setting that explains intervals outside.
#[derive(Clone, Debug)]
pub struct Named {
    /// Which one.
    pub setting: Setting,
    /// What it is in force.
    pub in_force: Value,
    /// What the intervals tell that it was.
    pub fitted: Value,
    /// Values of `--set` that give it that value.
    pub options: Vec<String>,
    /// How many intervals lie inside with it, and with those named before it.
    pub inside_with: usize,
}

/// A model with another value, and what becomes of the intervals.
struct Trial {
    setting: Setting,
    model: Arc<Model>,
    judged: Judged,
}

impl Trial {
    fn inside(&self) -> usize {
        self.judged.inside().0
    }

    /// Whether it explains more than `other`: less lies clearly outside, more inside, or all nearer to the middle.
    fn is_better(&self, other: &Self) -> bool {
        let rank = |of: &Self| (clear(&of.judged), usize::MAX - of.inside());
        // What the folder describes may have been changed since; the load balancer's first check has been measured.
        let is_likelier = |one: &Self, other: &Self| {
            one.setting == Setting::HealthCheckInterval
                && other.setting == Setting::FirstCheckDelay
                && clear(&one.judged) == clear(&other.judged)
        };
        if is_likelier(self, other) || is_likelier(other, self) {
            return is_likelier(self, other);
        }
        rank(self) < rank(other) || rank(self) == rank(other) && self.distance() < other.distance()
    }

    fn distance(&self) -> f64 {
        self.judged.intervals().map(Interval::distance).sum()
    }
}

/// Simulates all replications of a model.
pub(super) type Simulate<'s> = dyn Fn(&Arc<Model>) -> Result<Vec<Moments>, Halt> + 's;

/// Names settings until nothing lies clearly outside, or none explains more.
pub(super) fn name(
    judged: &Judged,
    real: &Moments,
    model: &Arc<Model>,
    service: &ServiceKey,
    tolerance: Tolerance,
    simulate: &Simulate<'_>,
) -> Result<Vec<Named>, Halt> {
    let mut named: Vec<Named> = Vec::new();
    let (mut judged, mut model) = (judged.clone(), Arc::clone(model));
    while named.len() < MOST_NAMED {
        let Some(of) = find(&model, service).cloned() else { break };
        let mut best: Option<Trial> = None;
        for setting in suspects(&judged, &named) {
            let Some(trial) = attempt(setting, &judged, real, &model, &of, tolerance, simulate)? else {
                continue;
            };
            let is_better = best.as_ref().is_none_or(|best| trial.is_better(best));
            if is_better {
                best = Some(trial);
            }
        }
        let Some(best) = best.filter(|best| clear(&best.judged) < clear(&judged)) else { break };
        let value = |model: &Model| best.setting.value(model, &of).unwrap_or_default();
        named.push(Named {
            setting: best.setting,
            in_force: value(&model),
            fitted: value(&best.model),
            options: best.setting.options(&best.model, &of),
            inside_with: best.inside(),
        });
        (judged, model) = (best.judged, best.model);
    }
    Ok(named)
}

/// How many intervals lie clearly outside.
fn clear(judged: &Judged) -> usize {
    judged.intervals().filter(|interval| interval.is_clearly_outside()).count()
}

fn find<'m>(model: &'m Model, service: &ServiceKey) -> Option<&'m Service> {
    model.services.iter().find(|of| of.name == service.name)
}

/// The settings of what lies clearly outside.
fn suspects(judged: &Judged, named: &[Named]) -> Vec<Setting> {
    let outside = judged.intervals().filter(|interval| interval.is_clearly_outside());
    let mut all: Vec<Setting> = outside.flat_map(|interval| interval.settings).copied().collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|setting| named.iter().all(|named| named.setting != *setting));
    all
}

/// Moves a setting to what the intervals tell, and again by what is left over.
fn attempt(
    setting: Setting,
    judged: &Judged,
    real: &Moments,
    model: &Arc<Model>,
    service: &Service,
    tolerance: Tolerance,
    simulate: &Simulate<'_>,
) -> Result<Option<Trial>, Halt> {
    if setting.value(model, service).is_none() {
        return Ok(None);
    }
    let mut best: Option<Trial> = None;
    let (mut from, mut judged) = (Arc::clone(model), judged.clone());
    for _ in 0..MOVES {
        let Some(moved) = setting.moved(&from, service, &evidence(setting, &judged)) else { break };
        let moved = Arc::new(moved);
        judged = Judged::of(real, &simulate(&moved)?, tolerance);
        let trial = Trial { setting, model: Arc::clone(&moved), judged: judged.clone() };
        let is_better = best.as_ref().is_none_or(|best| trial.is_better(best));
        if is_better {
            best = Some(trial);
        }
        from = moved;
    }
    Ok(best)
}

/// The intervals that a setting decides by itself, or where there are none those that it is part of.
fn evidence(setting: Setting, judged: &Judged) -> Evidence {
    let of = |is_meant: &dyn Fn(&Interval) -> bool| -> Vec<(f64, f64)> {
        let meant = judged.intervals().filter(|interval| is_meant(interval));
        meant.map(|of| (of.real, of.median())).filter(|(_, median)| median.is_finite()).collect()
    };
    // What ends with a pass is longer than the setting by itself.
    let waits = |interval: &Interval| {
        setting != Setting::SchedulerInterval && interval.settings.contains(&Setting::SchedulerInterval)
    };
    let own = of(&|interval| interval.settings.first() == Some(&setting) && !waits(interval));
    if !own.is_empty() {
        return Evidence { intervals: own, is_own: true };
    }
    let part = of(&|interval| interval.settings.contains(&setting) && interval.is_clearly_outside());
    Evidence { intervals: part, is_own: false }
}
