//! Service revisions: what deployments roll out.

use super::settings::ServiceSettings;
use crate::model::{
    AttributeId, Constraints, LoadBalancer, Location, PlacementRules, Service, TaskDefinitionId,
};

/// A service revision, as ECS calls it: a snapshot of what takes a deployment to change (services.md §2.1).
///
/// It never changes. A deployment points at the one that it rolls out, and whatever a task's service says about the
/// task is read from the revision of its deployment, or from the [`ServiceSettings`] of now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRevision {
    /// The task definition.
    pub task_definition: TaskDefinitionId,
    /// Target groups that its tasks join.
    pub load_balancers: Vec<LoadBalancer>,
    /// Where the subnets of its network configuration are; `None` when its tasks may go anywhere.
    pub location: Option<Location>,
    /// Attributes that Service Connect and the like require of instances (LV-05).
    pub required_attributes: Vec<AttributeId>,
    /// Constraints of a DAEMON service (§1.8); `None` for a REPLICA service, whose tasks obey those of now (ST-14).
    pub constraints: Option<Constraints>,
}

impl ServiceRevision {
    /// The first revision of a service.
    #[must_use]
    pub fn of(service: &Service) -> Self {
        let placement = &service.placement;
        Self {
            task_definition: service.task_definition,
            load_balancers: service.load_balancers.clone(),
            location: placement.location.clone(),
            required_attributes: placement.required_attributes.clone(),
            constraints: service.is_daemon().then(|| placement.constraints.clone()),
        }
    }

    /// The revision that follows, with another task definition and what has been set since.
    #[must_use]
    pub fn followed_by(&self, task_definition: TaskDefinitionId, settings: &ServiceSettings) -> Self {
        let constraints = self.constraints.as_ref().map(|_| settings.constraints.clone());
        Self { task_definition, constraints, ..self.clone() }
    }

    /// The same revision with its tasks in the other target groups, where load balancers have two.
    #[must_use]
    pub fn in_the_other_groups(mut self) -> Self {
        self.load_balancers.iter_mut().for_each(|balancer| *balancer = balancer.swapped());
        self
    }

    /// How its tasks ask to be placed under these settings.
    #[must_use]
    pub fn rules(&self, settings: &ServiceSettings) -> PlacementRules {
        PlacementRules {
            strategies: settings.strategies.clone(),
            constraints: self.constraints.as_ref().unwrap_or(&settings.constraints).clone(),
            location: self.location.clone(),
            required_attributes: self.required_attributes.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SchedulingStrategy, Strategy};

    fn distinct(distinct_instance: bool) -> Constraints {
        Constraints { distinct_instance, ..Constraints::default() }
    }

    /// Strategies are for tasks to come, whatever their revision; constraints wait for a deployment where §1.8 says so.
    #[test]
    fn st_14_settings_take_effect_at_once_except_the_constraints_of_daemons() {
        for (scheduling, before_deploying) in
            [(SchedulingStrategy::Replica, true), (SchedulingStrategy::Daemon, false)]
        {
            let service = Service { scheduling, ..Service::default() };
            let first = ServiceRevision::of(&service);
            let mut settings = ServiceSettings::of(&service);
            settings.strategies = vec![Strategy::SpreadInstance];
            settings.constraints = distinct(true);
            let rules = first.rules(&settings);
            assert_eq!(rules.strategies, [Strategy::SpreadInstance]);
            assert_eq!(rules.constraints, distinct(before_deploying), "{scheduling:?}");
            let next = first.followed_by(TaskDefinitionId::new(1), &settings);
            assert_eq!(next.rules(&settings).constraints, distinct(true), "{scheduling:?}");
            assert_eq!((first.task_definition.index(), next.task_definition.index()), (0, 1));
        }
    }
}
