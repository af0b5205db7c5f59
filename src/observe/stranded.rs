//! Resources that lie idle on an instance because no task fits beside those that are there.

use crate::cluster::{Cluster, check_demand};
use crate::model::{ApiCall, ClusterId, Demand, InstanceId, Model, Resources, ServiceId, TaskDefinitionId};

/// What the services and calls of one cluster may ask of an instance, reduced to the demands that matter.
///
/// An instance has room for some demand exactly when it has room for one that contains no other.
#[derive(Clone, Debug)]
pub(super) struct SmallestDemands {
    smallest: Vec<Demand>,
    port_limit: u32,
}

impl SmallestDemands {
    /// The demands of all task definitions that services of `cluster` have, or get by an action of the scenario, and of
    /// those that calls of `RunTask` and `StartTask` name.
    ///
    /// A service that wants no task from the beginning to the end asks for nothing, nor does a daemon: it has its task on
    /// each instance, and would not take the room that is left.
    pub(super) fn of(model: &Model, cluster: ClusterId) -> Self {
        let services = || {
            let ids = (0..model.services.len()).map(ServiceId::new);
            ids.filter(|id| model.service(*id).cluster == cluster && wants_tasks(model, *id))
        };
        let initial = services().map(|id| model.service(id).task_definition);
        let updated = services().flat_map(|id| updates(model, id)).filter_map(|(_, definition)| definition);
        let called = model.calls.iter().filter(|call| call.cluster == cluster).map(|call| call.definition);
        let demands = initial.chain(updated).chain(called).map(|id| &model.task_definition(id).demand);
        let smallest = smallest(demands.collect()).into_iter().cloned().collect();
        Self { smallest, port_limit: model.behavior.reserved_port_limit }
    }

    /// Whether there is any demand; without one, nothing can be stranded.
    pub(super) fn is_empty(&self) -> bool {
        self.smallest.is_empty()
    }

    /// What is stranded on `instance`: all that is free, when it may take tasks and none fits.
    ///
    /// CPU, memory, GPUs and static host ports decide; constraints of a service do not.
    pub(super) fn stranded(&self, cluster: &Cluster, instance: InstanceId) -> Resources {
        let instances = cluster.instances();
        if self.is_empty() || !instances.is_candidate(instance) {
            return Resources::default();
        }
        let (free, ports) = (instances.free(instance), instances.ports(instance));
        let fits = |demand: &&Demand| check_demand(free, ports, demand, self.port_limit).is_ok();
        if self.smallest.iter().find(fits).is_some() { Resources::default() } else { free }
    }
}

/// Desired count and task definition that each update of a service brings.
fn updates(
    model: &Model,
    id: ServiceId,
) -> impl Iterator<Item = (Option<u32>, Option<TaskDefinitionId>)> + '_ {
    model.actions.iter().filter_map(move |action| match &action.call {
        ApiCall::UpdateService { service, desired_count, task_definition, .. } if *service == id => {
            Some((*desired_count, *task_definition))
        }
        _ => None,
    })
}

/// Whether a service wants tasks at any time.
fn wants_tasks(model: &Model, id: ServiceId) -> bool {
    let later = updates(model, id).filter_map(|(desired_count, _)| desired_count);
    std::iter::once(model.service(id).desired_count).chain(later).any(|count| count > 0)
}

/// The demands that contain no other, each once.
fn smallest(mut demands: Vec<&Demand>) -> Vec<&Demand> {
    // A demand comes after all that are contained in it.
    demands.sort_unstable_by_key(|demand| (demand.resources, demand.ports.len()));
    let mut smallest: Vec<&Demand> = Vec::new();
    for demand in demands {
        if !smallest.iter().any(|other| is_contained(other, demand)) {
            smallest.push(demand);
        }
    }
    smallest
}

/// Whether every instance with room for `large` has room for `small`.
fn is_contained(small: &Demand, large: &Demand) -> bool {
    let within = |small: &[u16], large: &[u16]| small.iter().all(|port| large.binary_search(port).is_ok());
    small.resources.cpu <= large.resources.cpu
        && small.resources.memory <= large.resources.memory
        && small.resources.gpu <= large.resources.gpu
        && within(&small.ports.tcp, &large.ports.tcp)
        && within(&small.ports.udp, &large.ports.udp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HostPorts;

    fn demand(cpu: u32, memory: u32, tcp: &[u16]) -> Demand {
        let ports = HostPorts { tcp: tcp.to_vec(), udp: vec![] };
        Demand { resources: Resources { cpu, memory, gpu: 0 }, ports, interfaces: 0 }
    }

    #[test]
    fn only_demands_that_contain_no_other_matter() {
        let (small, wide, tall) = (demand(256, 512, &[]), demand(1024, 128, &[]), demand(128, 4096, &[]));
        let (with_port, larger) = (demand(64, 64, &[80]), demand(64, 64, &[22, 80]));
        let all = [&larger, &tall, &demand(512, 512, &[443]), &small, &wide, &with_port, &small];
        // 512/512 with a port contains `small`; ports 22 and 80 contain port 80.
        assert_eq!(smallest(all.to_vec()), [&with_port, &tall, &small, &wide]);
    }
}
