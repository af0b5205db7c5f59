//! `best-fit`: fill what is fullest, over several resources at once.
//!
//! The least sum of what would remain after placing, each resource as a part of what the instance registers. ECS's
//! `binpack` is best fit for one resource in absolute amounts. Bin-packing heuristics for vectors know many ways to
//! join the resources (Panigrahy, Talwar, Uyeda and Wieder, *Heuristics for Vector Bin Packing*, 2011); this is the
//! plain sum, without weights by demand. An instance that registers none of a resource has nothing of it remaining.

use super::registry::Research;
use super::remaining::{RESOURCES, remaining};
use super::resource::{Resource, label};
use crate::model::{Candidate, Score, Scored, Strategy};

pub(super) const BEST_FIT: Research = Research {
    name: "best-fit",
    arguments: &[RESOURCES],
    places: "the instance with the least left of all resources together, as parts of what it registers",
    stops: "a task on the instance with the most left without it",
    source: "Panigrahy et al., Heuristics for Vector Bin Packing, 2011",
    make: |arguments| Strategy::Scored(Scored::new(BestFit { resources: arguments.resources() })),
};

#[derive(Debug)]
struct BestFit {
    resources: Vec<Resource>,
}

impl Score for BestFit {
    fn label(&self) -> String {
        label(BEST_FIT.name, &self.resources)
    }

    fn score(&self, candidate: &Candidate<'_>) -> u32 {
        remaining(&self.resources, candidate)
    }

    fn looks_at_own_tasks(&self) -> bool {
        false
    }
}
