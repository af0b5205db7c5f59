//! What strategies and the default prefer (ST, DF).

use super::{BINPACK, PER_INSTANCE, next, next_of, one_each, spread_out};
use crate::cluster::InstanceStatus;
use crate::model::{InstanceId, Resources, Strategy};
use crate::placement::Decision;
use crate::placement::testkit::{
    Agreeing, Fleet, by_zone, numbers, put, rack_attribute, registered, remove, stop,
};

/// Worked example 4: 2 tasks per zone, both on one instance. Worked example 5: one task per instance.
#[test]
fn st_03_later_strategies_work_inside_the_ties_of_earlier_ones() {
    for (strategies, expected) in [
        (vec![by_zone(), BINPACK], [0, 2, 0, 2]),
        (vec![by_zone(), PER_INSTANCE], [0, 2, 1, 3]),
        (vec![BINPACK, by_zone()], [0, 0, 0, 0]),
    ] {
        let fleet = Fleet::over(2).instances(0, 2, 4_096, 8_000).instances(1, 2, 4_096, 8_000);
        let model = fleet.definition(128, 400, &[]).service(&strategies, false).build();
        let placed = Agreeing::eager().place(&mut registered(&model), 0, 0, 4);
        assert_eq!(placed, expected, "{strategies:?}");
    }
}

/// Worked example 6: 300, 500 and 1,000 MiB remain, the task needs 400.
#[test]
fn st_04_binpack_takes_the_least_remaining_that_still_fits() {
    for (strategy, sizes, expected) in [
        (BINPACK, [(4_096, 300), (4_096, 500), (4_096, 1_000)], 1),
        // 100 CPU units are too few, 200 are least.
        (Strategy::BinpackCpu, [(100, 8_000), (400, 8_000), (200, 8_000)], 2),
    ] {
        let fleet =
            sizes.iter().fold(Fleet::over(1), |fleet, (cpu, memory)| fleet.instances(0, 1, *cpu, *memory));
        let model = fleet.definition(128, 400, &[]).service(std::slice::from_ref(&strategy), false).build();
        assert_eq!(next(&registered(&model)), Ok(expected), "{strategy:?}");
    }
}

/// Worked examples 8 and 9: service 1 has 3 tasks in zone a, service 0 has one in zone b.
#[test]
fn st_06_spread_counts_the_tasks_of_the_service_alone() {
    for strategies in [vec![], vec![by_zone()], vec![PER_INSTANCE]] {
        let model = one_each(&[0, 1]).definition(128, 400, &[]).service(&strategies, false);
        let model = model.service(&strategies, false).build();
        let mut cluster = registered(&model);
        for _ in 0..3 {
            put(&mut cluster, 1, 0, 0);
        }
        put(&mut cluster, 0, 0, 1);
        assert_eq!(next(&cluster), Ok(0), "{strategies:?}");
        assert_eq!(next_of(&cluster, 1, 0), Ok(1), "{strategies:?}");
    }
}

/// Worked example 3: revision 1 on A and B, so a task of revision 2 goes to C.
///
/// The report behind the example saw a second one follow it. Here counts are refreshed in between (PL-06): after
/// the first all three zones tie, and the tie-break decides.
#[test]
fn st_07_spread_counts_tasks_of_every_revision() {
    let fleet = one_each(&[0, 1, 2]).definition(128, 400, &[]).definition(128, 500, &[]);
    let model = fleet.service(&[by_zone()], false).build();
    let mut cluster = registered(&model);
    let old = spread_out(&mut cluster, &[0, 1]);
    assert_eq!(next_of(&cluster, 0, 1), Ok(2));
    put(&mut cluster, 0, 1, 2);
    assert_eq!(next_of(&cluster, 0, 1), Ok(0));
    stop(&mut cluster, old[1]);
    assert_eq!(next_of(&cluster, 0, 1), Ok(1));
}

#[test]
fn st_08_a_task_counts_until_its_desired_status_is_stopped() {
    let model = one_each(&[0, 1]).definition(128, 400, &[]).service(&[by_zone()], false).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 0, 1]);
    assert_eq!(next(&cluster), Ok(1));
    stop(&mut cluster, tasks[0]);
    // One each: the tie goes to the lowest id although the stopped task is still there.
    assert_eq!(next(&cluster), Ok(0));
    remove(&mut cluster, tasks[0]);
    assert_eq!(next(&cluster), Ok(0));
}

#[test]
fn st_09_tasks_on_draining_and_disconnected_instances_count() {
    for disconnect in [false, true] {
        let model = one_each(&[0, 0, 1]).definition(128, 400, &[]).service(&[by_zone()], false).build();
        let mut cluster = registered(&model);
        spread_out(&mut cluster, &[0, 0, 2]);
        if disconnect {
            cluster.set_agent_connected(InstanceId::new(0), false);
        } else {
            cluster.set_instance_status(InstanceId::new(0), InstanceStatus::Draining);
        }
        // Zone a holds 2 tasks on an instance that takes none, zone b holds 1.
        assert_eq!(next(&cluster), Ok(2));
    }
}

#[test]
fn st_10_instances_without_the_attribute_share_one_more_bucket() {
    let size = Resources { cpu: 4_096, memory: 8_000, gpu: 0 };
    let fleet = [Some("r1"), None, None, Some("")]
        .into_iter()
        .fold(Fleet::over(1), |fleet, rack| fleet.class(0, 0, rack, size, &[]).of_last_class(1));
    let model = fleet.definition(128, 400, &[]);
    let model = model.service(&[Strategy::SpreadAttribute(rack_attribute())], false).build();
    // Buckets r1, absent and the empty value hold one task each after three; then instance 2, in "absent", has the
    // fewest tasks of the service, and after it both other buckets hold fewer than "absent".
    assert_eq!(Agreeing::eager().place(&mut registered(&model), 0, 0, 6), [0, 1, 3, 2, 0, 3]);
}

/// Zone c has no room: it neither attracts nor blocks.
#[test]
fn st_11_buckets_are_those_of_feasible_candidates() {
    let fleet = one_each(&[0, 1]).instances(2, 1, 4_096, 100);
    let model = fleet.definition(128, 400, &[]).service(&[by_zone()], false).build();
    assert_eq!(Agreeing::eager().place(&mut registered(&model), 0, 0, 4), [0, 1, 0, 1]);
}

#[test]
fn st_12_ties_go_to_the_fewest_tasks_of_the_service_then_to_the_lowest_id() {
    for (strategies, on, expected) in [
        // All in one zone: the zone ties, instance 0 has a task of the service.
        (vec![by_zone()], vec![0], 1),
        (vec![by_zone()], vec![0, 1], 2),
        (vec![by_zone()], vec![0, 1, 2], 0),
        (vec![], vec![], 0),
    ] {
        let model = one_each(&[0, 0, 0]).definition(0, 1, &[]).service(&strategies, false).build();
        let mut cluster = registered(&model);
        spread_out(&mut cluster, &on);
        assert_eq!(next(&cluster), Ok(expected), "{strategies:?} {on:?}");
    }
}

/// Two equal instances; tasks of another service make both fuller by the same amount.
#[test]
fn st_13_equal_remaining_amounts_are_told_apart_by_the_tie_break() {
    let model = one_each(&[0, 0]).definition(128, 400, &[]).service(&[BINPACK], false);
    let model = model.service(&[BINPACK], false).build();
    let mut cluster = registered(&model);
    assert_eq!(next(&cluster), Ok(0));
    put(&mut cluster, 0, 0, 0);
    put(&mut cluster, 1, 0, 1);
    assert_eq!(next(&cluster), Ok(1));
}

/// Worked example 28 of services.md §12: three zones with an instance of 4 slots each; A and B leave instance 0
/// full, so C spreads over the other two zones.
#[test]
fn st_11_a_full_zone_drops_out_of_the_spread() {
    let fleet = (0..3).fold(Fleet::over(3), |fleet, zone| fleet.instances(zone, 1, 1_024, 8_000));
    let fleet = (0..3).fold(fleet.definition(256, 100, &[]), |fleet, _| {
        fleet.service(&[by_zone(), Strategy::BinpackCpu], false)
    });
    let model = fleet.build();
    let mut cluster = registered(&model);
    let mut choosers = Agreeing::eager();
    let mut counts = |service| {
        let placed = choosers.place(&mut cluster, service, 0, 4);
        [0, 1, 2].map(|zone| placed.iter().filter(|instance| **instance == zone).count())
    };
    assert_eq!([counts(0), counts(1), counts(2)], [[2, 1, 1], [2, 1, 1], [0, 2, 2]]);
}

/// Worked example 1: A 1, B 0, C 0.
#[test]
fn df_01_df_02_df_04_without_a_strategy_the_emptiest_zone_then_the_emptiest_instance() {
    for (on, expected) in [
        (vec![0], 2),
        // Zones A and B hold 1 each, C holds none.
        (vec![0, 2], 4),
        // One each: in zone A instance 1 has none.
        (vec![0, 2, 4], 1),
        (vec![0, 1, 2, 3, 4], 5),
        // No constraint by default (DF-04): with one everywhere a second task may join the first.
        (vec![0, 1, 2, 3, 4, 5], 0),
    ] {
        let model = one_each(&[0, 0, 1, 1, 2, 2]).definition(128, 400, &[]).service(&[], false).build();
        let mut cluster = registered(&model);
        spread_out(&mut cluster, &on);
        assert_eq!(next(&cluster), Ok(expected), "{on:?}");
    }
}

/// 4 of 5 instances fit: 8,000 draws hit each about 2,000 times.
#[test]
fn df_05_random_is_uniform_over_the_candidates_left() {
    let model = one_each(&[0, 1, 2, 0]).instances(1, 1, 4_096, 100).definition(128, 400, &[]);
    let model =
        model.service(&[Strategy::Random], false).service(&[by_zone(), Strategy::Random], false).build();
    let mut cluster = registered(&model);
    // Zone a holds two tasks of service 1 and zone c one: only instance 1 of zone b is left to draw from.
    for instance in [0, 0, 2] {
        put(&mut cluster, 1, 0, instance);
    }
    let mut choosers = Agreeing::eager();
    let numbers = numbers();
    let mut random = numbers.at(0, 0);
    let mut counts = [0_u32; 5];
    for _ in 0..8_000 {
        let Decision::Place(instance) = choosers.choose_for(&cluster, 0, 0, &mut random) else {
            panic!("four instances fit");
        };
        counts[instance.slot()] += 1;
    }
    // The standard deviation of each count is 39.
    assert!(counts[..4].iter().all(|count| count.abs_diff(2_000) < 195), "{counts:?}");
    assert_eq!(counts[4], 0);
    let mut before = random.clone();
    assert_eq!(
        choosers.choose_for(&cluster, 1, 0, &mut random),
        Decision::Place(InstanceId::new(1)),
        "only zone b ties for the fewest tasks"
    );
    assert_eq!(random.bits(), before.bits(), "one candidate is no choice, so nothing is drawn");
}
