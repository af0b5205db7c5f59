//! What struck: hosts that were lost, calls that stopped tasks, containers that exited, checks that failed.

use std::collections::BTreeMap;

use super::cause::{ANSWERED, Loss, What};
use super::episode::Episode;
use crate::calibrate::{InstanceLog, InstanceState, Log, ServiceKey, ServiceLog, Span, Stamp, TaskLog, Told};

/// What is no further apart belongs to one outage.
const ONE_OUTAGE: Span = Span::secs(60);
/// The same of hosts, which are found lost one after another.
const ONE_LOSS: Span = Span::secs(300);

/// What struck, and when.
pub(super) struct Outage {
    pub at: Stamp,
    /// Whether that is the moment itself, and not what came of it.
    pub is_told: bool,
    pub what: What,
}

/// What struck a service in an episode: a lost host explains what its tasks do, and a call what the scheduler does.
pub(super) fn find(log: &Log, key: &ServiceKey, service: &ServiceLog, episode: &Episode) -> Option<Outage> {
    let view = View { log, key, service, episode };
    let found = [view.hosts(), view.stops(), view.exits(), view.unhealthy()];
    found.into_iter().flatten().next()
}

struct View<'l> {
    log: &'l Log,
    key: &'l ServiceKey,
    service: &'l ServiceLog,
    episode: &'l Episode,
}

impl View<'_> {
    fn tasks(&self) -> impl Iterator<Item = &TaskLog> {
        self.log.tasks.values().filter(|task| task.service.as_ref() == Some(self.key))
    }

    fn is_in(&self, at: Stamp) -> bool {
        let Episode { since, first, steady, last, .. } = *self.episode;
        // What nobody tells to be over may go on when the service has told its last.
        let last = if steady.is_none() { last.after(ANSWERED) } else { last };
        since.is_none_or(|since| at > since) && first.since(at) <= ANSWERED && at <= last
    }

    /// Hosts of which tasks or their own events tell that they were lost, with the first sign of each.
    fn hosts(&self) -> Option<Outage> {
        let mut signs: BTreeMap<&str, (Stamp, Loss)> = BTreeMap::new();
        let mut sign = |instance, at: Stamp, loss: Loss| {
            let known = signs.entry(instance).or_insert((at, loss));
            *known = (known.0.min(at), known.1.min(loss));
        };
        for task in self.tasks() {
            let told = (task.instance.as_deref(), loss(task), ended(task).filter(|at| self.is_in(*at)));
            if let (Some(instance), Some(loss), Some(at)) = told {
                sign(instance, at, loss);
            }
        }
        for (arn, instance) in &self.log.instances {
            for (at, loss) in
                losses(instance).filter(|(at, _)| self.is_in(at.before(ONE_LOSS)) || self.is_in(*at))
            {
                sign(arn, at, loss);
            }
        }
        // Hosts without tasks of the service are none of its outages, unless others were lost with them.
        if !signs.keys().any(|arn| self.has_tasks(arn)) {
            return None;
        }
        let all = signs.into_iter().map(|(arn, (at, loss))| (at, (arn.to_owned(), loss))).collect();
        let lost = first_together(all, ONE_LOSS);
        let at = lost.first()?.0;
        let how = lost.iter().map(|(_, (_, how))| *how).min()?;
        let hosts = lost.into_iter().map(|(_, (arn, _))| arn).collect();
        Some(Outage { at, is_told: false, what: What::HostsLost(hosts, how) })
    }

    /// Whether tasks of the service were on an instance.
    fn has_tasks(&self, arn: &str) -> bool {
        let until = self.episode.first.before(ONE_LOSS);
        self.tasks()
            .any(|task| task.instance.as_deref() == Some(arn) && ended(task).is_none_or(|at| at >= until))
    }

    fn stops(&self) -> Option<Outage> {
        let stops = self.tasks().filter_map(|task| {
            let by_call = task.stop_called.is_some()
                || task.stop_code.as_deref() == Some("UserInitiated") && loss(task).is_none();
            let at = task.stop_called.or_else(|| ended(task)).filter(|_| by_call)?;
            Some((at, task.stop_called.or(task.at.stopping).is_some()))
        });
        let (at, is_told, after) = self.together(stops.collect())?;
        Some(Outage { at, is_told, what: What::StoppedByCall(after) })
    }

    fn exits(&self) -> Option<Outage> {
        let by_itself = |task: &&TaskLog| task.stop_code.as_deref() == Some("EssentialContainerExited");
        let exits = self.tasks().filter(by_itself).filter_map(|task| {
            let told = task.at.execution_stopped.or(task.at.stopping);
            Some((told.or(task.at.stopped)?, told.is_some()))
        });
        let (at, is_told, after) = self.together(exits.collect())?;
        Some(Outage { at, is_told, what: What::Exited(after) })
    }

    /// Those of the episode within `apart` of the first.
    fn together_in<T>(&self, mut all: Vec<(Stamp, T)>, apart: Span) -> Vec<(Stamp, T)> {
        all.retain(|(at, _)| self.is_in(*at));
        first_together(all, apart)
    }

    /// The first of them, whether it is told itself, and how long after it each of those that belong to it came.
    fn together(&self, all: Vec<(Stamp, bool)>) -> Option<(Stamp, bool, Vec<Span>)> {
        let all = self.together_in(all, ONE_OUTAGE);
        let (first, is_told) = *all.first()?;
        Some((first, is_told, all.iter().map(|(at, _)| at.since(first)).collect()))
    }

    fn unhealthy(&self) -> Option<Outage> {
        let told = self.service.events.iter().filter(|(_, told)| matches!(told, Told::Unhealthy(_)));
        let told = self.together_in(told.map(|(at, _)| (*at, ())).collect(), ONE_OUTAGE);
        let failed = self.tasks().filter(|task| is_reason(task, "health checks"));
        let failed = failed.filter_map(|task| Some((ended(task)?, ()))).collect();
        let failed = self.together_in(failed, ONE_OUTAGE);
        let at = told.first().into_iter().chain(failed.first()).map(|(at, ())| *at).min()?;
        let count = told.len().max(failed.len());
        Some(Outage { at, is_told: false, what: What::Unhealthy(count) })
    }
}

/// Those within `apart` of the first.
fn first_together<T>(mut all: Vec<(Stamp, T)>, apart: Span) -> Vec<(Stamp, T)> {
    all.sort_by_key(|(at, _)| *at);
    let first = all.first().map(|(at, _)| *at);
    all.retain(|(at, _)| first.is_some_and(|first| at.since(first) <= apart));
    all
}

/// When a task was told to stop, or had.
fn ended(task: &TaskLog) -> Option<Stamp> {
    task.at.stopping.or(task.at.execution_stopped).or(task.at.stopped)
}

fn is_reason(task: &TaskLog, words: &str) -> bool {
    task.stopped_reason.as_deref().is_some_and(|reason| reason.contains(words))
}

/// How the task's host was lost, if that is why it stopped.
fn loss(task: &TaskLog) -> Option<Loss> {
    let is_host = is_reason(task, "Host EC2 (instance");
    match task.stop_code.as_deref() {
        _ if is_host && is_reason(task, "stopped") => Some(Loss::Stopped),
        _ if is_host => Some(Loss::Terminated),
        _ if is_reason(task, "deregistration forced") => Some(Loss::Deregistered),
        Some("TerminationNotice" | "SpotInterruption") => Some(Loss::Terminated),
        Some("InfrastructureHealth") => Some(Loss::Stopped),
        _ => None,
    }
}

/// Every moment from which on an instance did not take part any more. An agent that is back soon was started anew, and its
/// tasks ran on.
fn losses(instance: &InstanceLog) -> impl Iterator<Item = (Stamp, Loss)> {
    let states: Vec<(Stamp, InstanceState)> =
        instance.states.iter().map(|(at, state)| (*at, *state)).collect();
    (0..states.len()).filter_map(move |position| {
        let (at, state) = states[position];
        let before = position.checked_sub(1).map_or(InstanceState::Connected, |before| states[before].1);
        let is_back = states
            .get(position + 1)
            .is_some_and(|(then, next)| *next == InstanceState::Connected && then.since(at) <= ONE_OUTAGE);
        match (before, state) {
            (InstanceState::Connected, InstanceState::Disconnected) if !is_back => Some((at, Loss::Silent)),
            (InstanceState::Connected | InstanceState::Disconnected, InstanceState::Gone) => {
                Some((at, Loss::Terminated))
            }
            _ => None,
        }
    })
}
