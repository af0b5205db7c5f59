//! A recorder that also writes down every status of the tasks in question, and how they were placed.

use std::collections::{BTreeMap, VecDeque};

use super::probe::Probe;
use crate::cluster::{Cluster, ContainerChange, Fact, Observer, TaskStatus};
use crate::engine::{Choice, Onlooker};
use crate::model::{GroupId, TaskId};
use crate::observe::{Names, Recorder, told_of_container};
use crate::time::SimTime;

/// Follows the tasks whose ids begin in one way.
#[derive(Debug)]
pub(super) struct TaskHistory {
    pub(super) recorder: Recorder,
    pub(super) names: Names,
    prefix: String,
    followed: Vec<TaskId>,
    pub(super) probe: Probe,
    statuses: BTreeMap<(GroupId, u32), Vec<(SimTime, TaskStatus)>>,
    containers: BTreeMap<(GroupId, u32), ContainerTrace>,
}

/// So many changes of containers at the beginning are kept, and as many at the end: one that is restarted again and again
/// has any number.
const CHANGES_KEPT: usize = 50;

/// What became of a task's containers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerTrace {
    /// The first changes.
    pub first: Vec<ContainerStep>,
    /// How many are left out after them.
    pub left_out: u32,
    /// The last ones.
    pub last: VecDeque<ContainerStep>,
}

/// A change of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerStep {
    /// When.
    pub at: SimTime,
    /// Its name.
    pub container: String,
    /// What became of it.
    pub change: ContainerChange,
}

impl ContainerStep {
    /// What became of it, in the words of the event log.
    #[must_use]
    pub fn told(&self) -> String {
        told_of_container(self.change)
    }
}

impl ContainerTrace {
    fn note(&mut self, step: ContainerStep) {
        if self.first.len() < CHANGES_KEPT {
            return self.first.push(step);
        }
        if self.last.len() == CHANGES_KEPT {
            self.last.pop_front();
            self.left_out += 1;
        }
        self.last.push_back(step);
    }
}

impl TaskHistory {
    /// Records as `recorder` does, and follows tasks whose ids begin with `prefix`, in lower case.
    pub(super) fn of_tasks(prefix: &str, names: Names, recorder: Recorder) -> Self {
        Self {
            recorder,
            probe: Probe::for_tasks(prefix, names.clone()),
            names,
            prefix: prefix.to_owned(),
            followed: Vec::new(),
            statuses: BTreeMap::new(),
            containers: BTreeMap::new(),
        }
    }

    /// Every `lastStatus` of a task that was followed, `PENDING` first, and what became of its containers.
    pub(super) fn take(
        &mut self,
        group: GroupId,
        number: u32,
    ) -> (Vec<(SimTime, TaskStatus)>, ContainerTrace) {
        let statuses = self.statuses.remove(&(group, number)).unwrap_or_default();
        (statuses, self.containers.remove(&(group, number)).unwrap_or_default())
    }
}

impl Observer for TaskHistory {
    fn on_fact(&mut self, at: SimTime, fact: &Fact<'_>, cluster: &Cluster) {
        self.recorder.on_fact(at, fact, cluster);
        let id = match *fact {
            Fact::InstanceRegistered(id) => return self.names.learn(id, cluster.instances().class(id)),
            Fact::TaskCreated(id) => {
                let task = cluster.task(id);
                if self.names.task(task.group, task.number).starts_with(&self.prefix) {
                    self.followed.push(id);
                }
                id
            }
            Fact::TaskStatus { task, .. } => task,
            Fact::Container { task, container, change } if self.followed.contains(&task) => {
                let of = cluster.task(task);
                let trace = self.containers.entry((of.group, of.number)).or_default();
                let containers = &cluster.model().task_definition(of.definition).containers;
                let container = containers[container].name.clone();
                return trace.note(ContainerStep { at, container, change });
            }
            _ => return,
        };
        if self.followed.contains(&id) {
            let task = cluster.task(id);
            self.statuses.entry((task.group, task.number)).or_default().push((at, task.status));
            if task.status == TaskStatus::Stopped {
                self.followed.retain(|other| *other != id);
            }
        }
    }
}

impl Onlooker for TaskHistory {
    fn before_choice(&mut self, choice: &Choice<'_>) {
        self.probe.before(choice);
    }
}
