//! What a pass of a DAEMON service looks at: the instances that it looks after (placement.md §1.8).

use crate::cluster::{Cluster, DesiredStatus, InstanceStatus};
use crate::engine::core::Core;
use crate::engine::parts::Services;
use crate::model::{InstanceId, ServiceId};
use crate::service::{DaemonTask, Site, Suitability};

/// The instances that the daemon `id` should have a task on or has one on.
pub(super) fn survey<O>(core: &Core<'_, O>, services: &Services, id: ServiceId, sites: &mut Vec<Site>) {
    let (model, cluster) = (core.model, core.cluster());
    let pacing = &services.get(id).pacing;
    for instance in cluster.instances().ids_of(model.service(id).cluster) {
        let class = model.class(cluster.instances().class(instance));
        let status = cluster.instances().status(instance);
        if status == InstanceStatus::Inactive {
            continue;
        }
        let suits = cluster.instances().reserved_by(instance, id).is_some();
        let suitability = match status {
            InstanceStatus::Draining => {
                Suitability::Draining { replicas_left: has_replicas(cluster, instance) }
            }
            _ if suits => Suitability::Suitable { connected: cluster.instances().agent_connected(instance) },
            _ => Suitability::Unsuitable,
        };
        let task = daemon_task(cluster, id, instance);
        if task.is_some() || suits {
            let held_until = pacing.held_until(instance);
            let leaving = has_leaving(cluster, id, instance);
            sites.push(Site { instance, zone: class.zone, suitability, task, leaving, held_until });
        }
    }
}

/// Whether a task of a REPLICA service has not stopped yet on `instance`; standalone tasks keep no daemon (DR-04).
fn has_replicas(cluster: &Cluster, instance: InstanceId) -> bool {
    let tasks = cluster.instances().tasks(instance).iter();
    let mut services = tasks.filter_map(|task| cluster.task(*task).service);
    services.any(|service| !cluster.model().service(service).is_daemon())
}

/// Whether a task of the daemon that is to stop is still on `instance`.
fn has_leaving(cluster: &Cluster, id: ServiceId, instance: InstanceId) -> bool {
    if cluster.service(id).stopping() == 0 {
        return false;
    }
    let mut tasks = cluster.instances().tasks(instance).iter().map(|task| cluster.task(*task));
    tasks.any(|task| task.service == Some(id) && task.desired == DesiredStatus::Stopped)
}

fn daemon_task(cluster: &Cluster, id: ServiceId, instance: InstanceId) -> Option<DaemonTask> {
    if cluster.service(id).on_instance(instance) == 0 {
        return None;
    }
    let mut tasks = cluster.instances().tasks(instance).iter();
    tasks.find_map(|id_of_task| {
        let task = cluster.task(*id_of_task);
        let own = task.service == Some(id) && task.desired == DesiredStatus::Running;
        own.then(|| DaemonTask { id: *id_of_task, deployment: task.deployment, category: task.category() })
    })
}
