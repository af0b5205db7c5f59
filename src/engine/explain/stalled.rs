//! The tasks of a service that were sent to hosts which start nothing.

use super::blockers::{End, Snapshot, known_ends};
use crate::cluster::TaskStatus;
use crate::model::{InstanceId, ServiceId, TaskDefinitionId};
use crate::time::SimTime;

/// A task that is to start on a host without power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StalledTask {
    /// Which task of its service it is.
    pub number: u32,
    /// Its task definition.
    pub definition: TaskDefinitionId,
    /// Where it is.
    pub instance: InstanceId,
    /// Whether ECS knows that the agent there is not connected.
    pub noticed: bool,
    /// `lastStatus`.
    pub status: TaskStatus,
    /// When it was created.
    pub created_at: SimTime,
    /// Its end, as far as it is known already.
    pub end: Option<End>,
}

/// Those of `service` that the scheduler still wants to run, oldest first.
pub(super) fn stalled(snapshot: &Snapshot<'_>, service: ServiceId) -> Vec<StalledTask> {
    let cluster = snapshot.cluster;
    let ends = known_ends(snapshot);
    let wanted = cluster.service(service).tasks().iter();
    let stalled = wanted.filter_map(|id| {
        let task = cluster.task(*id);
        let instance = task.place.instance()?;
        let stalls = task.status.is_before_running() && !snapshot.hosts[instance.slot()].starts_tasks();
        stalls.then(|| StalledTask {
            number: task.number,
            definition: task.definition,
            instance,
            noticed: cluster.is_stalled(task),
            status: task.status,
            created_at: task.created_at,
            end: ends.get(id).copied(),
        })
    });
    let mut stalled: Vec<StalledTask> = stalled.collect();
    stalled.sort_unstable_by_key(|task| task.number);
    stalled
}
