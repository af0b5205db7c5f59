//! How a task asks to be placed: strategies, constraints, subnets.

use super::ids::{AttributeId, VpcId, ZoneId};

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
}

/// Where the subnets of an `awsvpc` service or call are (EN-03, EN-04).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Their VPC.
    pub vpc: VpcId,
    /// Their zones, sorted.
    pub zones: Vec<ZoneId>,
}

/// One entry of `placementStrategy` (ST-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
}
