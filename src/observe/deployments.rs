//! The deployments of a service: how long they took, and how far they came.

use super::latency::Latencies;
use crate::cluster::DeploymentState;
use crate::model::TaskDefinitionId;
use crate::time::SimTime;

/// A deployment that became PRIMARY.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deployment {
    /// Its number within the service.
    pub(super) number: u32,
    /// What it rolls out.
    pub(super) definition: TaskDefinitionId,
    /// When it became PRIMARY.
    pub(super) started_at: SimTime,
    /// When it completed, if it did.
    pub(super) completed_at: Option<SimTime>,
    /// Its state, as told last.
    pub(super) state: DeploymentState,
}

/// The deployments of one service, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Deployments(Vec<Deployment>);

impl Deployments {
    /// A deployment became PRIMARY.
    pub(super) fn start(&mut self, number: u32, definition: TaskDefinitionId, at: SimTime) {
        let state = DeploymentState::InProgress;
        self.0.push(Deployment { number, definition, started_at: at, completed_at: None, state });
    }

    /// The state of a deployment changed.
    pub(super) fn change(&mut self, number: u32, state: DeploymentState, at: SimTime) {
        let found = self.0.iter_mut().rev().find(|deployment| deployment.number == number);
        if let Some(deployment) = found {
            deployment.state = state;
            deployment.completed_at = (state == DeploymentState::Completed).then_some(at);
        }
    }

    /// Number of the PRIMARY deployment.
    pub(super) fn primary(&self) -> u32 {
        self.0.last().map_or(0, |deployment| deployment.number)
    }

    /// All deployments.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Deployment> {
        self.0.iter()
    }

    /// How many are in `state` at the end of the run.
    pub(super) fn count(&self, state: DeploymentState) -> usize {
        self.iter().filter(|deployment| deployment.state == state).count()
    }

    /// Durations of those that started no earlier than `from` and completed.
    pub(super) fn durations(&self, from: SimTime) -> Latencies {
        let mut durations = Latencies::default();
        for deployment in self.iter().filter(|deployment| deployment.started_at >= from) {
            if let Some(completed_at) = deployment.completed_at {
                durations.push(completed_at.since(deployment.started_at));
            }
        }
        durations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;

    #[test]
    fn a_deployment_is_in_the_state_told_last() {
        use DeploymentState::{Completed, InProgress, Stuck, Superseded};
        let (web, at) = (TaskDefinitionId::new(0), SimTime::from_secs);
        let mut all = Deployments::default();
        all.start(0, web, at(0));
        all.change(0, Completed, at(60));
        all.start(1, web, at(100));
        all.change(1, Stuck, at(150));
        all.change(1, Superseded, at(200));
        all.start(2, web, at(200));
        let states = |all: &Deployments| all.iter().map(|deployment| deployment.state).collect::<Vec<_>>();
        assert_eq!(states(&all), [Completed, Superseded, InProgress]);
        all.change(2, Completed, at(500));
        assert_eq!((all.count(Completed), all.count(Stuck), all.primary()), (2, 0, 2));
        // The first one began before the counted part of the run.
        let longest = all.durations(at(1)).sorted().percentile(50);
        assert_eq!(longest, Some(SimDuration::from_secs(300)));
    }
}
