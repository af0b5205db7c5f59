//! Task groups: whom spread, `distinctInstance` and `task:group` count together (ST-06, CN-04, QL-11).

use super::ids::{ClusterId, GroupId, ServiceId};

/// A task group of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskGroup {
    /// Its cluster.
    pub cluster: ClusterId,
    /// `service:NAME`, `family:FAMILY`, or the name that a call gives it.
    pub name: String,
}

impl From<ServiceId> for GroupId {
    /// The groups of the services come first, in their order.
    fn from(service: ServiceId) -> Self {
        Self::new(service.index())
    }
}
