//! The tasks of a service that are on their way out and still count.

use super::blockers::{End, Snapshot, known_ends};
use crate::cluster::{DesiredStatus, TaskStatus};
use crate::model::{InstanceId, ServiceId, TaskDefinitionId};
use crate::time::SimTime;

/// A task that has been told to stop and is not `STOPPED`, or that a deployment cannot tell to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeavingTask {
    /// Which task of its service it is.
    pub number: u32,
    /// Its task definition.
    pub definition: TaskDefinitionId,
    /// Where it is; `None` when it has no instance.
    pub instance: Option<InstanceId>,
    /// Whether the agent there is not connected, so that nobody confirms its end.
    pub silent: bool,
    /// `lastStatus`.
    pub status: TaskStatus,
    /// When it was told to stop; `None` when it was not.
    pub stopping_at: Option<SimTime>,
    /// Whether the PRIMARY deployment completes only once it has ended.
    pub awaited: bool,
    /// Its end, as far as it is known already.
    pub end: Option<End>,
}

/// Those of `service` whose PRIMARY deployment has the number `primary`: first without an end in sight, then by their end.
pub(super) fn leaving(snapshot: &Snapshot<'_>, service: ServiceId, primary: u32) -> Vec<LeavingTask> {
    let cluster = snapshot.cluster;
    let ends = known_ends(snapshot);
    let of_service = cluster.tasks().iter().filter(|(_, task)| task.service == Some(service));
    let leaving = of_service.filter_map(|(id, task)| {
        let awaited = cluster.is_awaited(task, primary);
        (awaited || task.desired == DesiredStatus::Stopped).then(|| LeavingTask {
            number: task.number,
            definition: task.definition,
            instance: task.place.instance(),
            silent: cluster.is_on_silent(task),
            status: task.status,
            stopping_at: task.stopping_at,
            awaited,
            end: ends.get(&id).copied(),
        })
    });
    let mut leaving: Vec<LeavingTask> = leaving.collect();
    leaving.sort_unstable_by_key(|task| (task.end, task.number));
    leaving
}
