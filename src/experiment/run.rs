//! Every variant with every replication on a pool of threads.

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;

use rayon::prelude::*;

use super::part::{Keep, Part};
use super::seed::replication_seed;
use super::{Progress, Replication, SeriesSums};
use crate::engine::{Halt, simulate};
use crate::model::Model;
use crate::observe::{Detail, RunOutcome, Series};
use crate::scenario::Scenario;

/// What simulates one run: the engine, or a stand-in in tests.
pub(super) trait Simulate: Fn(&Arc<Model>, u64, Detail) -> Result<RunOutcome, Halt> + Sync {}

impl<F: Fn(&Arc<Model>, u64, Detail) -> Result<RunOutcome, Halt> + Sync> Simulate for F {}

/// Runs everything on `jobs` threads, at least one, and no more than there are runs, but for what `keep` has already.
///
/// Results never depend on `jobs`: each run has its seed by its number alone, and parts are told apart by their position.
/// A variant is built when a part of it begins, and what a part left is handed to `keep` when it ends, so that memory
/// does not grow with variants or replications.
///
/// # Errors
///
/// When a part cannot be kept, or a program gave no answer.
///
/// # Panics
///
/// When the operating system refuses to start a thread.
pub fn run(scenario: &Scenario, jobs: usize, keep: &impl Keep, progress: &dyn Progress) -> io::Result<()> {
    run_with(scenario, jobs, keep, progress, &simulate_shared)
}

/// A run of a model that other runs read at the same time.
pub(super) fn simulate_shared(model: &Arc<Model>, seed: u64, detail: Detail) -> Result<RunOutcome, Halt> {
    simulate(Arc::clone(model), seed, detail)
}

pub(super) fn run_with(
    scenario: &Scenario,
    jobs: usize,
    keep: &impl Keep,
    progress: &dyn Progress,
    simulate: &impl Simulate,
) -> io::Result<()> {
    let variants = scenario.variants.len();
    let parts = scenario.replications.div_ceil(keep.replications_of_a_part());
    let runs = variants.saturating_mul(scenario.replications as usize);
    pool(jobs, runs).install(|| {
        (0..variants).into_par_iter().try_for_each(|variant| {
            (0..parts).into_par_iter().try_for_each(|part| {
                if keep.has(variant, part) {
                    replications_of(scenario, keep, part).for_each(|_| progress.run_done());
                    return Ok(());
                }
                let run = run_part(scenario, (variant, part), keep, progress, simulate);
                match scenario.programs.failure() {
                    // What was answered in time is as good as ever.
                    Some(failure) if run.was_stopped_by_a_program() => Err(io::Error::other(failure.clone())),
                    _ => keep.keep(run),
                }
            })
        })
    })
}

/// The numbers of the replications of a part.
fn replications_of<K: Keep>(scenario: &Scenario, keep: &K, part: u32) -> RangeInclusive<u32> {
    let size = keep.replications_of_a_part();
    part * size + 1..=scenario.replications.min((part + 1).saturating_mul(size))
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

fn run_part<K: Keep>(
    scenario: &Scenario,
    (number, part): (usize, u32),
    keep: &K,
    progress: &dyn Progress,
    simulate: &impl Simulate,
) -> Part<K::Records> {
    let variant = scenario.variants.get(number);
    let replications: Vec<u32> = replications_of(scenario, keep, part).collect();
    let runs: Vec<Run<K::Records>> = replications
        .into_par_iter()
        .map(|replication| {
            let seed = replication_seed(scenario.seed, replication);
            let outcome = simulate(&variant.model, seed, detail(keep, replication));
            progress.run_done();
            Run::new((replication, seed), outcome, |run| keep.record(&variant, replication, run))
        })
        .collect();
    let mut of = Part {
        variant: number,
        number: part,
        replications: Vec::new(),
        series: SeriesSums::default(),
        notes: Vec::new(),
        records: Vec::new(),
    };
    for run in runs {
        if run.replication.number == 1 {
            of.notes = run.notes;
        }
        of.series.add(&run.series);
        of.records.extend(run.records);
        of.replications.push(run.replication);
    }
    of
}

/// The first replication tells what a reader should know, whatever is kept of its records.
fn detail(keep: &impl Keep, replication: u32) -> Detail {
    match (keep.wants_records(replication), replication) {
        (true, _) => Detail::Full,
        (false, 1) => Detail::Notes,
        (false, _) => Detail::Metrics,
    }
}

/// What is kept of a run until its part is done.
struct Run<R> {
    replication: Replication,
    series: Vec<Series>,
    notes: Vec<String>,
    records: Option<R>,
}

impl<R> Run<R> {
    fn new(
        (number, seed): (u32, u64),
        outcome: Result<RunOutcome, Halt>,
        record: impl FnOnce(&RunOutcome) -> Option<R>,
    ) -> Self {
        let of = |digest, events, outcome| Replication { number, seed, digest, events, outcome };
        match outcome {
            Err(halt) => Self {
                replication: of(0, 0, Err(halt)),
                series: Vec::new(),
                notes: Vec::new(),
                records: None,
            },
            Ok(run) => {
                let records = record(&run);
                let RunOutcome { digest, events, metrics, series, notes, .. } = run;
                Self { replication: of(digest, events, Ok(metrics)), series, notes, records }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::experiment::in_memory::InMemory;
    use crate::experiment::testing;
    use crate::experiment::{Fold, Summary, VariantResults};
    use crate::observe::Metric;
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
        if detail == Detail::Notes {
            outcome.metrics.insert("noted".to_owned(), Metric::Text("yes".to_owned()));
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

    fn results(scenario: &Scenario, jobs: usize, kept: &InMemory) -> Vec<VariantResults> {
        run_with(scenario, jobs, kept, &(), &stand_in).expect("memory takes everything");
        kept.folded(scenario)
    }

    #[test]
    fn threads_and_parts_change_nothing() {
        let scenario = scenario();
        let one = results(&scenario, 1, &InMemory::of_parts(8));
        for (jobs, size) in [(0, 8), (2, 8), (7, 8), (2, 3), (7, 1), (1, 100)] {
            assert_eq!(
                results(&scenario, jobs, &InMemory::of_parts(size)),
                one,
                "{jobs} jobs, parts of {size}"
            );
        }
        assert_eq!(one.len(), 6);
    }

    #[test]
    fn no_more_threads_are_started_than_there_are_runs() {
        for (jobs, runs, threads) in [(0, 3, 1), (2, 3, 2), (1_000_000, 3, 3), (4, 0, 1), (1_000, 900, 512)] {
            assert_eq!(pool(jobs, runs).current_num_threads(), threads, "{jobs} jobs for {runs} runs");
        }
    }

    #[test]
    fn replications_have_the_same_seeds_in_every_variant_and_only_the_first_has_notes() {
        let scenario = scenario();
        let kept = InMemory::of_parts(5);
        let results = results(&scenario, 2, &kept);
        let halted = (1..=8).filter(|&number| replication_seed(1, number).is_multiple_of(3));
        let halted: Vec<u32> = halted.collect();
        assert!(!halted.is_empty() && halted.len() < 7, "the scenario's seed shows both kinds: {halted:?}");
        for (number, variant) in results.iter().enumerate() {
            assert_eq!(variant.halted.iter().map(|(number, _)| *number).collect::<Vec<_>>(), halted);
            assert_eq!(variant.metrics["noted"], Summary::Text("yes".to_owned()));
            let Summary::Number { samples, .. } = variant.metrics["m"] else { panic!("m is a figure") };
            assert_eq!(samples as usize + halted.len(), 8);
            assert_eq!(variant.events, 2 * u64::from(samples));
            let replications = kept.replications(number);
            let seeds = replications.iter().map(|of| (of.number, of.seed));
            assert!(seeds.eq((1..=8).map(|number| (number, replication_seed(1, number)))));
            let stopped = replications.iter().filter(|of| of.outcome.is_err()).map(|of| of.number);
            assert!(stopped.eq(halted.iter().copied()));
        }
        let mean = |variant: usize| results[variant].metrics["m"].mean().expect("a figure");
        // Same seeds, desired counts 2 and 5: the difference is exactly 3.
        assert!((mean(4) - mean(0) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn progress_hears_of_every_run_also_of_those_that_are_there_already() {
        let scenario = scenario();
        let kept = InMemory::of_parts(3);
        for _ in 0..2 {
            let count = Count(AtomicU32::new(0));
            run_with(&scenario, 2, &kept, &count, &stand_in).expect("memory takes everything");
            assert_eq!(count.0.into_inner(), 6 * 8);
        }
    }

    #[test]
    fn parts_that_are_there_are_not_run_again() {
        let scenario = scenario();
        let (whole, continued) = (InMemory::of_parts(3), InMemory::of_parts(3));
        let all = results(&scenario, 2, &whole);
        whole.hand_on(&continued, |variant, part| variant % 2 == 0 && part != 1);
        let runs = AtomicU32::new(0);
        let counted = |model: &Arc<Model>, seed: u64, detail: Detail| {
            runs.fetch_add(1, Ordering::Relaxed);
            stand_in(model, seed, detail)
        };
        run_with(&scenario, 2, &continued, &(), &counted).expect("memory takes everything");
        // Of three variants all eight, of the others the three of the part in the middle.
        assert_eq!(runs.into_inner(), 3 * 8 + 3 * 3);
        assert_eq!(continued.folded(&scenario), all);
    }

    #[test]
    fn the_first_error_ends_it() {
        let kept = InMemory::full();
        let error = run_with(&scenario(), 2, &kept, &(), &stand_in).expect_err("nothing can be kept");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn the_digest_of_a_variant_depends_on_each_replication() {
        let digest = |digests: [u64; 2]| {
            let mut fold = Fold::expecting(&[]);
            for (number, digest) in (1..).zip(digests) {
                let outcome = Ok(BTreeMap::new());
                fold.replication(&Replication { number, seed: 1, digest, events: 0, outcome });
            }
            fold.finish(Vec::new()).digest
        };
        assert_ne!(digest([1, 2]), digest([2, 1]));
        assert_ne!(digest([1, 2]), digest([1, 3]));
    }
}
