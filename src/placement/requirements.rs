//! What binds a request, strategies aside: requests with the same requirements are refused and accepted alike, but for
//! `distinctInstance`, which looks at the group that asks.

use super::request::Request;
use crate::model::{AttributeId, ClusterId, Constraints, Demand, Location, QueryId};

/// Everything of a request that the filter reads, the group aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirements {
    cluster: ClusterId,
    demand: Demand,
    required_attributes: Vec<AttributeId>,
    member_of: Vec<QueryId>,
    constraints: Constraints,
    location: Option<Location>,
}

impl Requirements {
    /// What `request` requires.
    #[must_use]
    pub fn of(request: &Request<'_>) -> Self {
        Self {
            cluster: request.cluster,
            demand: request.demand().clone(),
            required_attributes: request.required_attributes().collect(),
            member_of: request.definition.member_of.clone(),
            constraints: request.rules.constraints.clone(),
            location: request.rules.location.clone(),
        }
    }

    /// Whether `request` requires just this.
    #[must_use]
    pub fn are_of(&self, request: &Request<'_>) -> bool {
        self.cluster == request.cluster
            && self.demand == *request.demand()
            && self.required_attributes.iter().copied().eq(request.required_attributes())
            && self.member_of == request.definition.member_of
            && self.constraints == request.rules.constraints
            && self.location == request.rules.location
    }

    /// The cluster whose instances are asked.
    #[must_use]
    pub fn cluster(&self) -> ClusterId {
        self.cluster
    }

    /// Whether the group that asks matters.
    #[must_use]
    pub fn distinct_instance(&self) -> bool {
        self.constraints.distinct_instance
    }
}
