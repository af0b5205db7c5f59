//! Events of the log as `EventBridge` delivers them: what stands in `detail`, under ECS's own names.
//!
//! Names and forms are those of "Amazon ECS events" in the Developer Guide. Account and ids are made up, since a
//! simulation has none; what ECS tells and a simulation does not know, such as addresses, is left out.

mod details;
mod members;
mod particulars;
mod remaining;

use std::collections::BTreeMap;

use super::log::{Entry, LogEvent, Recorded, TaskIndex};
use super::log_alarms::ALARM_CHANGE;
use super::log_text::reason_of_failure;
use super::outcome::LogRecord;
use crate::cluster::{DesiredStatus, InstanceStatus, TaskHealth, TaskStatus};
use crate::model::{ClusterId, Events};
use crate::time::SimTime;
pub use members::{Member, Members};
pub(super) use particulars::Particulars;
use remaining::{Remaining, Standing};

/// The account that names in a simulation belong to: the one of AWS's examples.
pub const ACCOUNT: &str = "111122223333";

/// An event of the log with all that `EventBridge` would have of it.
#[derive(Clone, Debug, PartialEq)]
pub struct BusEvent {
    /// As the log shows it.
    pub record: LogRecord,
    /// `region`.
    pub region: String,
    /// `resources`, of which there is one.
    pub arn: String,
    /// `detail`.
    pub detail: Members,
}

impl BusEvent {
    /// An event of which nothing but its line is known.
    pub(super) fn of_line(record: LogRecord) -> Self {
        let region = particulars::REGION.to_owned();
        let arn = format!("arn:aws:ecs:{region}:{ACCOUNT}:{}", record.resource);
        Self { record, region, arn, detail: Members::default() }
    }
}

/// When an event of a task was told, and which one of the log it is.
#[derive(Clone, Copy)]
struct Told {
    number: u64,
    at: SimTime,
    stopping_at: Option<SimTime>,
    /// `healthStatus`, where all events are wanted.
    health: Option<TaskHealth>,
}

/// Reads a log from its start, as it was told.
#[derive(Debug)]
pub(super) struct Reader<'l> {
    log: &'l Recorded,
    events: Events,
    /// Of the entries, and of those about health, the next one.
    next: (usize, usize),
    /// The event that is read, counted from 1.
    number: u64,
    /// When tasks that are not `STOPPED` yet began to stop; their records tell when that was decided (SC-05).
    stopping: BTreeMap<TaskIndex, SimTime>,
    remaining: Remaining,
    /// What the container health checks of tasks said last, where all events are wanted.
    health: BTreeMap<TaskIndex, TaskHealth>,
    /// An instance whose resources the last event changed, and when.
    changed: Option<(u32, SimTime)>,
}

impl<'l> Reader<'l> {
    pub(super) fn new(log: &'l Recorded, events: Events) -> Self {
        Self {
            log,
            events,
            next: (0, 0),
            number: 0,
            stopping: BTreeMap::new(),
            remaining: Remaining::default(),
            health: BTreeMap::new(),
            changed: None,
        }
    }

    /// The event of an entry, with all that `EventBridge` has of it.
    fn read(&mut self, entry: &Entry) -> BusEvent {
        self.number += 1;
        let mut stopping_at = None;
        if let LogEvent::TaskChanged { task, status, desired } = entry.event {
            let own = self.log.task(task).stopping_at;
            stopping_at = match status {
                TaskStatus::Stopping => Some(*self.stopping.entry(task).or_insert(entry.at)),
                TaskStatus::Deprovisioning => self.stopping.get(&task).copied().or(Some(own)),
                TaskStatus::Stopped => self.stopping.remove(&task).or(Some(own)),
                _ => None,
            };
            stopping_at = stopping_at.filter(|_| desired == DesiredStatus::Stopped);
        }
        let all = self.events == Events::All;
        let left = match entry.event {
            LogEvent::InstanceChanged { instance, .. } => self.remaining.of(instance).cloned(),
            _ => None,
        };
        let changed = self.remaining.follow(self.log, entry.event);
        self.changed = changed.filter(|_| all).map(|ordinal| (ordinal, entry.at));
        let of_instance = match entry.event {
            LogEvent::InstanceRegistered(ordinal) => self.remaining.of(ordinal).cloned(),
            _ => left,
        };
        let health = match entry.event.task().filter(|_| all) {
            Some(task) if entry.event.is_end() => {
                Some(self.health.remove(&task).unwrap_or(TaskHealth::Unknown))
            }
            Some(task) => Some(self.health.get(&task).copied().unwrap_or(TaskHealth::Unknown)),
            None => None,
        };
        let told = Told { number: self.number, at: entry.at, stopping_at, health };
        self.log.bus_event(told, entry, of_instance.as_ref())
    }

    /// The next change of what container health checks say, if it is the next event: one of its task.
    fn next_health(&mut self) -> Option<BusEvent> {
        let entry = *self.log.health.get(self.next.1).filter(|_| self.events == Events::All)?;
        if (entry.after as usize) > self.next.0 {
            return None;
        }
        self.next.1 += 1;
        self.health.insert(entry.task, entry.health);
        let (status, desired) = (TaskStatus::Running, DesiredStatus::Running);
        let event = LogEvent::TaskChanged { task: entry.task, status, desired };
        Some(self.read(&Entry { at: entry.at, event }))
    }

    /// The instance of which the last event changed the resources.
    fn next_changed(&mut self) -> Option<BusEvent> {
        let (instance, at) = self.changed.take()?;
        let standing = self.remaining.of(instance)?;
        let event =
            LogEvent::InstanceChanged { instance, status: standing.status, connected: standing.connected };
        Some(self.read(&Entry { at, event }))
    }
}

impl Iterator for Reader<'_> {
    type Item = BusEvent;

    fn next(&mut self) -> Option<BusEvent> {
        if let Some(event) = self.next_changed().or_else(|| self.next_health()) {
            return Some(event);
        }
        let entry = self.log.entries.get(self.next.0)?;
        self.next.0 += 1;
        Some(self.read(entry))
    }
}

impl Recorded {
    fn bus_event(&self, told: Told, entry: &Entry, left: Option<&Standing>) -> BusEvent {
        let record = self.render(entry);
        let cluster = self.cluster_of(entry.event);
        let mut detail = self.detail(told, entry, left, &record);
        if let Some(name) = record.event_name {
            detail.0.insert(0, ("eventName", Member::Text(name.to_owned())));
        }
        let region = self.particulars.regions[cluster.index()].clone();
        let service = if record.detail_type == ALARM_CHANGE { "cloudwatch" } else { "ecs" };
        let arn = format!("arn:aws:{service}:{region}:{ACCOUNT}:{}", record.resource);
        BusEvent { record, region, arn, detail }
    }

    fn cluster_of(&self, event: LogEvent) -> ClusterId {
        match event {
            LogEvent::InstanceRegistered(instance)
            | LogEvent::InstanceChanged { instance, .. }
            | LogEvent::AttributesChanged { instance, .. } => {
                self.names.cluster_of_class(self.names.class(instance))
            }
            LogEvent::TaskProvisioning(task)
            | LogEvent::TaskPlaced { task, .. }
            | LogEvent::TaskChanged { task, .. }
            | LogEvent::ContainerChanged { task, .. } => self.names.cluster_of(self.task(task).group),
            LogEvent::DeploymentInProgress { service, .. }
            | LogEvent::DeploymentCompleted { service, .. }
            | LogEvent::DeploymentFailed { service, .. }
            | LogEvent::RollbackInProgress { service, .. }
            | LogEvent::Service(service, _) => self.names.cluster_of(service.into()),
            LogEvent::Call(call) => self.cluster_of_call(call),
            // Of the account, and so of the Region in which its first cluster is.
            LogEvent::Alarm(_) => ClusterId::new(0),
        }
    }

    fn detail(&self, told: Told, entry: &Entry, left: Option<&Standing>, record: &LogRecord) -> Members {
        let Told { number, at, .. } = told;
        match entry.event {
            LogEvent::InstanceRegistered(instance) => {
                self.instance_detail((number, at), instance, (InstanceStatus::Active, true), left)
            }
            LogEvent::InstanceChanged { instance, status, connected } => {
                self.instance_detail((number, at), instance, (status, connected), left)
            }
            LogEvent::AttributesChanged { instance, from, to } => {
                self.attributes_detail(at, instance, (from, to))
            }
            LogEvent::TaskProvisioning(task) => {
                self.task_detail(told, self.task(task), (TaskStatus::Provisioning, DesiredStatus::Running))
            }
            LogEvent::TaskPlaced { task, status } => {
                self.task_detail(told, self.task(task), (status, DesiredStatus::Running))
            }
            LogEvent::TaskChanged { task, status, desired } => {
                self.task_detail(told, self.task(task), (status, desired))
            }
            LogEvent::ContainerChanged { task, container, change } => {
                self.container_detail(at, self.task(task), usize::from(container), change)
            }
            LogEvent::DeploymentInProgress { service, deployment }
            | LogEvent::RollbackInProgress { service, deployment, .. } => {
                self.deployment_detail(at, (service, deployment), "INFO", record.message.clone())
            }
            LogEvent::DeploymentCompleted { service, deployment } => {
                let id = self.names.deployment(service.into(), deployment);
                let reason = format!("ECS deployment {id} completed.");
                self.deployment_detail(at, (service, deployment), "INFO", reason)
            }
            LogEvent::DeploymentFailed { service, deployment, why } => {
                self.deployment_detail(at, (service, deployment), "ERROR", reason_of_failure(why))
            }
            LogEvent::Service(service, action) => self.service_detail(at, service, action, record),
            LogEvent::Call(call) => self.call_detail(at, call),
            LogEvent::Alarm(change) => self.alarm_detail(at, change),
        }
    }
}
