//! `worst-fit`: even out the load, over several resources at once.
//!
//! The most that would remain after placing: the opposite of best fit, with the same sum. An instance that registers
//! none of a resource has nothing of it remaining, so it comes last.

use super::registry::Research;
use super::remaining::{RESOURCES, most_remaining, remaining};
use super::resource::{Resource, label};
use crate::model::{Candidate, Score, Scored, Strategy};

pub(super) const WORST_FIT: Research = Research {
    name: "worst-fit",
    arguments: &[RESOURCES],
    places: "the instance with the most left of all resources together, as parts of what it registers",
    stops: "a task on the instance with the least left without it",
    source: "Panigrahy et al., Heuristics for Vector Bin Packing, 2011",
    make: |arguments| Strategy::Scored(Scored::new(WorstFit { resources: arguments.resources() })),
};

#[derive(Debug)]
struct WorstFit {
    resources: Vec<Resource>,
}

impl Score for WorstFit {
    fn label(&self) -> String {
        label(WORST_FIT.name, &self.resources)
    }

    fn score(&self, candidate: &Candidate<'_>) -> u32 {
        most_remaining(&self.resources) - remaining(&self.resources, candidate)
    }

    fn looks_at_own_tasks(&self) -> bool {
        false
    }
}
