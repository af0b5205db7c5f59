//! The task store: slots with generations.

use super::place::Place;
use super::status::{DesiredStatus, TaskHealth, TaskStatus};
use super::stop_cause::StopCause;
use crate::model::{GroupId, ServiceId, TaskDefinitionId, TaskId};
use crate::time::SimTime;

/// A task that is not yet `STOPPED`.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one flag a question of the scheduler, asked for by its name"
)]
pub struct Task {
    /// Its task group, which never changes (QL-11).
    pub group: GroupId,
    /// Its service; `None` for a standalone task.
    pub service: Option<ServiceId>,
    /// Which deployment of the service it belongs to, counted from 0.
    pub deployment: u32,
    /// Its task definition.
    pub definition: TaskDefinitionId,
    /// Where it is.
    pub place: Place,
    /// Which task of its group it is, counted from 0 and never reused.
    pub number: u32,
    /// `lastStatus`.
    pub status: TaskStatus,
    /// `desiredStatus`.
    pub desired: DesiredStatus,
    /// What its checks say; without any, it is healthy once it is `RUNNING`.
    pub health: TaskHealth,
    /// Whether the lower bound may count it, once it is healthy (HL-01).
    pub settled: bool,
    /// Whether it was started in the place of an unhealthy one.
    pub replaces_unhealthy: bool,
    /// Whether it is not to be replaced yet, unhealthy as it is (SC-10).
    pub endures: bool,
    /// Whether scale-in, deployments and zone rebalancing leave it alone (SI-07).
    pub protected: bool,
    /// How often its protection was set, by which an expiry knows whether it is still valid.
    pub protections: u16,
    /// Why it stops, once it does.
    pub stop_cause: Option<StopCause>,
    /// Exit code of the container that ended it, or of the first one stopped.
    pub exit_code: Option<u8>,
    /// Whether the kernel killed that container for its memory (EX-01).
    pub out_of_memory: bool,
    /// When it was created, in `PENDING` or `PROVISIONING` (LC-04, LC-08).
    pub created_at: SimTime,
    /// When it entered `RUNNING`.
    pub started_at: Option<SimTime>,
    /// When its desired status became `STOPPED`.
    pub stopping_at: Option<SimTime>,
    /// Position in its group's list, while its desired status is `RUNNING`.
    pub(super) group_position: u32,
    /// Position in its instance's list, if it is on one.
    pub(super) instance_position: u32,
}

impl Task {
    /// Whether its containers, if it has any yet, have not all ended.
    #[must_use]
    pub const fn has_containers(&self) -> bool {
        !matches!(self.status, TaskStatus::Deprovisioning | TaskStatus::Stopped)
    }
}

/// Tasks by slot; a freed slot is used again last in, first out.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Slot {
    generation: u32,
    task: Option<Task>,
}

impl Tasks {
    /// The task, unless it is `STOPPED` by now.
    #[must_use]
    pub fn get(&self, id: TaskId) -> Option<&Task> {
        let slot = self.slots.get(id.slot())?;
        if slot.generation == id.generation() { slot.task.as_ref() } else { None }
    }

    /// Every task that is not `STOPPED`, by slot.
    pub fn iter(&self) -> impl Iterator<Item = (TaskId, &Task)> {
        (0_u32..).zip(&self.slots).filter_map(|(index, slot)| {
            slot.task.as_ref().map(|task| (TaskId::new(index, slot.generation), task))
        })
    }

    /// How many tasks are not `STOPPED`.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Whether there is no task.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn get_mut(&mut self, id: TaskId) -> Option<&mut Task> {
        let slot = self.slots.get_mut(id.slot())?;
        if slot.generation == id.generation() { slot.task.as_mut() } else { None }
    }

    pub(super) fn insert(&mut self, task: Task) -> TaskId {
        if let Some(index) = self.free.pop() {
            let slot = &mut self.slots[index as usize];
            slot.task = Some(task);
            return TaskId::new(index, slot.generation);
        }
        let index = u32::try_from(self.slots.len()).expect("fewer than 2^32 tasks at once");
        self.slots.push(Slot { generation: 0, task: Some(task) });
        TaskId::new(index, 0)
    }

    pub(super) fn remove(&mut self, id: TaskId) -> Option<Task> {
        let slot = self.slots.get_mut(id.slot())?;
        if slot.generation != id.generation() {
            return None;
        }
        let task = slot.task.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(u32::try_from(id.slot()).expect("slots are 32-bit"));
        Some(task)
    }
}
