//! What it takes to create a task.

use super::place::Place;
use crate::model::{GroupId, ServiceId, TaskDefinitionId};

/// A task to be created.
#[derive(Clone, Copy, Debug)]
pub struct NewTask {
    /// Its task group.
    pub group: GroupId,
    /// Its service; `None` for a standalone task.
    pub service: Option<ServiceId>,
    /// Which deployment of the service it belongs to.
    pub deployment: u32,
    /// Its task definition.
    pub definition: TaskDefinitionId,
    /// Which task of its group it is.
    pub number: u32,
    /// What was chosen for it.
    pub place: Place,
    /// Whether it is started in the place of an unhealthy one.
    pub replaces_unhealthy: bool,
}
