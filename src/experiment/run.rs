//! Every variant with every replication on a pool of threads.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::average::average;
use super::expectations::{self, Judged, Runs};
use super::seed::replication_seed;
use super::statistics::summarise;
use super::{Progress, Results, VariantResults};
use crate::engine::{Halt, simulate};
use crate::model::Model;
use crate::observe::{Detail, Metric, RunOutcome, Series};
use crate::scenario::{Scenario, Variant};

/// What simulates one run: the engine, or a stand-in in tests.
pub(super) trait Simulate: Fn(&Arc<Model>, u64, Detail) -> Result<RunOutcome, Halt> + Sync {}

impl<F: Fn(&Arc<Model>, u64, Detail) -> Result<RunOutcome, Halt> + Sync> Simulate for F {}

/// Runs everything on `jobs` threads, at least one, and no more than there are runs.
///
/// Results never depend on `jobs`: each run has its seed by its number alone, and everything is collected by position.
/// Of each variant only the first replication is kept whole; the others leave metrics and time series, and these are
/// merged as soon as the variant is done.
///
/// # Panics
///
/// When the operating system refuses to start a thread.
#[must_use]
pub fn run<'s>(scenario: &'s Scenario, jobs: usize, progress: &dyn Progress) -> Results<'s> {
    run_with(scenario, jobs, progress, &simulate_shared)
}

/// A run of a model that other runs read at the same time.
pub(super) fn simulate_shared(model: &Arc<Model>, seed: u64, detail: Detail) -> Result<RunOutcome, Halt> {
    simulate(Arc::clone(model), seed, detail)
}

pub(super) fn run_with<'s>(
    scenario: &'s Scenario,
    jobs: usize,
    progress: &dyn Progress,
    simulate: &impl Simulate,
) -> Results<'s> {
    let runs = scenario.variants.len().saturating_mul(scenario.replications as usize);
    let variants = pool(jobs, runs).install(|| {
        scenario
            .variants
            .par_iter()
            .enumerate()
            .map(|(position, variant)| {
                let runs = run_variant(scenario, variant, progress, simulate);
                let expectations = judge(scenario, position, &runs);
                VariantResults { expectations, ..merge(runs) }
            })
            .collect()
    });
    Results { scenario, variants, assumptions: None, baseline: None }
}

/// More threads gain nothing on any machine, and an operating system may refuse them.
const MAX_THREADS: usize = 512;

/// A pool of its own for `runs` runs: the global one would take its size from the environment.
///
/// A thread without a run to do is not started.
pub(super) fn pool(jobs: usize, runs: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.min(runs).clamp(1, MAX_THREADS))
        .build()
        .expect("the operating system starts the threads that --jobs asks for")
}

fn run_variant(
    scenario: &Scenario,
    variant: &Variant,
    progress: &dyn Progress,
    simulate: &impl Simulate,
) -> Vec<Run> {
    (1..=scenario.replications)
        .into_par_iter()
        .map(|number| {
            let detail = if number == 1 { Detail::Full } else { Detail::Metrics };
            let outcome = simulate(&variant.model, replication_seed(scenario.seed, number), detail);
            progress.run_done();
            Run::new(number, outcome)
        })
        .collect()
}

/// What becomes of the expectations for a variant.
fn judge(scenario: &Scenario, position: usize, runs: &[Run]) -> Vec<Judged> {
    let ended: Vec<_> = runs.iter().filter_map(Run::ended).map(|run| run.metrics).collect();
    let halted = runs.len() - ended.len();
    let model = &scenario.variants[position].model;
    expectations::judge(&scenario.expectations, position, model, &Runs { ended, halted })
}

/// What is kept of a run until its variant is done.
enum Run {
    Whole(Box<RunOutcome>),
    Figures(Figures),
    Halted(u32, Halt),
}

struct Figures {
    digest: u64,
    events: u64,
    metrics: BTreeMap<String, Metric>,
    series: Vec<Series>,
}

struct Ended<'r> {
    events: u64,
    metrics: &'r BTreeMap<String, Metric>,
    series: &'r [Series],
}

impl Run {
    fn new(number: u32, outcome: Result<RunOutcome, Halt>) -> Self {
        match outcome {
            Err(halt) => Self::Halted(number, halt),
            Ok(outcome) if number == 1 => Self::Whole(Box::new(outcome)),
            Ok(RunOutcome { digest, events, metrics, series, .. }) => {
                Self::Figures(Figures { digest, events, metrics, series })
            }
        }
    }

    /// What is merged, of a run that came to its end.
    fn ended(&self) -> Option<Ended<'_>> {
        match self {
            Self::Whole(run) => {
                Some(Ended { events: run.events, metrics: &run.metrics, series: &run.series })
            }
            Self::Figures(run) => {
                Some(Ended { events: run.events, metrics: &run.metrics, series: &run.series })
            }
            Self::Halted(..) => None,
        }
    }
}

fn merge(runs: Vec<Run>) -> VariantResults {
    let ended = || runs.iter().filter_map(Run::ended);
    let metrics = summarise(ended().map(|run| run.metrics));
    let series = average(ended().map(|run| run.series));
    let events = ended().map(|run| run.events).sum();
    let digest = digest_of(&runs);
    let (mut first, mut halted) = (None, Vec::new());
    for run in runs {
        match run {
            Run::Whole(outcome) => first = Some(*outcome),
            Run::Halted(number, halt) => halted.push((number, halt)),
            Run::Figures(_) => {}
        }
    }
    VariantResults { digest, events, metrics, expectations: Vec::new(), series, first, halted }
}

/// XXH3 over the replications in order: of each its digest, or the words of the guard that ended it.
fn digest_of(runs: &[Run]) -> u64 {
    let mut digest = Xxh3::new();
    for run in runs {
        match run {
            Run::Whole(outcome) => digest.update(&outcome.digest.to_le_bytes()),
            Run::Figures(figures) => digest.update(&figures.digest.to_le_bytes()),
            Run::Halted(number, halt) => digest.update(format!("{number}: {halt}").as_bytes()),
        }
    }
    digest.digest()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::experiment::Summary;
    use crate::experiment::testing;
    use crate::time::SimTime;

    struct Count(AtomicU32);

    impl Progress for Count {
        fn run_done(&self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }

        fn more_runs(&self, _: u64) {}
    }

    /// Any figures that depend on model, seed and detail; replications with a seed divisible by three are halted.
    fn stand_in(model: &Arc<Model>, seed: u64, detail: Detail) -> Result<RunOutcome, Halt> {
        if seed.is_multiple_of(3) {
            return Err(Halt::TotalEvents { at: SimTime::from_secs(5), limit: 10 });
        }
        let value = f64::from(u32::try_from(seed % 1_000).expect("small")) + f64::from(desired(model));
        let mut outcome = testing::empty_outcome(seed ^ u64::from(desired(model)));
        outcome.events = 2;
        outcome.metrics.insert("m".to_owned(), Metric::Number { value, unit: "tasks" });
        if detail == Detail::Full {
            outcome.metrics.insert("full".to_owned(), Metric::Text("yes".to_owned()));
        }
        Ok(outcome)
    }

    fn desired(model: &Model) -> u32 {
        model.services[0].desired_count
    }

    fn scenario() -> Scenario {
        let mut scenario = testing::grid_scenario(&[2, 3, 5], &[80, 0]);
        (scenario.seed, scenario.replications) = (1, 8);
        scenario
    }

    #[test]
    fn threads_change_nothing() {
        let scenario = scenario();
        let one = run_with(&scenario, 1, &(), &stand_in);
        for jobs in [0, 2, 7] {
            assert_eq!(run_with(&scenario, jobs, &(), &stand_in).variants, one.variants, "{jobs} jobs");
        }
        assert_eq!(one.variants.len(), 6);
    }

    #[test]
    fn no_more_threads_are_started_than_there_are_runs() {
        for (jobs, runs, threads) in [(0, 3, 1), (2, 3, 2), (1_000_000, 3, 3), (4, 0, 1), (1_000, 900, 512)] {
            assert_eq!(pool(jobs, runs).current_num_threads(), threads, "{jobs} jobs for {runs} runs");
        }
    }

    #[test]
    fn replications_have_the_same_seeds_in_every_variant_and_only_the_first_is_full() {
        let scenario = scenario();
        let results = run_with(&scenario, 2, &(), &stand_in);
        let halted = (1..=8).filter(|&number| replication_seed(1, number).is_multiple_of(3));
        let halted: Vec<u32> = halted.collect();
        assert!(!halted.is_empty() && halted.len() < 7, "the scenario's seed shows both kinds: {halted:?}");
        for variant in &results.variants {
            assert_eq!(variant.halted.iter().map(|(number, _)| *number).collect::<Vec<_>>(), halted);
            assert_eq!(variant.metrics["full"], Summary::Text("yes".to_owned()));
            let Summary::Number { samples, .. } = variant.metrics["m"] else { panic!("m is a figure") };
            assert_eq!(samples as usize + halted.len(), 8);
            assert_eq!(variant.events, 2 * u64::from(samples));
        }
        let mean = |variant: usize| results.variants[variant].metrics["m"].mean().expect("a figure");
        // Same seeds, desired counts 2 and 5: the difference is exactly 3.
        assert!((mean(4) - mean(0) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn progress_hears_of_every_run_and_a_halted_first_replication_leaves_no_outcome() {
        let mut scenario = scenario();
        scenario.seed = 3;
        let count = Count(AtomicU32::new(0));
        let results = run_with(&scenario, 2, &count, &stand_in);
        assert_eq!(count.0.into_inner(), 6 * 8);
        assert!(results.variants.iter().all(|variant| variant.first.is_none() && variant.halted[0].0 == 1));
        assert!(results.any_halted());
    }

    #[test]
    fn the_digest_of_a_variant_depends_on_each_replication() {
        let digest = |seeds: [u64; 2]| {
            let run = |number, seed| Run::new(number, Ok(testing::empty_outcome(seed)));
            digest_of(&[run(1, seeds[0]), run(2, seeds[1])])
        };
        assert_ne!(digest([1, 2]), digest([2, 1]));
        assert_ne!(digest([1, 2]), digest([1, 3]));
    }
}
