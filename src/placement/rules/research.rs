//! What strategies that are not ECS's own prefer, with the arithmetic; cases of Kubernetes are named.

use super::scale_in::stops;
use super::{BINPACK, next, one_each, spread_out};
use crate::cluster::Cluster;
use crate::model::{
    Candidate, InstanceClass, InstanceId, Resources, ServiceId, Strategy, TaskId, WORST_SCORE,
};
use crate::placement::strategy::{ArgumentValue, find};
use crate::placement::testkit::{Agreeing, Fleet, numbers, put, registered};
use crate::placement::{Decision, choose_stops};

/// CPU units and MiB.
type Amounts = (u32, u32);

pub(super) fn strategy(name: &str, given: &[(&str, ArgumentValue)]) -> Strategy {
    find(name).expect("registered").build(given).expect("valid arguments")
}

fn resources(names: &[&str]) -> [(&'static str, ArgumentValue); 1] {
    [("resources", ArgumentValue::Words(names.iter().map(|name| (*name).to_owned()).collect()))]
}

/// The score of an instance with this much registered and taken, for a task of this demand.
fn score(strategy: &Strategy, registered: Amounts, taken: Amounts, demand: Amounts) -> u32 {
    let Strategy::Scored(scored) = strategy else { panic!("{strategy:?} gives no score") };
    let amounts = |(cpu, memory)| Resources { cpu, memory, gpu: 0 };
    let class = InstanceClass { registered: amounts(registered), ..InstanceClass::default() };
    let free = amounts((registered.0 - taken.0, registered.1 - taken.1));
    let candidate = Candidate { class: &class, free, demand: amounts(demand), own_tasks: 0, tasks: 0 };
    scored.of(&candidate)
}

/// Instances of these sizes in one zone, and a service with this strategy for tasks of this demand.
fn fleet(sizes: &[Amounts], strategies: &[Strategy], demand: Amounts) -> Fleet {
    let fleet =
        sizes.iter().fold(Fleet::over(1), |fleet, (cpu, memory)| fleet.instances(0, 1, *cpu, *memory));
    fleet.definition(demand.0, demand.1, &[]).service(strategies, false)
}

/// The task that goes first when one does, by its instance.
fn stopped(cluster: &Cluster, strategy: &Strategy, tasks: &[TaskId]) -> usize {
    stops(cluster, std::slice::from_ref(strategy), tasks, 1)[0]
}

#[test]
fn first_fit_takes_the_lowest_id_that_fits() {
    let first_fit = strategy("first-fit", &[]);
    // What comes after it decides nothing, the tie-break included: instance 0 is taken until it is full.
    for chain in [vec![first_fit.clone()], vec![first_fit.clone(), Strategy::SpreadInstance]] {
        let model = fleet(&[(300, 900), (600, 900), (900, 900)], &chain, (150, 100)).build();
        let mut cluster = registered(&model);
        assert_eq!(Agreeing::eager().place(&mut cluster, 0, 0, 20), [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    }
    let model = fleet(&[(900, 900); 3], std::slice::from_ref(&first_fit), (150, 100)).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 0, 1, 1]);
    assert_eq!(stops(&cluster, &[first_fit], &tasks, 3), [1, 1, 0]);
}

/// A task of 500 and 500 leaves of 1,000 and 4,000 the parts 0.5 + 0.875, of 2,000 and 1,000 the parts 0.75 + 0.5.
#[test]
fn best_fit_and_worst_fit_add_up_what_remains_after_placing() {
    let sizes = [(1_000, 4_000), (2_000, 1_000)];
    for (names, sums, best) in [
        (&["cpu", "memory"][..], [1_375_000_000, 1_250_000_000], 1),
        (&["cpu"], [500_000_000, 750_000_000], 0),
        (&["memory"], [875_000_000, 500_000_000], 1),
        // Nobody registers GPUs: all tie, and the lowest id is taken.
        (&["gpu"], [0, 0], 0),
    ] {
        let whole = 1_000_000_000 * u32::try_from(names.len()).expect("few");
        let best_fit = strategy("best-fit", &resources(names));
        let worst_fit = strategy("worst-fit", &resources(names));
        for (size, sum) in sizes.into_iter().zip(sums) {
            assert_eq!(score(&best_fit, size, (0, 0), (500, 500)), sum, "{names:?}");
            assert_eq!(score(&worst_fit, size, (0, 0), (500, 500)), whole - sum, "{names:?}");
        }
        let worst = if names == ["gpu"] { 0 } else { 1 - best };
        for (chain, expected) in [(best_fit, best), (worst_fit, worst)] {
            let model = fleet(&sizes, std::slice::from_ref(&chain), (500, 500)).build();
            assert_eq!(next(&registered(&model)), Ok(expected), "{chain:?}");
        }
    }
}

#[test]
fn best_fit_and_worst_fit_stop_what_they_would_place_worst() {
    let model = fleet(&[(1_000, 1_000), (2_000, 2_000)], &[], (500, 500));
    let model = model.definition(300, 300, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 1]);
    put(&mut cluster, 1, 1, 1);
    // Put back, the tasks would leave (1,000 − 500) / 1,000 = 0.5 and (2,000 − 300 − 500) / 2,000 = 0.6 of each resource.
    assert_eq!(stopped(&cluster, &strategy("best-fit", &[]), &tasks), 1);
    assert_eq!(stopped(&cluster, &strategy("worst-fit", &[]), &tasks), 0);
}

/// Free are 0.8 and 0.2 of one instance, 0.2 and 0.8 of the other.
#[test]
fn dot_product_aligns_demand_with_what_is_free() {
    let dot_product = strategy("dot-product", &[]);
    let (registered_of, lots_of_cpu, lots_of_memory) = ((1_000, 1_000), (200, 800), (800, 200));
    for (demand, first, second) in [
        // 0.1 · 0.8 + 0.05 · 0.2 = 0.09, and 0.1 · 0.2 + 0.05 · 0.8 = 0.06, less than 2.
        ((100, 50), 1_910_000_000, 1_940_000_000),
        ((50, 100), 1_940_000_000, 1_910_000_000),
        ((0, 0), 2_000_000_000, 2_000_000_000),
    ] {
        assert_eq!(score(&dot_product, registered_of, lots_of_cpu, demand), first);
        assert_eq!(score(&dot_product, registered_of, lots_of_memory, demand), second);
        let fleet = fleet(&[registered_of; 2], std::slice::from_ref(&dot_product), demand);
        let fleet = fleet.definition(200, 800, &[]).definition(800, 200, &[]).service(&[], false);
        let model = fleet.build();
        let mut cluster = registered(&model);
        put(&mut cluster, 1, 1, 0);
        put(&mut cluster, 1, 2, 1);
        assert_eq!(next(&cluster), Ok(usize::from(second < first)), "{demand:?}");
        // The opposite goes first: the task that is less aligned with what is free without it.
        let tasks = spread_out(&mut cluster, &[0, 1]);
        if first != second {
            assert_eq!(stopped(&cluster, &dot_product, &tasks), usize::from(first < second), "{demand:?}");
        }
    }
}

/// The cases of kube-scheduler's `least_allocated_test.go`, `most_allocated_test.go` and `balanced_allocation_test.go`.
#[test]
fn least_allocated_most_allocated_and_balanced_allocation_score_like_kube_scheduler() {
    let [least, most, balanced] =
        ["least-allocated", "most-allocated", "balanced-allocation"].map(|name| strategy(name, &[]));
    for (registered, taken, demand, of_least, of_most, of_balanced) in [
        // 25 % and 50 % left: (25 + 50) / 2; taken (75 + 50) / 2; 1 − (0.75 − 0.5) / 2 = 0.875.
        ((4_000, 10_000), (0, 0), (3_000, 5_000), 37, 62, 87),
        // 50 % and 50 %.
        ((6_000, 10_000), (0, 0), (3_000, 5_000), 50, 50, 100),
        // 60 % and 25 %: 1 − (0.6 − 0.25) / 2 = 0.825.
        ((10_000, 20_000), (3_000, 0), (3_000, 5_000), 57, 42, 82),
        // 60 % and 50 %: 1 − 0.1 / 2 = 0.95.
        ((10_000, 20_000), (3_000, 5_000), (3_000, 5_000), 45, 55, 95),
        // 60 % and 20 %: 1 − 0.4 / 2 = 0.8.
        ((10_000, 50_000), (3_000, 5_000), (3_000, 5_000), 60, 40, 80),
        // 100 % and 0 %, then 100 % and 50 %: 1 − 1 / 2 and 1 − 0.5 / 2.
        ((6_000, 10_000), (3_000, 0), (3_000, 0), 50, 50, 50),
        ((6_000, 10_000), (3_000, 5_000), (3_000, 0), 25, 75, 75),
        // 85.71 % and 12.5 %: 14 and 87 left; 1 − 0.7321 / 2 = 0.6339.
        ((3_500, 40_000), (0, 0), (3_000, 5_000), 50, 48, 63),
        // A task that asks for nothing; only balanced allocation, which is skipped then, is indifferent.
        ((10_000, 20_000), (6_000, 0), (0, 0), 70, 30, 100),
        ((10_000, 20_000), (6_000, 5_000), (0, 0), 57, 42, 100),
        // What is not registered is passed over.
        ((0, 0), (0, 0), (0, 0), 0, 0, 100),
        ((1_000, 0), (0, 0), (250, 0), 75, 25, 100),
    ] {
        for (chain, expected) in [(&least, of_least), (&most, of_most), (&balanced, of_balanced)] {
            // Less is better here, 100 is best there.
            let found = 100 - score(chain, registered, taken, demand);
            assert_eq!(found, expected, "{chain:?} of {registered:?} less {taken:?} for {demand:?}");
        }
    }
}

/// As the second case above: 37 and 50 left, 62 and 50 taken, 87 and 100 for balance.
#[test]
fn least_allocated_most_allocated_and_balanced_allocation_take_the_highest() {
    for (name, expected) in [("least-allocated", 1), ("most-allocated", 0), ("balanced-allocation", 1)] {
        let chain = strategy(name, &[]);
        let sizes = [(4_000, 10_000), (6_000, 10_000)];
        let model = fleet(&sizes, std::slice::from_ref(&chain), (3_000, 5_000)).build();
        let mut cluster = registered(&model);
        assert_eq!(next(&cluster), Ok(expected), "{name}");
        let tasks = spread_out(&mut cluster, &[0, 1]);
        assert_eq!(stopped(&cluster, &chain, &tasks), 1 - expected, "{name}");
    }
}

/// Fewest tasks of the service first: 1, 0 and 0; then fewest in all: 3, 2 and 1.
#[test]
fn swarm_spread_counts_tasks_of_the_service_then_all() {
    let swarm = strategy("swarm-spread", &[]);
    let model = one_each(&[0, 0, 0]).definition(128, 400, &[]).service(std::slice::from_ref(&swarm), false);
    let model = model.service(&[], false).build();
    let mut cluster = registered(&model);
    put(&mut cluster, 0, 0, 0);
    for instance in [0, 0, 1, 1, 2] {
        put(&mut cluster, 1, 0, instance);
    }
    assert_eq!(next(&cluster), Ok(2));
    // One each of the service: 3, 3 and 2 in all.
    let two = [put(&mut cluster, 0, 0, 1), put(&mut cluster, 0, 0, 2)];
    assert_eq!(next(&cluster), Ok(2));
    // Of equally many of the service, the one on the instance with more tasks goes.
    assert_eq!(stopped(&cluster, &swarm, &two), 1);
}

/// Instances with 2, 1 and 0 tasks: of two drawn the lesser one is taken, so each pair decides: {0, 1} for 1, {0, 2} and
/// {1, 2} for 2.
#[test]
fn power_of_choices_compares_what_it_draws() {
    let two = strategy("power-of-choices", &[]);
    let all = strategy("power-of-choices", &[("k", ArgumentValue::Whole(3))]);
    let fleet = one_each(&[0, 0, 0]).definition(0, 1, &[]).service(std::slice::from_ref(&two), false);
    let model = fleet.service(&[all], false).service(&[two.clone(), BINPACK], false).build();
    let mut cluster = registered(&model);
    let tasks = [0, 0, 1].map(|instance| put(&mut cluster, 2, 0, instance));
    let mut choosers = Agreeing::eager();
    let numbers = numbers();
    let mut random = numbers.at(0, 0);
    let mut counts = [[0_u32; 3]; 3];
    for _ in 0..6_000 {
        for (service, counts) in counts.iter_mut().enumerate() {
            let Decision::Place(at) = choosers.choose_for(&cluster, service, 0, &mut random) else {
                panic!("all fit");
            };
            counts[at.slot()] += 1;
        }
    }
    // The standard deviation is 37. All three drawn are no choice; of two the fuller one by memory is instance 0, then 1.
    assert!(counts[0][0] == 0 && counts[0][1].abs_diff(2_000) < 185, "{counts:?}");
    assert_eq!(counts[1], [0, 0, 6_000]);
    assert!(counts[2][2] == 0 && counts[2][1].abs_diff(2_000) < 185, "{counts:?}");
    // On scale-in two of three tasks are drawn: one of the two on instance 0 always goes, but for which of both.
    let mut out = Vec::new();
    choose_stops(&cluster, ServiceId::new(2), &[two], &tasks, 1, &mut random, &mut out);
    assert!(cluster.task(out[0]).place.is_on(InstanceId::new(0)));
}

#[test]
fn scores_stay_within_bounds_at_extreme_sizes() {
    let most = (u32::MAX, u32::MAX);
    for name in ["best-fit", "worst-fit", "dot-product", "least-allocated", "most-allocated"] {
        let chain = strategy(name, &[]);
        for (taken, demand) in [((0, 0), most), ((0, 0), (0, 0)), (most, (0, 0))] {
            assert!(score(&chain, most, taken, demand) < WORST_SCORE, "{name}");
        }
    }
}
