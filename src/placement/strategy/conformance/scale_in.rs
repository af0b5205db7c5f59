//! Scale-in by the chain.

use crate::cluster::Cluster;
use crate::model::{ServiceId, Strategy, TaskId};
use crate::placement::choose_stops;
use crate::rng::Draw;

/// Stops some tasks of each service, listed in two orders.
pub(super) fn check(cluster: &Cluster, strategies: &[Strategy], random: &mut Draw<'_>) -> Result<(), String> {
    for service in (0..cluster.model().services.len()).map(ServiceId::new) {
        let mut tasks = cluster.service(service).tasks().to_vec();
        let count = random.index(tasks.len() + 2);
        let stop = |candidates: &[TaskId]| {
            let mut stopped = Vec::new();
            let random = &mut random.clone();
            choose_stops(cluster, service, strategies, candidates, count, random, &mut stopped);
            stopped
        };
        let stopped = stop(&tasks);
        tasks.reverse();
        if stop(&tasks) != stopped {
            return Err(format!("tasks of {service:?} in another order are stopped otherwise"));
        }
        let mut different = stopped.clone();
        different.sort_unstable();
        different.dedup();
        let wanted = count.min(tasks.len());
        if different.len() != wanted
            || stopped.len() != wanted
            || !stopped.iter().all(|id| tasks.contains(id))
        {
            return Err(format!("{wanted} tasks of {service:?} are to be stopped, and {stopped:?} are"));
        }
    }
    Ok(())
}
