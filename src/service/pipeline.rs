//! What waits for a step of a service's next pass (SC-05).

use crate::model::TaskId;

/// The tasks that the next pass registers, deregisters or sends the stop signal to, each list in the order in which they
/// came. A task may be gone by then.
#[derive(Clone, Debug, Default)]
pub struct Pipeline {
    /// Their containers are being launched: their targets are to be registered.
    pub activating: Vec<TaskId>,
    /// The last pass stopped them: their targets are to be deregistered.
    pub stopped: Vec<TaskId>,
    /// Their targets are unused: the stop signal is to go out.
    pub drained: Vec<TaskId>,
}
