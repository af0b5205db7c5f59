//! Parts kept in memory, for tests.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::{Fold, Keep, Part, Replication, VariantResults};
use crate::observe::RunOutcome;
use crate::scenario::{Scenario, Variant};

/// Keeps the first replication of each variant whole, and of all others figures and series.
pub(crate) struct Kept {
    size: u32,
    /// Whether nothing can be kept.
    full: bool,
    parts: Mutex<BTreeMap<(usize, u32), Part<RunOutcome>>>,
}

impl Kept {
    pub(crate) fn of_parts(size: u32) -> Self {
        Self { size, full: false, parts: Mutex::default() }
    }

    /// A place that takes nothing.
    pub(crate) fn full() -> Self {
        Self { full: true, ..Self::of_parts(2) }
    }

    /// What the parts of each variant say together.
    pub(crate) fn folded(&self, scenario: &Scenario) -> Vec<VariantResults> {
        let parts = self.parts();
        let of = |variant: usize| {
            let mut fold = Fold::default();
            for part in parts.range((variant, 0)..=(variant, u32::MAX)).map(|(_, part)| part) {
                part.replications.iter().for_each(|replication| fold.replication(replication));
                fold.part(&part.series, part.notes.clone());
            }
            fold.finish()
        };
        (0..scenario.variants.len()).map(of).collect()
    }

    pub(crate) fn replications(&self, variant: usize) -> Vec<Replication> {
        let parts = self.parts();
        let of = parts.range((variant, 0)..=(variant, u32::MAX));
        of.flat_map(|(_, part)| part.replications.clone()).collect()
    }

    /// Gives another one the parts that it may have.
    pub(crate) fn hand_on(&self, other: &Self, may_have: impl Fn(usize, u32) -> bool) {
        let mut parts = self.parts();
        let moved = parts.extract_if(.., |&(variant, part), _| may_have(variant, part));
        other.parts().extend(moved);
    }

    fn parts(&self) -> std::sync::MutexGuard<'_, BTreeMap<(usize, u32), Part<RunOutcome>>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keep for Kept {
    type Records = RunOutcome;

    fn replications_of_a_part(&self) -> u32 {
        self.size
    }

    fn has(&self, variant: usize, part: u32) -> bool {
        self.parts().contains_key(&(variant, part))
    }

    fn record(&self, _: &Variant, replication: u32, run: &RunOutcome) -> Option<RunOutcome> {
        self.wants_records(replication).then(|| run.clone())
    }

    fn wants_records(&self, replication: u32) -> bool {
        replication == 1
    }

    fn keep(&self, part: Part<RunOutcome>) -> io::Result<()> {
        if self.full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.parts().insert((part.variant, part.number), part);
        Ok(())
    }
}
