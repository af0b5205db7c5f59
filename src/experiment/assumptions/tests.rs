//! Stand-ins for the engine whose figures follow from the behaviour by a line of arithmetic.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::super::testing::{alter, empty_outcome, grid_scenario};
use super::*;
use crate::engine::Halt;
use crate::experiment::replication_seed;
use crate::model::{Behavior, Model, StoppedHostTasks};
use crate::observe::{Detail, Metric, RunOutcome};
use crate::scenario::Scenario;
use crate::time::{SimDuration, SimTime};

const METRIC: &str = "services.web.outage";

/// Two variants, which want 2 and 8 tasks.
fn scenario(replications: u32) -> Scenario {
    let mut scenario = grid_scenario(&[2, 8], &[80]);
    scenario.replications = replications;
    scenario
}

/// Runs whose figure is computed from behaviour, desired count and seed.
fn figures(of: impl Fn(&Behavior, f64, u64) -> Option<f64> + Sync) -> impl Simulate {
    move |model: &Arc<Model>, seed: u64, _: Detail| -> Result<RunOutcome, Halt> {
        let desired = f64::from(model.services[0].desired_count);
        let mut outcome = empty_outcome(seed);
        if let Some(value) = of(&model.behavior, desired, seed) {
            outcome.metrics.insert(METRIC.to_owned(), Metric::Number { value, unit: "seconds" });
        }
        Ok(outcome)
    }
}

fn stressed(scenario: &Scenario, simulate: &impl Simulate) -> Assumptions {
    let plan = Plan::of(scenario);
    let found = stress_with(scenario, &plan, vec![METRIC.to_owned()], 1, &(), simulate);
    let again = stress_with(scenario, &plan, vec![METRIC.to_owned()], 7, &(), simulate);
    assert_eq!(found, again, "threads decide nothing");
    found
}

/// Each verdict that flips: of which setting, at which value, from where on, and whether it is an order.
fn flips(of: &Assumptions) -> Vec<(&'static str, &str, Option<Threshold>, bool)> {
    let mut all = Vec::new();
    for tried in &of.tried {
        for alternative in &tried.alternatives {
            for flip in &alternative.flips {
                let is_order = matches!(of.verdicts[flip.verdict], Verdict::Order { .. });
                all.push((tried.setting, alternative.value.as_str(), flip.threshold, is_order));
            }
        }
    }
    all
}

fn alternative<'a>(of: &'a Assumptions, setting: &str, at: usize) -> &'a Alternative {
    &of.tried.iter().find(|tried| tried.setting == setting).expect("it is tried").alternatives[at]
}

/// How many verdicts flip, and how many are no longer clear.
fn shaken(of: &Assumptions) -> (usize, usize) {
    let tallies = [Kind::Level, Kind::Between, Kind::Order].map(|kind| of.tally(kind));
    let all: usize = tallies.iter().map(|tally| tally.all).sum();
    assert_eq!(all, of.verdicts.len());
    (tallies.iter().map(|of| of.flipped).sum(), tallies.iter().map(|of| of.unclear).sum())
}

fn seconds(of: SimDuration) -> f64 {
    of.as_secs_f64()
}

#[test]
fn where_nothing_depends_on_a_guess_every_verdict_holds() {
    let found = stressed(&scenario(1), &figures(|_, desired, _| Some(desired)));
    assert_eq!(found.verdicts.len(), 3, "a level of each variant and their order");
    assert_eq!((shaken(&found), found.halted()), ((0, 0), 0));
    let moved = |of: &Tried| of.alternatives.iter().any(|of| !of.changes.is_empty());
    assert!(!found.tried.iter().any(moved));
}

#[test]
fn a_level_flips_beyond_a_figure_that_is_found() {
    // None up to 67 s, with eight tasks; the default is 30 s and 95 % are 2 min.
    let over = |behavior: &Behavior, desired: f64, _| {
        Some(if desired > 2.0 { (seconds(behavior.termination_delay) - 67.0).max(0.0) } else { 5.0 })
    };
    let found = stressed(&scenario(1), &figures(over));
    let of_level: Vec<_> = flips(&found).into_iter().filter(|flip| !flip.3).collect();
    let [("terminationDelay", "\"2m\"", Some(Threshold::Beyond(at)), false)] = of_level[..] else {
        panic!("{of_level:?}")
    };
    assert!(at.abs_diff(67_000_000) < 1_500_000, "{at}");
    let change = &alternative(&found, "terminationDelay", 1).changes[0];
    assert_eq!(
        (change.variant, change.after.as_ref().and_then(crate::experiment::Summary::mean)),
        (1, Some(53.0))
    );
    assert_eq!(alternative(&found, "terminationDelay", 1).movements, [Movement::By(53.0)]);
}

#[test]
fn an_order_flips_when_the_opposite_is_clear() {
    // Two tasks do without for the delay, eight for 60 s.
    let crossing = |behavior: &Behavior, desired: f64, seed: u64| {
        let noise = f64::from(u32::try_from(seed % 7).expect("small"));
        let delay = seconds(behavior.termination_delay);
        Some(noise + if desired > 2.0 { 60.0 } else { delay })
    };
    for replications in [1, 6] {
        let found = stressed(&scenario(replications), &figures(crossing));
        let [("terminationDelay", "\"2m\"", Some(Threshold::Beyond(at)), true)] = flips(&found)[..] else {
            panic!("{:?}", flips(&found))
        };
        // One replication alone has to differ by 5 %.
        let expected = if replications == 1 { 60_000_000..67_000_000 } else { 59_000_000..62_000_000 };
        assert!(expected.contains(&at), "{at}");
    }
}

#[test]
fn an_order_that_chance_may_explain_is_no_longer_clear_and_not_flipped() {
    // The lead of the second variant shrinks to what differs between replications anyway.
    let fading = |behavior: &Behavior, desired: f64, seed: u64| {
        let lead = if behavior.termination_delay > SimDuration::from_secs(60) { -0.2 } else { 9.0 };
        let noise = if seed.is_multiple_of(2) { 1.0 } else { -1.0 };
        Some(if desired > 2.0 { 20.0 + lead + noise } else { 20.0 })
    };
    let found = stressed(&scenario(9), &figures(fading));
    assert_eq!(flips(&found), []);
    assert_eq!(alternative(&found, "terminationDelay", 1).unclear.len(), 1);
    assert_eq!(shaken(&found), (0, 1));
}

#[test]
fn an_order_holds_only_where_it_is_clear_again() {
    // A narrow lead that other chances hide, with the same mean: it is not seen that it holds.
    let redrawn = |behavior: &Behavior, desired: f64, seed: u64| {
        let noise =
            if behavior.first_task_alone { 0.0 } else { [9.0, -9.0][usize::from(seed.is_multiple_of(2))] };
        Some(if desired > 2.0 { 21.0 + noise } else { 20.0 })
    };
    let found = stressed(&scenario(20), &figures(redrawn));
    assert_eq!(found.tally(Kind::Order), Tally { all: 1, flipped: 0, unclear: 1 });
    assert_eq!(alternative(&found, "firstTaskAlone", 0).unclear.len(), 1);
    assert_eq!(alternative(&found, "firstTaskAlone", 0).movements, [Movement::None]);
}

#[test]
fn what_is_in_between_flips_where_it_comes_to_a_level_and_is_nothing_else() {
    let sometimes = |behavior: &Behavior, _: f64, seed: u64| {
        let stuck = behavior.stopped_host_tasks == StoppedHostTasks::Stuck && seed.is_multiple_of(3);
        let capacity = behavior.retry_on_capacity && !seed.is_multiple_of(3);
        Some(if stuck || capacity { 0.0 } else { 4.0 })
    };
    let found = stressed(&scenario(60), &figures(sometimes));
    assert_eq!(found.tally(Kind::Level).all, 0, "nothing that a planner asks for");
    assert_eq!(found.tally(Kind::Between), Tally { all: 2, flipped: 2, unclear: 0 });
    assert!(alternative(&found, "stoppedHostTasks", 0).unclear.is_empty());
    assert_eq!(alternative(&found, "retryOnCapacity", 0).flips.len(), 2);
}

#[test]
fn pairs_of_which_nothing_is_said_are_counted() {
    // 2 and 8 tasks are told apart, 8 and 9 are the same, 2 and 9 as 2 and 8; what 20 have differs by chance alone.
    let mut scenario = grid_scenario(&[2, 8, 9, 20], &[80]);
    scenario.replications = 20;
    let of = |_: &Behavior, desired: f64, seed: u64| {
        let noise = [30.0, -30.0][usize::from(seed.is_multiple_of(2))];
        Some(if desired > 9.0 { 5.0 + noise } else { desired.min(8.0) })
    };
    let found = stressed(&scenario, &figures(of));
    assert_eq!(found.pairs, Pairs { equal: 1, told: 2, untold: 3 });
    assert_eq!((found.pairs.all(), found.tally(Kind::Order).all), (6, 2));
    let none = stressed(&scenario, &figures(|_, _, _| None));
    assert_eq!(none.pairs, Pairs::default(), "nothing to compare");
}

#[test]
fn what_a_variant_writes_is_known_be_it_the_default() {
    let mut scenario = scenario(1);
    alter(&mut scenario, 1, |variant| variant.written = vec!["terminationDelay"]);
    assert_eq!(Plan::of(&scenario).known, ["terminationDelay"]);
}

#[test]
fn a_level_flips_in_most_replications_and_is_unclear_in_fewer() {
    let sometimes = |behavior: &Behavior, _: f64, seed: u64| {
        let stuck = behavior.stopped_host_tasks == StoppedHostTasks::Stuck && seed.is_multiple_of(3);
        let capacity = behavior.retry_on_capacity && !seed.is_multiple_of(3);
        Some(if stuck || capacity { 4.0 } else { 0.0 })
    };
    let found = stressed(&scenario(60), &figures(sometimes));
    assert!(flips(&found).iter().all(|flip| flip.0 == "retryOnCapacity" && flip.2.is_none()));
    assert_eq!(flips(&found).len(), 2);
    assert_eq!(alternative(&found, "stoppedHostTasks", 0).unclear.len(), 2);
}

#[test]
fn a_figure_that_is_gone_flips_its_level() {
    let never = |behavior: &Behavior, _: f64, _| behavior.retry_after_own_stops.then_some(30.0);
    let found = stressed(&scenario(1), &figures(never));
    assert_eq!(flips(&found), [("retryAfterOwnStops", "false", None, false); 2]);
    let alternative = alternative(&found, "retryAfterOwnStops", 0);
    assert_eq!((alternative.movements[0], &alternative.changes[0].after), (Movement::Otherwise, &None));
}

#[test]
fn what_the_scenario_sets_is_not_tried_and_what_its_settings_rule_out_neither() {
    let mut scenario = scenario(1);
    alter(&mut scenario, 1, |variant| {
        let behavior = &mut Arc::make_mut(&mut variant.model).behavior;
        behavior.termination_delay = SimDuration::from_secs(40);
        behavior.throttle_maximum = SimDuration::from_secs(30);
    });
    let plan = Plan::of(&scenario);
    assert_eq!(plan.known, ["terminationDelay"], "in one variant is enough, and throttleMaximum is no guess");
    let found = stressed(&scenario, &figures(|_, _, _| Some(1.0)));
    assert!(found.tried.iter().all(|tried| tried.setting != "terminationDelay"));
    let throttle = found.tried.iter().find(|tried| tried.setting == "throttleInitial").expect("it is tried");
    let values: Vec<&str> = throttle.alternatives.iter().map(|of| of.value.as_str()).collect();
    assert_eq!(values, ["\"5s\""], "a first delay of 1 min is longer than the longest");
}

#[test]
fn progress_hears_of_every_run_and_of_those_that_were_not_planned() {
    #[derive(Default)]
    struct Count {
        done: AtomicU64,
        more: AtomicU64,
    }
    impl Progress for Count {
        fn run_done(&self) {
            self.done.fetch_add(1, Ordering::Relaxed);
        }

        fn more_runs(&self, runs: u64) {
            self.more.fetch_add(runs, Ordering::Relaxed);
        }
    }
    let scenario = scenario(3);
    let (plan, count) = (Plan::of(&scenario), Count::default());
    let over = |behavior: &Behavior, _: f64, _| Some((seconds(behavior.termination_delay) - 67.0).max(0.0));
    stress_with(&scenario, &plan, vec![METRIC.to_owned()], 2, &count, &figures(over));
    // Twenty-one figures with two ends, six choices and the default, in two variants.
    assert_eq!(plan.runs(&scenario), (2 * 21 + 6 + 1) * 2 * 3);
    let (done, more) = (count.done.into_inner(), count.more.into_inner());
    assert_eq!(more, 6 * 2 * 3, "both variants are needed for each halving");
    assert_eq!(done, plan.runs(&scenario) + more);
}

#[test]
fn runs_that_a_guard_ends_are_counted_and_nothing_is_judged_by_them() {
    let halting = |model: &Arc<Model>, seed: u64, _: Detail| {
        if model.behavior.retry_on_capacity && seed != 1 {
            return Err(Halt::TotalEvents { at: SimTime::from_secs(5), limit: 10 });
        }
        Ok(empty_outcome(seed))
    };
    let found = stressed(&scenario(4), &halting);
    assert_eq!((found.halted(), alternative(&found, "retryOnCapacity", 0).halted), (6, 6));
    assert_eq!(shaken(&found), (0, 0), "the first replication still has what it had");
}

#[test]
fn every_value_meets_the_same_chances_in_every_variant() {
    let seen = Mutex::new(BTreeMap::<(String, u32), BTreeSet<u64>>::new());
    let look = |model: &Arc<Model>, seed: u64, _: Detail| {
        let behavior = format!("{:?}", model.behavior);
        let desired = model.services[0].desired_count;
        assert!(seen.lock().expect("no test panics").entry((behavior, desired)).or_default().insert(seed));
        Ok(empty_outcome(seed))
    };
    let scenario = scenario(3);
    let plan = Plan::of(&scenario);
    stress_with(&scenario, &plan, vec![METRIC.to_owned()], 2, &(), &look);
    let seen = seen.into_inner().expect("no test panics");
    let expected: BTreeSet<u64> = (1..=3).map(|number| replication_seed(scenario.seed, number)).collect();
    assert_eq!(seen.len() as u64 * 3, plan.runs(&scenario), "no value is tried twice");
    assert!(seen.values().all(|seeds| *seeds == expected));
}

#[test]
fn a_count_by_reason_that_never_occurs_is_none_of_its_total() {
    let failures = |model: &Arc<Model>, seed: u64, _: Detail| {
        let mut outcome = empty_outcome(seed);
        let mut count = |name: &str| {
            let metric = Metric::Number { value: 3.0, unit: "failures" };
            outcome.metrics.insert(name.to_owned(), metric);
        };
        count("services.web.placementFailures");
        if model.behavior.retry_on_capacity {
            count("services.web.placementFailures.RESOURCE:CPU");
        }
        Ok(outcome)
    };
    let scenario = scenario(1);
    let metrics = ["CPU", "MEMORY"].map(|of| format!("services.web.placementFailures.RESOURCE:{of}"));
    let found = stress_with(&scenario, &Plan::of(&scenario), metrics.to_vec(), 1, &(), &failures);
    let zero = |verdict: &&Verdict| matches!(verdict, Verdict::Level { level: Level::Zero, .. });
    assert_eq!(found.verdicts.iter().filter(zero).count(), 4);
    assert_eq!(flips(&found), [("retryOnCapacity", "true", None, false); 2]);
    let movements = &alternative(&found, "retryOnCapacity", 0).movements;
    assert_eq!(*movements, [Movement::By(3.0), Movement::None]);
}
