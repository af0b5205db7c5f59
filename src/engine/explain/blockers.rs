//! The tasks that stand in the way of another one: whose they are, since when they run, and when they are known to end.

use std::collections::BTreeMap;

use crate::cluster::{Cluster, DesiredStatus, InstanceStatus};
use crate::engine::choice::Around;
use crate::engine::parts::{HostRuntime, Services};
use crate::engine::{Choice, Event, EventQueue, View};
use crate::model::{ClusterId, GroupId, InstanceId, Protocol, ServiceId, TaskDefinitionId, TaskId};
use crate::placement::explanation::{Change, Daemon, Explanation, Outcome, Shortfall, port_holder};
use crate::time::SimTime;

/// What is looked at when a question is asked.
pub(super) struct Snapshot<'a> {
    /// The state.
    pub cluster: &'a Cluster,
    /// What is going to happen.
    pub queue: &'a EventQueue,
    /// The hosts, which may be dead without ECS's knowledge.
    pub hosts: &'a [HostRuntime],
    /// The services.
    pub services: &'a Services,
}

impl<'a> From<&Choice<'a>> for Snapshot<'a> {
    fn from(choice: &Choice<'a>) -> Self {
        let Around { hosts, services } = choice.around;
        Self { cluster: choice.cluster, queue: choice.queue, hosts, services }
    }
}

impl<'a> From<&View<'a>> for Snapshot<'a> {
    fn from(view: &View<'a>) -> Self {
        let (hosts, services) = (view.hosts(), view.services());
        Self { cluster: view.cluster(), queue: view.queue(), hosts, services }
    }
}

impl<'a> Snapshot<'a> {
    /// One more task of each DAEMON service, as its newest revision asks for it.
    pub fn daemons(&self) -> Vec<Daemon<'a>> {
        let daemon = |id: &ServiceId| Daemon {
            definition: self.services.get(*id).deployments.primary().revision.task_definition,
            request: self.services.request(*id, self.cluster.model()),
        };
        self.services.daemons().iter().map(daemon).collect()
    }

    /// The registered instances of `cluster` whose host is dead, whether ECS knows or not.
    pub fn dead(&self, cluster: ClusterId) -> Vec<InstanceId> {
        let all = self.cluster.instances().ids_of(cluster);
        all.filter(|id| !self.hosts[id.slot()].alive).collect()
    }

    /// Those of [`dead`](Self::dead) that ECS counts on all the same: their agent counts as connected, or tasks there count.
    pub fn lost(&self, cluster: ClusterId) -> Vec<Lost> {
        let instances = self.cluster.instances();
        let dead = self.dead(cluster).into_iter();
        let registered = dead.filter(|id| instances.status(*id) != InstanceStatus::Inactive);
        let lost = registered.filter_map(|instance| {
            let (connected, empty) =
                (instances.agent_connected(instance), instances.tasks(instance).is_empty());
            let standing = match (connected, instances.is_leaving(instance)) {
                (true, true) => Standing::Leaving,
                (true, false) => Standing::Unnoticed,
                (false, _) if empty => return None,
                (false, _) => Standing::Disconnected,
            };
            let ends_there = |event| self.is_end_of(event, instance);
            let notices = |event| matches!(event, Event::AgentLost(id) if connected && id == instance);
            let events = self.queue.waiting().filter(|(_, event)| notices(*event) || ends_there(*event));
            Some(Lost { instance, standing, noticed_at: events.map(|(at, _)| at).min() })
        });
        lost.collect()
    }

    /// Whether the tasks of `instance`, whose host is dead, end with this event.
    fn is_end_of(&self, event: Event, instance: InstanceId) -> bool {
        let host = &self.hosts[instance.slot()];
        match event {
            Event::InstanceGone(id) => id == instance,
            Event::HostRestarted(id) => id == instance && !host.terminating,
            Event::AgentLost(id) => {
                let setting = self.cluster.model().behavior.stopped_host_tasks;
                id == instance && host.ends_tasks_when_noticed(setting)
            }
            _ => false,
        }
    }
}

/// A host without power that ECS still counts on, itself or what ran there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The instance.
    pub instance: InstanceId,
    /// What ECS makes of it.
    pub standing: Standing,
    /// When that changes: its agent counts as disconnected, or its tasks end; `None` when nothing that is scheduled
    /// changes it.
    pub noticed_at: Option<SimTime>,
}

/// What ECS makes of a host without power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A candidate like any other: it has not noticed yet (AD-07).
    Unnoticed,
    /// Its agent, still connected, takes no new task: EC2 has been told to stop or terminate it.
    Leaving,
    /// Its agent is disconnected, and the tasks there still count (AD-04).
    Disconnected,
}

/// A task that an explanation names, or that holds what another task lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// Its group, and its number in it, which make its id.
    pub group: GroupId,
    /// See `group`.
    pub number: u32,
    /// Its task definition.
    pub definition: TaskDefinitionId,
    /// Where it is.
    pub instance: InstanceId,
    /// The static host ports that it holds and the other task asks for.
    pub ports: Vec<(Protocol, u16)>,
    /// Since when it has held what it holds: when it was created.
    pub since: SimTime,
    /// Its end, as far as it is known already; `None` when none is in sight.
    pub end: Option<End>,
}

/// An end that is certain unless something else ends the task before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// When.
    pub at: SimTime,
    /// Why.
    pub reason: EndReason,
}

/// Why a task is known to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndReason {
    /// An essential container exits by itself.
    Exits,
    /// It is stopping: its last container has ended by then.
    Stops,
    /// Its connections are drained by then, and it gets the stop signal.
    Drained,
    /// Its host has no power, and ECS ends its tasks by then.
    HostLost,
}

/// The tasks that `explanation` is about: those that hold ports or the place of a group, those that changes name, and
/// on instances without room all whose end is known.
pub(super) fn blockers(explanation: &Explanation, snapshot: &Snapshot<'_>) -> BTreeMap<TaskId, Blocker> {
    let Outcome::Refused(refused) = &explanation.outcome else { return BTreeMap::new() };
    let cluster = snapshot.cluster;
    let ends = known_ends(snapshot);
    let mut tasks = BTreeMap::new();
    let mut involve = |id: TaskId, instance: InstanceId, ports: &[(Protocol, u16)]| {
        let task = cluster.task(id);
        let entry = tasks.entry(id).or_insert_with(|| Blocker {
            group: task.group,
            number: task.number,
            definition: task.definition,
            instance,
            ports: Vec::new(),
            since: task.created_at,
            end: ends.get(&id).copied(),
        });
        entry.ports.extend_from_slice(ports);
    };
    for group in &refused.alike {
        for instance in &group.instances {
            for shortfall in &group.shortfalls {
                for (id, port) in holders(shortfall, *instance, cluster, &ends) {
                    involve(id, *instance, port.as_slice());
                }
            }
        }
    }
    for change in &refused.changes {
        if let Change::StopTask { task, instance } = change {
            involve(*task, *instance, &[]);
        }
    }
    tasks
}

/// Whoever holds what `shortfall` says is missing on `instance`, with the port if it is one.
fn holders(
    shortfall: &Shortfall,
    instance: InstanceId,
    cluster: &Cluster,
    ends: &BTreeMap<TaskId, End>,
) -> Vec<(TaskId, Option<(Protocol, u16)>)> {
    let there = cluster.instances().tasks(instance).iter().copied();
    let running = |id: &TaskId| cluster.task(*id).desired == DesiredStatus::Running;
    let ending = |id: &TaskId| ends.contains_key(id);
    let without_port = |id| (id, None);
    match shortfall {
        Shortfall::PortInUse(ports) => {
            let held = ports.iter().map(|held| (held.protocol, held.port));
            let holder = |(protocol, port)| {
                Some((port_holder(cluster, instance, protocol, port)?, Some((protocol, port))))
            };
            held.filter_map(holder).collect()
        }
        // A slot may be held until its task is STOPPED; everything else only while it is to run (RT-01).
        Shortfall::Eni(_) => there.filter(ending).map(without_port).collect(),
        Shortfall::Cpu(_) | Shortfall::Memory(_) | Shortfall::Gpu(_) | Shortfall::PortLimit { .. } => {
            there.filter(running).filter(ending).map(without_port).collect()
        }
        Shortfall::Inactive(_)
        | Shortfall::Agent
        | Shortfall::Leaving
        | Shortfall::Location { .. }
        | Shortfall::Attribute { .. }
        | Shortfall::MemberOf(_)
        | Shortfall::TopologySpread
        | Shortfall::DistinctInstance(_) => Vec::new(),
    }
}

/// When tasks end for what is going to happen already.
pub(super) fn known_ends(snapshot: &Snapshot<'_>) -> BTreeMap<TaskId, End> {
    let mut ends: BTreeMap<TaskId, End> = BTreeMap::new();
    let mut note = |task: TaskId, at: SimTime, reason: EndReason| {
        let end = End { at, reason };
        ends.entry(task).and_modify(|known| *known = (*known).min(end)).or_insert(end);
    };
    let alive = |instance: InstanceId| snapshot.hosts[instance.slot()].alive;
    for (at, event) in snapshot.queue.waiting() {
        let reason = match event {
            Event::ContainerExits(_) => EndReason::Exits,
            Event::ContainersStopped(_) => EndReason::Stops,
            Event::Drained(_) => EndReason::Drained,
            Event::InstanceGone(instance) | Event::AgentLost(instance) | Event::HostRestarted(instance) => {
                let known = snapshot.cluster.instances().is_known(instance);
                if known && !alive(instance) && snapshot.is_end_of(event, instance) {
                    for task in snapshot.cluster.instances().tasks(instance) {
                        note(*task, at, EndReason::HostLost);
                    }
                }
                continue;
            }
            _ => continue,
        };
        // An event whose task is gone is void, and a container on a dead host has ended already.
        let place = |id: &TaskId| snapshot.cluster.tasks().get(*id)?.place.instance();
        let task = event.task().filter(|id| place(id).is_some_and(alive));
        if let Some(task) = task {
            note(task, at, reason);
        }
    }
    ends
}
