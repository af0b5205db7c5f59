//! How tasks get their numbers and find their instances.

use super::group_names;
use crate::cluster::Cluster;
use crate::model::{GroupId, Model, TaskId};
use crate::placement::{AutoChooser, Chooser, Decision, Request, WaitingGroups};
use crate::rng::{Draw, Draws, Purpose, Streams};

/// What choices of instances need and leave behind.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Placing {
    chooser: AutoChooser,
    /// Who waits for capacity.
    pub waiting: WaitingGroups,
    /// Services whose zones are uneven and who wait for room where they have few tasks (RB-05).
    pub short_of_room: WaitingGroups,
    groups: Vec<GroupRuntime>,
    /// Tasks that were placed together; kept so that it allocates nothing once it has grown.
    pub started: Vec<TaskId>,
}

/// A task group, of a service or of standalone tasks.
#[derive(Clone, Debug)]
pub(in crate::engine) struct GroupRuntime {
    /// Number of the next task.
    pub next_number: u32,
    /// Random placement (DF-05).
    draws: Draws,
}

impl GroupRuntime {
    /// The random numbers by which the next task finds its instance.
    pub fn draw(&self) -> Draw<'_> {
        self.draws.at(self.next_number.into(), 0)
    }

    /// The number of a task that has just found an instance.
    pub fn take_number(&mut self) -> u32 {
        let number = self.next_number;
        self.next_number += 1;
        number
    }
}

impl Placing {
    pub fn new(model: &Model, streams: Streams) -> Self {
        let draws = |name: String| streams.draws(Purpose::Placement, &name);
        let group = |name: String| GroupRuntime { next_number: 0, draws: draws(name) };
        Self {
            chooser: AutoChooser::default(),
            waiting: WaitingGroups::default(),
            short_of_room: WaitingGroups::default(),
            groups: group_names(model).map(group).collect(),
            started: Vec::new(),
        }
    }

    /// The instance for `request`, or why there is none.
    pub fn decide(&mut self, request: &Request<'_>, cluster: &Cluster) -> Decision {
        let mut random = self.groups[request.group.index()].draw();
        self.chooser.choose(request, cluster, &mut random)
    }

    pub fn group(&self, id: GroupId) -> &GroupRuntime {
        &self.groups[id.index()]
    }

    pub fn group_mut(&mut self, id: GroupId) -> &mut GroupRuntime {
        &mut self.groups[id.index()]
    }
}
