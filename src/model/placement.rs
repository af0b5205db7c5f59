//! How a task asks to be placed: strategies, constraints, subnets.

use std::num::NonZeroU32;

use super::ids::{AttributeId, QueryId, VpcId, ZoneId};
use super::scoring::Scored;
use crate::program::Command;

/// What a service, or a `RunTask` call, says about the places of its tasks; its task definition may say more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlacementRules {
    /// Placement strategies in order; empty means the documented default of services (DF-01).
    pub strategies: Vec<Strategy>,
    /// Constraints that every instance has to meet.
    pub constraints: Constraints,
    /// Where its subnets are; `None` when it may go anywhere.
    pub location: Option<Location>,
    /// Attributes that an instance must have besides those of the task definition, sorted (LV-05).
    pub required_attributes: Vec<AttributeId>,
}

/// `placementConstraints` of a service or a call (CN-01).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Whether `distinctInstance` is asked for.
    pub distinct_instance: bool,
    /// Queries that have to hold, sorted; those of the task definition come in addition (CN-06).
    pub member_of: Vec<QueryId>,
}

/// Where the subnets of an `awsvpc` service or call are (EN-03, EN-04).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Their VPC.
    pub vpc: VpcId,
    /// Their zones, sorted.
    pub zones: Vec<ZoneId>,
}

/// One entry of `placementStrategy`: ECS's own (ST-01), then those of the literature and of other schedulers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strategy {
    /// Any of the remaining instances, equally likely.
    Random,
    /// Even out over instances (`instanceId`, `host`).
    SpreadInstance,
    /// Even out over the values of an attribute; the zone is `ecs.availability-zone`.
    SpreadAttribute(AttributeId),
    /// Least remaining CPU that still fits.
    BinpackCpu,
    /// Least remaining memory that still fits.
    BinpackMemory,
    /// The first instance that fits.
    FirstFit,
    /// Docker Swarm's: fewest tasks of the service, then fewest tasks.
    SwarmSpread,
    /// Kubernetes' topology spread constraint.
    TopologySpread(TopologySpread),
    /// So many of the remaining instances, drawn at random; later entries choose among them.
    PowerOfChoices(NonZeroU32),
    /// The least score.
    Scored(Scored),
    /// Those that a program keeps.
    Program(Command),
}

impl PlacementRules {
    /// Whether a strategy forbids instances that pass every rule: then how many copies fit is not a question about each
    /// instance by itself.
    #[must_use]
    pub fn bar_instances(&self) -> bool {
        self.strategies.iter().any(|strategy| {
            matches!(
                strategy,
                Strategy::TopologySpread(TopologySpread {
                    when_unsatisfiable: WhenUnsatisfiable::DoNotSchedule,
                    ..
                })
            )
        })
    }
}

/// A topology spread constraint of Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopologySpread {
    /// `topologyKey`: each value of the attribute is a domain.
    pub attribute: AttributeId,
    /// `maxSkew`: by how much a domain may exceed the one with the fewest tasks.
    pub max_skew: NonZeroU32,
    /// `whenUnsatisfiable`.
    pub when_unsatisfiable: WhenUnsatisfiable,
}

/// What becomes of domains beyond the skew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WhenUnsatisfiable {
    /// They take the task when no other can.
    ScheduleAnyway,
    /// They do not take the task.
    DoNotSchedule,
}
