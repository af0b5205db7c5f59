//! What the calls read so far have made of a service, and what they may have where their times are drawn.

use super::super::{Node, Problems};
use super::alarms::Alarms;
use super::{deployment, end_conditions, strategy};
use crate::model::{
    ActionTime, DeploymentBounds, DeploymentStrategy, EndConditions, Service, TaskDefinitionId,
};
use crate::time::SimTime;

/// A service as earlier calls leave it; those whose order is drawn count in the order of their earliest times.
#[derive(Clone)]
pub struct ServiceState {
    /// What it runs.
    pub definition: TaskDefinitionId,
    /// How many tasks it wants, and has wanted.
    pub counts: DesiredCounts,
    /// Its percentages.
    pub bounds: DeploymentBounds,
    /// What ends its deployments.
    pub end_conditions: EndConditions,
    /// How it deploys.
    pub strategy: DeploymentStrategy,
    /// When the first call is made that begins a deployment, at the earliest.
    pub deploys_from: Option<SimTime>,
    /// How many constraints it has, those of its task definition aside.
    pub constraints: usize,
}

impl ServiceState {
    /// The service before any call, with so many constraints of its own.
    pub fn new(service: &Service, constraints: usize) -> Self {
        Self {
            definition: service.task_definition,
            counts: DesiredCounts(vec![(SimTime::ZERO.into(), service.desired_count)]),
            bounds: service.bounds,
            end_conditions: service.end_conditions.clone(),
            strategy: service.strategy.clone(),
            deploys_from: None,
            constraints,
        }
    }

    /// Takes up `deploymentConfiguration`, if the call has one.
    pub fn configure(
        &mut self,
        arguments: &Node,
        (service, is_daemon, alarms): (&Node, bool, &Alarms<'_>),
        problems: &mut Problems,
    ) -> Option<(DeploymentBounds, EndConditions, DeploymentStrategy)> {
        arguments.get("deploymentConfiguration")?;
        self.bounds = deployment::bounds(arguments, self.bounds, problems);
        deployment::check_modelled(arguments, problems);
        let current = (&self.end_conditions, self.bounds);
        self.end_conditions = end_conditions::read(arguments, current, (is_daemon, alarms), problems);
        self.strategy = strategy::read(arguments, &self.strategy, (service, is_daemon), problems);
        Some((self.bounds, self.end_conditions.clone(), self.strategy.clone()))
    }
}

/// The desired counts of a service: of its creation, then of each call that sets one, in the order in which they are read.
#[derive(Clone)]
pub struct DesiredCounts(Vec<(ActionTime, u32)>);

impl DesiredCounts {
    /// A call sets it.
    pub fn set(&mut self, at: &ActionTime, count: u32) {
        self.0.push((at.clone(), count));
    }

    /// What the call read last has set.
    pub fn last(&self) -> u32 {
        self.0.last().map_or(0, |(_, count)| *count)
    }

    /// The most that is ever wanted.
    pub fn peak(&self) -> u32 {
        self.0.iter().map(|(_, count)| *count).max().unwrap_or(0)
    }

    /// The most that may be wanted when a call is made: of every count that no other one is sure to have replaced by then.
    pub fn most_at(&self, at: &ActionTime) -> u32 {
        let is_replaced = |number: usize, since: SimTime| {
            let mut later = self.0[number + 1..].iter();
            later.any(|(other, _)| other.earliest() >= since && other.latest() <= at.earliest())
        };
        let all = self.0.iter().enumerate();
        let possible = all.filter(|(number, (set, _))| !is_replaced(*number, set.latest()));
        possible.map(|(_, (_, count))| *count).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Distribution;
    use crate::time::SimDuration;

    #[test]
    fn a_count_may_stand_until_another_one_is_sure_to_have_come() {
        let minutes = SimDuration::from_mins;
        let at = |minute| ActionTime::At(SimTime::ZERO + minutes(minute));
        let between =
            |low, high| ActionTime::Drawn(Distribution::Uniform { low: minutes(low), high: minutes(high) });
        let exponential = ActionTime::Drawn(Distribution::Exponential { mean: minutes(1) });
        // Four tasks from the beginning, none from this time on: how many may be wanted at that one?
        for (none, when, most) in [
            (at(10), at(10), 0),
            (at(10), at(9), 4),
            (between(5, 10), at(10), 0),
            (between(5, 10), between(10, 20), 0),
            (between(5, 10), between(9, 20), 4),
            (exponential.clone(), at(60), 4),
            (at(10), exponential, 4),
        ] {
            let mut counts = DesiredCounts(vec![(at(0), 4)]);
            counts.set(&none, 0);
            assert_eq!(counts.most_at(&when), most, "{none:?}, {when:?}");
            assert_eq!((counts.last(), counts.peak()), (0, 4));
        }
    }
}
