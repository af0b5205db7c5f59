//! A watch on placements: what was asked right before a task was placed.

use std::collections::BTreeMap;

use super::involved::{InvolvedTask, Moment, involved};
use crate::engine::Choice;
use crate::model::{GroupId, TaskId};
use crate::observe::Names;
use crate::placement::Request;
use crate::placement::explanation::{Explanation, Outcome, explain};
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
    pub tasks: BTreeMap<TaskId, InvolvedTask>,
}

/// Waits for tasks whose ids begin in one way.
#[derive(Debug)]
pub(super) struct Watch {
    names: Names,
    prefix: String,
    pub(super) found: Vec<Sighting>,
}

/// A task whose id begins as asked, from the first attempt to place it.
#[derive(Debug)]
pub(super) struct Sighting {
    pub(super) group: GroupId,
    pub(super) number: u32,
    /// Attempts that found no instance.
    pub(super) refusals: u32,
    /// The first of them.
    pub(super) first_refusal: Option<Explained>,
    /// The attempt that found one.
    pub(super) placed: Option<Explained>,
}

impl Explained {
    /// Explains `request`, which would draw from `random`, as it is decided at `at`.
    pub(super) fn now(request: &Request<'_>, random: &Draw<'_>, at: SimTime, moment: &Moment<'_>) -> Self {
        let explanation = explain(request, moment.cluster, random);
        let tasks = involved(&explanation, moment);
        Self { at, explanation, tasks }
    }
}

impl Watch {
    /// A watch for ids that begin with `prefix`, in lower case.
    pub(super) fn for_tasks(prefix: &str, names: Names) -> Self {
        Self { names, prefix: prefix.to_owned(), found: Vec::new() }
    }

    /// Called right before each attempt to place the task that would have this number in its group.
    pub(super) fn before(&mut self, choice: &Choice<'_>) {
        let (group, number) = (choice.request.group, choice.number);
        if !self.names.task(group, number).starts_with(&self.prefix) {
            return;
        }
        let moment = Moment::from(choice);
        let explained = Explained::now(choice.request, choice.random, moment.queue.now(), &moment);
        let known = self.found.iter().position(|one| one.group == group && one.number == number);
        let at = known.unwrap_or_else(|| {
            let (first_refusal, placed) = (None, None);
            self.found.push(Sighting { group, number, refusals: 0, first_refusal, placed });
            self.found.len() - 1
        });
        let sighting = &mut self.found[at];
        match explained.explanation.outcome {
            Outcome::Placed(_) => sighting.placed = Some(explained),
            // A standalone task that is refused does not wait: the next one of its group is another task (RN-02).
            Outcome::Refused(_) if self.names.service_of(group).is_none() => {}
            Outcome::Refused(_) => {
                sighting.refusals += 1;
                sighting.first_refusal.get_or_insert(explained);
            }
        }
    }
}
