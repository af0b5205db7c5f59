//! The result of one run: plain data, ready to be averaged, written and drawn.

use std::collections::BTreeMap;

use super::event_log::EventLog;
use super::task_records::TaskRecords;
use crate::cluster::{DeploymentState, STOP_CODES};
use crate::model::{ClusterId, ServiceId};
use crate::time::SimTime;

/// Everything a run leaves behind.
#[derive(Clone, Debug, PartialEq)]
pub struct RunOutcome {
    /// Rolling digest over all facts.
    pub digest: u64,
    /// How many events were handled.
    pub events: u64,
    /// Metrics by name; one that does not exist for this run is absent.
    pub metrics: BTreeMap<String, Metric>,
    /// Figures over time.
    pub series: Vec<Series>,
    /// One record per task that was ever created, in order of creation.
    pub tasks: TaskRecords,
    /// One record per instance that ever registered.
    pub instances: Vec<InstanceRecord>,
    /// One record per deployment.
    pub deployments: Vec<DeploymentRecord>,
    /// The event log.
    pub log: EventLog,
    /// What a reader should know besides the figures: deployments whose tasks fail without end, series that were left
    /// out; usually nothing.
    pub notes: Vec<String>,
}

/// The value of a metric.
#[derive(Clone, Debug, PartialEq)]
pub enum Metric {
    /// A figure and its unit (`tasks`, `seconds`, `ratio`, `units`, `MiB`, `ports`, `instances`, `USD`, `failures`, …).
    Number {
        /// The figure.
        value: f64,
        /// Its unit, as reports show it.
        unit: &'static str,
    },
    /// A word, such as what limits a figure.
    Text(String),
}

impl Metric {
    /// A count of things.
    #[must_use]
    pub fn count(count: u64, unit: &'static str) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 things happen in a run")]
        Self::Number { value: count as f64, unit }
    }
}

/// A figure over time, in steps of equal length.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Metric stem, e.g. `services.web.runningCount` or `cluster.cpuReserved`.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// Length of a step in seconds.
    pub step_seconds: f64,
    /// Time-weighted mean over each step, warm-up included; the last step may be shorter. 0 where the figure does
    /// not exist, such as the share reserved while no instance is registered.
    pub means: Vec<f64>,
}

/// A row of tasks.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRecord {
    /// Task id as ECS shows it: 32 hexadecimal digits.
    pub id: String,
    /// Its cluster.
    pub cluster: ClusterId,
    /// Its service; `None` for a standalone task.
    pub service: Option<ServiceId>,
    /// Its group: `service:NAME`, `family:FAMILY`, or the name that a call gave it.
    pub group: String,
    /// `family:revision`.
    pub definition: String,
    /// Where it was: the [`ordinal`](InstanceRecord::ordinal) of its instance; `None` when it never got one.
    pub instance: Option<u32>,
    /// When it was created, in `PENDING` or `PROVISIONING`.
    pub created_at: SimTime,
    /// When its agent began to pull images for it, if it had to.
    pub pull_started_at: Option<SimTime>,
    /// When the last of them was there, or one could not be pulled.
    pub pull_stopped_at: Option<SimTime>,
    /// When it entered `RUNNING`, if it did.
    pub started_at: Option<SimTime>,
    /// When it first counted as healthy, if it did.
    pub healthy_at: Option<SimTime>,
    /// When its desired status became `STOPPED`, if it did.
    pub stopping_at: Option<SimTime>,
    /// When it was `STOPPED`, if it was.
    pub stopped_at: Option<SimTime>,
    /// `stopCode`, if it stopped.
    pub stop_code: Option<&'static str>,
    /// `stoppedReason`, if it stopped.
    pub stopped_reason: Option<String>,
    /// Exit code of the container that ended it, if one did.
    pub exit_code: Option<u8>,
    /// How often containers of it were started again in place, if ever.
    pub restarts: Option<u32>,
}

/// A row of instances.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceRecord {
    /// How many instances became known before it. Task records name it so; ordinals ascend, but one that never
    /// registered has no row.
    pub ordinal: u32,
    /// Its name.
    pub name: String,
    /// Its type.
    pub instance_type: String,
    /// Its zone.
    pub zone: String,
    /// When it registered.
    pub registered_at: SimTime,
    /// When it became `INACTIVE`, if it did.
    pub deregistered_at: Option<SimTime>,
    /// Tasks placed on it over the whole run.
    pub tasks_placed: u64,
    /// Time-weighted mean share of its CPU that was reserved while it was registered, without the warm-up; 0 for an
    /// instance that was registered only then.
    pub cpu_reserved: f64,
    /// The same for its memory.
    pub memory_reserved: f64,
}

/// A row of deployments.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeploymentRecord {
    /// Its service.
    pub service: ServiceId,
    /// Deployment id as ECS shows it: `ecs-svc/` and 19 digits.
    pub id: String,
    /// `family:revision`.
    pub definition: String,
    /// When it became PRIMARY.
    pub started_at: SimTime,
    /// When it completed first, if it did.
    pub completed_at: Option<SimTime>,
    /// When it failed, if it did.
    pub failed_at: Option<SimTime>,
    /// How far it came. One in progress of which three or more tasks in a row failed before they were healthy is
    /// stuck.
    pub state: DeploymentState,
    /// Its tasks that were created.
    pub started_tasks: u32,
    /// Its tasks that were stopped for their health.
    pub replaced_tasks: u32,
    /// Its tasks that failed before they were ever healthy.
    pub failed_tasks: u32,
    /// Its tasks that ended or were told to stop, in the order of [`STOP_CODES`].
    pub stopped_tasks: [u32; STOP_CODES.len()],
}

/// A line of events.jsonl, in the words and names of ECS and `EventBridge`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecord {
    /// When.
    pub at: SimTime,
    /// `detail-type`, e.g. `ECS Service Action`.
    pub detail_type: &'static str,
    /// `eventName` where `EventBridge` has one, e.g. `SERVICE_STEADY_STATE`.
    pub event_name: Option<&'static str>,
    /// The service, task or instance it is about, as ECS would name it.
    pub resource: String,
    /// The text ECS would show.
    pub message: String,
}
