//! The event log: a few bytes an event while the run lasts, ECS's own words when it is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bus::Particulars;
use super::event_log::EventLog;
use super::log_calls::{CallIndex, Calls};
use super::names::Names;
use super::task_records::CompactTask;
use crate::cluster::{
    AlarmChange, CallAnswer, ContainerChange, DesiredStatus, FailedBy, InstanceStatus, Rejection, TaskHealth,
    TaskStatus,
};
use crate::model::{ClassId, LifecycleStage, ServiceId, TargetGroupId, ZoneId};
use crate::time::{SimDuration, SimTime};

/// Position of a task in the list of all tasks that were created.
pub(super) type TaskIndex = u32;

/// Which instance of the run; the log outlives it.
type Ordinal = u32;

/// A service event that repeats is shown again only after this time, unless its cause cleared (placement.md §6).
const SHOWN_AGAIN_AFTER: SimDuration = SimDuration::from_mins(6 * 60);

/// How far back a line is looked for that can tell a service event as well: past what a few tasks do at an instant.
const LINES_TO_JOIN: usize = 16;

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) at: SimTime,
    pub(super) event: LogEvent,
}

/// A change of what container health checks say, which stands beside the others: only who wants all events sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HealthEntry {
    pub(super) at: SimTime,
    /// How many events come before it.
    pub(super) after: u32,
    pub(super) task: TaskIndex,
    pub(super) health: TaskHealth,
}

/// What happened, in ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogEvent {
    InstanceRegistered(Ordinal),
    InstanceChanged {
        instance: Ordinal,
        status: InstanceStatus,
        connected: bool,
    },
    /// A call changed its attributes, and so its class.
    AttributesChanged {
        instance: Ordinal,
        from: ClassId,
        to: ClassId,
    },
    /// A task was created without an instance.
    TaskProvisioning(TaskIndex),
    /// A task has got an instance, at its creation or later.
    TaskPlaced {
        task: TaskIndex,
        status: TaskStatus,
    },
    TaskChanged {
        task: TaskIndex,
        status: TaskStatus,
        desired: DesiredStatus,
    },
    /// A container of a task changed whose containers have courses of their own.
    ContainerChanged {
        task: TaskIndex,
        container: u8,
        change: ContainerChange,
    },
    DeploymentInProgress {
        service: ServiceId,
        deployment: u32,
    },
    DeploymentCompleted {
        service: ServiceId,
        deployment: u32,
    },
    DeploymentFailed {
        service: ServiceId,
        deployment: u32,
        why: FailedBy,
    },
    /// A deployment is in progress again, in the place of one that failed.
    RollbackInProgress {
        service: ServiceId,
        deployment: u32,
        why: FailedBy,
    },
    Service(ServiceId, ServiceAction),
    Call(CallIndex),
    Alarm(AlarmChange),
}

/// What a service did or met with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ServiceAction {
    StartedTasks(TaskList),
    StoppedTasks(TaskList),
    StoppedPendingTasks(u32),
    BegunDraining(u32),
    RegisteredTargets { target_group: TargetGroupId, count: u32 },
    DeregisteredTargets { target_group: TargetGroupId, count: u32 },
    UnhealthyTarget { task: TaskIndex, target_group: TargetGroupId },
    PlacementFailed { closest: Option<(Ordinal, Rejection)> },
    ConstraintViolated(TaskList),
    StartImpaired,
    DeploymentBlocked,
    RollingBack { deployment: u32 },
    ScaleInBlocked { deployment: u32 },
    ZonesUneven(ZoneList),
    ZonesEven(ZoneList),
    RebalancingStopped,
    StartedToRebalance { task: TaskIndex, zone: ZoneId },
    StoppedToRebalance { task: TaskIndex, zone: ZoneId },
    NoRoomToRebalance(ZoneId),
    LifecycleStage { deployment: u32, stage: LifecycleStage },
    TrafficShifted { deployment: u32, share: u32 },
    SteadyState,
}

impl LogEvent {
    /// The task whose state it tells.
    pub(super) const fn task(self) -> Option<TaskIndex> {
        match self {
            Self::TaskProvisioning(task) | Self::TaskPlaced { task, .. } | Self::TaskChanged { task, .. } => {
                Some(task)
            }
            _ => None,
        }
    }

    /// Whether it is the last one of its task.
    pub(super) const fn is_end(self) -> bool {
        matches!(self, Self::TaskChanged { status: TaskStatus::Stopped, .. })
    }

    /// Takes in the same change of a task, or more targets of the same group; returns whether it did.
    fn absorbs(&mut self, other: Self) -> bool {
        use ServiceAction::{DeregisteredTargets as Left, RegisteredTargets as Joined};
        if matches!(other, Self::TaskChanged { .. }) {
            return *self == other;
        }
        match (self, other) {
            (Self::Service(service, action), Self::Service(of, more)) if *service == of => {
                match (action, more) {
                    (Joined { target_group, count }, Joined { target_group: group, count: more })
                    | (Left { target_group, count }, Left { target_group: group, count: more })
                        if *target_group == group =>
                    {
                        *count += more;
                        true
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

/// A stretch of the log's shared list of tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TaskList {
    start: u32,
    len: u32,
}

/// A stretch of the log's shared list of zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ZoneList {
    start: u32,
    len: u32,
}

/// What makes a service event a repetition of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    /// The closest instance's first rejection, `None` without instances.
    Placement(Option<Rejection>),
    Blocked,
    Protected,
}

/// Collects events while the run lasts.
#[derive(Clone, Debug, Default)]
pub(super) struct LogWriter {
    entries: Vec<Entry>,
    health: Vec<HealthEntry>,
    listed: Vec<TaskIndex>,
    /// Zones with their tasks.
    zones: Vec<(ZoneId, u32)>,
    calls: Calls,
    /// When each event that may repeat was last shown.
    shown: BTreeMap<(ServiceId, Cause), SimTime>,
}

impl LogWriter {
    /// Writes an event, unless it repeats one whose cause has not cleared.
    pub(super) fn write(&mut self, at: SimTime, event: LogEvent) {
        if !self.is_repetition(at, event) && !self.joins_a_line(at, event) {
            self.entries.push(Entry { at, event });
        }
    }

    /// Writes a call of `RunTask` or `StartTask` and its answer.
    pub(super) fn write_call(&mut self, at: SimTime, answer: &CallAnswer<'_>, tasks: TaskList) {
        let call = self.calls.keep(answer, tasks);
        self.entries.push(Entry { at, event: LogEvent::Call(call) });
    }

    /// Writes what the container health checks of a task say from now on.
    pub(super) fn write_health(&mut self, at: SimTime, task: TaskIndex, health: TaskHealth) {
        let after = u32::try_from(self.entries.len()).expect("fewer than 2^32 events");
        self.health.push(HealthEntry { at, after, task, health });
    }

    /// Keeps a list of tasks for an event.
    pub(super) fn list(&mut self, tasks: impl Iterator<Item = TaskIndex>) -> TaskList {
        let position = |listed: &Vec<_>| u32::try_from(listed.len()).expect("fewer than 2^32 listed tasks");
        let start = position(&self.listed);
        self.listed.extend(tasks);
        TaskList { start, len: position(&self.listed) - start }
    }

    /// Keeps the tasks in zones for an event.
    pub(super) fn list_zones(&mut self, zones: &[(ZoneId, u32)]) -> ZoneList {
        let position = |zones: &Vec<_>| u32::try_from(zones.len()).expect("fewer than 2^32 listed zones");
        let start = position(&self.zones);
        self.zones.extend_from_slice(zones);
        ZoneList { start, len: position(&self.zones) - start }
    }

    /// A task of `service` was started: nothing keeps it from starting tasks any more.
    pub(super) fn started(&mut self, service: ServiceId) {
        self.clear(service, |_| true);
    }

    /// A task of `service` was stopped by the scheduler: the percentages allow a step.
    pub(super) fn stopped(&mut self, service: ServiceId) {
        self.clear(service, |cause| matches!(cause, Cause::Blocked | Cause::Protected));
    }

    /// The finished log.
    pub(super) fn finish(
        self,
        tasks: Arc<Vec<CompactTask>>,
        names: Arc<Names>,
        particulars: Particulars,
    ) -> EventLog {
        let Self { entries, health, listed, zones, calls, .. } = self;
        EventLog::of(Recorded { entries, health, listed, zones, calls, tasks, names, particulars })
    }

    fn is_repetition(&mut self, at: SimTime, event: LogEvent) -> bool {
        let LogEvent::Service(service, action) = event else { return false };
        let cause = match action {
            ServiceAction::PlacementFailed { closest } => {
                Cause::Placement(closest.map(|(_, rejection)| rejection))
            }
            ServiceAction::DeploymentBlocked => Cause::Blocked,
            ServiceAction::ScaleInBlocked { .. } => Cause::Protected,
            _ => return false,
        };
        let shown = self.shown.get(&(service, cause));
        let repeats = shown.is_some_and(|shown| at.since(*shown) < SHOWN_AGAIN_AFTER);
        if !repeats {
            self.shown.insert((service, cause), at);
        }
        repeats
    }

    /// Whether a line of the same instant can tell this as well.
    fn joins_a_line(&mut self, at: SimTime, event: LogEvent) -> bool {
        let lines = match event {
            LogEvent::TaskChanged { .. } => 1,
            LogEvent::Service(..) => LINES_TO_JOIN,
            _ => 0,
        };
        let recent = self.entries.iter_mut().rev().take(lines);
        recent.take_while(|entry| entry.at == at).any(|entry| entry.event.absorbs(event))
    }

    fn clear(&mut self, service: ServiceId, cleared: impl Fn(Cause) -> bool) {
        // Most services have nothing to clear, and this is asked at every start.
        if !self.shown.is_empty() {
            let of_service = (service, Cause::Placement(None))..=(service, Cause::Protected);
            self.shown.extract_if(of_service, |(_, cause), _| cleared(*cause)).for_each(drop);
        }
    }
}

/// Events in ids, with what it takes to render them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Recorded {
    pub(super) entries: Vec<Entry>,
    pub(super) health: Vec<HealthEntry>,
    listed: Vec<TaskIndex>,
    zones: Vec<(ZoneId, u32)>,
    pub(super) calls: Calls,
    tasks: Arc<Vec<CompactTask>>,
    pub(super) names: Arc<Names>,
    pub(super) particulars: Particulars,
}

impl Recorded {
    pub(super) fn task(&self, index: TaskIndex) -> &CompactTask {
        &self.tasks[index as usize]
    }

    pub(super) fn zones(&self, list: ZoneList) -> &[(ZoneId, u32)] {
        let start = list.start as usize;
        &self.zones[start..start + list.len as usize]
    }

    pub(super) fn listed(&self, list: TaskList) -> impl ExactSizeIterator<Item = &CompactTask> {
        let start = list.start as usize;
        self.listed[start..start + list.len as usize].iter().map(|index| self.task(*index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_takes_few_bytes() {
        assert!(size_of::<Entry>() <= 24, "{}", size_of::<Entry>());
        assert!(size_of::<CompactTask>() <= 72, "{}", size_of::<CompactTask>());
    }

    #[test]
    fn repetitions_are_suppressed_until_the_cause_clears_or_six_hours_pass() {
        let (web, api) = (ServiceId::new(0), ServiceId::new(1));
        let failed = |service, rejection| {
            let closest = Some((0, rejection));
            LogEvent::Service(service, ServiceAction::PlacementFailed { closest })
        };
        let of_web = |action| LogEvent::Service(web, action);
        let (blocked, impaired) =
            (of_web(ServiceAction::DeploymentBlocked), of_web(ServiceAction::StartImpaired));
        let steady = of_web(ServiceAction::SteadyState);
        let hour = |hours: u64| SimTime::from_secs(hours * 3_600);
        let mut log = LogWriter::default();
        let shown = |log: &mut LogWriter, hours, event| {
            let before = log.entries.len();
            log.write(hour(hours), event);
            log.entries.len() > before
        };
        assert!(shown(&mut log, 0, failed(web, Rejection::Cpu)));
        assert!(!shown(&mut log, 1, failed(web, Rejection::Cpu)));
        assert!(shown(&mut log, 1, failed(web, Rejection::Memory)));
        assert!(shown(&mut log, 1, failed(api, Rejection::Cpu)));
        assert!(shown(&mut log, 6, failed(web, Rejection::Cpu)));
        log.started(api);
        assert!(!shown(&mut log, 7, failed(web, Rejection::Cpu)));
        log.started(web);
        assert!(shown(&mut log, 7, failed(web, Rejection::Cpu)));

        assert!(shown(&mut log, 7, blocked));
        assert!(!shown(&mut log, 8, blocked));
        log.stopped(web);
        assert!(shown(&mut log, 8, blocked));

        assert!(shown(&mut log, 8, impaired) && shown(&mut log, 8, impaired), "every failure is told");
        assert!(shown(&mut log, 9, steady) && shown(&mut log, 9, steady));
    }
}
