//! All runs of a scenario in memory, where there are few.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Fold, Keep, Part, Progress, Results, VariantResults, run};
use crate::observe::RunOutcome;
use crate::scenario::{Scenario, Variant};

/// Replications of a part: their series are in memory at once until they are summed.
const REPLICATIONS_OF_A_PART: u32 = 64;

/// Runs everything on `jobs` threads and keeps the figures and series of all variants, but no records.
///
/// For few variants, and programs of one's own: the program itself writes down what runs leave, and forgets it.
///
/// # Panics
///
/// When the operating system refuses to start a thread.
///
/// ```
/// use std::path::Path;
/// use plimsoll::{experiment, scenario};
///
/// let text = "name = \"x\"\n[[containerInstances]]\ninstanceType = \"m5.large\"\n";
/// let loaded = scenario::load_text("x.toml", text, Path::new(""), &scenario::Overrides::default());
/// let scenario = loaded.scenario.expect("a valid scenario");
/// let results = experiment::run_in_memory(&scenario, 1, &());
/// assert_eq!(results.variants[0].metrics["cluster.instances.final"].mean(), Some(1.0));
/// ```
#[must_use]
pub fn run_in_memory<'s>(scenario: &'s Scenario, jobs: usize, progress: &dyn Progress) -> Results<'s> {
    let kept = InMemory::of_parts(REPLICATIONS_OF_A_PART);
    run(scenario, jobs, &kept, progress).expect("memory takes everything");
    let points = scenario.variants.points().collect();
    Results { scenario, points, variants: kept.folded(scenario), assumptions: None, baseline: None }
}

type Parts = BTreeMap<(usize, u32), Part<()>>;

/// Keeps figures, series and notes.
pub(super) struct InMemory {
    size: u32,
    /// Whether it takes nothing.
    full: bool,
    parts: Mutex<Parts>,
}

impl InMemory {
    pub(super) fn of_parts(size: u32) -> Self {
        Self { size, full: false, parts: Mutex::default() }
    }

    /// What the parts of each variant say together.
    pub(super) fn folded(&self, scenario: &Scenario) -> Vec<VariantResults> {
        let parts = self.parts();
        let of = |variant: usize| {
            let mut fold = Fold::expecting(&scenario.expectations).distributing(&scenario.distributions);
            for part in parts.range((variant, 0)..=(variant, u32::MAX)).map(|(_, part)| part) {
                part.replications.iter().for_each(|replication| fold.replication(replication));
                fold.part(&part.series, part.notes.clone());
            }
            let judged = fold.judged(scenario, variant);
            fold.finish(judged)
        };
        (0..scenario.variants.len()).map(of).collect()
    }

    fn parts(&self) -> MutexGuard<'_, Parts> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
impl InMemory {
    /// A place that takes nothing.
    pub(super) fn full() -> Self {
        Self { full: true, ..Self::of_parts(2) }
    }

    pub(super) fn replications(&self, variant: usize) -> Vec<super::Replication> {
        let parts = self.parts();
        let of = parts.range((variant, 0)..=(variant, u32::MAX));
        of.flat_map(|(_, part)| part.replications.clone()).collect()
    }

    /// Gives another one the parts that it may have.
    pub(super) fn hand_on(&self, other: &Self, may_have: impl Fn(usize, u32) -> bool) {
        let mut parts = self.parts();
        let moved = parts.extract_if(.., |&(variant, part), _| may_have(variant, part));
        other.parts().extend(moved);
    }
}

impl Keep for InMemory {
    type Records = ();

    fn replications_of_a_part(&self) -> u32 {
        self.size
    }

    fn has(&self, variant: usize, part: u32) -> bool {
        self.parts().contains_key(&(variant, part))
    }

    fn record(&self, _: &Variant, _: u32, _: &RunOutcome) -> Option<()> {
        None
    }

    fn wants_records(&self, _: u32) -> bool {
        false
    }

    fn keep(&self, part: Part<()>) -> io::Result<()> {
        if self.full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.parts().insert((part.variant, part.number), part);
        Ok(())
    }
}
