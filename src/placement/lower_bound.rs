//! The fewest instances that could hold a set of tasks: a bound that no placement can beat.

use std::collections::BTreeMap;

use crate::cluster::{Cluster, InstanceStatus};
use crate::model::{ClusterId, Demand, Protocol, Resources};

/// The least number of registered instances of `cluster`, the largest first, that could hold every one of `demands`
/// (each with how many tasks ask for it), `None` when even all of them could not.
///
/// It is the largest of these bounds, each of which every placement obeys:
///
/// - as many instances as it takes until their registered CPU, taken from the largest on, adds up to the CPU that
///   the tasks ask for; likewise memory and GPUs;
/// - as many as there are tasks that ask for the same static host port, since no instance holds two of them.
///
/// It says nothing about how well tasks pack: a placement may need more.
#[must_use]
pub fn lower_bound_instances(
    cluster: &Cluster,
    within: ClusterId,
    demands: &[(&Demand, u64)],
) -> Option<usize> {
    let instances = cluster.instances();
    let registered: Vec<Resources> = instances
        .ids_of(within)
        .filter(|id| instances.status(*id) != InstanceStatus::Inactive)
        .map(|id| cluster.model().class(instances.class(id)).registered)
        .collect();
    let by = |amount: fn(Resources) -> u32| {
        let wanted = demands.iter().map(|(demand, tasks)| u64::from(amount(demand.resources)) * tasks).sum();
        largest_first(registered.iter().map(|resources| amount(*resources)).collect(), wanted)
    };
    let bounds = [by(|of| of.cpu)?, by(|of| of.memory)?, by(|of| of.gpu)?, busiest_port(demands)];
    bounds.into_iter().max().filter(|bound| *bound <= registered.len())
}

/// How many of `amounts`, the largest first, add up to `wanted`.
fn largest_first(mut amounts: Vec<u32>, wanted: u64) -> Option<usize> {
    amounts.sort_unstable_by(|a, b| b.cmp(a));
    let mut missing = wanted;
    let mut taken = 0;
    while missing > 0 {
        missing = missing.saturating_sub(u64::from(*amounts.get(taken)?));
        taken += 1;
    }
    Some(taken)
}

/// How many tasks ask for the static host port that most ask for.
fn busiest_port(demands: &[(&Demand, u64)]) -> usize {
    let mut tasks_by_port: BTreeMap<(Protocol, u16), u64> = BTreeMap::new();
    for (demand, tasks) in demands {
        for port in demand.ports.iter() {
            *tasks_by_port.entry(port).or_default() += tasks;
        }
    }
    let most = tasks_by_port.into_values().max().unwrap_or(0);
    usize::try_from(most).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HostPorts;
    use crate::placement::testkit::{Fleet, registered};

    /// Four instances: two of 4,096 units and 8,000 MiB, one of 2,048 and 16,000, one of another cluster.
    #[test]
    fn the_bound_is_the_scarcest_of_cpu_memory_gpus_and_ports() {
        let other = Resources { cpu: 99_999, memory: 99_999, gpu: 9 };
        let fleet = Fleet::over(1).instances(0, 2, 4_096, 8_000).instances(0, 1, 2_048, 16_000);
        let model = fleet.class(1, 0, None, other, &[]).of_last_class(1).build();
        let mut cluster = registered(&model);
        let demand = |cpu, memory, gpu, tcp: &[u16]| Demand {
            resources: Resources { cpu, memory, gpu },
            ports: HostPorts { tcp: tcp.to_vec(), udp: Vec::new() },
            interfaces: 0,
        };
        for (demands, expected) in [
            (vec![], Some(0)),
            // 9 × 1,024 = 9,216 units: more than 4,096 + 4,096.
            (vec![(demand(1_024, 1, 0, &[]), 9)], Some(3)),
            (vec![(demand(1_024, 1, 0, &[]), 8)], Some(2)),
            // 16,001 MiB: more than the largest instance holds.
            (vec![(demand(1, 16_000, 0, &[]), 1)], Some(1)),
            (vec![(demand(1, 16_000, 0, &[]), 1), (demand(1, 1, 0, &[]), 1)], Some(2)),
            // 10,241 units are one more than there are.
            (vec![(demand(1, 1, 0, &[]), 10_241)], None),
            (vec![(demand(1, 1, 1, &[]), 1)], None),
            // Port 80 three times, once in another task definition.
            (vec![(demand(1, 1, 0, &[80]), 2), (demand(1, 1, 0, &[80, 443]), 1)], Some(3)),
            (vec![(demand(1, 1, 0, &[80]), 4)], None),
        ] {
            let borrowed: Vec<_> = demands.iter().map(|(demand, tasks)| (demand, *tasks)).collect();
            let bound = lower_bound_instances(&cluster, ClusterId::new(0), &borrowed);
            assert_eq!(bound, expected, "{demands:?}");
        }
        // An instance that left holds nothing.
        cluster.set_instance_status(crate::model::InstanceId::new(2), InstanceStatus::Inactive);
        let large = demand(1, 16_000, 0, &[]);
        assert_eq!(lower_bound_instances(&cluster, ClusterId::new(0), &[(&large, 1)]), Some(2));
    }
}
