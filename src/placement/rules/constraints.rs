//! `distinctInstance` (CN).

use super::{closest, next, next_of, one_each, spread_out};
use crate::cluster::Rejection;
use crate::placement::testkit::{put, registered, stop};

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
