//! The targets of tasks in target groups.

use crate::balancer::{Target, TargetState};
use crate::cluster::TargetCounts;
use crate::model::{MetricSource, Model, ServiceId, TargetGroupId, TaskId};
use crate::rng::{Draws, Purpose, Streams};
use crate::time::SimTime;

/// All targets, by task.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Balancers {
    pub targets: Targets,
    /// By service.
    draws: Vec<TargetDraws>,
    /// By target group, where anybody wants to know.
    counts: Vec<TargetCounts>,
    /// Targets that join or leave at one moment, kept for its memory.
    pub moved: Vec<(TargetGroupId, TaskId)>,
    /// Those of one group, likewise.
    pub told: Vec<TaskId>,
}

/// The targets of each task.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct Targets {
    /// By slot of the task store.
    lists: Vec<Vec<TargetRuntime>>,
    /// Emptied lists, used again by whichever task has targets next.
    spare: Vec<Vec<TargetRuntime>>,
}

/// The random numbers of the targets of a service's tasks.
#[derive(Clone, Debug)]
pub(in crate::engine) struct TargetDraws {
    /// From registration to the first check.
    pub first_check: Draws,
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
    /// Position of its container in the task definition.
    pub container: usize,
    /// From when on that answers, unless it hangs.
    pub ready_at: SimTime,
}

impl Balancers {
    pub fn new(model: &Model, streams: Streams) -> Self {
        let draws = model.services.iter().map(|service| {
            let name = format!("{}/{}", model.clusters[service.cluster.index()], service.name);
            TargetDraws {
                first_check: streams.draws(Purpose::FirstCheck, &name),
                registration: streams.draws(Purpose::TargetRegistration, &name),
            }
        });
        let counts_targets = |metric: &MetricSource| {
            matches!(metric, MetricSource::HealthyHostCount(_) | MetricSource::UnHealthyHostCount(_))
        };
        let counted = model.metrics.iter().any(counts_targets);
        let counts = if counted { model.target_groups.len() } else { 0 };
        Self {
            targets: Targets::default(),
            draws: draws.collect(),
            counts: vec![TargetCounts::default(); counts],
            moved: Vec::new(),
            told: Vec::new(),
        }
    }

    /// Counts a target of a group that was reported as `from` and is as `to` from now on; returns the new counts where
    /// anybody wants to know.
    pub fn count(
        &mut self,
        group: TargetGroupId,
        from: Option<TargetState>,
        to: TargetState,
    ) -> Option<TargetCounts> {
        let counts = self.counts.get_mut(group.index())?;
        if let Some(from) = from {
            add(counts, from, -1);
        }
        add(counts, to, 1);
        Some(*counts)
    }

    /// Counts all targets anew.
    ///
    /// # Errors
    ///
    /// The first group whose counts are others.
    pub fn audit(&self) -> Result<(), String> {
        let mut recount = vec![TargetCounts::default(); self.counts.len()];
        for target in self.targets.lists.iter().flatten() {
            if let Some(counts) = recount.get_mut(target.target.group().index()) {
                add(counts, target.target.state(), 1);
            }
        }
        let differs = (0..recount.len()).find(|group| recount[*group] != self.counts[*group]);
        differs.map_or(Ok(()), |group| {
            Err(format!("target group {group}: {:?} instead of {:?}", self.counts[group], recount[group]))
        })
    }

    /// The targets of a task, one for each load balancer of its service once it has joined them.
    pub fn targets(&self, id: TaskId) -> &[TargetRuntime] {
        self.targets.of(id)
    }

    pub fn targets_mut(&mut self, id: TaskId) -> &mut [TargetRuntime] {
        self.targets.of_mut(id)
    }

    /// Adds a target of a task.
    pub fn join(&mut self, id: TaskId, target: TargetRuntime) {
        self.targets.join(id, target);
    }

    /// Forgets the targets of whichever task had this slot before.
    pub fn clear(&mut self, id: TaskId) {
        self.targets.clear(id);
    }

    pub fn draws(&self, service: ServiceId) -> &TargetDraws {
        &self.draws[service.index()]
    }
}

/// Adds a target in this state to counts, or takes it out of them.
fn add(counts: &mut TargetCounts, state: TargetState, change: i32) {
    let (all, of_state) = match state {
        TargetState::Initial => (true, None),
        TargetState::Healthy => (true, Some(&mut counts.healthy)),
        TargetState::Unhealthy => (true, Some(&mut counts.unhealthy)),
        TargetState::Draining | TargetState::Unused => (false, None),
    };
    for count in of_state.into_iter().chain(all.then_some(&mut counts.registered)) {
        *count = count.checked_add_signed(change).expect("no target leaves twice");
    }
}

impl Targets {
    pub fn of(&self, id: TaskId) -> &[TargetRuntime] {
        self.lists.get(id.slot()).map_or(&[], Vec::as_slice)
    }

    pub fn of_mut(&mut self, id: TaskId) -> &mut [TargetRuntime] {
        self.lists.get_mut(id.slot()).map_or(&mut [], Vec::as_mut_slice)
    }

    fn join(&mut self, id: TaskId, target: TargetRuntime) {
        if self.lists.len() <= id.slot() {
            self.lists.resize_with(id.slot() + 1, Vec::new);
        }
        let targets = &mut self.lists[id.slot()];
        if targets.capacity() == 0 {
            *targets = self.spare.pop().unwrap_or_default();
        }
        targets.push(target);
    }

    fn clear(&mut self, id: TaskId) {
        if let Some(targets) = self.lists.get_mut(id.slot())
            && targets.capacity() > 0
        {
            let mut targets = std::mem::take(targets);
            targets.clear();
            self.spare.push(targets);
        }
    }
}
