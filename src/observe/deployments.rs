//! The deployments of a service: how long they took, and which did not get to their end.

use super::latency::Latencies;
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
    /// Whether another one took its place before it completed.
    superseded: bool,
    /// Whether its last attempt to go on failed: nothing fitted, or the percentages allowed no step.
    hindered: bool,
}

/// The deployments of one service, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Deployments(Vec<Deployment>);

impl Deployment {
    /// Its state at the end of the run.
    ///
    /// `STUCK` is one in progress of which a placement failed, or which the percentages blocked, and that has started
    /// no task since.
    pub(super) fn state(&self) -> &'static str {
        match self {
            Self { completed_at: Some(_), .. } => "COMPLETED",
            Self { superseded: true, .. } => "SUPERSEDED",
            Self { hindered: true, .. } => "STUCK",
            _ => "IN_PROGRESS",
        }
    }
}

impl Deployments {
    /// A deployment became PRIMARY.
    pub(super) fn start(&mut self, number: u32, definition: TaskDefinitionId, at: SimTime) {
        if let Some(last) = self.current_mut() {
            last.superseded = true;
        }
        let (started_at, completed_at) = (at, None);
        let (superseded, hindered) = (false, false);
        self.0.push(Deployment { number, definition, started_at, completed_at, superseded, hindered });
    }

    /// A deployment completed.
    pub(super) fn complete(&mut self, number: u32, at: SimTime) {
        let found = self.0.iter_mut().rev().find(|deployment| deployment.number == number);
        if let Some(deployment) = found {
            deployment.completed_at = Some(at);
        }
    }

    /// The deployment in progress could not go on.
    pub(super) fn hinder(&mut self) {
        if let Some(deployment) = self.current_mut() {
            deployment.hindered = true;
        }
    }

    /// A task of the service was started.
    pub(super) fn go_on(&mut self) {
        if let Some(deployment) = self.current_mut() {
            deployment.hindered = false;
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
    pub(super) fn count(&self, state: &str) -> usize {
        self.iter().filter(|deployment| deployment.state() == state).count()
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

    fn current_mut(&mut self) -> Option<&mut Deployment> {
        self.0.last_mut().filter(|deployment| deployment.completed_at.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;

    #[test]
    fn a_deployment_ends_in_exactly_one_state() {
        let web = TaskDefinitionId::new(0);
        let mut all = Deployments::default();
        all.start(0, web, SimTime::from_secs(0));
        all.complete(0, SimTime::from_secs(60));
        all.start(1, web, SimTime::from_secs(100));
        all.hinder();
        all.start(2, web, SimTime::from_secs(200));
        all.hinder();
        all.go_on();
        let states = |all: &Deployments| all.iter().map(Deployment::state).collect::<Vec<_>>();
        assert_eq!(states(&all), ["COMPLETED", "SUPERSEDED", "IN_PROGRESS"]);
        all.hinder();
        assert_eq!(states(&all), ["COMPLETED", "SUPERSEDED", "STUCK"]);
        all.complete(2, SimTime::from_secs(500));
        assert_eq!(all.count("COMPLETED"), 2);
        assert_eq!(all.primary(), 2);
        // The first one began before the counted part of the run.
        let longest = all.durations(SimTime::from_secs(1)).sorted().percentile(50);
        assert_eq!(longest, Some(SimDuration::from_secs(300)));
    }
}
