//! CPU, memory and host ports, and how many copies they hold (RS, NP, RT-01).

use super::{closest, next, next_of, one_each, room};
use crate::cluster::{Cluster, InstanceStatus, Rejection};
use crate::model::{Demand, HostPorts, InstanceId, Resources};
use crate::placement::Capacity;
use crate::placement::testkit::{Agreeing, Fleet, put, registered, stop};

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
    let demand = |ports| Demand { resources: Resources { cpu: 1, memory: 1, gpu: 0 }, ports, interfaces: 0 };
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

#[test]
fn capacity_names_what_most_instances_lack() {
    let fleet = one_each(&[0, 1]).instances(2, 1, 1_100, 8_000);
    let model = fleet.definition(1_024, 3_000, &[]).service(&[], false).build();
    let disconnect = |cluster: &mut Cluster| cluster.set_agent_connected(InstanceId::new(2), false);
    let drain_two = |cluster: &mut Cluster| {
        for id in [1, 2] {
            cluster.set_instance_status(InstanceId::new(id), InstanceStatus::Draining);
        }
    };
    let changes: [fn(&mut Cluster); 3] = [|_| (), disconnect, drain_two];
    // 4,096 units hold 4 tasks of 1,024, 1,100 hold one; 8,000 MiB hold 2 of 3,000.
    let expected = [(2 + 2 + 1, Rejection::Memory), (2 + 2, Rejection::Memory), (2, Rejection::Inactive)];
    for (change, (more, limit)) in changes.into_iter().zip(expected) {
        let mut cluster = registered(&model);
        change(&mut cluster);
        assert_eq!(room(&cluster, 0), Capacity::Copies { more, limited_by: Some(limit) });
    }
}
