//! Calls about container instances that find none to act on.

use crate::model::InstanceId;

/// A call that had no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IgnoredCall {
    /// Which call.
    pub call: InstanceCall,
    /// The instance that it names, and why it did nothing there; `None` when it names none and none matched.
    pub named: Option<(InstanceId, Unavailable)>,
}

/// A call about container instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceCall {
    /// EC2's `terminateInstances`.
    Terminate,
    /// `deregisterContainerInstance`.
    Deregister,
    /// `updateContainerInstancesState`.
    UpdateState,
}

/// Why a call finds no instance of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// It registers later, if at all.
    NotRegistered,
    /// It has been deregistered or terminated.
    Gone,
}

impl InstanceCall {
    /// The API's name for it, as scenario files write it.
    #[must_use]
    pub const fn api_name(self) -> &'static str {
        match self {
            Self::Terminate => "terminateInstances",
            Self::Deregister => "deregisterContainerInstance",
            Self::UpdateState => "updateContainerInstancesState",
        }
    }
}
