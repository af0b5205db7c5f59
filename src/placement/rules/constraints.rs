//! `distinctInstance` and `memberOf` (CN, QL).

use super::{closest, next, next_of, one_each, room, spread_out};
use crate::cluster::Rejection;
use crate::model::Resources;
use crate::placement::Capacity;
use crate::placement::testkit::{Agreeing, Fleet, put, registered, stop};

/// Worked example 14.
#[test]
fn cn_03_distinct_instance_looks_at_the_desired_status() {
    let model = one_each(&[0]).definition(128, 400, &[]).service(&[], true).build();
    let mut cluster = registered(&model);
    let task = put(&mut cluster, 0, 0, 0);
    assert_eq!(closest(&cluster), Some((0, Rejection::DistinctInstance)));
    stop(&mut cluster, task);
    assert_eq!(next(&cluster), Ok(0));
}

/// Worked example 16.
#[test]
fn cn_04_services_ignore_each_other_in_distinct_instance() {
    let model = one_each(&[0]).definition(128, 400, &[]).service(&[], true).service(&[], true).build();
    let mut cluster = registered(&model);
    put(&mut cluster, 0, 0, 0);
    assert_eq!(next_of(&cluster, 1, 0), Ok(0));
    assert_eq!(closest(&cluster), Some((0, Rejection::DistinctInstance)));
}

/// Worked example 15: 3 instances with a task of the old revision each.
#[test]
fn cn_05_old_revisions_block_distinct_instance_until_a_slot_frees() {
    let fleet = one_each(&[0, 1, 2]).definition(128, 400, &[]).definition(128, 500, &[]);
    let model = fleet.service(&[], true).build();
    let mut cluster = registered(&model);
    let old = spread_out(&mut cluster, &[0, 1, 2]);
    let failure = next_of(&cluster, 0, 1).expect_err("each instance has a task");
    assert_eq!(failure.tally[Rejection::DistinctInstance as usize], 3);
    stop(&mut cluster, old[1]);
    assert_eq!(next_of(&cluster, 0, 1), Ok(1));
}

/// Worked examples 17 to 21: which of three instances the next task may use, by expression.
///
/// Rack `r1` on the first, `r2` on the second, none on the third; service 1 has a task on the first.
#[test]
fn cn_01_ql_03_ql_05_queries_leave_the_instances_on_which_they_hold() {
    let racks = [Some("r1"), Some("r2"), None];
    for (query, expected) in [
        ("attribute:rack != r1", vec![1]),
        ("not(attribute:rack == r1)", vec![1, 2]),
        ("attribute:rack !exists", vec![2]),
        ("attribute:rack =~ r.*", vec![0, 1]),
        ("not(task:group == service:s1)", vec![1, 2]),
        ("task:group == service:s1", vec![0]),
        ("runningTasksCount < 1 and attribute:rack exists", vec![1]),
        ("agentVersion < 1.14.5", vec![]),
        ("attribute:ecs.availability-zone == a", vec![0, 1, 2]),
    ] {
        let fleet = racks.into_iter().fold(Fleet::over(1), |fleet, rack| {
            fleet.class(0, 0, rack, Resources { cpu: 4_096, memory: 8_000, gpu: 0 }, &[]).of_last_class(1)
        });
        let fleet = fleet.definition(128, 400, &[]).service(&[], true).member_of(query).service(&[], false);
        let model = fleet.build();
        let mut cluster = registered(&model);
        put(&mut cluster, 1, 0, 0);
        let mut placed = Agreeing::eager().place(&mut cluster, 0, 0, 3);
        placed.sort_unstable();
        assert_eq!(placed, expected, "{query}");
    }
}

/// The service's queries and its definition's all have to hold.
#[test]
fn cn_06_queries_of_service_and_definition_are_conjunctive() {
    let fleet = one_each(&[0, 1, 2]).definition(128, 400, &[]);
    let fleet = fleet.definition_member_of("attribute:ecs.availability-zone != a");
    let fleet = fleet.service(&[], false).member_of("attribute:ecs.availability-zone != b");
    let model = fleet.member_of("runningTasksCount < 1").build();
    let mut cluster = registered(&model);
    assert_eq!(next(&cluster), Ok(2));
    put(&mut cluster, 0, 0, 2);
    let failure = next(&cluster).expect_err("one task per instance, and one instance");
    assert_eq!(failure.tally[Rejection::MemberOf as usize], 3);
}

/// Resources are judged before queries, queries before `distinctInstance`.
#[test]
fn cn_09_the_first_rule_that_fails_is_told() {
    let fleet = one_each(&[0]).definition(128, 400, &[]).definition(9_999, 400, &[]);
    let model = fleet.service(&[], true).member_of("runningTasksCount == 0").build();
    let mut cluster = registered(&model);
    put(&mut cluster, 0, 0, 0);
    let rejection = |definition| {
        let failure = next_of(&cluster, 0, definition).expect_err("nothing fits");
        failure.closest.map(|(_, rejection)| rejection)
    };
    assert_eq!([rejection(0), rejection(1)], [Some(Rejection::MemberOf), Some(Rejection::Cpu)]);
}

/// Worked example 20, and a task that is to stop counts no more.
#[test]
fn cn_10_task_group_counts_tasks_that_should_run() {
    let fleet = one_each(&[0, 1]).definition(128, 400, &[]);
    let model = fleet.service(&[], false).member_of("task:group == service:s1").service(&[], false).build();
    let mut cluster = registered(&model);
    assert_eq!(closest(&cluster), Some((0, Rejection::MemberOf)));
    let daemon = put(&mut cluster, 1, 0, 1);
    assert_eq!(next(&cluster), Ok(1));
    stop(&mut cluster, daemon);
    assert_eq!(closest(&cluster), Some((0, Rejection::MemberOf)));
}

/// `runningTasksCount` looks at the desired status: a task whose containers still run, but are told to stop, is gone.
#[test]
fn ql_07_running_tasks_count_leaves_out_what_is_to_stop() {
    let fleet = one_each(&[0]).definition(128, 400, &[]);
    let model = fleet.service(&[], false).member_of("runningTasksCount == 0").service(&[], false).build();
    let mut cluster = registered(&model);
    let other = put(&mut cluster, 1, 0, 0);
    assert_eq!(closest(&cluster), Some((0, Rejection::MemberOf)));
    stop(&mut cluster, other);
    assert_eq!(next(&cluster), Ok(0));
}

/// Copies that queries let in beside what runs: three per instance, or one where the own group is to be absent.
#[test]
fn copies_change_what_queries_see_on_their_own_instance() {
    for (query, expected) in [
        ("runningTasksCount < 3", 2 + 3),
        ("not(task:group == service:s0)", 1 + 1),
        ("task:group == service:s1", 19),
        ("attribute:ecs.availability-zone == b", 20),
    ] {
        let fleet = one_each(&[0, 1]).definition(1, 400, &[]);
        let model = fleet.service(&[], false).member_of(query).service(&[], false).build();
        let mut cluster = registered(&model);
        put(&mut cluster, 1, 0, 0);
        let Capacity::Copies { more, .. } = room(&cluster, 0) else { panic!("{query} has an end") };
        assert_eq!(more, expected, "{query}");
        assert_eq!(Agreeing::eager().place(&mut cluster, 0, 0, 99).len() as u64, expected, "{query}");
    }
}
