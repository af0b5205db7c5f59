//! Proof by repetition: every run twice, and the first thing that differs by name.

use std::fmt;

use rayon::prelude::*;

use super::run::{Simulate, pool, simulate_shared};
use super::{Progress, records, replication_seed};
use crate::engine::Halt;
use crate::observe::{Detail, RunOutcome};
use crate::scenario::Scenario;

/// Two runs of the same variant and replication that should have been one and the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The variant's name.
    pub variant: String,
    /// The replication, from 1.
    pub replication: u32,
    /// The first thing that differs.
    pub first: Divergence,
}

/// Where two runs part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Divergence {
    /// An entry of a list: the event log, the tasks, the instances, the deployments or the metrics.
    Entry {
        /// Which list.
        list: &'static str,
        /// Its position, from 1.
        number: usize,
        /// What the first run has there, `None` past its end.
        left: Option<String>,
        /// What the second run has there.
        right: Option<String>,
    },
    /// Nothing that is recorded differs, but some other fact or the order of facts did.
    Digest {
        /// Of the first run.
        left: u64,
        /// Of the second.
        right: u64,
    },
    /// A guard ended one of them, or both at different points.
    Halt {
        /// What ended the first run, `None` when it came to its end.
        left: Option<Halt>,
        /// What ended the second.
        right: Option<Halt>,
    },
}

/// Runs every variant and replication twice with all records on `jobs` threads and compares.
///
/// # Errors
///
/// The first difference in the order of variants and replications.
///
/// # Panics
///
/// When the operating system refuses to start a thread.
pub fn check_determinism(
    scenario: &Scenario,
    jobs: usize,
    progress: &dyn Progress,
) -> Result<(), Difference> {
    check_with(scenario, jobs, progress, &simulate_shared)
}

fn check_with(
    scenario: &Scenario,
    jobs: usize,
    progress: &dyn Progress,
    simulate: &impl Simulate,
) -> Result<(), Difference> {
    let runs: Vec<(usize, u32)> = (0..scenario.variants.len())
        .flat_map(|variant| (1..=scenario.replications).map(move |replication| (variant, replication)))
        .collect();
    let compare_one = |&(variant, replication): &(usize, u32)| {
        let variant = scenario.variants.get(variant);
        let seed = replication_seed(scenario.seed, replication);
        let once = || {
            let outcome = simulate(&variant.model, seed, Detail::Full);
            progress.run_done();
            outcome
        };
        let first = compare(&once(), &once())?;
        Some(Difference { variant: variant.name.clone(), replication, first })
    };
    let found = pool(jobs, runs.len()).install(|| runs.par_iter().find_map_first(compare_one));
    found.map_or(Ok(()), Err)
}

/// The first thing in which two outcomes differ, in the order in which a reader would look for its cause.
fn compare(left: &Result<RunOutcome, Halt>, right: &Result<RunOutcome, Halt>) -> Option<Divergence> {
    let (left, right) = match (left, right) {
        (Ok(left), Ok(right)) => (left, right),
        (left, right) => {
            let (left, right) = (left.as_ref().err().copied(), right.as_ref().err().copied());
            return (left != right).then_some(Divergence::Halt { left, right });
        }
    };
    first_entry("event", records::log(left), records::log(right))
        .or_else(|| first_entry("task", records::tasks(left), records::tasks(right)))
        .or_else(|| {
            first_entry("instance", records::instances(left).iter(), records::instances(right).iter())
        })
        .or_else(|| {
            first_entry("deployment", records::deployments(left).iter(), records::deployments(right).iter())
        })
        .or_else(|| first_entry("metric", left.metrics.iter(), right.metrics.iter()))
        .or_else(|| first_entry("time series", left.series.iter(), right.series.iter()))
        .or_else(|| {
            let (left, right) = (left.digest, right.digest);
            (left != right).then_some(Divergence::Digest { left, right })
        })
}

/// The first position at which two lists differ as text.
fn first_entry<T: fmt::Debug>(
    list: &'static str,
    left: impl Iterator<Item = T>,
    right: impl Iterator<Item = T>,
) -> Option<Divergence> {
    let mut left = left.map(|entry| format!("{entry:?}"));
    let mut right = right.map(|entry| format!("{entry:?}"));
    for number in 1.. {
        match (left.next(), right.next()) {
            (None, None) => break,
            (left, right) if left == right => {}
            (left, right) => return Some(Divergence::Entry { list, number, left, right }),
        }
    }
    None
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { variant, replication, first } = self;
        write!(f, "two runs of variant {variant}, replication {replication}, differ: {first}")
    }
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry { list, number, left, right } => {
                let text = |entry: &Option<String>| entry.clone().unwrap_or_else(|| "nothing".to_owned());
                write!(f, "{list} {number} is\n  {}\nin one and\n  {}\nin the other", text(left), text(right))
            }
            Self::Digest { left, right } => {
                write!(f, "digests {left:016x} and {right:016x}, although every record is the same")
            }
            Self::Halt { left, right } => {
                let text =
                    |halt: &Option<Halt>| halt.map_or("it came to its end".to_owned(), |h| h.to_string());
                write!(f, "of one, {}; of the other, {}", text(left), text(right))
            }
        }
    }
}

impl std::error::Error for Difference {}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::experiment::testing;
    use crate::observe::{LogRecord, TaskRecord};
    use crate::time::SimTime;

    fn halt(limit: u64) -> Halt {
        Halt::TotalEvents { at: SimTime::from_secs(1), limit }
    }

    #[test]
    fn runs_that_repeat_themselves_pass() {
        let scenario = testing::grid_scenario(&[1, 2], &[80]);
        assert_eq!(check_with(&scenario, 2, &(), &|_, seed, _| Ok(testing::full_outcome(seed))), Ok(()));
        assert_eq!(check_with(&scenario, 2, &(), &|_, _, _| Err(halt(1))), Ok(()));
    }

    #[test]
    fn the_first_variant_that_differs_is_named_on_any_number_of_threads() {
        let scenario = testing::grid_scenario(&[1, 2, 3], &[80]);
        for jobs in [1, 3] {
            let calls = AtomicU64::new(0);
            let found = check_with(&scenario, jobs, &(), &|model, seed, _| {
                let shift = if model.services[0].desired_count >= 2 {
                    calls.fetch_add(1, Ordering::Relaxed)
                } else {
                    0
                };
                Ok(testing::empty_outcome(seed + shift))
            });
            let difference = found.expect_err("digests never repeat from the second variant on");
            assert_eq!(
                (difference.variant.as_str(), difference.replication),
                ("desiredCount=2, hostPort=80", 1)
            );
        }
    }

    #[test]
    fn the_first_differing_record_is_shown() {
        let base = testing::full_outcome(1);
        let mut later = base.clone();
        let mut lines: Vec<LogRecord> = base.log.records().collect();
        lines[1].message.push('!');
        later.log = lines.into_iter().collect();
        later.digest += 1;
        let mut shorter = base.clone();
        shorter.log = base.log.records().take(base.log.len() - 1).collect();
        let mut other_task = base.clone();
        other_task.tasks = base.tasks.iter().map(|task| TaskRecord { exit_code: Some(9), ..task }).collect();
        let mut other_digest = base.clone();
        other_digest.digest = 7;
        for (other, list, number) in
            [(later, "event", 2), (shorter, "event", base.log.len()), (other_task, "task", 1)]
        {
            let found = compare(&Ok(base.clone()), &Ok(other));
            let Some(Divergence::Entry { list: named, number: at, .. }) = found else { panic!("{found:?}") };
            assert_eq!((named, at), (list, number));
        }
        assert_eq!(
            compare(&Ok(base.clone()), &Ok(other_digest)),
            Some(Divergence::Digest { left: 1, right: 7 })
        );
        assert_eq!(
            compare(&Ok(base), &Err(halt(1))),
            Some(Divergence::Halt { left: None, right: Some(halt(1)) })
        );
        assert!(compare(&Err(halt(1)), &Err(halt(2))).is_some());
    }

    #[test]
    fn a_difference_reads_as_a_sentence() {
        let difference = Difference {
            variant: "hostPort=80".to_owned(),
            replication: 3,
            first: Divergence::Entry { list: "event", number: 12, left: Some("a".to_owned()), right: None },
        };
        assert_eq!(
            difference.to_string(),
            "two runs of variant hostPort=80, replication 3, differ: event 12 is\n  a\nin one and\n  nothing\nin the other"
        );
    }
}
