//! `swarm-spread`: Docker Swarm's order of nodes.
//!
//! The node with the fewest tasks of the service, then the one with the fewest tasks in all (`SwarmKit`'s scheduler,
//! `nodeLess`). Simplified: `SwarmKit` passes over nodes on which the service failed five times of late, and its placement
//! preferences (`spread` over labels) are entries of the chain before this one.

use super::registry::Research;
use crate::model::Strategy;

pub(super) const SWARM_SPREAD: Research = Research {
    name: "swarm-spread",
    arguments: &[],
    places: "the instance with the fewest tasks of the service, then the fewest tasks in all",
    stops: "a task on the instance with the most tasks of the service, then the most tasks in all",
    source: "Docker SwarmKit",
    make: |_| Strategy::SwarmSpread,
};
