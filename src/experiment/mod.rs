//! Many runs: every variant with every replication, in parallel, collected in order.

mod advice;
mod assumptions;
mod baseline;
mod determinism;
mod expectations;
mod fold;
mod frequencies;
mod in_memory;
mod part;
pub mod records;
mod replication;
mod run;
mod seed;
mod series_sums;
mod statistics;
mod summaries;
mod summary;
#[cfg(test)]
pub(crate) mod testing;

pub use advice::{SharedAdvice, SharedFindings, SharedUnjudged, advise_all};
pub use assumptions::{
    Alternative, Assumptions, Change, Flip, Kind, Level, Movement, Outcome, Pairs, Plan, Tally, Threshold,
    Tried, Verdict, stress,
};
pub use baseline::{Baseline, Earlier};
pub use determinism::{Difference, Divergence, check_determinism};
pub use expectations::{Fault, Judged};
pub use fold::Fold;
pub use frequencies::{Frequencies, QUANTILES};
pub use in_memory::run_in_memory;
pub use part::{Keep, Part};
pub use replication::Replication;
pub use run::run;
pub use seed::replication_seed;
pub use series_sums::SeriesSums;
pub use summaries::Summaries;
pub use summary::Summary;

pub use crate::engine::Halt;
use crate::observe::Series;
use crate::scenario::{Point, Scenario};

/// All runs of a scenario.
#[derive(Debug)]
pub struct Results<'s> {
    /// The scenario.
    pub scenario: &'s Scenario,
    /// Name and settings of each variant, in the order of the scenario.
    pub points: Vec<Point>,
    /// What became of each, likewise.
    pub variants: Vec<VariantResults>,
    /// Whether the answer stands with other values of the settings that are guesses, where that was asked.
    pub assumptions: Option<Assumptions>,
    /// The results of an earlier run to compare with, where that was asked.
    pub baseline: Option<Baseline>,
}

/// The runs of one variant.
#[derive(Clone, Debug, PartialEq)]
pub struct VariantResults {
    /// Over its replications' digests.
    pub digest: u64,
    /// Events handled over all replications that came to their end.
    pub events: u64,
    /// Metrics over its replications.
    pub metrics: Summaries,
    /// How the metrics of the scenario's `distributions` are distributed over its replications, in the order of the alphabet.
    pub frequencies: Vec<Frequencies>,
    /// What became of each expectation for it, in the order of the scenario.
    pub expectations: Vec<Judged>,
    /// Time series, each the mean over the replications that have it.
    pub series: Vec<Series>,
    /// What a reader should know of the first replication besides the figures.
    pub notes: Vec<String>,
    /// The guards that ended replications, with the replication's number from 1.
    pub halted: Vec<(u32, String)>,
}

/// Told after each run.
pub trait Progress: Sync {
    /// One more run is done.
    fn run_done(&self);

    /// So many more runs are to come than was said before.
    fn more_runs(&self, runs: u64);
}

/// Tells nobody.
impl Progress for () {
    fn run_done(&self) {}

    fn more_runs(&self, _: u64) {}
}

impl Results<'_> {
    /// Every variant with its results, in the order of the scenario.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Point, &VariantResults)> + Clone + '_ {
        self.points.iter().zip(&self.variants)
    }

    /// Whether a guard ended any run.
    #[must_use]
    pub fn any_halted(&self) -> bool {
        self.variants.iter().any(|variant| !variant.halted.is_empty())
    }

    /// Whether every expectation is met, in every variant that it is for.
    #[must_use]
    pub fn all_met(&self) -> bool {
        self.variants.iter().flat_map(|variant| &variant.expectations).all(Judged::is_met)
    }
}
