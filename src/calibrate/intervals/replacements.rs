//! Intervals between what happens to tasks and what their service does about it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::log::TaskLog;
use super::tasks::has_exited;
use super::{Intervals, Pass, Span, Stamp, Story, Told};

/// A replacement that comes later had another reason to.
const LATEST: Span = Span::secs(300);

/// Passes after a stop that may tell of its drain.
const NEXT_STEPS: usize = 4;

/// By id.
type Tasks<'l> = BTreeMap<&'l str, &'l TaskLog>;

/// Adds what the tasks of a service and its events tell together.
pub(super) fn measure(story: &Story<'_>, tasks: &Tasks<'_>, found: &mut Intervals) {
    exits(story, tasks, found);
    unhealthy(story, tasks, found);
    for pass in &story.passes {
        for told in &pass.told {
            match told {
                Told::Registered(_) => registered(story, tasks, pass.at, found),
                Told::Completed => completed(tasks, pass.at, found),
                Told::Stopped(ids) => stopped(story, tasks, pass.at, ids, found),
                _ => {}
            }
        }
    }
}

/// The pass before a moment, and the first one after it.
fn around<'s, 'l>(story: &'s Story<'l>, at: Stamp) -> (Option<&'s Pass<'l>>, Option<&'s Pass<'l>>) {
    let next = story.passes.partition_point(|pass| pass.at <= at);
    (next.checked_sub(1).map(|before| &story.passes[before]), story.passes.get(next))
}

fn starts(pass: &Pass<'_>) -> bool {
    pass.any(|told| matches!(told, Told::Started(_)))
}

fn was_steady(before: Option<&Pass<'_>>) -> bool {
    before.is_some_and(Pass::ends_steady)
}

/// Tasks that ended by themselves or by a call; of several that one start replaces, the first.
fn exits(story: &Story<'_>, tasks: &Tasks<'_>, found: &mut Intervals) {
    let by_call = |task: &TaskLog| task.stop_code.as_deref() == Some("UserInitiated");
    let mut ends: Vec<(Stamp, bool, Option<Stamp>)> = Vec::new();
    for task in tasks.values() {
        let end = if by_call(task) { task.at.stopping.or(task.at.stopped) } else { task.at.stopped };
        let counts = by_call(task) || has_exited(task);
        ends.extend(end.filter(|_| counts).map(|at| (at, by_call(task), task.at.created)));
    }
    ends.sort_unstable();
    let mut replaced_by = None;
    for (at, is_call, created) in ends {
        let (before, Some(next)) = around(story, at) else { continue };
        let impaired = before.is_some_and(|pass| pass.any(|told| *told == Told::Impaired));
        if !starts(next) || impaired || replaced_by == Some(next.at) || story.service.is_called(at, next.at) {
            continue;
        }
        replaced_by = Some(next.at);
        let span = next.at.since(at);
        let kind = match (is_call, was_steady(before)) {
            (true, _) => "exit.stopTask_to_replacement_started",
            (false, true) => "exit.stopped_to_replacement_started",
            (false, false) => "exit.stopped_to_replacement_started not steady",
        };
        if span <= LATEST {
            found.add(kind, span);
        }
        // One task after another, each ending by itself.
        if let Some(created) = created.filter(|_| !is_call && !was_steady(before)) {
            found.add("crash.gap_between_starts", next.at.since(created));
        }
    }
}

/// Tasks that their own checks found unhealthy while the service was steady.
fn unhealthy(story: &Story<'_>, tasks: &Tasks<'_>, found: &mut Intervals) {
    let mut verdicts: Vec<(Stamp, &str)> =
        tasks.iter().filter_map(|(id, task)| Some((task.unhealthy?, *id))).collect();
    verdicts.sort_unstable();
    let mut replacements: BTreeSet<&str> = BTreeSet::new();
    let mut replaced_by = None;
    for (at, id) in verdicts {
        let (before, Some(next)) = around(story, at) else { continue };
        if !starts(next) || !was_steady(before) || story.service.is_called(at, next.at) {
            continue;
        }
        let started = next.told.iter().filter_map(|told| match told {
            Told::Started(ids) => Some(ids.iter().map(String::as_str)),
            _ => None,
        });
        let again = replacements.contains(id);
        replacements.extend(started.flatten());
        if replaced_by.replace(next.at) == Some(next.at) || next.at.since(at) > LATEST {
            continue;
        }
        let kind = if again {
            "ev.unhealthy_to_replacement_started again"
        } else {
            "ev.unhealthy_to_replacement_started"
        };
        found.add(kind, next.at.since(at));
        let later = &story.passes[story.passes.partition_point(|pass| pass.at < next.at)..];
        if let Some(steady) = later.iter().take(2 * NEXT_STEPS).find(|pass| pass.ends_steady()) {
            found.add("ev.unhealthy_to_steady", steady.at.since(at));
        }
    }
}

/// From RUNNING to the event that tells of the target, where the last start was of one task.
fn registered(story: &Story<'_>, tasks: &Tasks<'_>, at: Stamp, found: &mut Intervals) {
    if let Some(running) = last_start_alone(story, tasks, at).and_then(|task| task.at.started) {
        found.add("ev.running_to_registered", at.since(running));
    }
}

fn completed(tasks: &Tasks<'_>, at: Stamp, found: &mut Intervals) {
    let exits = tasks.values().filter_map(|task| task.at.execution_stopped);
    if let Some(last) = exits.filter(|exit| *exit <= at && at.since(*exit) <= LATEST).max() {
        found.add("ev.exit_to_completed", at.since(last));
    }
}

fn stopped(story: &Story<'_>, tasks: &Tasks<'_>, at: Stamp, ids: &[String], found: &mut Intervals) {
    let later = &story.passes[story.passes.partition_point(|pass| pass.at < at)..];
    let drain =
        later.iter().take(NEXT_STEPS).find(|pass| pass.any(|told| matches!(told, Told::Draining { .. })));
    let signal = ids.iter().filter_map(|id| tasks.get(id.as_str())?.at.stopping).min();
    if let (Some(drain), Some(signal)) = (drain, signal)
        && signal >= drain.at
    {
        found.add("ev.draining_to_sigterm", signal.since(drain.at));
    }
    let Some(new) = last_start_alone(story, tasks, at) else { return };
    let is_deployment = !was_steady(story.passes[..story.passes.partition_point(|pass| pass.at < at)].last());
    if let Some(healthy) = new.healthy.filter(|healthy| *healthy <= at) {
        found.add("ev.target_healthy_to_stop_old", at.since(healthy));
    }
    if let Some(running) = new.at.started
        && !story.service.has_load_balancer
        && ids.len() == 1
        && is_deployment
    {
        found.add("ev.running_to_stop_old no LB", at.since(running));
    }
}

/// The task of the last start before a pass, if it was the only one and no stop came since.
fn last_start_alone<'l>(story: &Story<'_>, tasks: &Tasks<'l>, at: Stamp) -> Option<&'l TaskLog> {
    let before = &story.passes[..story.passes.partition_point(|pass| pass.at < at)];
    let step = before
        .iter()
        .rev()
        .flat_map(|pass| pass.told.iter().rev())
        .find(|told| matches!(told, Told::Started(_) | Told::Stopped(_) | Told::Steady))?;
    match step {
        Told::Started(ids) => match ids.as_slice() {
            [id] => tasks.get(id.as_str()).copied(),
            _ => None,
        },
        _ => None,
    }
}
