//! Which instances can take a task: the binding rules, in the order of [`Rejection`] (PL-01…PL-04).

use super::request::Request;
use crate::cluster::{Cluster, InstanceStatus, Rejection, ServiceTasks, check_demand};
use crate::model::InstanceId;

/// The rules for one request in the cluster as it is now.
#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    cluster: &'a Cluster<'a>,
    request: &'a Request<'a>,
    tasks: &'a ServiceTasks,
}

impl<'a> Filter<'a> {
    /// The rules for `request`.
    #[must_use]
    pub fn new(request: &'a Request<'a>, cluster: &'a Cluster<'a>) -> Self {
        Self { cluster, request, tasks: cluster.service(request.service) }
    }

    /// Whether `instance` is registered with the cluster that the request asks.
    ///
    /// One that is `INACTIVE` has left it (CI-02): it is neither a candidate nor part of a diagnosis.
    #[must_use]
    pub fn is_registered(&self, instance: InstanceId) -> bool {
        let instances = self.cluster.instances();
        self.cluster.model().class(instances.class(instance)).cluster == self.request.cluster
            && instances.status(instance) != InstanceStatus::Inactive
    }

    /// Whether `instance` is registered and passes every rule.
    #[must_use]
    pub fn accepts(&self, instance: InstanceId) -> bool {
        self.is_registered(instance) && self.first_rejection(instance).is_none()
    }

    /// The first rule that a registered `instance` fails, `None` when it can take the task.
    #[must_use]
    pub fn first_rejection(&self, instance: InstanceId) -> Option<Rejection> {
        let instances = self.cluster.instances();
        if instances.status(instance) != InstanceStatus::Active {
            return Some(Rejection::Inactive);
        }
        if !instances.agent_connected(instance) {
            return Some(Rejection::Agent);
        }
        let (free, ports) = (instances.free(instance), instances.ports(instance));
        if let Err(rejection) = check_demand(free, ports, self.request.demand, self.port_limit()) {
            return Some(rejection);
        }
        self.is_second_on(instance).then_some(Rejection::DistinctInstance)
    }

    /// How many rules a registered `instance` fails; CPU, memory, ports and GPUs are a rule each.
    #[must_use]
    pub fn failed_rules(&self, instance: InstanceId) -> usize {
        let instances = self.cluster.instances();
        let (free, wanted) = (instances.free(instance), self.request.demand.resources);
        let ports = instances.ports(instance).check(&self.request.demand.ports, self.port_limit());
        let failed = [
            instances.status(instance) != InstanceStatus::Active,
            !instances.agent_connected(instance),
            wanted.cpu > free.cpu,
            wanted.memory > free.memory,
            ports.is_err(),
            wanted.gpu > free.gpu,
            self.is_second_on(instance),
        ];
        failed.into_iter().filter(|fails| *fails).count()
    }

    /// `distinctInstance` looks at desired status (CN-03) and at the service's own tasks (CN-04).
    fn is_second_on(&self, instance: InstanceId) -> bool {
        self.request.distinct_instance && self.tasks.on_instance(instance) > 0
    }

    fn port_limit(&self) -> u32 {
        self.cluster.model().behavior.reserved_port_limit
    }
}
