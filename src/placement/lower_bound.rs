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
    cluster: &Cluster<'_>,
    within: ClusterId,
    demands: &[(&Demand, u64)],
) -> Option<usize> {
    let instances = cluster.instances();
    let registered: Vec<Resources> = instances
        .ids()
        .filter(|id| instances.status(*id) != InstanceStatus::Inactive)
        .map(|id| cluster.model().class(instances.class(id)))
        .filter(|class| class.cluster == within)
        .map(|class| class.registered)
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
