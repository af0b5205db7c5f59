//! The intervals that a log holds, under the names that the measurements of ECS have.

mod calls;
mod kinds;
mod replacements;
mod service;
mod tasks;
mod throttle;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use kinds::{KINDS, Kind};

use super::form::{Form, Forms};
use super::log::{Log, Platform, ServiceKey, ServiceLog, TaskLog};
use super::stamp::{Span, Stamp};
use super::wording::Told;

/// All intervals of one kind: kind and where the tasks ran, where that decides how long it takes.
pub type Label = (&'static str, Option<Platform>);

/// What is measured in a log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intervals {
    by_label: BTreeMap<Label, Vec<Span>>,
    /// How drains are told, over all services.
    pub forms: Forms,
    /// Gaps between two passes of a service that is not steady.
    pub gaps: Vec<Gap>,
    /// Starts before the first event that says that they are throttled, one entry a crash loop.
    pub starts_before_throttle: Vec<u32>,
    /// Whether the first task of a deployment was alone.
    pub first_alone: Vec<bool>,
    /// Whether all stamps are whole seconds.
    pub is_coarse: bool,
}

impl Intervals {
    /// Measures a log.
    #[must_use]
    pub fn of(log: &Log) -> Self {
        let mut found = Self { is_coarse: log.is_coarse(), ..Self::default() };
        let mut by_service: BTreeMap<&ServiceKey, Vec<(&str, &TaskLog)>> = BTreeMap::new();
        for ((_, id), task) in &log.tasks {
            if let Some(service) = &task.service {
                by_service.entry(service).or_default().push((id, task));
            }
        }
        for (key, service) in &log.services {
            let forms = Forms::of(service);
            found.forms.decision += forms.decision;
            found.forms.signal += forms.signal;
            let story = Story { service, form: forms.form(), passes: passes(service) };
            service::measure(&story, &mut found);
            throttle::measure(&story, &mut found);
            calls::measure(&story, &mut found);
            let tasks = by_service.remove(key).unwrap_or_default();
            replacements::measure(&story, &tasks.into_iter().collect(), &mut found);
            found.gaps.extend(gaps(&story));
        }
        tasks::measure(log, &mut found);
        found
    }

    /// All of one kind, wherever the tasks ran; shortest first.
    #[must_use]
    pub fn all_of(&self, kind: &str) -> Vec<f64> {
        let of_kind = self.by_label.iter().filter(|((name, _), _)| *name == kind);
        sorted(of_kind.flat_map(|(_, spans)| spans))
    }

    /// All of one kind on one platform; shortest first.
    #[must_use]
    pub fn of_platform(&self, kind: &'static str, platform: Platform) -> Vec<f64> {
        sorted(self.by_label.get(&(kind, Some(platform))).into_iter().flatten())
    }

    /// Waits for a pass of a steady service, shortest first: by how much notes of steadiness were late, and how long
    /// replacements took.
    #[must_use]
    pub fn waits_for_steady_pass(&self) -> Vec<f64> {
        let repeats = self.all_of("ev.steady_repeat");
        let every = whole_minutes(&repeats);
        let mut waits: Vec<f64> = repeats.iter().map(|gap| gap - every).collect();
        // A stretch with one period is late by the same each time, which tells nothing new.
        waits.dedup_by(|one, other| (*one - *other).abs() < SAME_WAIT);
        waits.extend(self.all_of("ev.unhealthy_to_replacement_started"));
        waits.extend(self.all_of("exit.stopped_to_replacement_started"));
        waits.retain(|wait| *wait < LONGEST_WAIT);
        waits.sort_by(f64::total_cmp);
        waits
    }

    /// Every kind that occurs, by name, with its lengths in seconds, shortest first.
    pub fn iter(&self) -> impl Iterator<Item = (Label, Vec<f64>)> {
        self.by_label.iter().map(|(label, spans)| (*label, sorted(spans)))
    }

    /// Whether nothing was measured.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_label.is_empty()
    }

    pub(super) fn add(&mut self, kind: &'static str, span: Span) {
        self.add_on(kind, None, span);
    }

    fn add_on(&mut self, kind: &'static str, platform: Option<Platform>, span: Span) {
        debug_assert!(KINDS.iter().any(|known| known.name == kind), "{kind} has no row");
        self.by_label.entry((kind, platform)).or_default().push(span);
    }
}

/// Waits that differ by less are one, in seconds.
const SAME_WAIT: f64 = 0.001;
/// No steady pass is waited for longer, in seconds.
const LONGEST_WAIT: f64 = 120.0;

/// The whole minutes that the shortest of these times has passed: notes come at a setting's time or a little later.
pub(super) fn whole_minutes(sorted: &[f64]) -> f64 {
    sorted.first().map_or(0.0, |shortest| (shortest / 60.0).floor() * 60.0)
}

fn sorted<'s>(spans: impl IntoIterator<Item = &'s Span>) -> Vec<f64> {
    let mut spans: Vec<Span> = spans.into_iter().copied().collect();
    spans.sort_unstable();
    spans.into_iter().map(Span::as_secs).collect()
}

/// Two neighbouring passes of a service that is not steady.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Time between them.
    pub span: Span,
    /// Whether the first of them began the clock, so that it is exactly where it is.
    pub begins: bool,
}

/// A service with how its stops are to be read and when its passes were.
struct Story<'l> {
    service: &'l ServiceLog,
    form: Form,
    passes: Vec<Pass<'l>>,
}

/// What one pass of the scheduler told.
struct Pass<'l> {
    at: Stamp,
    told: Vec<&'l Told>,
}

impl Pass<'_> {
    fn any(&self, is: impl Fn(&Told) -> bool) -> bool {
        self.told.iter().any(|told| is(told))
    }

    fn ends_steady(&self) -> bool {
        self.told.last().is_some_and(|told| **told == Told::Steady)
    }
}

/// Events of one pass are written within a tenth of a second; stamps of whole seconds may be one apart.
const ONE_PASS: Span = Span::from_micros(1_500_000);

fn passes(service: &ServiceLog) -> Vec<Pass<'_>> {
    let mut passes: Vec<Pass<'_>> = Vec::new();
    // That a deployment is in progress is told by the call.
    for (at, told) in service.events.iter().filter(|(_, told)| *told != Told::InProgress) {
        match passes.last_mut() {
            Some(pass) if at.since(pass.at) <= ONE_PASS => pass.told.push(told),
            _ => passes.push(Pass { at: *at, told: vec![told] }),
        }
    }
    // A target whose task has ended by itself leaves when it ends, whatever the pass clock is, and drains for nobody.
    passes.retain(|pass| !pass.told.iter().all(|told| matches!(told, Told::Deregistered(_))));
    passes
}

/// Longer gaps tell nothing: too many passes may lie between.
const LONGEST_GAP: Span = Span::secs(60);

/// Gaps between neighbouring passes, but for those after which the clock was another: a service that became steady, a
/// call.
fn gaps(story: &Story<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut begins = false;
    for pair in story.passes.windows(2) {
        let span = pair[1].at.since(pair[0].at);
        let changes = pair[0].ends_steady() || story.service.is_called(pair[0].at, pair[1].at);
        if !changes && span <= LONGEST_GAP {
            gaps.push(Gap { span, begins });
        }
        begins = changes;
    }
    gaps
}
