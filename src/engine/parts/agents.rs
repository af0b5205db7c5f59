//! Hosts, and what their agents know of the tasks on them.

use super::group_names;
use crate::agent::{Host, Launch};
use crate::cluster::TaskHealth;
use crate::model::{GroupId, InstanceId, Model, TaskId};
use crate::rng::{Stream, Streams};
use crate::time::SimTime;

/// All hosts, and all tasks that are not `STOPPED`.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Agents {
    hosts: Vec<HostRuntime>,
    tasks: Vec<TaskRuntime>,
    courses: Vec<Courses>,
    /// When hosts fail and come back.
    pub infrastructure: Stream,
}

/// A host: the machine behind a container instance.
#[derive(Clone, Debug)]
pub struct HostRuntime {
    /// The agent's own accounting (RT-03).
    pub(in crate::engine) host: Host,
    /// Whether it has power; its agent may still count as connected for a while after it lost it.
    pub(in crate::engine) alive: bool,
    /// Whether it has been terminated.
    pub(in crate::engine) terminating: bool,
    /// When ECS notices that its agent is silent.
    pub(in crate::engine) silence_noticed_at: SimTime,
}

/// A task, from its placement until it is `STOPPED`.
#[derive(Clone, Debug)]
pub(in crate::engine) struct TaskRuntime {
    /// What it will do, drawn when it was placed.
    pub launch: Launch,
    /// Whether the agent has started it and counts its share (RT-03).
    pub is_started: bool,
    /// What its container health checks say.
    pub container_health: TaskHealth,
    /// The prediction of `container_health` that is valid.
    pub container_epoch: u32,
    /// Whether an essential container has ended and the agent stops the others (LC-05).
    pub is_ending: bool,
}

/// The random numbers of a group's tasks.
#[derive(Clone, Debug)]
struct Courses {
    /// What they will do.
    launches: Stream,
    /// How they stop.
    endings: Stream,
}

impl Agents {
    pub fn new(model: &Model, streams: Streams) -> Self {
        let courses = group_names(model).map(|name| Courses {
            launches: streams.stream("task launch", &name),
            endings: streams.stream("task stop", &name),
        });
        Self {
            hosts: Vec::new(),
            tasks: Vec::new(),
            courses: courses.collect(),
            infrastructure: streams.stream("infrastructure", ""),
        }
    }

    /// The hosts by instance.
    pub fn hosts(&self) -> &[HostRuntime] {
        &self.hosts
    }

    pub fn host(&self, instance: InstanceId) -> &HostRuntime {
        &self.hosts[instance.index()]
    }

    pub fn host_mut(&mut self, instance: InstanceId) -> &mut HostRuntime {
        &mut self.hosts[instance.index()]
    }

    /// Gives a new instance its host.
    pub fn add_host(&mut self, instance: InstanceId, host: Host) {
        debug_assert!(instance.index() == self.hosts.len());
        let silence_noticed_at = SimTime::NEVER;
        self.hosts.push(HostRuntime { host, alive: true, terminating: false, silence_noticed_at });
    }

    pub fn task(&self, id: TaskId) -> &TaskRuntime {
        &self.tasks[id.slot()]
    }

    pub fn task_mut(&mut self, id: TaskId) -> &mut TaskRuntime {
        &mut self.tasks[id.slot()]
    }

    /// Remembers a task that was just placed and will do this.
    pub fn add_task(&mut self, id: TaskId, launch: Launch) {
        let runtime = TaskRuntime {
            launch,
            is_started: false,
            container_health: TaskHealth::Unknown,
            container_epoch: 0,
            is_ending: false,
        };
        match self.tasks.get_mut(id.slot()) {
            Some(slot) => *slot = runtime,
            None => self.tasks.push(runtime),
        }
    }

    /// The numbers that say what tasks of `group` will do.
    pub fn launches(&mut self, group: GroupId) -> &mut Stream {
        &mut self.courses[group.index()].launches
    }

    /// The numbers that say how tasks of `group` stop.
    pub fn endings(&mut self, group: GroupId) -> &mut Stream {
        &mut self.courses[group.index()].endings
    }
}
