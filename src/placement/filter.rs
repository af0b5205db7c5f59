//! Which instances can take a task: the binding rules, in the order of [`Rejection`] (PL-01…PL-04).

use super::instance_facts::OnInstance;
use super::request::Request;
use crate::cluster::{Cluster, GroupTasks, InstanceStatus, Rejection};
use crate::model::query::Residual;
use crate::model::{ClassId, InstanceClass, InstanceId};

/// The rules for one request in the cluster as it is now.
#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    cluster: &'a Cluster<'a>,
    request: &'a Request<'a>,
    tasks: &'a GroupTasks,
}

impl<'a> Filter<'a> {
    /// The rules for `request`.
    #[must_use]
    pub fn new(request: &'a Request<'a>, cluster: &'a Cluster<'a>) -> Self {
        Self { cluster, request, tasks: cluster.group(request.group) }
    }

    /// Whether `instance` is registered with the cluster that the request asks.
    ///
    /// One that is `INACTIVE` has left it (CI-02): it is neither a candidate nor part of a diagnosis.
    #[must_use]
    pub fn is_registered(&self, instance: InstanceId) -> bool {
        self.class(instance).cluster == self.request.cluster
            && self.cluster.instances().status(instance) != InstanceStatus::Inactive
    }

    /// Whether `instance` is registered and passes every rule.
    #[must_use]
    pub fn accepts(&self, instance: InstanceId) -> bool {
        self.is_registered(instance) && self.first_rejection(instance).is_none()
    }

    /// The first rule that a registered `instance` fails, `None` when it can take the task.
    #[must_use]
    pub fn first_rejection(&self, instance: InstanceId) -> Option<Rejection> {
        Rejection::ALL.into_iter().find(|rule| self.fails(*rule, instance))
    }

    /// Whether `instance` is one that a daemon service looks after: registered, `ACTIVE`, and as its location, required
    /// attributes and `memberOf` ask for (§1.8), whatever room there is.
    ///
    /// Queries do not see the service's own task: what it runs is no reason not to run it.
    #[must_use]
    pub fn suits(&self, instance: InstanceId) -> bool {
        let binding = [Rejection::Inactive, Rejection::Location, Rejection::Attribute];
        let others = OnInstance::new(instance, self.cluster).without(self.request.group);
        self.is_registered(instance)
            && !binding.into_iter().any(|rule| self.fails(rule, instance))
            && self.are_met(instance, &others)
    }

    /// How many rules a registered `instance` fails; CPU, memory, ports, interfaces and GPUs are a rule each.
    #[must_use]
    pub fn failed_rules(&self, instance: InstanceId) -> usize {
        Rejection::ALL.into_iter().filter(|rule| self.fails(*rule, instance)).count()
    }

    /// Whether a registered `instance` fails `rule`, whatever it makes of the others.
    #[must_use]
    pub fn fails(&self, rule: Rejection, instance: InstanceId) -> bool {
        let instances = self.cluster.instances();
        let demand = self.request.demand();
        let (wanted, free) = (demand.resources, instances.free_for(instance, self.request.group));
        match rule {
            Rejection::Inactive => instances.status(instance) != InstanceStatus::Active,
            Rejection::Agent => !instances.agent_connected(instance),
            Rejection::Location => self.is_elsewhere(instance),
            Rejection::Attribute => self.lacks_attribute(instance),
            Rejection::Cpu => wanted.cpu > free.cpu,
            Rejection::Memory => wanted.memory > free.memory,
            Rejection::PortInUse | Rejection::PortLimit => {
                instances.ports(instance).check(&demand.ports, self.port_limit()) == Err(rule)
            }
            Rejection::Eni => demand.interfaces > instances.free_interfaces_for(instance, self.request.group),
            Rejection::Gpu => wanted.gpu > free.gpu,
            Rejection::MemberOf => !self.is_member(instance),
            // Where all that pass are barred, the diagnosis says so.
            Rejection::TopologySpread => false,
            // It looks at desired status (CN-03) and at the group's own tasks (CN-04).
            Rejection::DistinctInstance => {
                self.request.rules.constraints.distinct_instance && self.tasks.on_instance(instance) > 0
            }
        }
    }

    /// EN-04: in the VPC, but in none of the subnets' zones.
    fn is_elsewhere(&self, instance: InstanceId) -> bool {
        let Some(location) = &self.request.rules.location else { return false };
        location.zones.binary_search(&self.class(instance).zone).is_err()
    }

    /// RA-01: something that the task definition requires; EN-03: or the VPC of the subnets.
    fn lacks_attribute(&self, instance: InstanceId) -> bool {
        let class = self.class(instance);
        let required = self.request.required_attributes();
        required.into_iter().any(|attribute| class.attribute(attribute).is_none())
            || self.request.rules.location.as_ref().is_some_and(|location| location.vpc != class.vpc)
    }

    /// CN-06: every query of the task definition and of the service or call holds.
    fn is_member(&self, instance: InstanceId) -> bool {
        self.are_met(instance, &OnInstance::new(instance, self.cluster))
    }

    /// Whether every query holds where `instance` is as `facts` say.
    fn are_met(&self, instance: InstanceId, facts: &OnInstance<'_>) -> bool {
        self.residuals(self.cluster.instances().class(instance)).all(|residual| residual.holds(facts))
    }

    /// What instances of `class` leave of the queries.
    pub(super) fn residuals(&self, class: ClassId) -> impl Iterator<Item = &'a Residual> {
        let queries = self.request.queries();
        let model = self.cluster.model();
        queries.map(move |query| model.member_of(query).residual(class))
    }

    fn class(&self, instance: InstanceId) -> &'a InstanceClass {
        self.cluster.model().class(self.cluster.instances().class(instance))
    }

    fn port_limit(&self) -> u32 {
        self.cluster.model().behavior.reserved_port_limit
    }
}
