//! Services that wait at the end of a run for tasks on hosts which do not answer, in words.

use std::collections::{BTreeMap, BTreeSet};

use super::deployments::Deployment;
use super::names::Names;
use super::service_metrics::ServiceMetrics;
use crate::cluster::Cluster;
use crate::model::{InstanceId, ServiceId};
use crate::time::SimTime;

/// What a service waits for.
#[derive(Debug, Default)]
struct Held {
    /// Older tasks that are to stop.
    older: Awaited,
    /// Tasks of the PRIMARY deployment that are to start.
    own: Awaited,
}

/// Tasks that something waits for.
#[derive(Debug)]
struct Awaited {
    tasks: u32,
    /// Ordinals of their instances.
    instances: BTreeSet<u32>,
    /// When the first of them was created.
    since: SimTime,
}

impl Default for Awaited {
    fn default() -> Self {
        Self { tasks: 0, instances: BTreeSet::new(), since: SimTime::NEVER }
    }
}

impl Awaited {
    fn add(&mut self, instance: InstanceId, created_at: SimTime) {
        self.tasks += 1;
        self.instances.insert(instance.ordinal());
        self.since = self.since.min(created_at);
    }

    /// How many tasks of which kind wait to do what, and where; `None` when there are none.
    fn told(&self, kind: &str, what: &str, names: &Names) -> Option<String> {
        let (tasks, s) = (self.tasks, if self.tasks == 1 { "" } else { "s" });
        let hosts = names.first_instances(self.instances.iter().copied());
        (tasks > 0).then(|| format!("{tasks} {kind}{s} to {what}, on {hosts} (agent not connected)"))
    }
}

/// A sentence for each such service. One whose older tasks stop in their time is not among them: it goes on by itself.
pub(super) fn sentences(cluster: &Cluster, services: &[ServiceMetrics], names: &Names) -> Vec<String> {
    let mut held: BTreeMap<ServiceId, Held> = BTreeMap::new();
    for (_, task) in cluster.tasks().iter().filter(|(_, task)| cluster.is_on_silent(task)) {
        let (Some(service), Some(instance)) = (task.service, task.place.instance()) else { continue };
        let primary = services[service.index()].deployments.primary();
        if cluster.is_awaited(task, primary) {
            held.entry(service).or_default().older.add(instance, task.created_at);
        } else if task.deployment == primary && cluster.is_stalled(task) {
            held.entry(service).or_default().own.add(instance, task.created_at);
        }
    }
    let sentence = |(service, held): (ServiceId, Held)| {
        let name = names.service(service);
        match services[service.index()].deployments.open() {
            Some(deployment) => held_deployment(deployment, name, &held, names),
            None => held_service(name, &held.own, names),
        }
    };
    held.into_iter().filter_map(sentence).collect()
}

fn held_deployment(deployment: &Deployment, service: &str, held: &Held, names: &Names) -> Option<String> {
    let own = held.own.told("task", "start", names);
    let older = held.older.told("older task", "stop", names);
    let waits = own.into_iter().chain(older).collect::<Vec<_>>().join(", and for ");
    let (definition, begun) = (names.definition(deployment.definition), deployment.started_at);
    let ends = ends(held.own.instances.union(&held.older.instances).count());
    (!waits.is_empty()).then(|| {
        format!(
            "the deployment of {definition} in service {service}, begun at {begun}, waits for {waits}, until {ends}"
        )
    })
}

/// Without a deployment it is still short of what does not start.
fn held_service(service: &str, own: &Awaited, names: &Names) -> Option<String> {
    let waits = own.told("task", "start", names)?;
    let ends = ends(own.instances.len());
    Some(format!("service {service} waits since {} for {waits}, until {ends}", own.since))
}

/// What ends it (AD-04).
fn ends(hosts: usize) -> String {
    let hosts = if hosts == 1 { "the host is" } else { "the hosts are" };
    format!("{hosts} back, terminated or deregistered by force")
}
