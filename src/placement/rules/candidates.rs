//! Which instances are candidates at all, and what is said where none is (PL, placement.md §6).

use super::{closest, next, one_each, room};
use crate::cluster::{InstanceStatus, PlacementFailure, Rejection};
use crate::model::{Demand, HostPorts, InstanceId, Resources};
use crate::placement::testkit::{Agreeing, Fleet, by_zone, numbers, put, registered};
use crate::placement::{Capacity, Decision};

/// Worked example 6, with more free memory than the task leaves out of account.
#[test]
fn pl_03_a_worse_instance_is_used_when_better_ones_do_not_fit() {
    let model = Fleet::over(2)
        .instances(0, 1, 4_096, 300)
        .instances(1, 2, 4_096, 1_000)
        .definition(128, 400, &[])
        .service(&[by_zone()], false)
        .build();
    let mut cluster = registered(&model);
    // Zone a would be best, but 400 MiB do not fit its 300 MiB: both go to zone b.
    assert_eq!(Agreeing::eager().place(&mut cluster, 0, 0, 9), [1, 2, 1, 2]);
}

#[test]
fn pl_04_only_active_instances_with_a_connected_agent_are_candidates() {
    let model = one_each(&[0, 0, 0, 0]).definition(128, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    cluster.set_instance_status(InstanceId::new(0), InstanceStatus::Draining);
    cluster.set_agent_connected(InstanceId::new(1), false);
    cluster.set_instance_status(InstanceId::new(2), InstanceStatus::Inactive);
    assert_eq!(next(&cluster), Ok(3));
    cluster.set_instance_status(InstanceId::new(3), InstanceStatus::Inactive);
    let failure = next(&cluster).expect_err("none is left");
    // The two that are INACTIVE have left the cluster; the other two fail one rule each, and the lower id is closest.
    assert_eq!(failure.closest, Some((InstanceId::new(0), Rejection::Inactive)));
    assert_eq!(
        (failure.tally[Rejection::Inactive as usize], failure.tally[Rejection::Agent as usize]),
        (1, 1)
    );
    assert_eq!(failure.tally.iter().sum::<u32>(), 2);
}

/// Connected or not, an agent that shuts down takes nothing; back again, it does.
#[test]
fn ci_02_ci_03_an_instance_that_leaves_is_no_candidate() {
    let model = one_each(&[0, 0]).definition(128, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let [first, second] = [0, 1].map(InstanceId::new);
    cluster.set_leaving(first, true);
    assert!(cluster.instances().agent_connected(first) && !cluster.instances().is_candidate(first));
    assert_eq!(next(&cluster), Ok(1));
    cluster.set_leaving(second, true);
    let failure = next(&cluster).expect_err("none is left");
    assert_eq!(failure.tally[Rejection::Agent as usize], 2);
    cluster.set_agent_connected(second, false);
    cluster.set_leaving(second, false);
    assert!(next(&cluster).is_err(), "not before its agent is back");
    cluster.set_agent_connected(second, true);
    assert_eq!(next(&cluster), Ok(1));
}

#[test]
fn without_instances_nothing_is_closest() {
    let model = Fleet::over(1).definition(128, 400, &[]).service(&[], false).build();
    let cluster = registered(&model);
    assert_eq!(next(&cluster), Err(PlacementFailure { closest: None, tally: [0; Rejection::COUNT] }));
    assert_eq!(room(&cluster, 0), Capacity::Copies { more: 0, limited_by: None });
}

/// The README's order: CPU before memory before ports before GPUs before distinctInstance.
#[test]
fn rejections_are_judged_in_the_documented_order() {
    let wanted = |cpu, memory, tcp: &[u16], gpu| Demand {
        resources: Resources { cpu, memory, gpu },
        ports: HostPorts { tcp: tcp.to_vec(), udp: Vec::new() },
        interfaces: 0,
    };
    for (demand, expected) in [
        (wanted(5_000, 9_000, &[22], 1), Rejection::Cpu),
        (wanted(128, 9_000, &[22], 1), Rejection::Memory),
        (wanted(128, 100, &[22], 1), Rejection::PortInUse),
        (wanted(128, 100, &[80], 1), Rejection::Gpu),
        (wanted(128, 100, &[80], 0), Rejection::DistinctInstance),
    ] {
        let registered_resources = Resources { cpu: 4_096, memory: 8_000, gpu: 0 };
        let fleet = Fleet::over(1).class(0, 0, None, registered_resources, &[22]).of_last_class(1);
        let model = fleet.demanding(demand).definition(1, 1, &[]).service(&[], true).build();
        let mut cluster = registered(&model);
        put(&mut cluster, 0, 1, 0);
        assert_eq!(closest(&cluster), Some((0, expected)));
    }
}

/// Fewest rules failed, then most free memory, then lowest id.
#[test]
fn the_closest_instance_fails_the_fewest_rules() {
    for (memories, cpus, expected) in [
        // 0 fails CPU and memory, 1 only memory.
        ([90, 50, 50], [100, 4_096, 4_096], (1, Rejection::Memory)),
        // All fail memory alone: the most free one.
        ([50, 90, 70], [4_096, 4_096, 4_096], (1, Rejection::Memory)),
        ([50, 90, 90], [4_096, 4_096, 4_096], (1, Rejection::Memory)),
        // 2 fails CPU alone with memory to spare.
        ([90, 90, 9_000], [4_096, 4_096, 100], (2, Rejection::Cpu)),
    ] {
        let fleet = memories
            .iter()
            .zip(cpus)
            .fold(Fleet::over(1), |fleet, (memory, cpu)| fleet.instances(0, 1, cpu, *memory));
        let model = fleet.definition(128, 400, &[]).service(&[], false).build();
        assert_eq!(closest(&registered(&model)), Some(expected), "{memories:?} {cpus:?}");
    }
}

/// A question again without a change, and after one: the remembered failure must not outlive it.
#[test]
fn a_remembered_failure_is_forgotten_when_something_changes() {
    let model = one_each(&[0]).definition(4_096, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let mut choosers = Agreeing::eager();
    assert_eq!(choosers.place(&mut cluster, 0, 0, 5), [0]);
    let failure = choosers.choose_for(&cluster, 0, 0, &mut numbers().at(0, 0));
    assert_eq!(choosers.choose_for(&cluster, 0, 0, &mut numbers().at(0, 0)), failure);
    cluster.register_instance(model.instances[0].class, crate::time::SimTime::ZERO);
    let decision = choosers.choose_for(&cluster, 0, 0, &mut numbers().at(0, 0));
    assert_eq!(decision, Decision::Place(InstanceId::new(1)));
}
