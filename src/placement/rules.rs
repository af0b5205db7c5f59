//! Table tests: one for each documented rule that choosers, scale-in and capacity obey, with the worked examples of
//! placement.md §8. Every choice is made by the index and by the oracle.

use super::request::Decision;
use super::testkit::{Agreeing, Fleet, by_zone, put, rack_attribute, registered, remove, stop, stream};
use super::{Capacity, Request, capacity, choose_stops};
use crate::cluster::{Cluster, InstanceStatus, PlacementFailure, Rejection};
use crate::model::{
    Demand, HostPorts, InstanceId, Model, Resources, ServiceId, Strategy, TaskDefinitionId, TaskId,
};
use crate::rng::Streams;

const BINPACK: Strategy = Strategy::BinpackMemory;
const PER_INSTANCE: Strategy = Strategy::SpreadInstance;

/// Where the next task of service 0 goes, by position in the fleet.
fn next(cluster: &Cluster<'_>) -> Result<usize, PlacementFailure> {
    next_of(cluster, 0, 0)
}

fn next_of(cluster: &Cluster<'_>, service: usize, definition: usize) -> Result<usize, PlacementFailure> {
    match Agreeing::eager().choose_for(cluster, service, definition, &mut stream()) {
        Decision::Place(instance) => Ok(instance.index()),
        Decision::Unplaceable(failure) => Err(failure),
    }
}

/// The closest instance and its rejection, where nothing fits.
fn closest(cluster: &Cluster<'_>) -> Option<(usize, Rejection)> {
    let failure = next(cluster).expect_err("nothing fits");
    failure.closest.map(|(instance, rejection)| (instance.index(), rejection))
}

fn room(cluster: &Cluster<'_>, definition: usize) -> Capacity {
    let model = cluster.model();
    capacity(&Request::of(model, ServiceId::new(0), TaskDefinitionId::new(definition)), cluster)
}

/// One instance of 4,096 CPU units and 8,000 MiB in each of these zones.
fn one_each(zones: &[usize]) -> Fleet {
    zones.iter().fold(Fleet::over(3), |fleet, zone| fleet.instances(*zone, 1, 4_096, 8_000))
}

/// Puts tasks of service 0 and definition 0 on these instances.
fn spread_out(cluster: &mut Cluster<'_>, instances: &[usize]) -> Vec<TaskId> {
    instances.iter().map(|instance| put(cluster, 0, 0, *instance)).collect()
}

/// On which instances service 0 stops `count` of `candidates`.
fn stops(cluster: &Cluster<'_>, strategies: &[Strategy], candidates: &[TaskId], count: usize) -> Vec<usize> {
    let mut out = Vec::new();
    let service = ServiceId::new(0);
    choose_stops(cluster, service, strategies, candidates, count, &mut stream(), &mut out);
    out.into_iter().map(|task| cluster.task(task).instance.index()).collect()
}

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

/// Worked example 4: 2 tasks a zone, both on one instance. Worked example 5: one task an instance.
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
        let model = fleet.definition(128, 400, &[]).service(&[strategy], false).build();
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
fn df_01_df_02_without_a_strategy_the_emptiest_zone_then_the_emptiest_instance() {
    for (on, expected) in [
        (vec![0], 2),
        // Zones A and B hold 1 each, C holds none.
        (vec![0, 2], 4),
        // One each: in zone A instance 1 has none.
        (vec![0, 2, 4], 1),
        (vec![0, 1, 2, 3, 4], 5),
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
    let mut stream = stream();
    let mut counts = [0_u32; 5];
    for _ in 0..8_000 {
        let Decision::Place(instance) = choosers.choose_for(&cluster, 0, 0, &mut stream) else {
            panic!("four instances fit");
        };
        counts[instance.index()] += 1;
    }
    // The standard deviation of each count is 39.
    assert!(counts[..4].iter().all(|count| count.abs_diff(2_000) < 195), "{counts:?}");
    assert_eq!(counts[4], 0);
    let mut before = stream.clone();
    assert_eq!(
        choosers.choose_for(&cluster, 1, 0, &mut stream),
        Decision::Place(InstanceId::new(1)),
        "only zone b ties for the fewest tasks"
    );
    assert_eq!(stream.bits(), before.bits(), "one candidate is no choice, so nothing is drawn");
}

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

/// Worked example 23: 1,024 MiB hold one task of 1,000; likewise CPU.
#[test]
fn rs_02_a_task_that_no_longer_fits_names_the_resource() {
    for ((cpu, memory), expected) in [((128, 1_000), Rejection::Memory), ((1_000, 128), Rejection::Cpu)] {
        let model = Fleet::over(1).instances(0, 1, 1_024, 1_024).definition(cpu, memory, &[]);
        let model = model.service(&[], false).build();
        let mut cluster = registered(&model);
        assert_eq!(room(&cluster, 0), Capacity::Copies { more: 1, limited_by: Some(expected) });
        assert_eq!(Agreeing::eager().place(&mut cluster, 0, 0, 2), [0]);
        assert_eq!(closest(&cluster), Some((0, expected)));
    }
}

/// Worked example 28.
#[test]
fn rs_12_tasks_without_cpu_fit_by_cpu_without_end() {
    for (memory, expected) in [
        (0, Capacity::Unlimited),
        // 2 instances of 8,000 MiB hold 20 tasks of 400 MiB each.
        (400, Capacity::Copies { more: 40, limited_by: Some(Rejection::Memory) }),
    ] {
        let model = one_each(&[0, 1]).definition(0, memory, &[]).definition(4_096, 0, &[]);
        let model = model.service(&[], false).build();
        let mut cluster = registered(&model);
        // No CPU is left.
        put(&mut cluster, 0, 1, 0);
        put(&mut cluster, 0, 1, 1);
        assert_eq!(room(&cluster, 0), expected);
        assert_eq!(next(&cluster), Ok(0));
    }
}

#[test]
fn rs_15_tcp_and_udp_ports_do_not_conflict() {
    let ports = |tcp: &[u16], udp: &[u16]| HostPorts { tcp: tcp.to_vec(), udp: udp.to_vec() };
    let demand = |ports| Demand { resources: Resources { cpu: 1, memory: 1, gpu: 0 }, ports };
    let fleet = one_each(&[0]).demanding(demand(ports(&[53], &[]))).demanding(demand(ports(&[], &[53])));
    let model = fleet.service(&[], false).build();
    let mut cluster = registered(&model);
    put(&mut cluster, 0, 0, 0);
    assert_eq!(next_of(&cluster, 0, 1), Ok(0));
    assert_eq!(closest(&cluster), Some((0, Rejection::PortInUse)));
}

/// Worked example 29: port 80, 2 instances, 3 tasks wanted. Worked example 31: without host ports 20 tasks fit.
#[test]
fn rs_16_np_04_static_ports_are_reserved_and_dynamic_ones_are_not() {
    let fleet = one_each(&[0, 1]).definition(128, 400, &[80]).definition(128, 400, &[]);
    let model = fleet.service(&[], false).build();
    let mut cluster = registered(&model);
    let limited_by = Some(Rejection::PortInUse);
    assert_eq!(room(&cluster, 0), Capacity::Copies { more: 2, limited_by });
    assert_eq!(Agreeing::eager().place(&mut cluster, 0, 0, 3), [0, 1]);
    assert_eq!(closest(&cluster), Some((0, Rejection::PortInUse)));
    let failure = next(&cluster).expect_err("both are taken");
    assert_eq!(failure.tally[Rejection::PortInUse as usize], 2);
    // 7,600 of 8,000 MiB are left on each: 19 tasks of 400 MiB.
    assert_eq!(room(&cluster, 1), Capacity::Copies { more: 38, limited_by: Some(Rejection::Memory) });
    let before = cluster.instances().ports(InstanceId::new(0)).clone();
    assert_eq!(Agreeing::eager().place(&mut cluster, 0, 1, 99).len(), 38);
    assert_eq!(*cluster.instances().ports(InstanceId::new(0)), before);
}

/// Worked example 30: one instance, a static port, a new revision; it goes once the old task is told to stop.
#[test]
fn np_05_np_06_a_static_port_is_free_as_soon_as_its_task_stops() {
    let fleet = one_each(&[0]).definition(128, 400, &[80]).definition(128, 500, &[80]);
    let model = fleet.service(&[], false).build();
    let mut cluster = registered(&model);
    let old = put(&mut cluster, 0, 0, 0);
    let failure = next_of(&cluster, 0, 1).expect_err("the port is taken");
    assert_eq!(failure.closest, Some((InstanceId::new(0), Rejection::PortInUse)));
    stop(&mut cluster, old);
    assert_eq!(next_of(&cluster, 0, 1), Ok(0));
}

/// Worked example 32: 400 static ports. And RS-08: with the agent's five ports 95 fit.
#[test]
fn rs_08_np_07_more_ports_than_the_limit_are_never_placeable() {
    for (count, expected) in [(95, Ok(0)), (96, Err(Rejection::PortLimit)), (400, Err(Rejection::PortLimit))]
    {
        let size = Resources { cpu: 4_096, memory: 8_000, gpu: 0 };
        let agent = [22, 2_375, 2_376, 51_678, 51_679];
        let ports: Vec<u16> = (3_000..3_000 + count).collect();
        let fleet = Fleet::over(1).class(0, 0, None, size, &agent).of_last_class(1);
        let model = fleet.definition(128, 400, &ports).service(&[], false).build();
        let found = next(&registered(&model));
        assert_eq!(
            found.map_err(|failure| failure.closest.expect("an instance").1),
            expected,
            "{count} ports"
        );
    }
}

/// RT-01: a stopping task's CPU and memory can be placed on at once.
#[test]
fn rt_01_resources_are_free_as_soon_as_a_task_stops() {
    let model = Fleet::over(1).instances(0, 1, 1_024, 1_024).definition(1_024, 1_024, &[]);
    let model = model.service(&[], false).build();
    let mut cluster = registered(&model);
    let task = put(&mut cluster, 0, 0, 0);
    assert_eq!(closest(&cluster), Some((0, Rejection::Cpu)));
    stop(&mut cluster, task);
    assert_eq!(next(&cluster), Ok(0));
}

/// A question again without a change, and after one: the remembered failure must not outlive it.
#[test]
fn a_remembered_failure_is_forgotten_when_something_changes() {
    let model = one_each(&[0]).definition(4_096, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let mut choosers = Agreeing::eager();
    assert_eq!(choosers.place(&mut cluster, 0, 0, 5), [0]);
    let failure = choosers.choose_for(&cluster, 0, 0, &mut stream());
    assert_eq!(choosers.choose_for(&cluster, 0, 0, &mut stream()), failure);
    cluster.register_instance(model.instances[0].class, crate::time::SimTime::ZERO);
    let decision = choosers.choose_for(&cluster, 0, 0, &mut stream());
    assert_eq!(decision, Decision::Place(InstanceId::new(1)));
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
    let mut stream = Streams::new(3).stream("scale-in", "web");
    let mut counts = [0_u32; 4];
    for _ in 0..6_000 {
        let mut out = Vec::new();
        choose_stops(&cluster, ServiceId::new(0), &[by_zone()], &tasks, 1, &mut stream, &mut out);
        counts[tasks.iter().position(|task| *task == out[0]).expect("a candidate")] += 1;
    }
    // The standard deviation of each count is 37.
    assert!(counts[..3].iter().all(|count| count.abs_diff(2_000) < 185), "{counts:?}");
    assert_eq!(counts[3], 0);
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

#[test]
fn capacity_names_what_most_instances_lack() {
    // 4,096 units hold 4 tasks of 1,024; 8,000 MiB hold 2 of 3,000.
    let cases: [(&dyn Fn(&mut Cluster<'_>), u64, Rejection); 3] = [
        (&|_| (), 2 + 2 + 1, Rejection::Memory),
        (&|cluster| cluster.set_agent_connected(InstanceId::new(2), false), 2 + 2, Rejection::Memory),
        (
            &|cluster| {
                for id in [1, 2] {
                    cluster.set_instance_status(InstanceId::new(id), InstanceStatus::Draining);
                }
            },
            2,
            Rejection::Inactive,
        ),
    ];
    let fleet = one_each(&[0, 1]).instances(2, 1, 1_100, 8_000);
    let model: Model = fleet.definition(1_024, 3_000, &[]).service(&[], false).build();
    for (change, more, limit) in cases {
        let mut cluster = registered(&model);
        change(&mut cluster);
        assert_eq!(room(&cluster, 0), Capacity::Copies { more, limited_by: Some(limit) });
    }
}
