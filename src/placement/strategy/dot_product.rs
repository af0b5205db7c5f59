//! `dot-product`: put a task where what is free has the shape of what it asks for.
//!
//! The greatest sum over resources of demand times what is free before placing, both as parts of what the instance
//! registers: the alignment score of Tetris (Grandl, Ananthanarayanan, Kandula, Rao and Akella, *Multi-resource Packing
//! for Cluster Schedulers*, 2014), after the dot product of Panigrahy et al., 2011. Simplified: neither weights by the
//! scarcity of a resource, nor disk and network, nor Tetris' joining with the shortest remaining time.

use super::registry::Research;
use super::remaining::{RESOURCES, most_remaining};
use super::resource::{Resource, WHOLE, label};
use crate::model::{Candidate, Score, Scored, Strategy};

pub(super) const DOT_PRODUCT: Research = Research {
    name: "dot-product",
    arguments: &[RESOURCES],
    places: "the instance whose free resources are most aligned with the demand",
    stops: "the task whose demand is least aligned with what is free without it",
    source: "Grandl et al., Multi-resource Packing for Cluster Schedulers, 2014",
    make: |arguments| Strategy::Scored(Scored::new(DotProduct { resources: arguments.resources() })),
};

#[derive(Debug)]
struct DotProduct {
    resources: Vec<Resource>,
}

impl Score for DotProduct {
    fn label(&self) -> String {
        label(DOT_PRODUCT.name, &self.resources)
    }

    fn score(&self, candidate: &Candidate<'_>) -> u32 {
        let alignment: u32 = self.resources.iter().map(|resource| alignment(*resource, candidate)).sum();
        most_remaining(&self.resources) - alignment
    }

    fn looks_at_own_tasks(&self) -> bool {
        false
    }
}

/// Demand times free over the square of what is registered, in billionths.
fn alignment(resource: Resource, candidate: &Candidate<'_>) -> u32 {
    let amount = |of| u128::from(resource.of(of));
    let square = amount(candidate.class.registered).pow(2);
    let product = amount(candidate.demand) * amount(candidate.free) * u128::from(WHOLE);
    let parts = product.checked_div(square).unwrap_or(0);
    u32::try_from(parts).map_or(WHOLE, |parts| parts.min(WHOLE))
}
