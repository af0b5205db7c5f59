//! Services that wait at the end of a run for tasks on hosts which do not answer, in words.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::service_metrics::ServiceMetrics;
use crate::cluster::Cluster;
use crate::model::{InstanceId, ServiceId};

/// What a service waits for.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Older tasks that are to stop.
    older: Awaited,
    /// Tasks of the PRIMARY deployment that are to start.
    own: Awaited,
}

/// Tasks that something waits for.
#[derive(Debug, Default)]
struct Awaited {
    tasks: u32,
    /// Ordinals of their instances.
    instances: BTreeSet<u32>,
}

impl Awaited {
    fn add(&mut self, instance: InstanceId) {
        self.tasks += 1;
        self.instances.insert(instance.ordinal());
    }

    /// How many tasks of which kind wait to do what, and where; `None` when there are none.
    fn told(&self, kind: &str, what: &str, names: &Names) -> Option<String> {
        let (tasks, s) = (self.tasks, if self.tasks == 1 { "" } else { "s" });
        let hosts = names.first_instances(self.instances.iter().copied());
        (tasks > 0).then(|| format!("{tasks} {kind}{s} to {what}, on {hosts} (agent not connected)"))
    }
}

/// Each such service. One whose older tasks stop in their time is not among them: it goes on by itself.
pub(super) fn find(cluster: &Cluster, services: &[ServiceMetrics]) -> BTreeMap<ServiceId, Held> {
    let mut held: BTreeMap<ServiceId, Held> = BTreeMap::new();
    for (_, task) in cluster.tasks().iter().filter(|(_, task)| cluster.is_on_silent(task)) {
        let (Some(service), Some(instance)) = (task.service, task.place.instance()) else { continue };
        let deployments = &services[service.index()].deployments;
        let primary = deployments.primary();
        if cluster.is_awaited(task, primary) && deployments.open().is_some() {
            held.entry(service).or_default().older.add(instance);
        } else if task.deployment == primary && cluster.is_stalled(task) {
            held.entry(service).or_default().own.add(instance);
        }
    }
    held
}

impl Held {
    /// What is waited for, where, and until what (AD-04).
    pub(super) fn told(&self, names: &Names) -> String {
        let own = self.own.told("task", "start", names);
        let older = self.older.told("older task", "stop", names);
        let waits = own.into_iter().chain(older).collect::<Vec<_>>().join(", and for ");
        let hosts = self.own.instances.union(&self.older.instances).count();
        let hosts = if hosts == 1 { "the host is" } else { "the hosts are" };
        format!("{waits}, until {hosts} back, terminated or deregistered by force")
    }
}
