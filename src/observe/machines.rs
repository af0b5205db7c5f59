//! Machines that run on without their container instance, and are billed (CI-05).

use super::names::Names;
use crate::model::{ClassId, InstanceId};
use crate::time::SimTime;

/// A machine whose container instance was deregistered while it had power.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machine {
    /// The instance that it was.
    pub(super) instance: InstanceId,
    /// Its class.
    pub(super) class: ClassId,
    /// Since when it is no instance any more.
    pub(super) since: SimTime,
}

/// All that run on.
#[derive(Clone, Debug, Default)]
pub(super) struct Machines(Vec<Machine>);

impl Machines {
    /// One runs on.
    pub(super) fn push(&mut self, machine: Machine) {
        self.0.push(machine);
    }

    /// Takes out the one that was `instance`, if it runs on.
    pub(super) fn take(&mut self, instance: InstanceId) -> Option<Machine> {
        let position = self.0.iter().position(|machine| machine.instance == instance)?;
        Some(self.0.remove(position))
    }

    /// All of them.
    pub(super) fn drain(&mut self) -> Vec<Machine> {
        std::mem::take(&mut self.0)
    }

    /// That they cost on, in words; `None` when there are none.
    pub(super) fn sentence(&self, names: &Names) -> Option<String> {
        let which = names.first_instances(self.0.iter().map(|machine| machine.instance.ordinal()));
        let (were, run, it) = if self.0.len() == 1 { ("was", "runs", "it") } else { ("were", "run", "them") };
        (!self.0.is_empty())
            .then(|| format!("{which} {were} deregistered and {run} on: cluster.cost counts {it} to the end"))
    }
}
