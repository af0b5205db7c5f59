//! The fewest instances that could hold a set of tasks: a bound that no placement can beat.

use std::collections::BTreeMap;

use crate::cluster::{Cluster, InstanceStatus, Rejection};
use crate::model::{ClusterId, Demand, InstanceClass, Protocol, ZoneId};

/// Tasks that are wanted, all alike.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What one of them takes from its instance.
    pub demand: &'a Demand,
    /// How many.
    pub tasks: u64,
    /// Whether each needs an instance without another of them (CN-03).
    pub distinct: bool,
    /// The zones that they may be in; `None` for all.
    pub zones: Option<&'a [ZoneId]>,
}

/// Fewer instances cannot hold what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LowerBound {
    /// How many; `None` where no number of them is enough, since none has what a task asks for.
    pub instances: Option<u64>,
    /// The rule that takes so many, the one judged first among equals; `None` where nothing is wanted.
    pub limited_by: Option<Rejection>,
}

/// The least number of instances of `cluster` that could hold all that is wanted: the registered ones, the largest first,
/// and where they are too few, as many more of the largest as it takes. Where none is registered, the classes of the
/// model say how large one is.
///
/// It is the largest of these bounds, each of which every placement obeys:
///
/// - as many instances as it takes until their registered CPU, taken from the largest on, adds up to the CPU that
///   the tasks ask for; likewise memory, GPUs and slots for network interfaces;
/// - as many as there are tasks that ask for the same static host port, since no instance holds two of them, and as many
///   as there are tasks that keep apart from each other;
/// - the sum over zones of what the tasks take that may be in that zone alone.
///
/// It says nothing about how well tasks pack: a placement may need more.
#[must_use]
pub fn lower_bound_instances(cluster: &Cluster, within: ClusterId, wanted: &[Wanted<'_>]) -> LowerBound {
    let everywhere = worst(&Supply::of(cluster, within, None), wanted);
    let mut by_zone: BTreeMap<ZoneId, Vec<Wanted<'_>>> = BTreeMap::new();
    for of in wanted {
        if let Some([zone]) = of.zones {
            by_zone.entry(*zone).or_default().push(*of);
        }
    }
    let bounds =
        by_zone.iter().map(|(zone, wanted)| worst(&Supply::of(cluster, within, Some(*zone)), wanted));
    let of_zones = bounds.map(|bound| bound.instances).sum::<Option<u64>>();
    match (everywhere.instances, of_zones) {
        (Some(anywhere), Some(zoned)) if zoned <= anywhere => everywhere,
        (None, _) => everywhere,
        (Some(_), instances) => LowerBound { instances, limited_by: Some(Rejection::Location) },
    }
}

/// What instances have: each registered one, and the largest that more of could be had.
struct Supply<'a> {
    registered: Vec<&'a InstanceClass>,
    classes: Vec<&'a InstanceClass>,
}

impl<'a> Supply<'a> {
    fn of(cluster: &'a Cluster, within: ClusterId, zone: Option<ZoneId>) -> Self {
        let (instances, model) = (cluster.instances(), cluster.model());
        let is_there = |class: &&InstanceClass| zone.is_none_or(|zone| class.zone == zone);
        let registered = instances
            .ids_of(within)
            .filter(|id| instances.status(*id) != InstanceStatus::Inactive)
            .map(|id| model.class(instances.class(id)));
        let registered: Vec<&InstanceClass> = registered.filter(is_there).collect();
        let classes = model.classes.iter().filter(|class| class.cluster == within).filter(is_there);
        let classes = if registered.is_empty() { classes.collect() } else { registered.clone() };
        Self { registered, classes }
    }

    /// How many of them, the largest first, have `wanted` together; `None` where none has any.
    fn take(&self, wanted: u64, amount: fn(&InstanceClass) -> u32) -> Option<u64> {
        let mut amounts: Vec<u32> = self.registered.iter().map(|class| amount(class)).collect();
        amounts.sort_unstable_by(|a, b| b.cmp(a));
        let mut missing = wanted;
        let mut taken = 0;
        for amount in amounts {
            if missing == 0 {
                return Some(taken);
            }
            missing = missing.saturating_sub(u64::from(amount));
            taken += 1;
        }
        let largest = self.classes.iter().map(|class| amount(class)).max().unwrap_or(0);
        match missing {
            0 => Some(taken),
            _ => (largest > 0).then(|| taken + missing.div_ceil(u64::from(largest))),
        }
    }
}

/// The largest bound, zones aside.
fn worst(supply: &Supply<'_>, wanted: &[Wanted<'_>]) -> LowerBound {
    let sum = |amount: fn(&Demand) -> u32| {
        wanted.iter().map(|of| u64::from(amount(of.demand)) * of.tasks).sum::<u64>()
    };
    let apart = wanted.iter().filter(|of| of.distinct).map(|of| of.tasks).max().unwrap_or(0);
    let bounds = [
        (Rejection::Cpu, supply.take(sum(|of| of.resources.cpu), |class| class.registered.cpu)),
        (Rejection::Memory, supply.take(sum(|of| of.resources.memory), |class| class.registered.memory)),
        (Rejection::PortInUse, Some(busiest_port(wanted))),
        (Rejection::Eni, supply.take(sum(|of| of.interfaces), |class| class.interfaces)),
        (Rejection::Gpu, supply.take(sum(|of| of.resources.gpu), |class| class.registered.gpu)),
        (Rejection::DistinctInstance, Some(apart)),
    ];
    let mut worst = LowerBound { instances: Some(0), limited_by: None };
    for (rule, instances) in bounds {
        let exceeds = match (instances, worst.instances) {
            (Some(bound), Some(most)) => bound > most,
            (bound, most) => bound.is_none() && most.is_some(),
        };
        if exceeds {
            worst = LowerBound { instances, limited_by: Some(rule) };
        }
    }
    worst
}

/// How many tasks ask for the static host port that most ask for.
fn busiest_port(wanted: &[Wanted<'_>]) -> u64 {
    let mut tasks_by_port: BTreeMap<(Protocol, u16), u64> = BTreeMap::new();
    for of in wanted {
        for port in of.demand.ports.iter() {
            *tasks_by_port.entry(port).or_default() += of.tasks;
        }
    }
    tasks_by_port.into_values().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{HostPorts, Resources};
    use crate::placement::testkit::{Fleet, registered};

    fn demand(cpu: u32, memory: u32, gpu: u32, tcp: &[u16]) -> Demand {
        Demand {
            resources: Resources { cpu, memory, gpu },
            ports: HostPorts { tcp: tcp.to_vec(), udp: Vec::new() },
            interfaces: 0,
        }
    }

    fn anywhere(demand: &Demand, tasks: u64) -> Wanted<'_> {
        Wanted { demand, tasks, distinct: false, zones: None }
    }

    /// Four instances: two of 4,096 units and 8,000 MiB, one of 2,048 and 16,000, one of another cluster.
    #[test]
    fn the_bound_is_the_scarcest_of_cpu_memory_gpus_and_ports() {
        use Rejection::{Cpu, Gpu, Memory, PortInUse};
        let other = Resources { cpu: 99_999, memory: 99_999, gpu: 9 };
        let fleet = Fleet::over(1).instances(0, 2, 4_096, 8_000).instances(0, 1, 2_048, 16_000);
        let model = fleet.class(1, 0, None, other, &[]).of_last_class(1).build();
        let mut cluster = registered(&model);
        for (demands, instances, limited_by) in [
            (vec![], Some(0), None),
            // 9 × 1,024 = 9,216 units: more than 4,096 + 4,096.
            (vec![(demand(1_024, 1, 0, &[]), 9)], Some(3), Some(Cpu)),
            (vec![(demand(1_024, 1, 0, &[]), 8)], Some(2), Some(Cpu)),
            // 16,001 MiB: more than the largest instance holds.
            (vec![(demand(1, 16_000, 0, &[]), 1)], Some(1), Some(Cpu)),
            (vec![(demand(1, 16_000, 0, &[]), 1), (demand(1, 1, 0, &[]), 1)], Some(2), Some(Memory)),
            // 10,241 units are one more than there are: a fourth instance.
            (vec![(demand(1, 1, 0, &[]), 10_241)], Some(4), Some(Cpu)),
            // 10,240 + 2 × 4,096 + 1: three more of the largest.
            (vec![(demand(1, 1, 0, &[]), 18_433)], Some(6), Some(Cpu)),
            (vec![(demand(1, 1, 1, &[]), 1)], None, Some(Gpu)),
            // Port 80 three times, once in another task definition.
            (vec![(demand(1, 1, 0, &[80]), 2), (demand(1, 1, 0, &[80, 443]), 1)], Some(3), Some(PortInUse)),
            (vec![(demand(1, 1, 0, &[80]), 4)], Some(4), Some(PortInUse)),
        ] {
            let wanted: Vec<_> = demands.iter().map(|(demand, tasks)| anywhere(demand, *tasks)).collect();
            let bound = lower_bound_instances(&cluster, ClusterId::new(0), &wanted);
            assert_eq!(bound, LowerBound { instances, limited_by }, "{demands:?}");
        }
        // An instance that left holds nothing.
        cluster.set_instance_status(crate::model::InstanceId::new(2), InstanceStatus::Inactive);
        let large = demand(1, 16_000, 0, &[]);
        let bound = lower_bound_instances(&cluster, ClusterId::new(0), &[anywhere(&large, 1)]);
        assert_eq!(bound.instances, Some(2));
    }

    /// Two instances in each of two zones, with two slots for interfaces each.
    #[test]
    fn interfaces_tasks_that_keep_apart_and_zones_take_instances() {
        let mut model = Fleet::over(2).instances(0, 2, 4_096, 8_000).instances(1, 2, 4_096, 8_000).build();
        for class in &mut model.classes {
            class.interfaces = 2;
        }
        let cluster = registered(&model);
        let small = demand(1, 1, 0, &[]);
        let with_interface = Demand { interfaces: 1, ..small.clone() };
        let (first, second) = ([ZoneId::new(0)], [ZoneId::new(1)]);
        let both = [ZoneId::new(0), ZoneId::new(1)];
        let one = anywhere(&small, 1);
        for (wanted, instances, limited_by) in [
            (vec![anywhere(&with_interface, 5)], 3, Rejection::Eni),
            (vec![anywhere(&with_interface, 11)], 6, Rejection::Eni),
            (vec![Wanted { tasks: 3, distinct: true, ..one }], 3, Rejection::DistinctInstance),
            // One in each zone, although one alone would hold both.
            (
                vec![Wanted { zones: Some(&first), ..one }, Wanted { zones: Some(&second), ..one }],
                2,
                Rejection::Location,
            ),
            (vec![Wanted { zones: Some(&both), ..one }], 1, Rejection::Cpu),
        ] {
            let bound = lower_bound_instances(&cluster, ClusterId::new(0), &wanted);
            assert_eq!(bound, LowerBound { instances: Some(instances), limited_by: Some(limited_by) });
        }
    }
}
