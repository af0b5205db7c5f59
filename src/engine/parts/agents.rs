//! Hosts, and what their agents know of the tasks on them.

use super::group_names;
use crate::agent::{Around, Course, Hangs, Host, Launch, PullOutcome, Pulls, Site, TaskDraws};
use crate::cluster::{LiveList, Place, TaskHealth};
use crate::model::{
    ArrivalId, ClusterId, Distribution, GroupId, InstanceId, Model, StoppedHostTasks, TaskDefinition,
    TaskDefinitionId, TaskId,
};
use crate::rng::{Purpose, Streams, sample};
use crate::time::{SimDuration, SimTime};

/// All hosts, and all tasks that are not `STOPPED`.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Agents {
    hosts: Vec<HostRuntime>,
    /// By cluster: the hosts that have not been terminated.
    powered: Vec<LiveList>,
    /// By slot: where a host stands in its list.
    positions: Vec<u32>,
    tasks: Vec<TaskRuntime>,
    /// Images on all hosts.
    pub pulls: Pulls,
    /// When something changes about them.
    pub pull_timer: PullTimer,
    /// A buffer for what becomes of pulls.
    pub pull_outcomes: Vec<PullOutcome>,
    /// How many hosts have agents that do not reach ECS.
    silent: u32,
    /// Those of the groups, then those of the arrival streams.
    sources: Vec<Source>,
    groups: usize,
    streams: Streams,
}

/// A host: the machine behind a container instance.
#[derive(Clone, Debug)]
pub struct HostRuntime {
    /// The agent's own accounting (RT-03).
    pub(in crate::engine) host: Host,
    /// Whether it has power; its agent may still count as connected for a while after it lost it.
    pub(in crate::engine) alive: bool,
    /// What became of it last, where it has no power.
    pub(in crate::engine) outage: Outage,
    /// Whether it has been terminated.
    pub(in crate::engine) terminating: bool,
    /// Whether its termination deregisters it (CI-04).
    pub(in crate::engine) deregisters: bool,
    /// What waits for its agent to reach ECS again; `None` where it does.
    pub(in crate::engine) silence: Option<Box<Silence>>,
    /// When ECS notices that its agent is silent.
    pub(in crate::engine) silence_noticed_at: SimTime,
    /// The place in the fleet that it fills.
    pub(in crate::engine) post: Post,
    /// How often it was stopped or lost.
    pub(in crate::engine) outages: u32,
    /// How often its agent's session has ended (AD-01).
    pub(in crate::engine) sessions: u32,
}

/// The one event that is pending about pulls.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct PullTimer {
    due: SimTime,
    epoch: u32,
}

/// What an agent has to tell of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Report {
    /// Its network interface is attached.
    Attached,
    /// Its containers have been launched, or have failed to.
    Launched,
    /// An essential container has exited by itself.
    Exited,
    /// Its last container has ended.
    Ended,
}

/// An agent that does not reach ECS, on a host that runs on.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Silence {
    /// When it ends.
    pub ends_at: SimTime,
    /// What the agent has to tell, in order.
    pub unreported: Vec<(TaskId, Report)>,
    /// Tasks that the agent is to stop and has not heard of.
    pub unheard: Vec<TaskId>,
}

/// How a host comes to have no power.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::engine) enum Outage {
    /// It was stopped by an API call (CI-03).
    #[default]
    Stopped,
    /// It was terminated (CI-02).
    Terminated,
    /// It was lost, and nobody told ECS (AD-04).
    Lost,
}

/// A place in the fleet, which one host after the other fills: random numbers about hosts belong to it, so that no other
/// host's failure moves them.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Post {
    /// Position in the fleet of the first host that filled it.
    pub place: u32,
    /// How many filled it before.
    pub succession: u32,
}

/// A task, from its placement until it is `STOPPED`.
#[derive(Clone, Debug)]
pub(in crate::engine) struct TaskRuntime {
    /// What it will do, drawn when it was placed.
    pub launch: Launch,
    /// The random numbers that it lives by.
    numbers: TaskNumbers,
    /// Whether the agent has started it and counts its share (RT-03).
    pub is_started: bool,
    /// What its container health checks say.
    pub container_health: TaskHealth,
    /// When the agent started it.
    pub launched_at: SimTime,
    /// How long it had been `RUNNING` when the run began.
    pub ran_before: SimDuration,
    /// When it last became unhealthy, where its replacement waits (SC-10).
    pub unhealthy_since: SimTime,
    /// The prediction of `container_health` that is valid.
    pub container_epoch: u32,
    /// When its containers answer nothing.
    pub hangs: Hangs,
    /// Whether an essential container has ended and the agent stops the others (LC-05).
    pub is_ending: bool,
}

/// Which random numbers a task lives by.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct TaskNumbers {
    source: usize,
    number: u64,
}

/// Where tasks get their random numbers: a group, or an arrival stream.
#[derive(Clone, Debug)]
struct Source {
    draws: TaskDraws,
    /// Standalone tasks that were called for so far, those refused included.
    requested: u64,
}

impl HostRuntime {
    /// Whether tasks that are placed there start: it has power, and its agent hears of them.
    pub(in crate::engine) fn starts_tasks(&self) -> bool {
        self.alive && self.silence.is_none()
    }

    /// Whether its tasks are `STOPPED` when ECS notices that its agent is silent: of a host that an API call has stopped, as
    /// the setting says (CI-03), of one that was lost they stay as they are (AD-04).
    pub(in crate::engine) fn ends_tasks_when_noticed(&self, setting: StoppedHostTasks) -> bool {
        !self.alive && self.outage == Outage::Stopped && setting == StoppedHostTasks::Stopped
    }
}

impl PullTimer {
    /// Whether the event with this epoch is the pending one, which is due now.
    pub fn is_valid(&mut self, epoch: u32) -> bool {
        let valid = self.epoch == epoch;
        if valid {
            self.due = SimTime::NEVER;
        }
        valid
    }

    /// The epoch of the event that is to be scheduled, unless one comes no later anyway.
    pub fn bring_forward(&mut self, next: SimTime) -> Option<u32> {
        if next >= self.due {
            return None;
        }
        (self.due, self.epoch) = (next, self.epoch.wrapping_add(1));
        Some(self.epoch)
    }
}

impl TaskNumbers {
    /// Those of the task with this number in the group of a service.
    pub fn of(group: GroupId, number: u32) -> Self {
        Self { source: group.index(), number: number.into() }
    }
}

impl Agents {
    pub fn new(model: &Model, streams: Streams) -> Self {
        let source = |name: String| Source { draws: TaskDraws::new(streams, &name), requested: 0 };
        let mut sources: Vec<Source> = group_names(model).map(source).collect();
        let groups = sources.len();
        // No name of a group has this form: they begin with the name of a cluster and a slash.
        sources.extend(model.arrivals.iter().map(|arrivals| source(format!("arrivals {}", arrivals.name))));
        Self {
            hosts: Vec::new(),
            powered: vec![LiveList::default(); model.clusters.len()],
            positions: Vec::new(),
            tasks: Vec::new(),
            pulls: Pulls::default(),
            pull_timer: PullTimer { due: SimTime::NEVER, epoch: 0 },
            pull_outcomes: Vec::new(),
            silent: 0,
            sources,
            groups,
            streams,
        }
    }

    /// The hosts by instance.
    pub fn hosts(&self) -> &[HostRuntime] {
        &self.hosts
    }

    pub fn host(&self, instance: InstanceId) -> &HostRuntime {
        &self.hosts[instance.slot()]
    }

    /// Whether a task there runs on a host that has power.
    pub fn is_alive(&self, place: Place) -> bool {
        place.instance().is_some_and(|instance| self.host(instance).alive)
    }

    pub fn host_mut(&mut self, instance: InstanceId) -> &mut HostRuntime {
        &mut self.hosts[instance.slot()]
    }

    /// Gives a new instance of `cluster` its host.
    pub fn add_host(&mut self, instance: InstanceId, cluster: ClusterId, host: Host, post: Post) {
        let host = HostRuntime {
            host,
            alive: true,
            outage: Outage::default(),
            terminating: false,
            deregisters: false,
            silence: None,
            silence_noticed_at: SimTime::NEVER,
            post,
            outages: 0,
            sessions: 0,
        };
        if let Some(of_one_that_is_gone) = self.hosts.get_mut(instance.slot()) {
            *of_one_that_is_gone = host;
        } else {
            self.hosts.push(host);
            self.positions.push(0);
        }
        self.powered[cluster.index()].push(instance, &mut self.positions);
    }

    /// Whether any agent does not reach ECS.
    pub fn any_silent(&self) -> bool {
        self.silent > 0
    }

    /// Whether a task there runs on a host whose agent reaches ECS.
    pub fn is_heard(&self, place: Place) -> bool {
        place.instance().is_some_and(|instance| {
            let host = self.host(instance);
            host.alive && host.silence.is_none()
        })
    }

    /// The agent of a host does not reach ECS until `ends_at`.
    pub fn begin_silence(&mut self, instance: InstanceId, ends_at: SimTime) {
        let silence = Silence { ends_at, unreported: Vec::new(), unheard: Vec::new() };
        if self.host_mut(instance).silence.replace(Box::new(silence)).is_none() {
            self.silent += 1;
        }
    }

    /// It does again, or its host has lost power: what waited for that.
    pub fn end_silence(&mut self, instance: InstanceId) -> Option<Box<Silence>> {
        let silence = self.host_mut(instance).silence.take();
        self.silent -= u32::from(silence.is_some());
        silence
    }

    /// The hosts of `cluster` that have not been terminated, in the order in which they became known: a fault looks at
    /// them alone, however many the terminated ones are that ECS has not seen as gone yet.
    pub fn powered(&self, cluster: ClusterId) -> impl Iterator<Item = InstanceId> {
        self.powered[cluster.index()].iter()
    }

    /// Notes that a host of `cluster` is terminated; `false` when it had been before.
    pub fn terminate(&mut self, instance: InstanceId, cluster: ClusterId) -> bool {
        let before = std::mem::replace(&mut self.host_mut(instance).terminating, true);
        if !before {
            self.powered[cluster.index()].remove(instance, &mut self.positions);
        }
        !before
    }

    /// A random time about a host. Hosts fail rarely: to keep their numbers at hand would not pay.
    pub fn host_time(
        &self,
        instance: InstanceId,
        purpose: Purpose,
        time: &Distribution,
        model: &Model,
    ) -> SimDuration {
        self.host_draw(instance, (purpose, self.host(instance).outages), time, model)
    }

    /// A time of a host that comes as the *k*-th of its purpose.
    pub fn host_draw(
        &self,
        instance: InstanceId,
        (purpose, k): (Purpose, u32),
        time: &Distribution,
        model: &Model,
    ) -> SimDuration {
        let post = self.host(instance).post;
        let first = &model.instances[post.place as usize];
        let cluster = &model.clusters[model.class(first.class).cluster.index()];
        let draws = self.streams.draws(purpose, &format!("{cluster}/{}", first.name));
        sample(time, &mut draws.at(post.succession.into(), k))
    }

    pub fn task(&self, id: TaskId) -> &TaskRuntime {
        &self.tasks[id.slot()]
    }

    pub fn task_mut(&mut self, id: TaskId) -> &mut TaskRuntime {
        &mut self.tasks[id.slot()]
    }

    /// Asks the course of a task's containers, where they have courses of their own.
    pub fn with_course<R>(
        &mut self,
        id: TaskId,
        (model, definition): (&Model, TaskDefinitionId),
        ask: impl FnOnce(&mut Course, &Around<'_>) -> R,
    ) -> Option<R> {
        let mut course = self.task_mut(id).launch.course.take()?;
        let (draws, number) = self.draws_of(id);
        let definition = model.task_definition(definition);
        let answer = ask(&mut course, &Around { definition, behavior: &model.behavior, draws, number });
        self.task_mut(id).launch.course = Some(course);
        Some(answer)
    }

    /// Remembers a task that was just placed and will do this.
    pub fn add_task(&mut self, id: TaskId, launch: Launch, numbers: TaskNumbers) {
        let runtime = TaskRuntime {
            launch,
            numbers,
            is_started: false,
            container_health: TaskHealth::Unknown,
            launched_at: SimTime::NEVER,
            ran_before: SimDuration::ZERO,
            unhealthy_since: SimTime::NEVER,
            container_epoch: 0,
            hangs: Hangs::default(),
            is_ending: false,
        };
        match self.tasks.get_mut(id.slot()) {
            Some(slot) => *slot = runtime,
            None => self.tasks.push(runtime),
        }
    }

    /// A task that its agent has just started: whether it has to wait for images (see [`Pulls::begin`]).
    pub fn begin_pulls(
        &mut self,
        model: &Model,
        now: SimTime,
        site: Site,
        (id, definition): (TaskId, &TaskDefinition),
    ) -> bool {
        let TaskNumbers { source, number } = self.tasks[id.slot()].numbers;
        self.pulls.begin(model, now, site, (id, definition), (&self.sources[source].draws, number))
    }

    /// Those of the next task that an arrival stream, or an action with this group, calls for.
    pub fn next_numbers(&mut self, group: GroupId, arrivals: Option<ArrivalId>) -> TaskNumbers {
        let source = arrivals.map_or(group.index(), |id| self.groups + id.index());
        let requested = &mut self.sources[source].requested;
        let number = *requested;
        *requested += 1;
        TaskNumbers { source, number }
    }

    /// Where these numbers are drawn from, and the task's number there.
    pub fn draws(&self, numbers: TaskNumbers) -> (&TaskDraws, u64) {
        (&self.sources[numbers.source].draws, numbers.number)
    }

    /// The same of a task that has its own.
    pub fn draws_of(&self, id: TaskId) -> (&TaskDraws, u64) {
        self.draws(self.task(id).numbers)
    }
}
