//! Which tasks a service stops (SI).

use super::{BINPACK, PER_INSTANCE, one_each, spread_out};
use crate::cluster::{Cluster, Place};
use crate::model::{InstanceId, ServiceId, Strategy, TaskId};
use crate::placement::choose_stops;
use crate::placement::testkit::{Fleet, by_zone, numbers, put, put_on, registered};
use crate::rng::{Purpose, Streams};

/// On which instances service 0 stops `count` of `candidates`.
pub(super) fn stops(
    cluster: &Cluster,
    strategies: &[Strategy],
    candidates: &[TaskId],
    count: usize,
) -> Vec<usize> {
    let mut out = Vec::new();
    let service = ServiceId::new(0);
    choose_stops(cluster, service, strategies, candidates, count, &mut numbers().at(0, 0), &mut out);
    out.into_iter().map(|task| cluster.task(task).place.instance().expect("each is placed").slot()).collect()
}

/// Worked example 2 with a zone strategy: A 1, B 2, C 2 leaves 1, 1, 1 after two stops.
#[test]
fn si_01_spread_stops_where_most_tasks_are() {
    let model = one_each(&[0, 1, 2]).definition(128, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 1, 1, 2, 2]);
    for strategies in [[by_zone()], [PER_INSTANCE]] {
        let mut stopped = stops(&cluster, &strategies, &tasks, 2);
        stopped.sort_unstable();
        assert_eq!(stopped, [1, 2], "{strategies:?}");
        // Ten of five: all go, the last one of each zone included.
        assert_eq!(stops(&cluster, &strategies, &tasks, 10).len(), 5);
    }
}

/// Three tasks in the fullest zone, two of them on one instance: each goes first in about a third of all cases.
#[test]
fn si_02_within_the_zone_the_task_is_random() {
    let model = one_each(&[0, 0, 1]).definition(128, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 0, 1, 2]);
    let numbers = Streams::new(3).draws(Purpose::Trial, "web");
    let mut random = numbers.at(0, 0);
    let mut counts = [0_u32; 4];
    for _ in 0..6_000 {
        let mut out = Vec::new();
        choose_stops(&cluster, ServiceId::new(0), &[by_zone()], &tasks, 1, &mut random, &mut out);
        counts[tasks.iter().position(|task| *task == out[0]).expect("a candidate")] += 1;
    }
    // The standard deviation of each count is 37.
    assert!(counts[..3].iter().all(|count| count.abs_diff(2_000) < 185), "{counts:?}");
    assert_eq!(counts[3], 0);
}

/// Three tasks on one instance, one on another: under `random` each task is equally likely, not each instance.
#[test]
fn si_02_random_takes_each_task_alike() {
    let model = one_each(&[0, 0]).definition(128, 128, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 0, 0, 1]);
    let numbers = Streams::new(3).draws(Purpose::Trial, "web");
    let mut random = numbers.at(0, 0);
    let mut counts = [0_u32; 4];
    for _ in 0..4_000 {
        let mut out = Vec::new();
        choose_stops(&cluster, ServiceId::new(0), &[Strategy::Random], &tasks, 1, &mut random, &mut out);
        counts[tasks.iter().position(|task| *task == out[0]).expect("a candidate")] += 1;
    }
    // The standard deviation of each count is 27; by instance the last one would have 2,000.
    assert!(counts.iter().all(|count| count.abs_diff(1_000) < 140), "{counts:?}");
}

/// Worked example 7: 700 MiB would be free on one instance and 1,500 on the other.
#[test]
fn si_03_binpack_stops_where_most_is_free_afterwards() {
    let fleet = Fleet::over(1).instances(0, 1, 4_096, 1_000).instances(0, 1, 4_096, 2_000);
    let fleet = fleet.definition(128, 400, &[]).definition(128, 300, &[]).definition(128, 500, &[]);
    let model = fleet.service(&[], false).service(&[], false).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 1]);
    // 1,000 − 300 = 700 without the task of 400 on instance 0, 2,000 − 500 = 1,500 on instance 1.
    put(&mut cluster, 1, 1, 0);
    put(&mut cluster, 1, 2, 1);
    assert_eq!(stops(&cluster, &[BINPACK], &tasks, 1), [1]);
    // 4,096 − 0 units would be free after either one's 128: CPU ties, memory decides.
    assert_eq!(stops(&cluster, &[Strategy::BinpackCpu, BINPACK], &tasks, 1), [1]);
}

/// Worked example 2: A 1, B 2, C 2, in B both on one instance; without strategies that one goes first.
#[test]
fn si_04_without_strategies_the_fullest_zone_then_the_fullest_instance() {
    let model = one_each(&[0, 1, 1, 2, 2]).definition(128, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 1, 1, 3, 4]);
    assert_eq!(stops(&cluster, &[], &tasks, 1), [1]);
    // Then C alone holds two, one on each instance.
    let second = stops(&cluster, &[], &tasks, 2)[1];
    assert!([3, 4].contains(&second), "{second}");
}

/// Zone b holds most; in it instance 2 would have most memory free; chained the other way instance 0 would.
#[test]
fn si_11_chained_strategies_filter_one_after_the_other() {
    let fleet = Fleet::over(2).instances(0, 1, 4_096, 9_000).instances(1, 1, 4_096, 1_000);
    let model = fleet.instances(1, 1, 4_096, 2_000).definition(128, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 1, 2]);
    for (strategies, expected) in [([by_zone(), BINPACK], 2), ([BINPACK, by_zone()], 0)] {
        assert_eq!(stops(&cluster, &strategies, &tasks, 1), [expected], "{strategies:?}");
    }
}

/// Tasks that are no candidates still count: three in zone a, of which one may go, and two in zone b.
#[test]
fn si_10_other_situations_count_but_are_not_chosen() {
    let model = one_each(&[0, 1]).definition(128, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 0, 0, 1, 1]);
    assert_eq!(stops(&cluster, &[by_zone()], &tasks[2..], 1), [0]);
    assert_eq!(stops(&cluster, &[by_zone()], &[], 3), Vec::<usize>::new());
}

/// Tasks that wait for an instance go first, whatever the strategies say; each of them as likely as the next.
#[test]
fn si_10_tasks_without_an_instance_go_first() {
    let model = one_each(&[0, 1]).definition(128, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let mut tasks = spread_out(&mut cluster, &[0, 0, 1]);
    let waiting: Vec<TaskId> = (0..2).map(|_| put_on(&mut cluster, 0, 0, Place::Unplaced)).collect();
    tasks.extend(&waiting);
    let draws = Streams::new(1).draws(Purpose::ScaleIn, "web");
    let mut first = [0, 0];
    for number in 0..200 {
        let mut out = Vec::new();
        let mut random = draws.at(number, 0);
        choose_stops(&cluster, ServiceId::new(0), &[by_zone()], &tasks, 3, &mut random, &mut out);
        assert!(waiting.iter().all(|id| out[..2].contains(id)), "{out:?}");
        assert_eq!(cluster.task(out[2]).place, Place::Instance(InstanceId::new(0)));
        first[usize::from(out[0] == waiting[1])] += 1;
    }
    assert!(first.iter().all(|times| (70..=130).contains(times)), "{first:?}");
}
