//! What the log says began it: the last deployment, or where there is none the last tasks that ended by themselves.

use crate::calibrate::{Call, Log, ServiceKey, ServiceLog, Span, Stamp, TaskLog, Told};

/// Ends of tasks that are no further apart belong to one outage.
const ONE_OUTAGE: Span = Span::secs(60);

/// A log that tells nothing for so long after a call begins later than the call.
const ANSWERED: Span = Span::secs(900);

/// What takes longer is not replayed to its end.
const LONGEST: Span = Span::secs(86_400);

/// What began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// `CreateService`.
    Created,
    /// `UpdateService` with a new deployment.
    Deployed,
    /// Tasks exited by themselves, each so long after the first.
    Exited(Vec<Span>),
}

/// What is replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The service that it happened to.
    pub service: ServiceKey,
    /// When it began.
    pub at: Stamp,
    /// When the service was steady again, or the log ends.
    pub end: Stamp,
    /// Whether the log tells that it was steady again.
    pub is_over: bool,
    /// What began.
    pub what: What,
}

/// The last deployment in a log, or where it has none the last outage; of one service, where its name is given.
#[must_use]
pub fn find_cause(log: &Log, name: Option<&str>) -> Option<Cause> {
    let is_meant = |key: &ServiceKey| key.variant.is_empty() && name.is_none_or(|name| key.name == name);
    let services = || log.services.iter().filter(|(key, _)| is_meant(key));
    let deployed = services().filter_map(|(key, service)| {
        let (at, call) = service.calls.iter().rev().find(|(at, _)| has_answer(service, *at))?;
        let what = if *call == Call::Created { What::Created } else { What::Deployed };
        Some((*at, key, service, what))
    });
    let last = deployed.max_by_key(|(at, ..)| *at);
    let outage = || {
        let all = services().filter_map(|(key, service)| {
            let (at, exits) = last_exits(log, key)?;
            has_answer(service, at).then_some((at, key, service, What::Exited(exits)))
        });
        all.max_by_key(|(at, ..)| *at)
    };
    let (at, key, service, what) = last.or_else(outage)?;
    let steady = steady_after(service, at).filter(|steady| steady.since(at) <= LONGEST);
    let events_end = service.events.last().map_or(at, |(last, _)| *last).min(at.after(LONGEST));
    Some(Cause {
        service: key.clone(),
        at,
        end: steady.unwrap_or(events_end).max(at),
        is_over: steady.is_some(),
        what,
    })
}

fn has_answer(service: &ServiceLog, at: Stamp) -> bool {
    let acts = |told: &Told| *told != Told::InProgress && *told != Told::Steady;
    service.events.iter().any(|(then, told)| *then > at && then.since(at) <= ANSWERED && acts(told))
}

/// The first note of steadiness after what was done about it.
fn steady_after(service: &ServiceLog, at: Stamp) -> Option<Stamp> {
    let mut acted = false;
    for (then, told) in service.events.iter().filter(|(then, _)| *then > at) {
        match told {
            Told::Steady if acted => return Some(*then),
            Told::Started(_) | Told::Stopped(_) => acted = true,
            _ => {}
        }
    }
    None
}

/// When the last tasks that ended by themselves did, together: the first of them, and how long after it each did.
fn last_exits(log: &Log, key: &ServiceKey) -> Option<(Stamp, Vec<Span>)> {
    let by_itself = |task: &&TaskLog| {
        task.service.as_ref() == Some(key)
            && task.stop_code.as_deref().is_some_and(|code| code == "EssentialContainerExited")
    };
    let ended = |task: &TaskLog| task.at.execution_stopped.or(task.at.stopping).or(task.at.stopped);
    let mut ends: Vec<Stamp> = log.tasks.values().filter(by_itself).filter_map(ended).collect();
    ends.sort_unstable();
    let mut burst = vec![ends.pop()?];
    while let Some(end) = ends.pop().filter(|end| burst[burst.len() - 1].since(*end) <= ONE_OUTAGE) {
        burst.push(end);
    }
    let first = *burst.last()?;
    Some((first, burst.iter().rev().map(|end| end.since(first)).collect()))
}
