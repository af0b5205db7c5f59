//! Deployments that wait at the end of a run for older tasks on hosts that do not answer, in words.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::service_metrics::ServiceMetrics;
use crate::cluster::Cluster;
use crate::model::ServiceId;

/// Instances that a sentence names; more are counted.
const NAMED: usize = 3;

/// What a deployment waits for.
#[derive(Debug, Default)]
struct Awaited {
    tasks: u32,
    /// Ordinals of their instances.
    instances: BTreeSet<u32>,
}

/// A sentence for each such deployment. One whose older tasks stop in their time is not among them: it goes on by itself.
pub(super) fn sentences(cluster: &Cluster, services: &[ServiceMetrics], names: &Names) -> Vec<String> {
    let mut awaited: BTreeMap<ServiceId, Awaited> = BTreeMap::new();
    for (_, task) in cluster.tasks().iter().filter(|(_, task)| cluster.is_on_silent(task)) {
        let (Some(service), Some(instance)) = (task.service, task.place.instance()) else { continue };
        let primary = services[service.index()].deployments.primary();
        if cluster.is_awaited(task, primary) {
            let of_service = awaited.entry(service).or_default();
            of_service.tasks += 1;
            of_service.instances.insert(instance.ordinal());
        }
    }
    let sentence = |(service, awaited): (ServiceId, Awaited)| {
        let deployment = services[service.index()].deployments.open()?;
        Some(format!(
            "the deployment of {} in service {}, begun at {}, waits for {} to stop, on {} (agent not connected)",
            names.definition(deployment.definition),
            names.service(service),
            deployment.started_at,
            match awaited.tasks {
                1 => "1 older task".to_owned(),
                tasks => format!("{tasks} older tasks"),
            },
            listed(&awaited.instances, names),
        ))
    };
    awaited.into_iter().filter_map(sentence).collect()
}

fn listed(instances: &BTreeSet<u32>, names: &Names) -> String {
    let first: Vec<_> = instances.iter().take(NAMED).map(|ordinal| names.instance(*ordinal)).collect();
    let more = instances.len() - first.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    first.join(", ") + &more
}
