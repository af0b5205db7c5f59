//! A recorder that also writes down every status of the tasks in question, and how they were placed.

use std::collections::BTreeMap;

use super::probe::Probe;
use crate::cluster::{Cluster, Fact, Observer, TaskStatus};
use crate::engine::{Choice, Onlooker};
use crate::model::{GroupId, TaskId};
use crate::observe::{Names, Recorder};
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
        }
    }

    /// Every `lastStatus` of a task that was followed, `PENDING` first.
    pub(super) fn take(&mut self, group: GroupId, number: u32) -> Vec<(SimTime, TaskStatus)> {
        self.statuses.remove(&(group, number)).unwrap_or_default()
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
