//! Records of tasks: small while the run lasts, rendered into rows when they are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::names::Names;
use super::outcome::TaskRecord;
use crate::cluster::{StopCause, Task};
use crate::model::{Choice, GroupId, TaskDefinitionId};
use crate::time::SimTime;

/// The ordinal that stands for no instance.
const NOWHERE: u32 = u32::MAX;

/// What is kept of a task; [`SimTime::NEVER`] stands for what did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CompactTask {
    pub(super) group: GroupId,
    pub(super) number: u32,
    pub(super) definition: TaskDefinitionId,
    /// Its instance by ordinal, [`NOWHERE`] without one.
    pub(super) instance: u32,
    pub(super) created_at: SimTime,
    pub(super) started_at: SimTime,
    pub(super) healthy_at: SimTime,
    pub(super) stopping_at: SimTime,
    pub(super) stopped_at: SimTime,
    pub(super) cause: Option<StopCause>,
    /// The PRIMARY deployment when the task was told to stop.
    pub(super) stopped_by: u32,
    pub(super) exit_code: Option<u8>,
    /// Whether the kernel killed that container for its memory.
    pub(super) out_of_memory: bool,
}

impl CompactTask {
    /// The record of a task that was just created.
    pub(super) fn new(task: &Task) -> Self {
        let never = SimTime::NEVER;
        Self {
            group: task.group,
            number: task.number,
            definition: task.definition,
            instance: NOWHERE,
            created_at: task.created_at,
            started_at: never,
            healthy_at: never,
            stopping_at: never,
            stopped_at: never,
            cause: None,
            stopped_by: 0,
            exit_code: None,
            out_of_memory: false,
        }
    }

    /// Its row.
    fn render(&self, index: u32, names: &Names, rare: &Rare) -> TaskRecord {
        let happened = |at: SimTime| Some(at).filter(|at| *at != SimTime::NEVER);
        let pull = rare.pulls.get(&index);
        TaskRecord {
            id: names.task(self.group, self.number),
            cluster: names.cluster_of(self.group),
            service: names.service_of(self.group),
            group: names.task_group(self.group),
            definition: names.definition(self.definition).to_owned(),
            instance: self.instance(),
            created_at: self.created_at,
            pull_started_at: pull.map(|pull| pull.started_at),
            pull_stopped_at: pull.and_then(|pull| pull.stopped_at),
            started_at: happened(self.started_at),
            healthy_at: happened(self.healthy_at),
            stopping_at: happened(self.stopping_at),
            stopped_at: happened(self.stopped_at),
            stop_code: self.cause.map(StopCause::code),
            stopped_reason: self.stopped_reason(names),
            exit_code: self.exit_code,
            restarts: rare.restarts.get(&index).copied(),
        }
    }

    /// The ordinal of its instance.
    pub(super) fn instance(&self) -> Option<u32> {
        Some(self.instance).filter(|ordinal| *ordinal != NOWHERE)
    }

    /// `stoppedReason` (placement.md §3.8); `None` while it is not to stop.
    pub(super) fn stopped_reason(&self, names: &Names) -> Option<String> {
        Some(match self.cause? {
            StopCause::CannotStart(None) => "Task failed to start".to_owned(),
            StopCause::CannotStart(Some(error)) => format!("{}: Task failed to start", error.word()),
            StopCause::CannotPull(image) => {
                format!("CannotPullContainerError: image {} could not be pulled", names.image(image))
            }
            StopCause::EssentialContainerExited => "Essential container in task exited".to_owned(),
            StopCause::ScalingActivity => {
                let deployment = names.deployment(self.group, self.stopped_by);
                format!("Scaling activity initiated by (deployment {deployment})")
            }
            StopCause::FailedTargetHealth(group) => {
                format!("Task failed ELB health checks in (target-group {})", names.target_group(group))
            }
            StopCause::FailedContainerHealth => "Task failed container health checks".to_owned(),
            StopCause::StoppedByUser(action) => {
                names.stop_reason(action).unwrap_or("Task stopped by user").to_owned()
            }
            StopCause::HostTerminated => {
                format!("Host EC2 (instance {}) terminated.", names.instance(self.instance))
            }
            StopCause::HostStopped => {
                format!("Host EC2 (instance {}) stopped.", names.instance(self.instance))
            }
            StopCause::Rebalanced(deployment) => {
                let deployment = names.deployment(self.group, deployment);
                format!("Availability-zone rebalancing initiated by (deployment {deployment})")
            }
            StopCause::Deregistered => "Container instance deregistration forced by user".to_owned(),
        })
    }
}

/// What most tasks do not have, by their position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rare {
    /// How often their containers were started again in place.
    pub(super) restarts: BTreeMap<u32, u32>,
    /// When their images were pulled.
    pub(super) pulls: BTreeMap<u32, Pull>,
}

/// The pulls of a task's images, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pull {
    pub(super) started_at: SimTime,
    pub(super) stopped_at: Option<SimTime>,
}

/// One record per task that was ever created, in order of creation.
///
/// It holds ids and renders rows as they are read. It can also be collected from rows that exist already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskRecords {
    tasks: Arc<Vec<CompactTask>>,
    names: Arc<Names>,
    rare: Rare,
    /// Rows that were rendered elsewhere; they come after the recorded ones.
    given: Vec<TaskRecord>,
}

impl TaskRecords {
    pub(super) fn new(tasks: Arc<Vec<CompactTask>>, names: Arc<Names>, rare: Rare) -> Self {
        Self { tasks, names, rare, given: Vec::new() }
    }

    /// The rows, in order of creation; each is rendered when it is reached.
    pub fn iter(&self) -> impl Iterator<Item = TaskRecord> {
        let rows = (0..)
            .zip(self.tasks.iter())
            .map(|(index, task): (u32, _)| task.render(index, &self.names, &self.rare));
        rows.chain(self.given.iter().cloned())
    }

    /// How many tasks were created.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tasks.len() + self.given.len()
    }

    /// Whether no task was created, or none was recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl FromIterator<TaskRecord> for TaskRecords {
    fn from_iter<I: IntoIterator<Item = TaskRecord>>(rows: I) -> Self {
        Self { given: rows.into_iter().collect(), ..Self::default() }
    }
}
