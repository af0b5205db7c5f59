//! Calls of `RunTask` and `StartTask`: tasks that run once and belong to no service (RN-01…RN-06).

use super::distribution::Distribution;
use super::ids::{ArrivalId, ClusterId, GroupId, InstanceId, TaskDefinitionId};
use super::placement::PlacementRules;

/// One call as the scenario words it; an arrival stream makes it again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskCall {
    /// The cluster that is asked.
    pub cluster: ClusterId,
    /// What its tasks run: the registered definition, or one of its own that overrides have changed (RS-14).
    pub definition: TaskDefinitionId,
    /// The group its tasks belong to (QL-11).
    pub group: GroupId,
    /// Who chooses the instances.
    pub destination: Destination,
    /// `startedBy`, shown with the call.
    pub started_by: Option<String>,
    /// How long the first essential container of a task runs before it exits with 0; `None` leaves it to the application.
    pub run_time: Option<Distribution>,
    /// The arrival stream that makes it; `None` for an action.
    pub arrivals: Option<ArrivalId>,
}

/// How the tasks of a call find their instances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// `RunTask`: ECS chooses.
    Chosen {
        /// How many tasks (at most ten, RN-01).
        count: u32,
        /// Strategies, constraints and subnets; never without a strategy, since the default of a call is `random`
        /// (DF-03) and not that of services.
        rules: PlacementRules,
    },
    /// `StartTask`: one task on each of these, without strategies and constraints (RN-06).
    Named {
        /// The instances in the order of the call (at most ten, RN-01).
        instances: Vec<NamedInstance>,
        /// The subnets, where the tasks have interfaces of their own; strategies and constraints are empty.
        rules: PlacementRules,
    },
}

/// A container instance as `StartTask` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedInstance {
    /// The name in the call.
    pub name: String,
    /// The instance, `None` when the scenario has none of that name: the call answers `MISSING`.
    pub id: Option<InstanceId>,
}

impl TaskCall {
    /// How many tasks one call asks for.
    ///
    /// # Panics
    ///
    /// With 2^32 named instances; a call takes ten.
    #[must_use]
    pub fn count(&self) -> u32 {
        match &self.destination {
            Destination::Chosen { count, .. } => *count,
            Destination::Named { instances, .. } => u32::try_from(instances.len()).expect("at most ten"),
        }
    }

    /// The API's name for it.
    #[must_use]
    pub const fn api_name(&self) -> &'static str {
        match self.destination {
            Destination::Chosen { .. } => "RunTask",
            Destination::Named { .. } => "StartTask",
        }
    }

    /// What it says about places.
    #[must_use]
    pub const fn rules(&self) -> &PlacementRules {
        match &self.destination {
            Destination::Chosen { rules, .. } | Destination::Named { rules, .. } => rules,
        }
    }
}
