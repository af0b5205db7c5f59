//! The targets of tasks in target groups.

use crate::balancer::{Target, TargetState};
use crate::model::{Model, ServiceId, TaskId};
use crate::rng::{Draws, Purpose, Streams};
use crate::time::SimTime;

/// All targets, by task.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Balancers {
    /// By slot of the task store.
    targets: Vec<Vec<TargetRuntime>>,
    /// Emptied lists, used again by whichever task has targets next.
    spare: Vec<Vec<TargetRuntime>>,
    /// By service.
    draws: Vec<TargetDraws>,
}

/// The random numbers of the targets of a service's tasks.
#[derive(Clone, Debug)]
pub(in crate::engine) struct TargetDraws {
    /// Phases of health checks.
    pub phase: Draws,
    /// How long a Network Load Balancer takes to register a target.
    pub registration: Draws,
}

/// A target of a task.
#[derive(Clone, Debug)]
pub(in crate::engine) struct TargetRuntime {
    /// The load balancer's side.
    pub target: Target,
    /// The prediction of its next change that is valid.
    pub epoch: u16,
    /// What ECS saw when it last asked.
    pub known: TargetState,
    /// From when on its container answers, unless it hangs.
    pub ready_at: SimTime,
}

impl Balancers {
    pub fn new(model: &Model, streams: Streams) -> Self {
        let draws = model.services.iter().map(|service| {
            let name = format!("{}/{}", model.clusters[service.cluster.index()], service.name);
            TargetDraws {
                phase: streams.draws(Purpose::HealthCheckPhase, &name),
                registration: streams.draws(Purpose::TargetRegistration, &name),
            }
        });
        Self { targets: Vec::new(), spare: Vec::new(), draws: draws.collect() }
    }

    /// The targets of a task, one for each load balancer of its service once it has joined them.
    pub fn targets(&self, id: TaskId) -> &[TargetRuntime] {
        self.targets.get(id.slot()).map_or(&[], Vec::as_slice)
    }

    pub fn targets_mut(&mut self, id: TaskId) -> &mut [TargetRuntime] {
        self.targets.get_mut(id.slot()).map_or(&mut [], Vec::as_mut_slice)
    }

    /// Adds a target of a task.
    pub fn join(&mut self, id: TaskId, target: TargetRuntime) {
        if self.targets.len() <= id.slot() {
            self.targets.resize_with(id.slot() + 1, Vec::new);
        }
        let targets = &mut self.targets[id.slot()];
        if targets.capacity() == 0 {
            *targets = self.spare.pop().unwrap_or_default();
        }
        targets.push(target);
    }

    /// Forgets the targets of whichever task had this slot before.
    pub fn clear(&mut self, id: TaskId) {
        if let Some(targets) = self.targets.get_mut(id.slot())
            && targets.capacity() > 0
        {
            let mut targets = std::mem::take(targets);
            targets.clear();
            self.spare.push(targets);
        }
    }

    /// The state of each target as ECS knows it.
    pub fn known(&self, id: TaskId) -> impl Iterator<Item = TargetState> + '_ {
        self.targets(id).iter().map(|target| target.known)
    }

    pub fn draws(&self, service: ServiceId) -> &TargetDraws {
        &self.draws[service.index()]
    }
}
