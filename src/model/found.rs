//! What a run finds when it begins: the state of a cluster as AWS describes it.

use super::ids::{GroupId, InstanceId, ServiceId, TaskDefinitionId};
use crate::time::SimDuration;

/// The state at the start; empty where a run begins with an empty cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Instances that are registered already, by id.
    pub instances: Vec<FoundInstance>,
    /// Tasks that are not `STOPPED`.
    pub tasks: Vec<FoundTask>,
    /// Services that exist already, by id.
    pub services: Vec<FoundService>,
}

/// An instance that is registered already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundInstance {
    /// Which one.
    pub instance: InstanceId,
    /// Whether it is `DRAINING`; else it is `ACTIVE`.
    pub is_draining: bool,
    /// `agentConnected`.
    pub agent_connected: bool,
    /// `registeredAt` in microseconds since the Unix epoch, where it is known.
    pub registered_at: Option<i64>,
}

/// A task that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundTask {
    /// Its task group.
    pub group: GroupId,
    /// Its service; `None` for a standalone task.
    pub service: Option<ServiceId>,
    /// Which deployment of the service it belongs to.
    pub deployment: u32,
    /// Its task definition.
    pub definition: TaskDefinitionId,
    /// Where it is.
    pub instance: InstanceId,
    /// How far it is.
    pub stage: FoundStage,
    /// What its container health checks say, where they have said anything.
    pub containers_healthy: Option<bool>,
    /// How long it has been `RUNNING`.
    pub ran_for: SimDuration,
}

/// How far a task is that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundStage {
    /// Placed; its agent is about to start it.
    Pending,
    /// `RUNNING`.
    Running,
    /// Told to stop, and not `STOPPED` yet.
    Stopping,
}

/// A service that exists already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundService {
    /// Which one.
    pub service: ServiceId,
    /// The deployments before PRIMARY that still have tasks, older first.
    pub older: Vec<FoundDeployment>,
    /// Whether PRIMARY has completed.
    pub is_completed: bool,
    /// Whether PRIMARY has failed and starts nothing more.
    pub has_failed: bool,
}

/// A deployment that is being replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundDeployment {
    /// What it rolled out.
    pub task_definition: TaskDefinitionId,
    /// How many tasks it should still hold.
    pub target: u32,
}

impl Found {
    /// What is known of an instance, if it is registered already.
    #[must_use]
    pub fn instance(&self, id: InstanceId) -> Option<&FoundInstance> {
        let at = self.instances.binary_search_by_key(&id, |found| found.instance).ok()?;
        Some(&self.instances[at])
    }

    /// What is known of a service, if it exists already.
    #[must_use]
    pub fn service(&self, id: ServiceId) -> Option<&FoundService> {
        let at = self.services.binary_search_by_key(&id, |found| found.service).ok()?;
        Some(&self.services[at])
    }
}
