//! A probe on placements: what was asked right before a task was placed.

use std::collections::BTreeMap;

use super::blockers::{Blocker, Lost, Snapshot, blockers};
use crate::engine::Choice;
use crate::model::{GroupId, InstanceId, TaskId};
use crate::observe::Names;
use crate::placement::explanation::{Asked, Explanation, Outcome, Question, explain};
use crate::placement::{Filter, Request};
use crate::rng::Draw;
use crate::time::SimTime;

/// An explanation, and when it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// When.
    pub at: SimTime,
    /// Where the task goes, or why nowhere.
    pub explanation: Explanation,
    /// The tasks that it is about.
    pub tasks: BTreeMap<TaskId, Blocker>,
    /// Hosts of the cluster that have lost power without ECS's knowledge.
    pub lost: Vec<Lost>,
}

/// Waits for tasks whose ids begin in one way.
#[derive(Debug)]
pub(super) struct Probe {
    names: Names,
    prefix: String,
    pub(super) found: Vec<Sample>,
    /// Of tasks that are each for one instance: attempts so far, since the last one that was placed.
    daemons: BTreeMap<(GroupId, InstanceId), Refusals>,
}

/// A task whose id begins as asked, from the first attempt to place it.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) group: GroupId,
    pub(super) number: u32,
    /// Attempts that found no instance.
    pub(super) refusals: u32,
    /// The first of them.
    pub(super) first_refusal: Option<Explained>,
    /// The attempt that found one.
    pub(super) placed: Option<Explained>,
}

/// Attempts to place one task that found no instance.
#[derive(Debug, Default)]
struct Refusals {
    count: u32,
    first: Option<Explained>,
}

impl Explained {
    /// Explains `request`, which would draw from `random`, as it is decided at `at`.
    pub(super) fn now(
        request: &Request<'_>,
        asked: Asked,
        random: &Draw<'_>,
        at: SimTime,
        snapshot: &Snapshot<'_>,
    ) -> Self {
        let (daemons, dead) = (snapshot.daemons(), snapshot.dead(request.cluster));
        let question = Question { request, asked, cluster: snapshot.cluster, daemons: &daemons, dead: &dead };
        let explanation = explain(&question, random);
        let tasks = blockers(&explanation, snapshot);
        Self { at, explanation, tasks, lost: snapshot.lost(request.cluster) }
    }

    fn of(choice: &Choice<'_>) -> Self {
        let snapshot = Snapshot::from(choice);
        Self::now(choice.request, choice.asked, choice.random, snapshot.queue.now(), &snapshot)
    }
}

impl Probe {
    /// A probe for ids that begin with `prefix`, in lower case.
    pub(super) fn for_tasks(prefix: &str, names: Names) -> Self {
        Self { names, prefix: prefix.to_owned(), found: Vec::new(), daemons: BTreeMap::new() }
    }

    /// Called right before each attempt to place the task that would have this number in its group.
    pub(super) fn before(&mut self, choice: &Choice<'_>) {
        if let Asked::Daemon(instance) = choice.asked {
            return self.before_daemon(choice, instance);
        }
        if !self.asks_for(choice) {
            return;
        }
        let explained = Explained::of(choice);
        let refused = matches!(explained.explanation.outcome, Outcome::Refused(_));
        // A standalone task that is refused does not wait: the next one of its group is another task (RN-02).
        if refused && self.names.service_of(choice.request.group).is_none() {
            return;
        }
        let sample = self.sample(choice);
        if refused {
            sample.refusals += 1;
            sample.first_refusal.get_or_insert(explained);
        } else {
            sample.placed = Some(explained);
        }
    }

    /// The task of a DAEMON service on `instance` waits under whatever number is the next one of the service: its
    /// attempts are those for the instance.
    fn before_daemon(&mut self, choice: &Choice<'_>, instance: InstanceId) {
        let key = (choice.request.group, instance);
        if Filter::new(choice.request, choice.cluster).first_rejection(instance).is_some() {
            let refusals = self.daemons.entry(key).or_default();
            refusals.count += 1;
            refusals.first.get_or_insert_with(|| Explained::of(choice));
            return;
        }
        let refusals = self.daemons.remove(&key).unwrap_or_default();
        if self.asks_for(choice) {
            let placed = Explained::of(choice);
            let sample = self.sample(choice);
            (sample.refusals, sample.first_refusal) = (refusals.count, refusals.first);
            sample.placed = Some(placed);
        }
    }

    fn asks_for(&self, choice: &Choice<'_>) -> bool {
        self.names.task(choice.request.group, choice.number).starts_with(&self.prefix)
    }

    fn sample(&mut self, choice: &Choice<'_>) -> &mut Sample {
        let (group, number) = (choice.request.group, choice.number);
        let known = self.found.iter().position(|one| one.group == group && one.number == number);
        let at = known.unwrap_or_else(|| {
            let (first_refusal, placed) = (None, None);
            self.found.push(Sample { group, number, refusals: 0, first_refusal, placed });
            self.found.len() - 1
        });
        &mut self.found[at]
    }
}
